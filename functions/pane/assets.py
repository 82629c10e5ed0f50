"""The pane's files as they lie beside this module: flat, versioned by content, compressed once."""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
HOME = "app.html"
CONTENT_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
}
VERSION_CHARS = 12


@dataclass(frozen=True)
class Asset:
    """One file, as it is and gzipped."""

    content_type: str
    content: bytes
    compressed: bytes


@cache
def version() -> str:
    """Return the version of all assets together: the beginning of their SHA-256."""
    hashed = hashlib.sha256()
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in CONTENT_TYPES or path.name == HOME:
            hashed.update(path.name.encode() + b"\0" + path.read_bytes())
    return hashed.hexdigest()[:VERSION_CHARS]


@cache
def find(name: str) -> Asset | None:
    """Return an asset by its bare file name; None for anything else, paths included."""
    path = FOLDER / name
    content_type = CONTENT_TYPES.get(path.suffix)
    if content_type is None or path.parent != FOLDER or not path.is_file():
        return None
    content = path.read_bytes()
    return Asset(content_type, content, gzip.compress(content, mtime=0))


def home_page(*, context: str) -> str:
    """Return the home page.

    Parameters
    ----------
    context : str
        Zoom's app context, already escaped for an attribute; empty where Zoom sent none.
    """
    return _template().replace("{{context}}", context)


def error_page(*, message: str, request_id: str) -> str:
    """Return a page that says what went wrong, without any script."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        "<title>Gainsight App for Zoom</title>"
        f'<link rel="stylesheet" href="/assets/{version()}/pages.css"></head>'
        '<body class="page"><main class="card"><h1>Please reopen the app</h1>'
        f'<p>{escape(message)}</p><p class="reference">Reference {escape(request_id)}</p>'
        "</main></body></html>"
    )


@cache
def _template() -> str:
    page = (FOLDER / HOME).read_text(encoding="utf-8")
    return page.replace("{{assets}}", f"/assets/{version()}")
