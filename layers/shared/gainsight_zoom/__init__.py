"""Shared layer of the Gainsight App for Zoom: clients, stores and domain rules."""

import gc

gc.set_threshold(20_000, 20, 20)
"""Allocations before garbage is looked for: importing makes many objects and no garbage, and at
Python's 700 looking for it again and again takes a fifteenth of a cold start (``bench/cold.py``)."""
