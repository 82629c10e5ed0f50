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
