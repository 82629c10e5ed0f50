"""The pane's files as they lie beside this module: flat, versioned by content, compressed once."""

import gzip
import hashlib
import re
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
VENDORED = "vendor-"
REFUSED = re.compile(r"q=0(\.0*)?")
COMMENT = re.compile(r"^[ \t]*/\*\*(?:(?!\*/).)*\*/[ \t]*\n", re.DOTALL | re.MULTILINE)
"""A documentation comment that has its lines for itself: for readers and the type checker only."""


@dataclass(frozen=True)
class Asset:
    """One file, and what is sent of it: ``encoded`` by its ``Content-Encoding``, best first."""

    content_type: str
    content: bytes
    encoded: dict[str, bytes]

    def best(self, accepted: str) -> tuple[str, bytes]:
        """Return the encoding for an ``Accept-Encoding``, empty for none, and the body."""
        names = _accepted(accepted)
        for encoding, body in self.encoded.items():
            if encoding in names:
                return encoding, body
        return "", self.content


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
    if path.suffix == ".js" and not name.startswith(VENDORED):
        content = COMMENT.sub("", content.decode()).encode()
    return Asset(content_type, content, _encode(content))


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


def _encode(content: bytes) -> dict[str, bytes]:
    """Compress as well as can be: once per process, 5 ms for a module and 0.1 s for the SDK."""
    import brotli  # noqa: PLC0415 - the home page, which starts a process, is not compressed

    return {"br": brotli.compress(content, quality=11), "gzip": gzip.compress(content, mtime=0)}


def _accepted(header: str) -> set[str]:
    """Return the encodings named in an ``Accept-Encoding`` that are not refused with ``q=0``."""
    offers = (offer.partition(";") for offer in header.lower().split(","))
    return {name.strip() for name, _, weight in offers if not REFUSED.fullmatch(weight.strip())}


@cache
def _template() -> str:
    page = (FOLDER / HOME).read_text(encoding="utf-8")
    return page.replace("{{assets}}", f"/assets/{version()}")
