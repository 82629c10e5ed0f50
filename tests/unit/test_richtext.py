"""Rich text: structure stays, everything that could act or load goes."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.payloads import PAYLOADS

from gainsight_zoom.notes import NoteContent
from gainsight_zoom.rendering import note_html
from gainsight_zoom.richtext import ATTRIBUTES, TAGS, sanitise, sanitise_comment, text_of

PIECES = [
    "<p>",
    "</p>",
    "<b>",
    "<a href='https://x.example'>",
    "<a href=javascript:alert(1)>",
    "<a href='jav&#x09;ascript:x'>",
    '<img src=x onerror="x">',
    "<svg/onload=x>",
    "<math><mtext></form><form>",
    "<style>@import 'x'</style>",
    "<script>x</script>",
    "<iframe srcdoc='<b>'>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<noscript>",
    "<template>",
    "<base href=x>",
    "<meta http-equiv=refresh content=0>",
    "<p style='position:fixed'>",
    "<p onclick=x>",
    "text & more",
    "مرحبا",
    "🌞",
    "<",
    ">",
    '"',
    "\x00",
]


class Seen(HTMLParser):
    """What a browser would find in it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag."""
        self.tags.append((tag, dict(attrs)))


def hold_to_what_is_allowed(clean: str) -> None:
    """Insist that cleaning again changes nothing and only allowed tags and attributes are left."""
    for tag, attributes in Seen(clean).tags:
        assert tag in TAGS
        assert set(attributes) <= ATTRIBUTES.get(tag, set()) | {"rel"}
        href = attributes.get("href")
        assert href is None or href.lower().startswith(("https:", "mailto:"))
    assert sanitise(clean) == clean


@pytest.mark.parametrize(
    "html",
    [
        "<p><strong>Two plants</strong> live.</p><ul><li>Lyon</li></ul>",
        "<ol><li>One</li></ol><blockquote>said</blockquote>",
        "plain text",
        "<p>Juniper &amp; Sons &lt;Ltd&gt;</p>",
    ],
)
def test_structure_stays(html: str) -> None:
    assert sanitise(html) == html


@pytest.mark.parametrize(
    ("html", "clean"),
    [
        ("<script>alert(1)</script>", ""),
        ("<style>p{}</style>", ""),
        ("<p onclick=x>a</p>", "<p>a</p>"),
        ("<p style='x' class='y' id='z'>a</p>", "<p>a</p>"),
        ("<img src=x onerror=y>", ""),
        ("<iframe src=https://x.example></iframe>", ""),
        ("<h1>big</h1>", "big"),
        ("<a href='javascript:x'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<a href='data:text/html,x'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<a href='http://x.example'>a</a>", '<a rel="noopener noreferrer">a</a>'),
        ("<!-- secret --><p>a</p>", "<p>a</p>"),
        ("<p>open", "<p>open</p>"),
        ("  <p>a</p>  ", "<p>a</p>"),
    ],
)
def test_everything_else_goes(html: str, clean: str) -> None:
    assert sanitise(html) == clean


def test_links_stay_and_know_no_opener() -> None:
    clean = sanitise("<a href='https://wiki.example/x' target='_blank'>a</a>")
    assert clean == '<a href="https://wiki.example/x" rel="noopener noreferrer">a</a>'
    assert "mailto:" in sanitise("<a href='mailto:a@b.example'>a</a>")


@pytest.mark.parametrize("href", ["/oauth/go/x", "//evil.example", "x.html", "#top", "?a=b"])
def test_a_link_without_a_scheme_would_lead_into_our_own_pages(href: str) -> None:
    """Gainsight's relative links mean Gainsight's host; inside the pane they would mean ours."""
    assert "href" not in sanitise(f'<a href="{href}">a</a>')


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join) | st.text(max_size=100))
def test_whatever_goes_in_only_what_is_allowed_comes_out(html: str) -> None:
    hold_to_what_is_allowed(sanitise(html))


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_nothing_is_left_of_a_known_payload(payload: str) -> None:
    for clean in (sanitise(payload), sanitise_comment(payload)):
        hold_to_what_is_allowed(clean)
    assert sanitise_comment(clean) == clean
    assert sanitise(note_html(NoteContent(notes_html=payload, agenda=(payload,)))) == note_html(
        NoteContent(notes_html=payload, agenda=(payload,))
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Down <b>11 %</b>, <i>again</i>.</p>", "Down 11 %, again."),
        ("<p>Asked again.</p><p>Graz needs one</p>", "Asked again. Graz needs one"),
        ("<P>Agenda</P><ul><li>Lyon</li><li>Graz &amp; Co</li></ul>", "Agenda · Lyon · Graz & Co"),
        ("sponsor left<br/>intro <em>pending</em>.", "sponsor left · intro pending."),
        ("<table><tr><td>ARR</td><td>420</td></tr></table>", "ARR · 420"),
        ("one\nline", "one line"),
        ("<p><br></p><ul><li></li></ul>", ""),
    ],
)
def test_a_text_reads_as_it_was_laid_out(html: str, text: str) -> None:
    assert text_of(html) == text


@given(st.lists(st.sampled_from([*PIECES, *PAYLOADS.values()]), max_size=6).map("".join))
def test_a_text_is_words_and_no_html(html: str) -> None:
    words = text_of(html)
    assert words == " ".join(words.split())
