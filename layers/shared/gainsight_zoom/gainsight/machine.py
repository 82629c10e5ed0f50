"""A tenant's machine credential: client credentials of its own, for nobody in particular.

Source: Gainsight, «Generate REST API Key» (machine-to-machine): ``Basic`` with id and secret at
``/v1/users/m2m/oauth/token``; a token that is about to lapse is fetched anew.
"""

import base64
import threading
from collections.abc import Callable

from pydantic import ConfigDict, ValidationError

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import SalesforceOff, UpstreamBusy, UpstreamError
from gainsight_zoom.outbound import Answer, Outbound, OutboundRequest
from gainsight_zoom.records import Tenant, Tokens
from gainsight_zoom.shapes import Lifetime, Shape

OK = range(200, 300)
UNAUTHORIZED = 401
TOO_MANY_REQUESTS = 429
PATH = "/v1/users/m2m/oauth/token"
SPARE_S = 300
DEFAULT_LIFETIME_S = 3600


class _Token(Shape):
    model_config = ConfigDict(extra="ignore")
    access_token: str
    expires_in: Lifetime = DEFAULT_LIFETIME_S


class MachineTokens:
    """Fetches machine tokens and shares each within this process until it is about to lapse.

    Parameters
    ----------
    secrets : callable
        ``secrets(tenant_key, fresh=False)`` returns ``m2m_client_id`` and ``m2m_client_secret``;
        empty where the operator gave none.
    """

    def __init__(
        self, outbound: Outbound, *, clock: Clock, secrets: Callable[..., dict[str, str]]
    ) -> None:
        self._outbound = outbound
        self._clock = clock
        self._secrets = secrets
        self._known: dict[str, Tokens] = {}
        self._lock = threading.Lock()

    def get(self, tenant: Tenant, deadline: Deadline, *, refused: str | None = None) -> Tokens:
        """Return a token that is good for now.

        Parameters
        ----------
        refused : str, optional
            A token that no longer serves and is not returned again.

        Raises
        ------
        SalesforceOff
            If the tenant has no machine credential.
        UpstreamError
            Or one of its kinds, if the tenant does not issue one.
        """
        with self._lock:
            known = self._known.get(tenant.key)
            if known is None or known.access_token == refused or self._lapses(known):
                known = self._fetched(tenant, deadline)
                self._known[tenant.key] = known
            return known

    def _lapses(self, tokens: Tokens) -> bool:
        return tokens.expires_at - SPARE_S <= self._clock.now()

    def _fetched(self, tenant: Tenant, deadline: Deadline) -> Tokens:
        answer = self._ask(tenant, deadline, fresh=False)
        if answer.status == UNAUTHORIZED:
            answer = self._ask(tenant, deadline, fresh=True)
        if answer.status == TOO_MANY_REQUESTS:
            raise UpstreamBusy(
                "machine_token_limit", retry_after_s=answer.retry_after_s(self._clock.now())
            )
        if answer.status not in OK:
            raise UpstreamError(f"machine_token_{answer.status}")
        try:
            parsed = _Token.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("machine_token_malformed") from None
        expires_at = int(self._clock.now()) + parsed.expires_in
        return Tokens(parsed.access_token, None, expires_at)

    def _ask(self, tenant: Tenant, deadline: Deadline, *, fresh: bool) -> Answer:
        client = self._secrets(tenant.key, fresh=fresh)
        if not client:
            raise SalesforceOff("no_machine_credential")
        pair = f"{client['m2m_client_id']}:{client['m2m_client_secret']}"
        basic = base64.b64encode(pair.encode()).decode()
        return self._outbound.send(
            OutboundRequest(
                "POST",
                f"https://{tenant.host}{PATH}",
                headers={"Authorization": f"Basic {basic}"},
                form={"grant_type": "client_credentials"},
                idempotent=True,
            ),
            deadline,
        )
