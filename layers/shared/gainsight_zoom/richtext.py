"""Rich text from Gainsight, made safe to show inside Zoom's web view."""

import nh3

TAGS = {"p", "br", "ul", "ol", "li", "strong", "b", "em", "i", "u", "a", "hr", "blockquote"}
ATTRIBUTES = {"a": {"href"}}
SCHEMES = {"https", "mailto"}


def sanitise(html: str) -> str:
    """Keep structure and emphasis, drop everything that could act or load."""
    return nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    ).strip()


def plain(html: str) -> str:
    """Keep the text only."""
    return nh3.clean(html, tags=set(), attributes={}).strip()
