"""Zoom on one machine: OAuth (``zoom.us``), REST (``api.zoom.us``), contexts and webhooks."""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from sandbox.zoom.api import RestApi
from sandbox.zoom.context import encrypt_context
from sandbox.zoom.oauth import OAuth
from sandbox.zoom.settings import ZoomSettings
from sandbox.zoom.state import ZoomState

if TYPE_CHECKING:
    from sandbox.party import Now, Token

__all__ = ["Zoom", "ZoomSettings", "encrypt_context"]


class Zoom(ZoomState):
    """One Zoom account with one registered app, and the two hosts it is reached by.

    Attributes
    ----------
    oauth : OAuth
        The party ``zoom.us``.
    api : RestApi
        The party ``api.zoom.us``.
    """

    def __init__(
        self,
        *,
        now: Now = time.time,
        token: Token = secrets.token_urlsafe,
        settings: ZoomSettings | None = None,
    ) -> None:
        super().__init__(now=now, token=token, settings=settings)
        self.api = RestApi(self)
        self.oauth = OAuth(self, rest=self.api)

    def reset(self) -> None:
        """Return everything to the sample data set and forget all faults."""
        self.oauth.reset()
        self.api.reset()
