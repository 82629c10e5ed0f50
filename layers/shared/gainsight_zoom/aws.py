"""The AWS services other than DynamoDB: client construction, KMS data keys, secrets."""

import json
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from botocore.config import Config as BotoConfig
from botocore.exceptions import BotoCoreError, ClientError
from botocore.loaders import Loader
from botocore.session import get_session

from gainsight_zoom.config import ConfigurationError
from gainsight_zoom.errors import StoreUnavailable
from gainsight_zoom.observability import logger
from gainsight_zoom.sealing import SealBroken

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

SECRET_MAX_AGE_S = 300
READ_AGAIN_S = 60
MAX_DELAY_S = 900
SERVER_ERROR = 500
THROTTLED = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "RequestLimitExceeded",
        "RequestThrottled",
        "ProvisionedThroughputExceededException",
    }
)
"""Of DynamoDB, KMS, SQS and Secrets Manager, as their API references list them."""
SERVICES = ("dynamodb", "kms", "secretsmanager", "sqs")
CONNECTIONS = 16
"""Kept open by each client, for threads that work side by side."""
BOTO_CONFIG = BotoConfig(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=CONNECTIONS,
)
BRISK_CONFIG = BotoConfig(
    connect_timeout=0.5, read_timeout=0.5, retries={"mode": "standard", "total_max_attempts": 1}
)
"""For what a user should not wait for, and which may fail."""


class _Loader(Loader):
    """Loads what describes the services we use, without looking through all four hundred first.

    That is done once for each of two kinds of file (botocore, ``Loader.load_service_model``) and
    takes a twentieth of a cold start (``bench/cold.py``).
    """

    def list_available_services(self, _: str) -> list[str]:
        return list(SERVICES)


@cache
def _session() -> boto3.Session:
    session = get_session()
    session.register_component("data_loader", _Loader())
    return boto3.Session(botocore_session=session)


def client(service: str, endpoint: str | None = None, *, brisk: bool = False) -> Any:
    """Make a client with bounded time-outs; all share one session.

    Where AWS does not answer, is out of order or throttles after all attempts, its calls raise
    `StoreUnavailable`, so that people are told to try again; whatever else AWS refuses is a bug.

    Parameters
    ----------
    service : str
        One of `SERVICES`.
    endpoint : str, optional
        Where the service is on a developer's machine.
    brisk : bool
        Try once, for half a second: for what may fail.
    """
    config = BRISK_CONFIG if brisk else BOTO_CONFIG
    made = _session().client(cast("Any", service), endpoint_url=endpoint or None, config=config)
    made.meta.events.register("after-call-error", _no_answer)
    made.meta.events.register("after-call", _no_use_of_answer)
    return made


def _no_answer(exception: Exception, **_: Any) -> None:
    if isinstance(exception, BotoCoreError):
        raise StoreUnavailable(f"aws_{type(exception).__name__}") from None


def _no_use_of_answer(http_response: Any, parsed: Mapping[str, Any], **_: Any) -> None:
    code = str(parsed.get("Error", {}).get("Code", ""))
    if http_response.status_code >= SERVER_ERROR or code in THROTTLED:
        raise StoreUnavailable(f"aws_{code or http_response.status_code}")


class KmsKeys:
    """Data keys of one KMS key."""

    def __init__(self, kms: "KMSClient", key_id: str) -> None:
        self._kms = kms
        self._key_id = key_id

    def data_key(self, context: Mapping[str, str]) -> tuple[bytes, bytes]:
        """Return a fresh AES-256 key, in clear and wrapped, bound to the context."""
        made = self._kms.generate_data_key(
            KeyId=self._key_id, KeySpec="AES_256", EncryptionContext=dict(context)
        )
        return made["Plaintext"], made["CiphertextBlob"]

    def unwrap(self, wrapped: bytes, context: Mapping[str, str]) -> bytes:
        """Return a wrapped key in clear.

        Raises
        ------
        SealBroken
            If KMS says that the ciphertext does not belong to this context.
        """
        try:
            return self._kms.decrypt(CiphertextBlob=wrapped, EncryptionContext=dict(context))[
                "Plaintext"
            ]
        except ClientError as error:
            if error.response.get("Error", {}).get("Code") == "InvalidCiphertextException":
                raise SealBroken("data key does not belong to this row") from None
            raise


class Doorbell:
    """Wakes the worker of the outbox. The queue names nobody and is never the truth.

    Parameters
    ----------
    sqs : callable
        Makes the client when it is first needed.
    queue_url : str
        A standard queue: rings may come twice, late and in any order.
    """

    def __init__(self, sqs: Callable[[], Any], queue_url: str) -> None:
        self._sqs = cache(sqs)
        self._queue_url = queue_url

    def ring(self, uid: str, bell: str | None, *, delay_s: int = 0) -> bool:
        """Ask for the notes of a user to be looked at, in at most 15 minutes.

        Parameters
        ----------
        bell : str or None
            What stands for the user in the queue (`NotesStore.behind`); None for one who last
            published before there was such a thing and is named as it was then.

        Returns
        -------
        bool
            False if the queue did not take it; the sweeper comes by anyway.
        """
        try:
            self._sqs().send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps({"uid": uid} if bell is None else {"bell": bell}),
                DelaySeconds=min(max(delay_s, 0), MAX_DELAY_S),
            )
        except (BotoCoreError, ClientError, StoreUnavailable) as error:
            logger.warning("doorbell not rung", extra={"failure": type(error).__name__})
            return False
        return True


class Queue:
    """A queue of JSON messages: ids, or what is deleted within a day.

    Parameters
    ----------
    sqs : callable
        Makes the client on first use: most functions never send.
    """

    def __init__(self, sqs: Callable[[], Any], url: str) -> None:
        self._sqs = cache(sqs)
        self._url = url

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one message.

        Raises
        ------
        StoreUnavailable
            If the queue did not take it.
        """
        try:
            self._sqs().send_message(QueueUrl=self._url, MessageBody=json.dumps(message))
        except (BotoCoreError, ClientError, StoreUnavailable):
            raise StoreUnavailable("queue_refused") from None

    def send_all(self, messages: Sequence[Mapping[str, Any]]) -> int:
        """Send up to ten messages in one call and return how many the queue did not take."""
        entries = [{"Id": str(n), "MessageBody": json.dumps(m)} for n, m in enumerate(messages)]
        try:
            answer = self._sqs().send_message_batch(QueueUrl=self._url, Entries=entries)
        except (BotoCoreError, ClientError, StoreUnavailable):
            return len(entries)
        return len(answer.get("Failed", []))


class Secrets:
    """JSON secrets, kept in memory for five minutes."""

    def __init__(
        self,
        secretsmanager: "SecretsManagerClient",
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        from aws_lambda_powertools.utilities.parameters import (  # noqa: PLC0415 - not all need it
            SecretsProvider,
        )

        self._provider = SecretsProvider(boto3_client=secretsmanager)
        self._monotonic = monotonic
        self._read_again_at: dict[str, float] = {}

    def read(self, secret_id: str, *, fresh: bool = False) -> dict[str, str]:
        """Read a secret.

        Parameters
        ----------
        fresh : bool
            Pass the cache, after the provider refused what it holds.

        Raises
        ------
        ConfigurationError
            If it does not exist or is not a JSON object; the message holds its name only.
        """
        from aws_lambda_powertools.utilities.parameters.exceptions import (  # noqa: PLC0415
            GetParameterError,
            TransformParameterError,
        )

        try:
            value: object = self._provider.get(
                secret_id, transform="json", max_age=SECRET_MAX_AGE_S, force_fetch=fresh
            )
        except (GetParameterError, TransformParameterError) as error:
            if isinstance(error.__context__, StoreUnavailable):
                raise error.__context__ from None
            raise ConfigurationError(f"secret {secret_id} cannot be read as JSON") from None
        if not isinstance(value, dict):
            raise ConfigurationError(f"secret {secret_id} is not a JSON object")
        return {str(k): str(v) for k, v in value.items()}

    def read_again(self, secret_id: str) -> dict[str, str] | None:
        """Read a secret past the cache because what it holds did not fit, as after a rotation.

        Returns
        -------
        dict or None
            None where that was done within the last minute: whoever sends rubbish shall not make
            us call Secrets Manager each time.
        """
        now = self._monotonic()
        if now < self._read_again_at.get(secret_id, -READ_AGAIN_S) + READ_AGAIN_S:
            return None
        self._read_again_at[secret_id] = now
        return self.read(secret_id, fresh=True)
