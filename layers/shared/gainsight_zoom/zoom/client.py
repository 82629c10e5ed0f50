"""Zoom's OAuth and REST API, as far as this application uses them.

Sources: Zoom, «OAuth for Zoom Apps», «Zoom Apps authentication», REST reference ``/users/me``,
``/users/me/meetings``, ``/meetings/{id}``, ``/meetings/{id}/registrants``,
``/meetings/{id}/open_apps``.
Bodies of the token endpoint may echo the authorization code and are never logged.
"""

import base64
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from pydantic import BaseModel, ConfigDict, ValidationError

from gainsight_zoom.clock import Clock, Deadline
from gainsight_zoom.errors import (
    ConsentWithdrawn,
    GrantRejected,
    UpstreamBusy,
    UpstreamError,
    UpstreamUnauthorized,
    UpstreamUncertain,
)
from gainsight_zoom.invitations import Invited, Planned
from gainsight_zoom.outbound import Answer, Outbound, OutboundRequest, told_address
from gainsight_zoom.records import Tokens
from gainsight_zoom.shapes import Lifetime, Shape

OK = range(200, 300)
UNAUTHORIZED = 401
TOO_MANY_REQUESTS = 429
ZOOM_HOST = re.compile(r"([a-z0-9-]+\.)*(zoom\.us|zoomgov\.com)")
# «OAuth error messages»: app disabled, owner unknown, disabled by the admin, token revoked.
WITHDRAWN = frozenset({4717, 4735, 4738, 4741})
CODE_NAMES = ("code", "errorCode", "error_code")
CODE_IN_TEXT = re.compile(r"(?<![\w-])4,?7\d\d(?![\w-])")
DEAD_GRANT = frozenset({"invalid_grant", "invalid_request"})
BAD_REQUEST = 400
PAGE_SIZE, MOST_PAGES = 300, 10


ModelT = TypeVar("ModelT", bound=BaseModel)


class _TokenAnswer(Shape):
    model_config = ConfigDict(extra="ignore")
    access_token: str
    refresh_token: str | None = None
    expires_in: Lifetime
    scope: str = ""
    api_url: str | None = None


class ZoomUser(Shape):
    """``/users/me``: the verified identity of the person who gave consent."""

    model_config = ConfigDict(extra="ignore")
    id: str
    email: str
    account_id: str = ""
    timezone: str | None = None


class _Invitee(Shape):
    model_config = ConfigDict(extra="ignore")
    email: str = ""
    internal_user: bool = False


class _MeetingSettings(Shape):
    model_config = ConfigDict(extra="ignore")
    meeting_invitees: list[_Invitee] = []


class _Meeting(Shape):
    model_config = ConfigDict(extra="ignore")
    settings: _MeetingSettings = _MeetingSettings()


class _Planned(Shape):
    model_config = ConfigDict(extra="ignore")
    id: int
    start_time: str = ""


class _PlannedMeetings(Shape):
    model_config = ConfigDict(extra="ignore")
    meetings: list[_Planned] = []


class _Registrant(Shape):
    model_config = ConfigDict(extra="ignore")
    id: str = ""
    email: str = ""
    first_name: str | None = ""
    last_name: str | None = ""


class _Registrants(Shape):
    model_config = ConfigDict(extra="ignore")
    registrants: list[_Registrant] = []
    next_page_token: str = ""


class _Deeplink(Shape):
    model_config = ConfigDict(extra="ignore")
    deeplink: str


class ZoomClient:
    """Speaks to Zoom as one Marketplace app.

    Parameters
    ----------
    secret : callable
        Returns the client secret; ``fresh=True`` passes any cache.
    """

    def __init__(
        self,
        outbound: Outbound,
        *,
        clock: Clock,
        origin: str,
        api_origin: str,
        client_id: str,
        secret: Callable[..., str],
    ) -> None:
        self._outbound = outbound
        self._clock = clock
        self._origin = origin
        self._api_origin = api_origin
        self._client_id = client_id
        self._secret = secret

    def authorize_url(self, *, redirect_uri: str, state: str, code_challenge: str) -> str:
        """Return the address of Zoom's consent page for the web flow, PKCE S256."""
        query = {
            "response_type": "code",
            "client_id": self._client_id,
            "redirect_uri": redirect_uri,
            "state": state,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
        }
        return self._outbound.browser_url(f"{self._origin}/oauth/authorize?{urlencode(query)}")

    def exchange_code(
        self, *, code: str, redirect_uri: str, code_verifier: str, deadline: Deadline
    ) -> Tokens:
        """Trade an authorization code for tokens.

        Raises
        ------
        GrantRejected
            If Zoom refuses the code, verifier or redirect address.
        """
        return self._token(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": redirect_uri,
                "code_verifier": code_verifier,
            },
            deadline,
        )

    def refresh(self, tokens: Tokens, deadline: Deadline) -> Tokens:
        """Trade a refresh token for the next generation; the old one is dead afterwards.

        Raises
        ------
        ConsentWithdrawn
            If Zoom says that the user revoked the app, is unknown, or may no longer use it.
        GrantRejected
            If the refresh token is refused for good for another reason.
        UpstreamUncertain
            If nobody knows whether the refresh token was used up.
        """
        form = {"grant_type": "refresh_token", "refresh_token": tokens.refresh_token or ""}
        answer = self._ask_token(form, deadline)
        if answer.status not in OK:
            raise _refusal(answer)
        try:
            return self._tokens(answer)
        except UpstreamError:
            raise UpstreamUncertain("zoom_token_malformed") from None

    def revoke(self, access_token: str, deadline: Deadline) -> None:
        """Take back a grant: access and refresh token are dead afterwards.

        Raises
        ------
        UpstreamError
            If Zoom did not do so; the token may have been dead already.
        """
        answer = self._post("/oauth/revoke", {"token": access_token}, self._secret(), deadline)
        if answer.status not in OK:
            raise UpstreamError(f"zoom_revoke_{answer.status}")

    def me(self, access_token: str, deadline: Deadline) -> ZoomUser:
        """Read the user behind a token."""
        answer = self._outbound.send(
            OutboundRequest(
                "GET",
                f"{self._api_origin}/v2/users/me",
                headers={"Authorization": f"Bearer {access_token}"},
                idempotent=True,
            ),
            deadline,
        )
        self._expect_ok(answer)
        try:
            return ZoomUser.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("zoom_user_malformed") from None

    def invitees(
        self, meeting_id: str, access_token: str, deadline: Deadline
    ) -> tuple[Invited, ...]:
        """Read whom a meeting's calendar invitation went to; often nobody is told.

        Raises
        ------
        UpstreamError
            Also where the app was not given ``meeting:read:meeting`` or the user is not the host.
        """
        meeting = self._read(_Meeting, f"/v2/meetings/{quote(meeting_id)}", access_token, deadline)
        told = meeting.settings.meeting_invitees
        return tuple(Invited(one.email, internal=one.internal_user) for one in told if one.email)

    def planned(self, access_token: str, deadline: Deadline) -> tuple[Planned, ...]:
        """Read which meetings the user is going to host; those without a time are left out.

        Raises
        ------
        UpstreamError
            Also where the app was not given ``meeting:read:list_meetings``.
        """
        query = urlencode({"type": "upcoming", "page_size": PAGE_SIZE})
        path = f"/v2/users/me/meetings?{query}"
        told = self._read(_PlannedMeetings, path, access_token, deadline).meetings
        timed = ((str(one.id), _epoch(one.start_time)) for one in told)
        return tuple(Planned(number, at) for number, at in timed if at is not None)

    def open_app(self, meeting_id: str, access_token: str, deadline: Deadline) -> None:
        """Have this app open by itself when a meeting of the user's starts.

        Raises
        ------
        UpstreamError
            Also where the app was not given ``meeting:write:open_app`` or the user is not the host.
        """
        answer = self._outbound.send(
            OutboundRequest(
                "POST",
                f"{self._api_origin}/v2/meetings/{quote(meeting_id)}/open_apps",
                headers={"Authorization": f"Bearer {access_token}"},
            ),
            deadline,
        )
        self._expect_ok(answer)

    def registrants(
        self, meeting_id: str, access_token: str, deadline: Deadline
    ) -> tuple[Invited, ...]:
        """Read who registered for a meeting and was approved.

        Raises
        ------
        UpstreamError
            Also where the app was not given ``meeting:read:list_registrants``, the meeting has no
            registration, or the user is not the host.
        """
        path = f"/v2/meetings/{quote(meeting_id)}/registrants"
        found: list[Invited] = []
        seen = {""}
        token = ""
        for _ in range(MOST_PAGES):
            query = {"status": "approved", "page_size": PAGE_SIZE}
            more = {"next_page_token": token} if token else {}
            page = self._read(
                _Registrants, f"{path}?{urlencode(query | more)}", access_token, deadline
            )
            for one in page.registrants:
                name = " ".join(part for part in (one.first_name, one.last_name) if part)
                found.append(Invited(one.email, name=name, id=one.id))
            token = page.next_page_token
            if token in seen:
                break
            seen.add(token)
        return tuple(one for one in found if one.email)

    def deeplink(self, access_token: str, deadline: Deadline) -> str:
        """Ask for a link that opens this app in the Zoom client.

        Raises
        ------
        UpstreamError
            Also if the link does not lead to Zoom.
        """
        answer = self._outbound.send(
            OutboundRequest(
                "POST",
                f"{self._api_origin}/v2/zoomapp/deeplink",
                headers={"Authorization": f"Bearer {access_token}"},
                body={"type": 1, "action": ""},
            ),
            deadline,
        )
        self._expect_ok(answer)
        try:
            link = _Deeplink.model_validate(answer.json()).deeplink
        except ValidationError:
            raise UpstreamError("deeplink_malformed") from None
        parts = told_address(link)
        if parts.scheme != "https" or not _is_zoom_host(parts.netloc):
            raise UpstreamError("deeplink_host")
        return self._outbound.browser_url(link)

    def _read(
        self, model: type[ModelT], path: str, access_token: str, deadline: Deadline
    ) -> ModelT:
        answer = self._outbound.send(
            OutboundRequest(
                "GET",
                self._api_origin + path,
                headers={"Authorization": f"Bearer {access_token}"},
                idempotent=True,
            ),
            deadline,
        )
        self._expect_ok(answer)
        try:
            return model.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("zoom_answer_malformed") from None

    def _token(self, form: dict[str, str], deadline: Deadline) -> Tokens:
        answer = self._ask_token(form, deadline)
        if answer.status not in OK:
            raise GrantRejected(f"zoom_token_{answer.status}")
        return self._tokens(answer)

    def _ask_token(self, form: dict[str, str], deadline: Deadline) -> Answer:
        answer = self._post("/oauth/token", form, self._secret(), deadline)
        if _client_refused(answer):
            answer = self._post("/oauth/token", form, self._secret(fresh=True), deadline)
        if answer.status == TOO_MANY_REQUESTS:
            raise UpstreamBusy("zoom_token_limit")
        return answer

    def _tokens(self, answer: Answer) -> Tokens:
        try:
            parsed = _TokenAnswer.model_validate(answer.json())
        except ValidationError:
            raise UpstreamError("zoom_token_malformed") from None
        return Tokens(
            access_token=parsed.access_token,
            refresh_token=parsed.refresh_token,
            expires_at=int(self._clock.now()) + parsed.expires_in,
            scope=parsed.scope,
            api_url=parsed.api_url,
        )

    def _post(self, path: str, form: dict[str, str], secret: str, deadline: Deadline) -> Answer:
        basic = base64.b64encode(f"{self._client_id}:{secret}".encode()).decode()
        return self._outbound.send(
            OutboundRequest(
                "POST",
                self._origin + path,
                headers={"Authorization": f"Basic {basic}"},
                form=form,
            ),
            deadline,
        )

    def _expect_ok(self, answer: Answer) -> None:
        if answer.status == UNAUTHORIZED:
            raise UpstreamUnauthorized("zoom_401")
        if answer.status == TOO_MANY_REQUESTS:
            raise UpstreamBusy("zoom_limit", retry_after_s=answer.retry_after_s(self._clock.now()))
        if answer.status not in OK:
            raise UpstreamError(f"zoom_{answer.status}")


def _epoch(text: str) -> int | None:
    """Read a moment as Zoom writes it, ``2026-11-29T10:00:00Z``; None where there is none."""
    try:
        return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _client_refused(answer: Answer) -> bool:
    """Tell whether Zoom refused our own id and secret, as after a rotation of the secret."""
    return answer.status not in OK and _body(answer).get("error") == "invalid_client"


def _refusal(answer: Answer) -> UpstreamError:
    """Read why a refresh was refused; only what is for good ends a connection."""
    body = _body(answer)
    withdrawn = WITHDRAWN & _codes(body)
    if withdrawn:
        return ConsentWithdrawn(f"zoom_refresh_{min(withdrawn)}")
    if answer.status in (BAD_REQUEST, UNAUTHORIZED) and body.get("error") in DEAD_GRANT:
        return GrantRejected(f"zoom_refresh_{answer.status}")
    return UpstreamError(f"zoom_refresh_{answer.status}")


def _codes(body: Mapping[str, Any]) -> set[int]:
    """Collect Zoom's numbers wherever they stand; the place is documented nowhere."""
    given = {str(body.get(name, "")) for name in CODE_NAMES}
    given |= set(CODE_IN_TEXT.findall(str(body.get("reason", ""))))
    plain = (code.replace(",", "") for code in given)
    return {int(code) for code in plain if code.isdigit()}


def _body(answer: Answer) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except UpstreamError:
        return {}
    return body if isinstance(body, dict) else {}


def _is_zoom_host(netloc: str) -> bool:
    """Tell whether it is a bare host of Zoom's; browsers read ``evil\\.zoom.us`` as ``evil``."""
    return ZOOM_HOST.fullmatch(netloc) is not None
