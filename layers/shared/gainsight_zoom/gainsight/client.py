"""Gainsight's object query and describe, on a tenant's own host with a user's own token."""

from collections.abc import Mapping, Sequence
from typing import Any

from gainsight_zoom.allowances import Allowance
from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.gainsight.describe import FLAGS, read_objects
from gainsight_zoom.gainsight.envelope import records_of
from gainsight_zoom.gainsight.metered import Metered
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.outbound import Outbound, OutboundRequest
from gainsight_zoom.queries import Query

QUERY_PATHS: Mapping[str, str] = {
    "company": "Company",
    "relationship": "Relationship",
    "gsuser": "GsUser",
    "activity_timeline": "activity_timeline",
}


class GainsightClient:
    """Reads records and metadata. Every call spends one unit of the tenant's limit for objects."""

    def __init__(self, outbound: Outbound, *, clock: Clock) -> None:
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
        name = QUERY_PATHS.get(query.object_name, query.object_name)
        request = _post(f"/v1/data/objects/query/{name}", query.body(), host, access_token)
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
        path, body = "/v1/meta/services/objects/describe", {"objectNames": list(objects), **FLAGS}
        request = _post(path, body, host, access_token)
        return read_objects(self._metered.call(request, allowance, deadline))


def _post(path: str, body: Mapping[str, Any], host: str, access_token: str) -> OutboundRequest:
    return OutboundRequest(
        "POST",
        f"https://{host}{path}",
        headers={"Authorization": f"Bearer {access_token}"},
        body=body,
        idempotent=True,
    )
