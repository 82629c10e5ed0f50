"""What stands for a sign-in that is under way."""

from dataclasses import dataclass, field
from typing import Literal

from gainsight_zoom.records import GainsightUser, Integration

SIGN_IN_LIFETIME_S = 600


@dataclass(frozen=True)
class Ticket:
    """A single-use pass from the pane to the browser; of kind ``start`` or ``confirm``.

    A ``confirm`` ticket carries the sealed tokens of a sign-in that waits for the user's
    "these are both me", and the browser it belongs to. For Salesforce the tenant is not known
    before the login; ``login_host`` is where that takes place.
    """

    digest: str
    kind: Literal["start", "confirm"]
    uid: str
    tenant: str
    username: str = field(repr=False)
    expires_at: int
    browser_hash: str | None = None
    sealed: bytes | None = field(default=None, repr=False)
    tokens_expire_at: int | None = None
    user: GainsightUser | None = None
    integration: Integration = "gainsight"
    login_host: str | None = None

    @property
    def issued_at(self) -> int:
        """When it was issued."""
        return self.expires_at - SIGN_IN_LIFETIME_S


@dataclass(frozen=True)
class SignInState:
    """What the callback of a provider is checked against; consumed once.

    ``binding`` is the hash of the browser's cookie, or of the session for in-client Zoom consent.
    """

    digest: str
    purpose: Literal["gainsight", "salesforce", "zoom_install", "zoom_in_client"]
    binding: str
    code_verifier: str = field(repr=False)
    expires_at: int
    uid: str | None = None
    tenant: str | None = None
    issuer: str | None = None
    token_endpoint: str | None = None

    @property
    def issued_at(self) -> int:
        """When it was issued."""
        return self.expires_at - SIGN_IN_LIFETIME_S
