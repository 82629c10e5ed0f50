"""A token in use: one that an API refuses is refreshed once, and the call made once more."""

import threading
from collections.abc import Callable
from typing import TypeVar

from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import ReconnectRequired, UpstreamUnauthorized
from gainsight_zoom.records import Credential
from gainsight_zoom.tokens import Access, TokenKeeper

Result = TypeVar("Result")


class Renewal:
    """One credential for the length of one request.

    Safe to share between the threads of that request: they use one token.

    Parameters
    ----------
    may_end : bool
        Whether a brand-new token that is refused too ends the connection. Not so where a refusal
        may be about the call instead, as one that an optional scope allows.
    """

    def __init__(
        self,
        credential: Credential,
        keeper: TokenKeeper,
        deadline: Deadline,
        *,
        may_end: bool = True,
    ) -> None:
        self._credential = credential
        self._keeper = keeper
        self._deadline = deadline
        self._may_end = may_end
        self._access: Access | None = None
        self._lock = threading.Lock()

    def open(self) -> None:
        """Unseal the token ahead of the first call; errors as there."""
        self._current()

    def call(self, call: Callable[[str], Result]) -> Result:
        """Make a call with an access token.

        Raises
        ------
        ReconnectRequired
            If the connection is dead, or a brand-new token is refused too and that ends it.
        AppError
            Whatever the call raises otherwise.
        """
        access = self._current()
        try:
            return call(access.token)
        except UpstreamUnauthorized:
            renewed = self._renewed(access)
        try:
            return call(renewed.token)
        except UpstreamUnauthorized:
            if not self._may_end:
                raise
            raise self._keeper.give_up(renewed.credential) from None

    def _current(self) -> Access:
        with self._lock:
            if self._access is None:
                self._access = self._keeper.access(self._credential, self._deadline)
            return self._access

    def _renewed(self, refused: Access) -> Access:
        with self._lock:
            if self._access is refused:
                self._access = self._keeper.renew(refused.credential, self._deadline)
            if self._access is None:
                raise ReconnectRequired(tenant=self._credential.tenant, reason="no_access")
            return self._access
