"""Rich text from Gainsight, made safe to show inside Zoom's web view."""

import html as entities
import re

import nh3

TAGS = {"p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "u", "a", "hr", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"https", "mailto"}
DIVISION = re.compile(r"<(/?)div\b[^<>]*>", re.IGNORECASE)
EMPTY = re.compile(r"<p>\s*</p>")
LINE = re.compile(
    r"</?(?:p|div|br|hr|[uod]l|li|d[td]|h[1-6]|blockquote|pre|table|caption|t[rdh])\b[^<>]*>",
    re.IGNORECASE,
)
RUN_ON = re.compile(r"(?<![.!?:;,…؟。])\n")
COMMENT_TAGS = {"p", "br", "strong", "b", "em", "i", "a", "ul", "ol", "li"}


def sanitise(html: str) -> str:
    """Keep structure and emphasis, drop everything that could act or load."""
    return _clean(html, TAGS)


def sanitise_comment(html: str) -> str:
    """Keep emphasis, links and lists of a comment."""
    return _clean(html, COMMENT_TAGS)


def text_of(html: str) -> str:
    """Return the words a reader sees, on one line, as text and no longer as HTML.

    A dot stands between lines, items and cells that end without punctuation.
    """
    divided = LINE.sub("\n", " ".join(html.split()))
    text = entities.unescape(nh3.clean(divided, tags=set(), attributes={}))
    lines = filter(None, (" ".join(line.split()) for line in text.split("\n")))
    return " ".join(RUN_ON.sub(" · ", "\n".join(lines)).split())


def _clean(html: str, tags: set[str]) -> str:
    """Clean; a link without a scheme means Gainsight's host, and in the pane it would be ours.

    Editors write lines as ``div``, which are paragraphs here: else lines would run together.
    """
    cleaned = nh3.clean(
        DIVISION.sub(r"<\1p>", html),
        tags=tags,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        url_relative="deny",
        link_rel="noopener noreferrer",
    )
    return EMPTY.sub("", cleaned).strip()
