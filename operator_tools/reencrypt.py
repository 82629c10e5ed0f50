"""Seal every credential anew under the current key: ``python -m operator_tools.reencrypt``.

After ``TOKEN_KEY_ID`` names another KMS key, new generations are sealed under it and old ones still
open with the old one; this moves the rest over, so that the old key can be retired. (The yearly
rotation of one key needs nothing: KMS keeps its earlier material.) Tokens are in clear in this
process' memory only. What changes meanwhile is sealed under the current key by whoever changes it
and passed over. Stopped anywhere, it goes on from its checkpoint.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gainsight_zoom.aws import KmsKeys, client
from gainsight_zoom.sealing import SealBroken, context_of, seal, unseal
from operator_tools.sweeping import Checkpoint, deployment, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["main"]

PREFIX = "CREDENTIAL#"


class Reencryption:
    """Seals credentials anew, one by one."""

    def __init__(self, dynamodb: Any, table: str, keys: KmsKeys) -> None:
        self._dynamodb = dynamodb
        self._table = table
        self._keys = keys
        self.counted: Counter[str] = Counter()

    def work(self, item: dict[str, Any]) -> bool:
        """Seal one item anew if it is a credential and nobody changes it meanwhile."""
        if not str(item["sk"]).startswith(PREFIX):
            return False
        _, provider, tenant = str(item["sk"]).split("#", 2)
        uid = str(item["pk"]).removeprefix("USER#")
        context = context_of(provider=provider, tenant=tenant, uid=uid)
        old = bytes(item["sealed"])
        try:
            tokens = unseal(self._keys, old, context)
        except SealBroken:
            self.counted["broken"] += 1
            return False
        return self._replace(item, old, seal(self._keys, tokens, context))

    def _replace(self, item: dict[str, Any], old: bytes, new: bytes) -> bool:
        try:
            self._dynamodb.update_item(
                TableName=self._table,
                Key={name: {"S": item[name]} for name in ("pk", "sk")},
                UpdateExpression="SET sealed = :new",
                ConditionExpression="sealed = :old",
                ExpressionAttributeValues={":new": {"B": new}, ":old": {"B": old}},
            )
        except self._dynamodb.exceptions.ConditionalCheckFailedException:
            self.counted["changed meanwhile"] += 1
            return False
        self.counted["sealed anew"] += 1
        return True


def main(
    arguments: list[str],
    *,
    environment: Mapping[str, str] = os.environ,
    clients: Callable[[str], Any] = client,
) -> int:
    """Seal all anew; return the exit status: 1 if something did not open."""
    parser = argparse.ArgumentParser(prog="python -m operator_tools.reencrypt")
    parser.add_argument("--function", help="name of one of the stack's functions")
    parser.add_argument("--checkpoint", type=Path, default=Path("reencrypt.json"))
    options = parser.parse_args(arguments)
    config = deployment(options.function, environment)
    dynamodb = clients("dynamodb")
    work = Reencryption(
        dynamodb, config.identity_table, KmsKeys(clients("kms"), config.token_key_id)
    )
    checkpoint = Checkpoint(options.checkpoint, f"reencrypt {config.token_key_id}")
    seen = 0
    state = checkpoint.read()
    after = state.get("after")
    work.counted.update(state.get("counted", {}))
    for looked_at, _, after in sweep(  # noqa: B020 - each page goes on after the last
        dynamodb, config.identity_table, work.work, after
    ):
        seen += looked_at
        checkpoint.write(after=after, counted=work.counted)
        told = ", ".join(f"{count} {what}" for what, count in sorted(work.counted.items()))
        print(f"{seen} items seen; {told or 'no credential'}", flush=True)
    checkpoint.remove()
    return 1 if work.counted["broken"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
