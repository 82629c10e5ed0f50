"""Salesforce ids: 15 characters that tell case apart, or 18 that do not need to."""

from __future__ import annotations

__all__ = ["to_18"]

_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_SHORT = 15


def to_18(short: str) -> str:
    """Append the three check characters of a 15-character id; an 18-character one is kept.

    Notes
    -----
    Each check character says which of five characters are capitals: Salesforce, "Convert 15
    Character Id to 18".
    """
    if len(short) != _SHORT:
        return short
    chunks = (short[start : start + 5] for start in range(0, _SHORT, 5))
    return short + "".join(
        _SUFFIX[sum(1 << place for place, letter in enumerate(chunk) if "A" <= letter <= "Z")]
        for chunk in chunks
    )
