"""What Gainsight's refusal of an activity means for the form that the user filled in.

Its words may quote what was written, so they are only read; what users see is worded here.
"""

import re
from collections.abc import Mapping

from gainsight_zoom.errors import RecordRefused
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata

MISSING, DUPLICATE, UNRELATED = "GS_TL_10_0206", "GS_TL_10_0207", "GS_TL_10_0213"
CUSTOM = "custom_fields."
CUSTOM_PREFIX = "ant__"
_FORM: Mapping[str, str] = {
    "subject": "subject",
    "notes": "notes_html",
    "typename": "type",
    "activitydate": "activity_at",
    "internalattendees": "internal_attendees",
    "externalattendees": "external_attendees",
    "durationinmins": "duration_min",
    "gscompanyid": "target",
    "gsrelationshipid": "target",
    "contextname": "target",
}
_QUOTED = re.compile(r"'([^']{1,100})'")
_NAMED = re.compile(r"\((\w{1,100})(?: = [^)]*)?\)\.?$")
_MISSING_CUSTOM = re.compile(r"missing required custom fields?:(?P<list>.*)", re.I | re.S)
_ASIDE = re.compile(r"\([^)]*\)")


def fields_of(refused: RecordRefused, activity: ObjectMetadata | None) -> dict[str, str]:
    """Return what to say at which field; empty where the refusal names none we know."""
    custom = _MISSING_CUSTOM.search(refused.text)
    if custom is not None:
        names = _QUOTED.findall(_ASIDE.sub("", custom["list"]))
        return _told(names, activity, "is needed for this type")
    if refused.refusal == MISSING:
        return _told(_QUOTED.findall(refused.text), activity, "is needed")
    if "activity type" in refused.text.lower():
        return {"type": "Gainsight does not know this type."}
    named = _NAMED.search(refused.text)
    if named is not None:
        found = _told([named[1]], activity, "was not accepted by Gainsight")
        if found:
            return found
    if refused.refusal == UNRELATED:
        return {"target": "Gainsight could not find this customer, or may not log notes on it."}
    return {}


def _told(names: list[str], activity: ObjectMetadata | None, what: str) -> dict[str, str]:
    told = {}
    for name in names:
        known = _FORM.get(name.lower())
        field = _custom(name, activity)
        if known is not None:
            told[known] = f"This {what}."
        elif field is not None:
            told[CUSTOM + field.name] = f"{field.label} {what}."
    return told


def _custom(name: str, activity: ObjectMetadata | None) -> FieldMetadata | None:
    for field in activity.fields if activity else ():
        own = field.name.lower().startswith(CUSTOM_PREFIX)
        if own and name.lower() in (field.name.lower(), field.label.lower()):
            return field
    return None
