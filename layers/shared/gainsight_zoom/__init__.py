"""Shared layer of the Gainsight App for Zoom: clients, stores and domain rules."""

import gc

gc.set_threshold(100_000, 20, 20)
"""Objects made before garbage is looked for: importing makes many, and no garbage. At Python's own
700 the looking takes a tenth of a cold start (``bench/cold.py``)."""
