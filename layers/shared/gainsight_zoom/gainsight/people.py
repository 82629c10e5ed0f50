"""Gainsight's People API: one person with their places, found by e-mail or made («People API»).

How places are named in the body is told in two ways: public code sends ``companies``, a summary of
the documentation ``associations``. A refusal of the one as an unknown field has done nothing, so
the other is tried, and remembered for the tenant.
"""

from collections.abc import Callable, Mapping
from typing import Any

from gainsight_zoom.allowances import Allowance
from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.enrolling import PersonWrite
from gainsight_zoom.errors import FieldsRefused
from gainsight_zoom.gainsight.envelope import open_envelope
from gainsight_zoom.gainsight.metered import Metered
from gainsight_zoom.gainsight.writing import refusals_of
from gainsight_zoom.outbound import Outbound, OutboundRequest

PATH = "/v1/peoplemgmt/v1.0/people"
UNKNOWN_FIELD = "GSOBJ_VCRUDR1002"
Body = dict[str, Any]


class PeopleClient:
    """Writes people; each call spends a unit of the objects' limit."""

    def __init__(self, outbound: Outbound, *, clock: Clock) -> None:
        self._clock = clock
        self._metered = Metered(outbound, clock=clock, calls="objects")
        self._form_of: dict[str, int] = {}

    def upsert(
        self,
        write: PersonWrite,
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str | None:
        """Insert or update the person with this address; the same again changes nothing more.

        Returns
        -------
        str or None
            Their GSID where the answer tells it: its form is documented nowhere.

        Raises
        ------
        FieldsRefused
            If Gainsight refuses it for good.
        UpstreamError
            Or one of its kinds, as :func:`~gainsight_zoom.gainsight.envelope.open_envelope`.
        """
        first = self._form_of.get(host, 0)
        refused: dict[str, str] = {}
        for number in (first, 1 - first):
            request = OutboundRequest(
                "PUT",
                f"https://{host}{PATH}",
                headers={"Authorization": f"Bearer {access_token}"},
                body=FORMS[number](write),
                idempotent=True,
            )
            answer = self._metered.send(request, allowance, deadline)
            refusals = refusals_of(answer)
            refused = refused or refusals
            if not refusals:
                data = open_envelope(answer, now=self._clock.now())
                self._form_of[host] = number
                return _gsid(data)
            if UNKNOWN_FIELD not in refusals.values():
                break
        raise FieldsRefused(refused)


def _listed(write: PersonWrite) -> Body:
    body = {**write.person, "Email": write.email}
    if write.company:
        body["companies"] = [dict(write.company)]
    if write.relationship:
        body["relationships"] = [dict(write.relationship)]
    return body


def _associated(write: PersonWrite) -> Body:
    places = {"companyPerson": dict(write.company), "relationshipPerson": dict(write.relationship)}
    named = {name: place for name, place in places.items() if place}
    return {**write.person, "Email": write.email, "associations": named}


FORMS: tuple[Callable[[PersonWrite], Body], ...] = (_listed, _associated)


def _gsid(data: Any) -> str | None:
    if isinstance(data, list):
        data = data[0] if data else None
    if not isinstance(data, Mapping):
        return None
    if isinstance(data.get("records"), list):
        return _gsid(data["records"])
    names = ("Gsid", "gsid", "personId", "Person_ID")
    return next((str(data[name]) for name in names if data.get(name)), None)
