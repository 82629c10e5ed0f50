"""Switches of the Salesforce stand-in."""

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
        What it may ask for.
    code_ttl_s, session_ttl_s : int
        Lifetimes in seconds; that of a session is never told to the client.
    require_pkce : bool
        Whether the app must send a code challenge.
    rotation : bool
        Whether a refresh answers a new refresh token and retires the old one.
    app_installed : bool
        False: users cannot authorise the app until an admin installs it.
    """

    client_id: str = "salesforce_client_sandbox"
    client_secret: str = "salesforce_secret_sandbox_0123456789"  # noqa: S105 - sample data
    redirect_uris: tuple[str, ...] = (DEFAULT_REDIRECT_URI,)
    scopes: tuple[str, ...] = ("api", "id", "openid", "refresh_token", "offline_access")
    code_ttl_s: int = 600
    session_ttl_s: int = 7_200
    require_pkce: bool = True
    rotation: bool = False
    app_installed: bool = True
