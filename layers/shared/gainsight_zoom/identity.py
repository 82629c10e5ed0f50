"""The identity rule: whose Gainsight account may be connected to whose Zoom account.

Without it somebody could be talked into finishing another person's sign-in, and that other person
would act in Gainsight under their name.
"""

from enum import Enum

from gainsight_zoom.records import Policy


class Match(Enum):
    """What the rule says about a pair of verified e-mail addresses."""

    SAME = "same"
    CONFIRM = "confirm"
    REFUSED = "refused"


def compare(*, zoom_email: str, gainsight_email: str, policy: Policy) -> Match:
    """Compare the e-mail verified by Zoom with that of the Gainsight user who logged in.

    Equal addresses match. Addresses whose domains the tenant's policy counts as one organisation,
    and pairs that an admin named, need one explicit "these are both me". All else is refused.
    """
    zoom, gainsight = _normal(zoom_email), _normal(gainsight_email)
    if not zoom or not gainsight:
        return Match.REFUSED
    if zoom == gainsight:
        return Match.SAME
    if (zoom, gainsight) in {(_normal(a), _normal(b)) for a, b in policy.named_pairs}:
        return Match.CONFIRM
    domains = {_normal(d) for d in policy.same_organisation_domains} - {""}
    if mail_domain(zoom) in domains and mail_domain(gainsight) in domains:
        return Match.CONFIRM
    return Match.REFUSED


def mail_domain(email: str) -> str:
    """Return the part behind the last ``@``, in lower case; empty where there is none."""
    return _normal(email.rpartition("@")[2]) if "@" in email else ""


def _normal(email: str) -> str:
    """Ignore case in ASCII only: elsewhere two letters can share one lower case (K and Kelvin)."""
    text = email.strip()
    return text.lower() if text.isascii() else text
