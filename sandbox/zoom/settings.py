"""What the Zoom app is registered with, and the switches for behaviour that facts leave open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit

SCOPES = {
    "zoomapp:inmeeting": "Run beside your meetings",
    "user:read:user": "View your profile and e-mail address",
    "meeting:read:meeting": "View a meeting you host",
    "meeting:read:participant": "View who joins and leaves a meeting you host",
    "meeting:read:list_registrants": "View who registered for a meeting you host",
    "meeting:read:list_past_participants": "View who attended a meeting you hosted",
    "meeting:read:list_meetings": "View the meetings you are going to host",
    "meeting:write:open_app": "Open by itself when a meeting you host starts",
}
TENANT_HOSTS = (
    "northstar.gainsightcloud.com",
    "sb-northstar.gainsightcloud.com",
    "kestrel.us2.gainsightcloud.com",
    "aurora.eu.gainsightcloud.com",
)


@dataclass(frozen=True, kw_only=True)
class ZoomSettings:
    """The Marketplace registration of the sandbox's app, and the switches.

    Attributes
    ----------
    public_base_url : str
        Where the app lives; both allow lists follow from it unless given.
    oauth_allow_list : tuple of str
        Full URLs, compared exactly. The first one is where a direct "Add" is sent.
    domain_allow_list : tuple of str
        Hosts without scheme for ``openUrl``; no wildcards (their support is unconfirmed).
    scopes : tuple of str
        Scopes configured on the Marketplace app; a token carries all of them.
    inclient_pkce : {"plain", "S256"}
        How ``authorize`` in the client treats ``codeChallenge``: Zoom's own pages disagree.
    refresh_life_s : int
        Documentation says 90 days, an old article 15 years.
    reauthorisation_revokes : bool
        Whether a new authorisation kills that user's earlier tokens (4741, "may").
    bad_code_error : str
        Newer reports show ``invalid_grant``, older ones ``invalid_request``.
    dead_refresh_status : int
        Status of ``Invalid Token!``; facts only say 400 or 401.
    decline_error : str or None
        The ``error`` parameter after "Decline"; None sends the user back without any.
    context_life_ms : int
        ``exp - ts`` of the app context; 115 to 120 seconds are seen.
    plan : {"free", "pro", "business"}
        Which column of the rate-limit table holds for the account.
    account_meetings : bool
        Whether a user may read a meeting that a colleague hosts (unconfirmed; off).
    deeplink_life_s : int
        How long a deep link can be opened; Zoom tells only how long its ``action`` comes along
        after that.
    attendees_bring_events : bool
        Whether a meeting's events also come because somebody in it has authorised the app, and not
        only its host: Zoom's pages speak of the user, without saying which.
    removal_is_told : bool
        Whether ``app_deauthorized`` comes; a private app is said not to get it.
    not_listed_code : str
        What a call answers that ``config`` did not list: no source says, 10001 is the general one.
    not_here_code : str
        What a call answers that is for meetings, outside of one; the types have 10116 for other
        calls.
    apis_not_ticked : frozenset of str
        SDK names left out in Marketplace: they answer 80004.
    participant_change_twice : bool
        Sends every ``onParticipantChange`` a second time, as is seen now and then.
    client_version, product : str
        What ``config`` reports; the version holds digits and dots only.
    """

    public_base_url: str = "http://app.localhost:8400"
    client_id: str = "zoom_client_sandbox"
    client_secret: str = field(default="zoom_secret_sandbox_0123456789", repr=False)
    webhook_secret: str = field(default="zoom_webhook_sandbox", repr=False)
    app_name: str = "Gainsight"
    oauth_allow_list: tuple[str, ...] = ()
    domain_allow_list: tuple[str, ...] = ()
    scopes: tuple[str, ...] = tuple(SCOPES)
    inclient_pkce: Literal["plain", "S256"] = "plain"
    code_life_s: int = 300
    access_life_s: int = 3600
    refresh_life_s: int = 90 * 86400
    reauthorisation_revokes: bool = True
    bad_code_error: str = "invalid_grant"
    dead_refresh_status: int = 401
    decline_error: str | None = "access_denied"
    context_life_ms: int = 120_000
    plan: Literal["free", "pro", "business"] = "business"
    account_meetings: bool = False
    deeplink_life_s: int = 300
    attendees_bring_events: bool = False
    removal_is_told: bool = True
    not_listed_code: str = "10001"
    not_here_code: str = "10116"
    apis_not_ticked: frozenset[str] = frozenset()
    participant_change_twice: bool = False
    client_version: str = "6.5.0"
    product: str = "web"

    @property
    def base_url(self) -> str:
        """The public base URL without a trailing slash."""
        return self.public_base_url.rstrip("/")

    @property
    def home_url(self) -> str:
        """The Home URL, which the client loads as the pane."""
        return f"{self.base_url}/app"

    def redirect_uris(self) -> tuple[str, ...]:
        """Return the OAuth allow list: the web callback first, then the pane's own URL."""
        return self.oauth_allow_list or (f"{self.base_url}/oauth/zoom/callback", self.home_url)

    def may_open(self, url: str) -> bool:
        """Tell whether ``openUrl`` may open this address without a warning.

        The sandbox serves logical host ``H`` as ``H.localhost``, so both spellings count.
        """
        parts = urlsplit(url)
        if parts.scheme not in ("https", "http"):
            return False
        host = (parts.hostname or "").lower()
        listed = self.domain_allow_list or (
            urlsplit(self.base_url).hostname or "",
            "appssdk.zoom.us",
            *TENANT_HOSTS,
        )
        return host in listed or host.removesuffix(".localhost") in listed
