"""The AWS services other than DynamoDB: client construction, KMS data keys, secrets."""

import json
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, cast

import boto3
from aws_lambda_powertools.utilities.parameters import SecretsProvider
from aws_lambda_powertools.utilities.parameters.exceptions import GetParameterError
from botocore.config import Config as BotoConfig
from botocore.exceptions import BotoCoreError, ClientError

from gainsight_zoom.config import ConfigurationError
from gainsight_zoom.observability import logger
from gainsight_zoom.sealing import SealBroken

if TYPE_CHECKING:
    from mypy_boto3_kms import KMSClient
    from mypy_boto3_secretsmanager import SecretsManagerClient

SECRET_MAX_AGE_S = 300
MAX_DELAY_S = 900
BOTO_CONFIG = BotoConfig(
    connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3}
)


@cache
def _session() -> boto3.Session:
    return boto3.Session()


def client(service: str, endpoint: str | None = None) -> Any:
    """Make a client with bounded time-outs; all share one session.

    Parameters
    ----------
    endpoint : str, optional
        Where the service is on a developer's machine.
    """
    return _session().client(
        cast("Any", service), endpoint_url=endpoint or None, config=BOTO_CONFIG
    )


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
    """Wakes the worker of the outbox. The queue carries ids and is never the truth.

    Parameters
    ----------
    queue_url : str
        A standard queue: rings may come twice, late and in any order.
    """

    def __init__(self, sqs: Any, queue_url: str) -> None:
        self._sqs = sqs
        self._queue_url = queue_url

    def ring(self, uid: str, *, delay_s: int = 0) -> bool:
        """Ask for the notes of a user to be looked at, in at most 15 minutes.

        Returns
        -------
        bool
            False if the queue did not take it; the sweeper comes by anyway.
        """
        try:
            self._sqs.send_message(
                QueueUrl=self._queue_url,
                MessageBody=json.dumps({"uid": uid}),
                DelaySeconds=min(max(delay_s, 0), MAX_DELAY_S),
            )
        except (BotoCoreError, ClientError) as error:
            logger.warning("doorbell not rung", extra={"failure": type(error).__name__})
            return False
        return True


class Secrets:
    """JSON secrets, kept in memory for five minutes."""

    def __init__(self, secretsmanager: "SecretsManagerClient") -> None:
        self._provider = SecretsProvider(boto3_client=secretsmanager)

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
        try:
            value: object = self._provider.get(
                secret_id, transform="json", max_age=SECRET_MAX_AGE_S, force_fetch=fresh
            )
        except GetParameterError:
            raise ConfigurationError(f"secret {secret_id} cannot be read") from None
        if not isinstance(value, dict):
            raise ConfigurationError(f"secret {secret_id} is not a JSON object")
        return {str(k): str(v) for k, v in value.items()}
