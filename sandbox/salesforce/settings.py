"""Switches of the Salesforce stand-in: what its pages leave to each organisation's admin.

Kept to: Salesforce, «OAuth 2.0 Web Server Flow for Web App Integration», where nothing else stands.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DEFAULT_REDIRECT_URI", "Settings"]

DEFAULT_REDIRECT_URI = "http://app.localhost:8400/oauth/salesforce/callback"


@dataclass
class Settings:
    """What an organisation's admin decides. Change it at any time.

    Parameters
    ----------
    client_id, client_secret : str
        The connected app.
    redirect_uris : tuple of str
        Its callback URLs, compared as text.
    scopes : tuple of str
        What it may ask for («OAuth Tokens and Scopes»); a refresh token comes with
        ``refresh_token`` or ``offline_access`` alone, an ``id_token`` with ``openid``.
    code_ttl_s : int
        Seconds for which a code is good: 15 minutes.
    session_ttl_s : int
        Seconds for which a session is, two hours unless the admin says otherwise («Session
        Settings»). The client is never told: there is no ``expires_in``.
    require_pkce : bool
        Whether the app must send a code challenge: "Require Proof Key for Code Exchange", which
        the admin ticks or not.
    rotation : bool
        Whether a refresh answers a new refresh token and retires the old one, whose use then ends
        all that came of it («Refresh Token Rotation»).
    app_installed : bool
        False: users cannot authorise the app until an admin installs it, as since late 2025
        («Prepare for Connected App Usage Restrictions Change»).
    """

    client_id: str = "salesforce_client_sandbox"
    client_secret: str = "salesforce_secret_sandbox_0123456789"  # noqa: S105 - sample data
    redirect_uris: tuple[str, ...] = (DEFAULT_REDIRECT_URI,)
    scopes: tuple[str, ...] = ("api", "id", "openid", "refresh_token", "offline_access")
    code_ttl_s: int = 900
    session_ttl_s: int = 7_200
    require_pkce: bool = True
    rotation: bool = False
    app_installed: bool = True
