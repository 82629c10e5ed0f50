"""What a browser gets of the pane's files is what lies in the repository, small."""

import base64
import gzip
import re
from pathlib import Path
from typing import Any

import brotli
import pytest
from tests.doubles import FakeClock, LambdaContext
from tests.harness import handler_module, load_event

from pane import assets

FILES = sorted(p.name for p in assets.FOLDER.iterdir() if p.suffix in assets.CONTENT_TYPES)
OWN_MODULES = [name for name in FILES if name.endswith(".js") and not name.startswith("vendor-")]
DECODE = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}


def fetch(file: str, accepted: str | None) -> tuple[dict[str, Any], bytes]:
    event = load_event("pane/asset")
    event["pathParameters"] = {"version": assets.version(), "file": file}
    path = f"/assets/{assets.version()}/{file}"
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["headers"].pop("accept-encoding")
    if accepted is not None:
        event["headers"]["accept-encoding"] = accepted
    context = LambdaContext(FakeClock(), ends_at=2000.0)
    answer: dict[str, Any] = handler_module("pane").lambda_handler(event, context)
    assert answer["statusCode"] == 200
    body = answer["body"]
    sent = base64.b64decode(body) if answer["isBase64Encoded"] else body.encode()
    return answer["headers"], sent


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0.5, gzip;q=1.0", "br"),
        ("gzip, deflate", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.0, gzip; q=0", None),
        ("brotli, x-gzip", None),
        ("identity", None),
        ("", None),
        (None, None),
    ],
)
def test_a_browser_gets_the_best_it_takes(accepted: str | None, encoding: str | None) -> None:
    headers, plain = fetch("app.js", None)
    assert "Content-Encoding" not in headers

    headers, sent = fetch("app.js", accepted)

    assert headers.get("Content-Encoding") == encoding
    assert headers["Vary"] == "Accept-Encoding"
    assert DECODE[encoding](sent) == plain


@pytest.mark.parametrize("name", [name for name in FILES if name not in OWN_MODULES])
def test_what_is_no_module_of_ours_is_sent_as_it_lies_there(name: str) -> None:
    _, sent = fetch(name, "br")
    assert brotli.decompress(sent) == (assets.FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", OWN_MODULES)
def test_of_our_modules_only_documentation_is_left_out(name: str) -> None:
    source = Path(assets.FOLDER / name).read_text(encoding="utf-8")
    _, sent = fetch(name, None)
    rest, kept = source, []
    while found := assets.COMMENT.search(rest):
        before, comment, rest = rest[: found.start()], found.group(), rest[found.end() :]
        kept.append(before)
        code = re.sub(r"(?<![<:])//.*|/\*\*?.*?\*/", "", "".join(kept))
        assert code.count("`") % 2 == 0, f"a comment inside a template of {name}: {comment}"
        assert comment.strip().startswith("/**")
        assert comment.count("*/") == 1
    assert sent.decode() == "".join([*kept, rest])


STYLES = [name for name in FILES if name.endswith(".css")]
STATE = re.compile(
    r"""[^\s{},][^{},]*(?:\[aria-(?:pressed|selected)="true"\]|:checked \+ \w+|\.on)(?= *[{,])"""
)
MOVES = re.compile(r"@keyframes (\w+) \{[^@]*?\b(?:rotate|scale|translate|transform)\b")


def blocks(style: str, feature: str) -> str:
    """What a sheet says under one media feature."""
    return "".join(re.findall(rf"@media \({feature}\) \{{(.*?)\n\}}", style, re.DOTALL))


@pytest.mark.parametrize("name", STYLES)
def test_what_colour_tells_is_told_in_forced_colours_too(name: str) -> None:
    style = (assets.FOLDER / name).read_text("utf-8")
    forced = blocks(style, "forced-colors: active")
    states = {found.strip() for found in STATE.findall(style)}
    assert {state for state in states if f"{state} {{" not in forced} == set()


@pytest.mark.parametrize("name", STYLES)
def test_what_moves_rests_or_slows_where_motion_is_reduced(name: str) -> None:
    style = (assets.FOLDER / name).read_text("utf-8")
    reduced = blocks(style, "prefers-reduced-motion: reduce")
    moving = {
        selector.strip()
        for keyframes in MOVES.findall(style)
        for selector in re.findall(
            rf"^(.*?) \{{[^}}]*animation: {keyframes}\b", style, re.MULTILINE
        )
    }
    assert {selector for selector in moving if f"{selector} {{" not in reduced} == set()
    assert name != "app.css" or moving
