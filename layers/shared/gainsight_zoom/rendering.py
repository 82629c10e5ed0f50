"""How a note looks in Gainsight: rich text with agenda and action items, and the copied comments.

Gainsight's notes are HTML («Timeline APIs»). The comments are one block between two marks that
readers see too, since sanitisers drop everything else one could mark it with.
"""

import html
import re
from collections.abc import Iterable, Sequence
from datetime import date

from gainsight_zoom.notes import ActionItem, Comment, NoteContent
from gainsight_zoom.richtext import sanitise, text_of

BEGIN, END = "Comments made in Zoom", "End of the comments made in Zoom"
_BLOCK = re.compile(
    rf"(?:<hr[^>]*>\s*)?<p[^>]*>\s*<strong[^>]*>\s*{BEGIN}\s*</strong>\s*</p>"
    rf".*<p[^>]*>\s*<em[^>]*>\s*{END}\s*</em>\s*</p>",
    re.DOTALL,
)


def note_html(content: NoteContent) -> str:
    """Put agenda, notes and action items together as they are posted."""
    parts = []
    points = [_text(point) for point in content.agenda if point.strip()]
    if points:
        parts += ["<p><strong>Agenda</strong></p>", _list(points)]
    parts.append(content.notes_html)
    items = [_action_item(item) for item in content.action_items if item.text.strip()]
    if items:
        parts += ["<p><strong>Action items</strong></p>", _list(items)]
    return sanitise("".join(parts))


def with_comments(notes: str, comments: Sequence[Comment]) -> str:
    """Append the block of copied comments, in place of one that is there already."""
    bare = without_comments(notes)
    if not comments:
        return bare
    lines = [f"<strong>{_text(c.author_name)}</strong>: {_text(text_of(c.html))}" for c in comments]
    begin, end = f"<p><strong>{BEGIN}</strong></p>", f"<p><em>{END}</em></p>"
    return f"{bare}<hr>{begin}{_list(lines)}{end}"


def without_comments(notes: str) -> str:
    """Take the block of copied comments out."""
    return _BLOCK.sub("", notes)


def same_text(one: str, other: str) -> bool:
    """Tell whether two notes say the same, however the HTML was rewritten on its way."""
    return _reduced(one) == _reduced(other)


def _reduced(notes: str) -> str:
    return re.sub(r"\s+", "", sanitise(without_comments(notes)))


def _action_item(item: ActionItem) -> str:
    due = f"due {_day(item.due)}" if item.due else ""
    about = [part for part in (item.owner, due) if part]
    told = f" ({', '.join(about)})" if about else ""
    return f"{_text(item.text + told)}{', done' if item.done else ''}"


def _day(iso: str) -> str:
    try:
        day = date.fromisoformat(iso)
    except ValueError:
        return iso
    return f"{day.day} {day:%b %Y}"


def _list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"


def _text(text: str) -> str:
    return html.escape(text, quote=False)
