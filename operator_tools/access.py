"""A door into a tenant that opens one way: what would write is refused before it leaves."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import UpstreamError
from gainsight_zoom.gainsight.envelope import open_envelope, records_of
from gainsight_zoom.outbound import OutboundRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gainsight_zoom.clock import Clock
    from gainsight_zoom.outbound import Answer, Outbound

__all__ = ["Credential", "NoCredential", "TenantReader", "credential_of"]

ACCESS_KEY = "GAINSIGHT_ACCESS_KEY"
M2M_CLIENT = ("GAINSIGHT_M2M_CLIENT_ID", "GAINSIGHT_M2M_CLIENT_SECRET")
TOKEN_PATH = "/v1/users/m2m/oauth/token"  # noqa: S105 - a path
CALL_S = 20.0
OK = range(200, 300)
READS = (
    ("GET", re.compile(r"/\.well-known/oauth-authorization-server")),
    ("GET", re.compile(r"/v1/meta/services/[\w/]+(\?[\w=&]*)?")),
    ("POST", re.compile(r"/v1/meta/services/objects/describe")),
    ("POST", re.compile(r"/v1/data/objects/query/\w+")),
    ("POST", re.compile(r"/v1/users/services/list")),
    ("POST", re.compile(TOKEN_PATH)),
)
"""Every call there is; a POST among them reads, as Gainsight has it, or fetches a token."""


class NoCredential(Exception):
    """The environment holds no credential, or the tenant does not take it."""


@dataclass(frozen=True)
class Credential:
    """The operator's own: an access key, or the id and secret of a machine-to-machine client."""

    access_key: str | None = field(default=None, repr=False)
    client: tuple[str, str] | None = field(default=None, repr=False)


def credential_of(environment: Mapping[str, str]) -> Credential:
    """Read the credential from the environment, so that it stands in no shell history.

    Raises
    ------
    NoCredential
        If there is none.
    """
    key = environment.get(ACCESS_KEY, "").strip()
    if key:
        return Credential(access_key=key)
    client = tuple(environment.get(name, "").strip() for name in M2M_CLIENT)
    if all(client):
        return Credential(client=(client[0], client[1]))
    raise NoCredential(f"Set {ACCESS_KEY}, or {' and '.join(M2M_CLIENT)}.")


class TenantReader:
    """Reads one tenant through the product's own way out, and counts its calls.

    Attributes
    ----------
    calls : int
        Calls made; they count against the tenant's limit.
    limits_told : dict of str to str
        Headers about rate limits that any answer carried.
    """

    def __init__(self, host: str, outbound: Outbound, clock: Clock) -> None:
        self.host = host
        self.outbound = outbound
        self.clock = clock
        self.calls = 0
        self.limits_told: dict[str, str] = {}
        self._headers: dict[str, str] = {}

    def log_in(self, credential: Credential) -> int | None:
        """Be let in from now on; return the lifetime of an M2M token in seconds, if one is used.

        Raises
        ------
        NoCredential
            If the tenant refuses the client.
        """
        if credential.client is None:
            self._headers = {"accesskey": str(credential.access_key)}
            return None
        basic = base64.b64encode(":".join(credential.client).encode()).decode()
        answer = self._send(
            "POST",
            TOKEN_PATH,
            headers={"Authorization": f"Basic {basic}"},
            form={"grant_type": "client_credentials"},
        )
        if answer.status not in OK:
            raise NoCredential(f"The tenant refuses the M2M client (status {answer.status}).")
        body = answer.json()
        self._headers = {"Authorization": f"Bearer {body['access_token']}"}
        return int(body.get("expires_in", 0))

    def deadline(self) -> Deadline:
        """Time for one call, its retries included."""
        return Deadline.after(self.clock, CALL_S)

    def get(self, path: str) -> Answer:
        """Send a GET."""
        return self._send("GET", path, headers=self._headers)

    def get_anonymously(self, path: str) -> Answer:
        """Send a GET without the credential."""
        return self._send("GET", path, headers={})

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send a POST that reads."""
        return self._send("POST", path, headers=self._headers, body=body)

    def post_as(self, token: str, path: str, body: Mapping[str, Any]) -> Answer:
        """Send a POST that reads, with another bearer."""
        return self._send("POST", path, headers={"Authorization": f"Bearer {token}"}, body=body)

    def data(self, answer: Answer) -> Any:
        """Open an answer as the product does; its errors as the product raises them."""
        return open_envelope(answer, now=self.clock.now())

    def rows(self, object_path: str, body: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Query an object and read the answer as the product does."""
        return records_of(self.data(self.post(f"/v1/data/objects/query/{object_path}", body)))

    def _send(
        self,
        method: str,
        path: str,
        *,
        headers: Mapping[str, str],
        form: Mapping[str, str] | None = None,
        body: Mapping[str, Any] | None = None,
    ) -> Answer:
        if not any(method == m and pattern.fullmatch(path) for m, pattern in READS):
            raise UpstreamError("would_write")
        self.calls += 1
        answer = self.outbound.send(
            OutboundRequest(
                method,
                f"https://{self.host}{path}",
                headers=headers,
                form=form,
                body=body,
                idempotent=True,
            ),
            self.deadline(),
        )
        for name, value in answer.headers.items():
            if "ratelimit" in name.lower().replace("-", "") or name.lower() == "retry-after":
                self.limits_told[name.lower()] = value
        return answer
