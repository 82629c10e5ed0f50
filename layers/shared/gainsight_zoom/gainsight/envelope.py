"""Gainsight's answer envelope, read tolerantly.

Success needs a 2xx status *and* ``result: true``; "nothing found" comes in three forms; data comes
as a list or as ``{"records": [...]}`` (Gainsight, «Company API», «Custom Object API», error codes).
"""

from collections.abc import Mapping
from typing import Any

from gainsight_zoom.errors import (
    AddressRefused,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnauthorized,
    UpstreamUnavailable,
)
from gainsight_zoom.observability import logger
from gainsight_zoom.outbound import Answer

OK = range(200, 300)
UNAUTHORIZED = 401
TOO_MANY_REQUESTS = 429
IP_REFUSED = "GS_APIG_2402"
UNAUTHORIZED_CODE = "GS_APIG_2401"
NOTHING_MATCHES = "GSOBJ_1011"
NOTHING_FOUND_TEXT = "no data found"
DEFAULT_BUSY_S = 60


def open_envelope(answer: Answer, *, now: float) -> Any:
    """Return ``data``; None where Gainsight says in one of its ways that nothing was found.

    Raises
    ------
    UpstreamUnauthorized
        If the token is refused.
    UpstreamBusy
        If the tenant's call limit is used up.
    UpstreamError
        For everything else that is not success; provider text stays out of it.
    """
    if answer.status == TOO_MANY_REQUESTS:
        wait_s = answer.retry_after_s(now)
        raise UpstreamBusy("gainsight_limit", retry_after_s=wait_s or DEFAULT_BUSY_S)
    body = _body(answer)
    code = str(body.get("errorCode") or "")
    if answer.status in OK and body.get("result") is True:
        return body.get("data")
    if _nothing_found(body, code):
        return None
    if code == IP_REFUSED:
        raise AddressRefused("gainsight_ip_refused")
    if answer.status == UNAUTHORIZED or code == UNAUTHORIZED_CODE:
        raise UpstreamUnauthorized("gainsight_401")
    logger.warning(
        "gainsight refused a call",
        extra={"status": answer.status, "code": code, "upstream_request": body.get("requestId")},
    )
    raise UpstreamError(f"gainsight_{code or answer.status}")


def records_of(data: Any) -> list[dict[str, Any]]:
    """Return the rows of a query's data, in either shape."""
    if isinstance(data, Mapping):
        data = data.get("records")
    if data is None:
        return []
    if not isinstance(data, list) or not all(isinstance(row, dict) for row in data):
        raise UpstreamError("gainsight_rows_malformed")
    return data


def _body(answer: Answer) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except UpstreamError:
        if answer.status == UNAUTHORIZED:
            raise UpstreamUnauthorized("gainsight_401") from None
        raise UpstreamUnavailable("gainsight_not_json") from None
    if not isinstance(body, Mapping):
        raise UpstreamError("gainsight_not_an_envelope")
    return body


def _nothing_found(body: Mapping[str, Any], code: str) -> bool:
    text = str(body.get("errorDesc") or "").lower()
    return code == NOTHING_MATCHES or text.startswith(NOTHING_FOUND_TEXT)
