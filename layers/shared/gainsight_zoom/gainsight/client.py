"""Gainsight's object query and describe, on a tenant's own host with a user's own token."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from gainsight_zoom.allowances import Allowance
from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.gainsight.envelope import records_of
from gainsight_zoom.gainsight.metered import Metered
from gainsight_zoom.gainsight.writing import open_written
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.outbound import Outbound, OutboundRequest
from gainsight_zoom.queries import Query

if TYPE_CHECKING:
    from gainsight_zoom.gainsight import describe as described
else:
    described = Lazily("gainsight_zoom.gainsight.describe")

QUERY_PATHS: Mapping[str, str] = {
    "company": "Company",
    "relationship": "Relationship",
    "gsuser": "GsUser",
    "activity_timeline": "activity_timeline",
    "person": "Person",
    "company_person": "Company_Person",
    "relationship_person": "Relationship_Person",
}


class GainsightClient:
    """Reads and writes records, reads metadata; each call spends a unit of the objects' limit."""

    def __init__(self, outbound: Outbound, *, clock: Clock) -> None:
        self._clock = clock
        self._metered = Metered(outbound, clock=clock, calls="objects")

    def query(
        self,
        query: Query,
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> list[dict[str, Any]]:
        """Read records; an empty list in all of Gainsight's ways of finding nothing.

        Raises
        ------
        UpstreamUnauthorized, UpstreamBusy, UpstreamUnavailable, UpstreamError
            See :func:`~gainsight_zoom.gainsight.envelope.open_envelope`.
        """
        path = f"/v1/data/objects/query/{_name(query.object_name)}"
        request = _post(path, query.body(), host, access_token)
        return records_of(self._metered.call(request, allowance, deadline))

    def describe(
        self,
        objects: Sequence[str],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> dict[str, ObjectMetadata]:
        """Read the metadata of several objects in one call, by lower-case object name."""
        path, body = (
            "/v1/meta/services/objects/describe",
            {"objectNames": list(objects), **described.FLAGS},
        )
        request = _post(path, body, host, access_token)
        return described.read_objects(self._metered.call(request, allowance, deadline))

    def update(
        self,
        object_name: str,
        record: Mapping[str, Any],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str:
        """Change the given fields of the record that ``Gsid`` names; the same again is harmless.

        Raises
        ------
        FieldsRefused, NotFound, UpstreamError
            See :func:`~gainsight_zoom.gainsight.writing.open_written`.
        """
        request = _writing("PUT", f"{_name(object_name)}?keys=Gsid", record, host, access_token)
        return self._written(request, allowance, deadline)

    def insert(
        self,
        object_name: str,
        record: Mapping[str, Any],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str:
        """Add a record, in one attempt, and return its GSID; errors as :meth:`update`."""
        request = _writing("POST", _name(object_name), record, host, access_token)
        return self._written(request, allowance, deadline)

    def insert_all(
        self,
        object_name: str,
        records: Sequence[Mapping[str, Any]],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> None:
        """Add up to 50 records in one attempt, all or none; errors as :meth:`update`.

        «Company API»: «max 50 records».
        """
        path = f"/v1/data/objects/{_name(object_name)}"
        request = replace(
            _post(path, {"records": [dict(r) for r in records]}, host, access_token),
            idempotent=False,
        )
        self._written(request, allowance, deadline)

    def _written(self, request: OutboundRequest, allowance: Allowance, deadline: Deadline) -> str:
        answer = self._metered.send(request, allowance, deadline)
        return open_written(answer, now=self._clock.now())


def _name(object_name: str) -> str:
    return QUERY_PATHS.get(object_name, object_name)


def _post(path: str, body: Mapping[str, Any], host: str, access_token: str) -> OutboundRequest:
    return OutboundRequest(
        "POST",
        f"https://{host}{path}",
        headers={"Authorization": f"Bearer {access_token}"},
        body=body,
        idempotent=True,
    )


def _writing(
    method: str, path: str, record: Mapping[str, Any], host: str, access_token: str
) -> OutboundRequest:
    return OutboundRequest(
        method,
        f"https://{host}/v1/data/objects/{path}",
        headers={"Authorization": f"Bearer {access_token}"},
        body={"records": [dict(record)]},
        idempotent=method == "PUT",
    )
