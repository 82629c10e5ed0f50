"""What the pane weighs when it is first opened, as the function returns it."""

from __future__ import annotations

import base64
import gzip
import os
import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import brotli
from tests.doubles import FakeClock, LambdaContext
from tests.harness import handler_module, load_event

from bench.rows import Row, Section

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["FirstLoad", "first_load", "section"]

BUDGET_KB = 50.0
BYTES_PER_KB = 1000
OK = 200
DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": gzip.decompress,
    "br": brotli.decompress,
}
STATIC_IMPORT = re.compile(
    r"""^\s*(?:(?:import|export)\b[^"'();]*?\bfrom|import)\s*["']\./([^"']+)["']""", re.MULTILINE
)
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
DYNAMIC_IMPORT = re.compile(r"""\bimport\(\s*["']\./([^"']+)["']\s*\)""")


@dataclass(frozen=True)
class FirstLoad:
    """What a browser fetches before it shows the pane.

    Attributes
    ----------
    sizes : dict of str to int
        Bytes as returned, by path.
    unannounced : tuple of str
        Modules that the page does not preload: each costs a round of its own.
    on_demand : dict of str to int
        What is imported only when it is needed, and what that imports.
    """

    sizes: dict[str, int]
    unannounced: tuple[str, ...]
    on_demand: dict[str, int]


class _Links(HTMLParser):
    """Collects what a page has a browser fetch at once."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the addresses of links and scripts."""
        given = dict(attrs)
        path = given.get("src") if tag == "script" else given.get("href") if tag == "link" else None
        if path:
            self.paths.append(path)


def section() -> Section:
    """Weigh the first load."""
    loaded = first_load()
    total = sum(loaded.sizes.values()) / BYTES_PER_KB
    heaviest = sorted(loaded.sizes.items(), key=lambda item: -item[1])[:3]
    rows = (
        Row(
            "first load, SDK included",
            total,
            BUDGET_KB,
            " KB",
            ", ".join(f"{path.rpartition('/')[2]} {size / 1000:.1f}" for path, size in heaviest),
        ),
        Row("files", len(loaded.sizes)),
        Row(
            "modules not preloaded", len(loaded.unannounced), 0, note=", ".join(loaded.unannounced)
        ),
        Row(
            "on demand, all of it together",
            sum(loaded.on_demand.values()) / BYTES_PER_KB,
            unit=" KB",
            note=", ".join(path.rpartition("/")[2] for path in loaded.on_demand),
        ),
    )
    return Section(
        "Weight of the pane",
        "The home page and what it has the browser fetch at once, with every module those import, "
        "in bytes as the function returns them to a browser that takes gzip and brotli, as all do "
        "over https (1 KB = 1000 bytes). "
        "What is imported on demand is not in it.",
        rows,
        machine_independent=True,
    )


def first_load() -> FirstLoad:
    """Fetch the home page and all it needs from the pane's real handler."""
    os.environ.setdefault("FRAME_ANCESTORS", "'self' https://*.zoom.us")
    page, size = _get("pane/home", path=None)
    links = _Links()
    links.feed(page.decode())
    announced = [path for path in links.paths if path.startswith("/assets/")]
    sizes, later = _closure(announced, known=set())
    on_demand, _ = _closure(later, known=set(sizes))
    unannounced = tuple(path for path in sizes if path not in announced)
    return FirstLoad({"/app": size, **sizes}, unannounced, on_demand)


def _closure(paths: list[str], *, known: set[str]) -> tuple[dict[str, int], list[str]]:
    """Fetch files and what they import; return their sizes, and what they import on demand."""
    sizes: dict[str, int] = {}
    later: list[str] = []
    pending = list(paths)
    while pending:
        path = pending.pop(0)
        if path in sizes or path in known:
            continue
        content, sizes[path] = _get("pane/asset", path=path)
        if path.endswith(".js"):
            source, folder = COMMENT.sub("", content.decode()), path.rpartition("/")[0]
            pending.extend(f"{folder}/{name}" for name in STATIC_IMPORT.findall(source))
            later.extend(f"{folder}/{name}" for name in DYNAMIC_IMPORT.findall(source))
    return sizes, later


def _get(event_name: str, *, path: str | None) -> tuple[bytes, int]:
    """Return a file's content and the number of bytes that travelled."""
    event = load_event(event_name)
    event["headers"]["accept-encoding"] = "gzip, deflate, br"
    if path is not None:
        _, version, file = path.strip("/").split("/")
        event["pathParameters"] = {"version": version, "file": file}
        event["rawPath"] = event["requestContext"]["http"]["path"] = path
    answer: dict[str, Any] = handler_module("pane").lambda_handler(
        event, LambdaContext(FakeClock(), ends_at=2000.0)
    )
    if answer["statusCode"] != OK:
        raise RuntimeError(f"{path or '/app'} answered {answer['statusCode']}")
    body = answer["body"]
    sent = base64.b64decode(body) if answer.get("isBase64Encoded") else body.encode()
    encoding = answer["headers"].get("Content-Encoding", "")
    return DECODERS[encoding](sent), len(sent)
