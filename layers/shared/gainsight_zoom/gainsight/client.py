"""Gainsight's object query and describe, on a tenant's own host with a user's own token."""

from collections.abc import Mapping, Sequence
from typing import Any

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.gainsight.describe import FLAGS, read_objects
from gainsight_zoom.gainsight.envelope import open_envelope, records_of
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
    """Reads records and metadata. Every call spends one unit of the tenant's shared limit."""

    def __init__(self, outbound: Outbound, *, clock: Clock) -> None:
        self._outbound = outbound
        self._clock = clock

    def query(
        self, query: Query, *, host: str, access_token: str, deadline: Deadline
    ) -> list[dict[str, Any]]:
        """Read records; an empty list in all of Gainsight's ways of finding nothing.

        Raises
        ------
        UpstreamUnauthorized, UpstreamBusy, UpstreamUnavailable, UpstreamError
            See :func:`~gainsight_zoom.gainsight.envelope.open_envelope`.
        """
        path = f"/v1/data/objects/query/{QUERY_PATHS[query.object_name]}"
        return records_of(
            self._post(path, query.body(), host=host, access_token=access_token, deadline=deadline)
        )

    def describe(
        self, objects: Sequence[str], *, host: str, access_token: str, deadline: Deadline
    ) -> dict[str, ObjectMetadata]:
        """Read the metadata of several objects in one call, by lower-case object name."""
        data = self._post(
            "/v1/meta/services/objects/describe",
            {"objectNames": list(objects), **FLAGS},
            host=host,
            access_token=access_token,
            deadline=deadline,
        )
        return read_objects(data)

    def _post(
        self,
        path: str,
        body: Mapping[str, Any],
        *,
        host: str,
        access_token: str,
        deadline: Deadline,
    ) -> Any:
        answer = self._outbound.send(
            OutboundRequest(
                "POST",
                f"https://{host}{path}",
                headers={"Authorization": f"Bearer {access_token}"},
                body=body,
                idempotent=True,
            ),
            deadline,
        )
        return open_envelope(answer, now=self._clock.now())
