"""The Zoom client on one machine: a meeting window that embeds the app and answers its SDK."""

from __future__ import annotations

from sandbox.zoom_client.party import ZoomClient

__all__ = ["ZoomClient"]
