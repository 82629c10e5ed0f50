"""What the receiver of webhooks needs, and nothing else: it has to start within three seconds."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from gainsight_zoom import aws
from gainsight_zoom.clock import Clock, SystemClock
from gainsight_zoom.config import Config
from gainsight_zoom.errors import WebhookRejected
from gainsight_zoom.zoom.webhooks import verify_signature

SECRET_NAME = "zoom_webhook_secret"  # noqa: S105 - a field's name


@dataclass(frozen=True)
class Inbox:
    """Where webhooks come in: how to know them, and the queue they go to."""

    clock: Clock
    client_id: str
    secret_id: str
    secrets: aws.Secrets
    queue: aws.Queue

    def verify(self, raw_body: bytes, headers: Mapping[str, str]) -> str:
        """Verify a webhook and return the secret it was signed with.

        After a mismatch the secret is read again, since it may have been rotated; once a minute.

        Raises
        ------
        WebhookRejected
            If Zoom did not sign it just now.
        """
        secret = self.secrets.read(self.secret_id)[SECRET_NAME]
        try:
            self._verify(raw_body, headers, secret)
        except WebhookRejected as error:
            again = self.secrets.read_again(self.secret_id) if error.reason == "signature" else None
            if again is None or again[SECRET_NAME] == secret:
                raise
            secret = again[SECRET_NAME]
            self._verify(raw_body, headers, secret)
        return secret

    def _verify(self, raw_body: bytes, headers: Mapping[str, str], secret: str) -> None:
        verify_signature(
            raw_body,
            timestamp=headers.get("x-zm-request-timestamp", ""),
            signature=headers.get("x-zm-signature", ""),
            secret=secret,
            now=self.clock.now(),
        )


def build(
    config: Config,
    *,
    clock: Clock | None = None,
    aws_client: Callable[[str, str | None], object] = aws.client,
) -> Inbox:
    """Put it together."""
    endpoint = config.sandbox.aws if config.sandbox else None
    clock = clock or SystemClock()
    secretsmanager: object = aws_client("secretsmanager", endpoint)
    return Inbox(
        clock=clock,
        client_id=config.zoom_client_id,
        secret_id=config.app_secret_id,
        secrets=aws.Secrets(secretsmanager, monotonic=clock.monotonic),  # type: ignore[arg-type]
        queue=aws.Queue(lambda: aws_client("sqs", endpoint), config.zoom_events_queue_url),
    )


@cache
def inbox() -> Inbox:
    """Dependency: the real thing, made on first use from the environment."""
    return build(Config.from_env(os.environ))
