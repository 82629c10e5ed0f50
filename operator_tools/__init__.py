"""Tools of whoever operates the app, run from a checkout; nothing here is deployed.

Importing it makes the shared layer importable, as it is on Lambda.
"""

import sys
from pathlib import Path

_LAYER = str(Path(__file__).resolve().parent.parent / "layers" / "shared")
if _LAYER not in sys.path:
    sys.path.append(_LAYER)
