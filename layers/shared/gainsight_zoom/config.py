"""The settings of a deployment, read from the environment once and checked field by field."""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

PkceMethod = Literal["plain", "S256"]


class ConfigurationError(Exception):
    """A setting is missing or wrong; the message names the variable, never its value."""


@dataclass(frozen=True)
class SandboxSettings:
    """How logical https origins map to local ones when the outside world is the sandbox.

    Parameters
    ----------
    connect : str
        Origin that server-side calls are sent to; the logical host travels in ``Host``.
    browser : str
        Pattern with ``{host}`` for links that a browser follows.
    aws : str
        Endpoint of every AWS service.
    """

    connect: str
    browser: str
    aws: str


@dataclass(frozen=True)
class Config:
    """All settings a function can have. See ``docs/architecture.md`` for where they come from."""

    public_base_url: str
    identity_table: str
    tenants_table: str
    notes_table: str
    outbox_queue_url: str
    meetings_table: str
    refresh_queue_url: str
    zoom_events_queue_url: str
    usage_table: str
    usage_queue_url: str
    token_key_id: str
    zoom_client_id: str
    app_secret_id: str
    tenant_secret_prefix: str
    zoom_inclient_pkce: PkceMethod
    frame_ancestors: str
    zoom_origin: str
    zoom_api_origin: str
    sandbox: SandboxSettings | None
    salesforce_client_id: str = ""

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read the settings.

        Raises
        ------
        ConfigurationError
            If a variable is missing or malformed, or a sandbox is configured on real Lambda.
        """
        sandbox = _sandbox(env)
        pkce = _required(env, "ZOOM_INCLIENT_PKCE")
        if pkce not in ("plain", "S256"):
            raise ConfigurationError("ZOOM_INCLIENT_PKCE must be plain or S256")
        return cls(
            public_base_url=_base_url(env, sandbox),
            identity_table=_required(env, "IDENTITY_TABLE"),
            tenants_table=_required(env, "TENANTS_TABLE"),
            notes_table=_required(env, "NOTES_TABLE"),
            outbox_queue_url=_required(env, "OUTBOX_QUEUE_URL"),
            meetings_table=_required(env, "MEETINGS_TABLE"),
            refresh_queue_url=_required(env, "REFRESH_QUEUE_URL"),
            zoom_events_queue_url=_required(env, "ZOOM_EVENTS_QUEUE_URL"),
            usage_table=_required(env, "USAGE_TABLE"),
            usage_queue_url=_required(env, "USAGE_QUEUE_URL"),
            token_key_id=_required(env, "TOKEN_KEY_ID"),
            zoom_client_id=_required(env, "ZOOM_CLIENT_ID"),
            app_secret_id=_required(env, "APP_SECRET_ID"),
            tenant_secret_prefix=_required(env, "TENANT_SECRET_PREFIX"),
            zoom_inclient_pkce="S256" if pkce == "S256" else "plain",
            frame_ancestors=_required(env, "FRAME_ANCESTORS"),
            zoom_origin=_https_origin(env, "ZOOM_ORIGIN"),
            zoom_api_origin=_https_origin(env, "ZOOM_API_ORIGIN"),
            sandbox=sandbox,
            salesforce_client_id=env.get("SALESFORCE_CLIENT_ID", "").strip(),
        )


def frame_ancestors(env: Mapping[str, str] = os.environ) -> str:
    """Read the one setting that the pane function needs.

    Raises
    ------
    ConfigurationError
        If it is missing or would break out of its directive.
    """
    value = _required(env, "FRAME_ANCESTORS")
    if ";" in value or "," in value or not value.isprintable():
        raise ConfigurationError("FRAME_ANCESTORS must be a plain list of sources")
    return value


def _required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise ConfigurationError(f"{name} is not set")
    return value


def _https_origin(env: Mapping[str, str], name: str) -> str:
    value = _required(env, name)
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname or value != f"https://{parts.netloc}":
        raise ConfigurationError(f"{name} must be an https origin without a path")
    return value


def _base_url(env: Mapping[str, str], sandbox: SandboxSettings | None) -> str:
    value = _required(env, "PUBLIC_BASE_URL").rstrip("/")
    parts = urlsplit(value)
    if parts.query or parts.fragment or parts.username or not parts.hostname:
        raise ConfigurationError("PUBLIC_BASE_URL must be an address without query or user")
    local = sandbox is not None and parts.hostname.endswith(".localhost")
    if parts.scheme != "https" and not local:
        raise ConfigurationError("PUBLIC_BASE_URL must be https")
    return value


def _sandbox(env: Mapping[str, str]) -> SandboxSettings | None:
    raw = env.get("SANDBOX", "").strip()
    if not raw:
        return None
    on_lambda = bool(env.get("AWS_LAMBDA_FUNCTION_NAME")) and env.get("AWS_SAM_LOCAL") != "true"
    if on_lambda:
        raise ConfigurationError("SANDBOX must be empty in a deployed stack")
    try:
        parsed = json.loads(raw)
        return SandboxSettings(
            connect=str(parsed["connect"]).rstrip("/"),
            browser=str(parsed["browser"]),
            aws=str(parsed["aws"]),
        )
    except (ValueError, KeyError, TypeError):
        raise ConfigurationError("SANDBOX must be JSON with connect, browser and aws") from None
