"""One cold start: import a handler, answer one request, say how long both took.

Runs in a process of its own (``python -m bench.fresh RECORDING``). Nobody is really called: AWS and
the providers answer what they answered when the request was recorded, through botocore's and
requests' own hooks, so that signing, parsing and everything else is done as always.
"""

import base64
import hashlib
import hmac
import importlib
import io
import json
import sys
import time
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

REMAINING_MS = 20_000


class Context:
    """What a handler is told about its invocation."""

    function_name = "function"
    memory_limit_in_mb = 512
    invoked_function_arn = "arn:aws:lambda:us-east-1:123456789012:function:function"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds left."""
        return REMAINING_MS


def main(recording_path: str) -> None:
    """Run; the last line printed is JSON: milliseconds by the clock and of the processor."""
    recording = json.loads(Path(recording_path).read_text("utf-8"))
    if "webhook_secret" in recording:
        sign(recording["event"], secret=recording["webhook_secret"], now=time.time())
    began, began_cpu = time.perf_counter(), time.process_time()
    if recording["aws"]:
        _play_aws(recording["aws"])
    module = importlib.import_module(recording["module"])
    if recording["upstream"]:
        _play_upstream(module, recording["upstream"])
    imported_cpu = time.process_time()
    answer = module.lambda_handler(recording["event"], Context())
    ended, ended_cpu = time.perf_counter(), time.process_time()
    took = {
        "wall_ms": (ended - began) * 1000,
        "cpu_ms": (ended_cpu - began_cpu) * 1000,
        "request_cpu_ms": (ended_cpu - imported_cpu) * 1000,
        "status": answer["statusCode"],
        "as_recorded": _as_recorded(answer, recording),
    }
    print(json.dumps(took))


def sign(event: dict[str, Any], *, secret: str, now: float) -> None:
    """Sign a webhook as Zoom does, as of now (Zoom, "Using webhooks")."""
    stamp = str(int(now))
    message = f"v0:{stamp}:{event['body']}".encode()
    event["headers"]["x-zm-request-timestamp"] = stamp
    digest = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    event["headers"]["x-zm-signature"] = f"v0={digest}"


def shape_of(body: str) -> str:
    """Tell which fields an answer has, by which one that was played otherwise is known."""
    try:
        return " ".join(sorted(set(_names(json.loads(body)))))
    except ValueError:
        return ""


def _names(value: Any, above: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield f"{above}.{name}"
            yield from _names(part, f"{above}.{name}")
    elif isinstance(value, list):
        for part in value:
            yield from _names(part, above)


def _as_recorded(answer: dict[str, Any], recording: dict[str, Any]) -> bool:
    shape = "" if answer.get("isBase64Encoded") else shape_of(answer.get("body") or "")
    return answer["statusCode"] == recording["status"] and recording["shape"] in {"", shape}


class _Raw(io.BytesIO):
    def stream(self, **_: Any) -> Any:
        """Yield the body, as urllib3 does."""
        yield self.read()


def _play_aws(answers: list[dict[str, Any]]) -> None:
    import botocore  # noqa: PLC0415 - its time counts

    left = _by_name(answers)

    def answer(event_name: str, request: Any, **_: Any) -> Any:
        from botocore.awsrequest import AWSResponse  # noqa: PLC0415

        recorded = left[event_name.rpartition(".")[2]].popleft()
        body = base64.b64decode(recorded["body"])
        return AWSResponse(request.url, recorded["status"], recorded["headers"], _Raw(body))

    def register(session: Any) -> None:
        session.register("before-send", answer)

    botocore.register_initializer(register)


def _by_name(answers: list[dict[str, Any]]) -> dict[str, deque[dict[str, Any]]]:
    left: dict[str, deque[dict[str, Any]]] = {}
    for recorded in answers:
        left.setdefault(recorded["what"], deque()).append(recorded)
    return left


def _play_upstream(module: Any, answers: list[dict[str, Any]]) -> None:
    import requests  # noqa: PLC0415 - the handler has it already
    from requests.adapters import BaseAdapter  # noqa: PLC0415

    left = _by_name(answers)

    class Played(BaseAdapter):
        def send(self, request: Any, *_: Any, **_options: Any) -> requests.Response:
            recorded = left[f"{request.method} {request.url}"].popleft()
            answer = requests.Response()
            answer.status_code = recorded["status"]
            answer.headers.update(recorded["headers"])
            answer._content = base64.b64decode(recorded["body"])
            answer.url, answer.request = request.url, request
            return answer

        def close(self) -> None:
            """Nothing to close."""

    if hasattr(module, "session"):
        module.session.mount("https://", Played())
        return
    from gainsight_zoom.config import Config  # noqa: PLC0415
    from gainsight_zoom.wiring import build, wiring  # noqa: PLC0415

    wired = build(Config.from_env(), adapter=Played())
    module.app.dependency_overrides[wiring] = lambda: wired


if __name__ == "__main__":
    main(sys.argv[1])
