"""The outside world on one machine: stand-ins that keep to what is known of each party.

Importing it makes the product's two source folders importable, as they are on Lambda.
"""

import sys
from pathlib import Path

for _folder in ("layers/shared", "functions"):
    _path = str(Path(__file__).resolve().parent.parent / _folder)
    if _path not in sys.path:
        sys.path.append(_path)
