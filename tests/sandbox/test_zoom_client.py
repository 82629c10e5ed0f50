"""app.zoom.us over WSGI: the SDK's wire format, roles, guest mode, and what a user does."""

import itertools
import threading
from typing import Any

import pytest
from sandbox.faults import Fault
from sandbox.zoom import Zoom, ZoomSettings
from sandbox.zoom.grants import challenge_of
from sandbox.zoom.people import USERS
from sandbox.zoom_client import ZoomClient
from sandbox.zoom_client.apis import CALLS, EVENTS
from sandbox.zoom_client.webview import CONTEXT_HEADER, WebView, over_http, over_wsgi
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.test import Client

HOME = "http://app.localhost:8400/app"
GUEST_CALLS = {
    "getRunningContext",
    "getSupportedJsApis",
    "getUserContext",
    "getAppContext",
    "getMeetingUUID",
    "promptAuthorize",
    "appPopout",
    "expandApp",
    "openUrl",
    "showNotification",
}
PANE_CALLS = [*GUEST_CALLS, "getMeetingContext", "getMeetingParticipants", "authorize"]
PANE_CALLS += ["sendAppInvitation", "showAppInvitationDialog", "getMeetingParticipantsEmail"]
PANE_CALLS += ["sendAppInvitationToAllParticipants", "sendAppInvitationToMeetingOwner"]
HOST_CALLS = {"getMeetingContext", "getMeetingParticipants", "sendAppInvitation"}
HOST_EVENTS = {"onParticipantChange", "onSendAppInvitation"}


class Sandbox:
    """Zoom and its client with a clock and foreseeable tokens."""

    def __init__(self, settings: ZoomSettings | None = None) -> None:
        self.time = 1_790_000_000.0
        numbers = itertools.count(1)
        self.zoom = Zoom(
            now=lambda: self.time, token=lambda: f"tok{next(numbers)}", settings=settings
        )
        self.client = ZoomClient(self.zoom)
        self.web = Client(self.client)

    def ask(self, method: str, path: str, body: object = None, *, status: int = 200) -> Any:
        answer = self.web.open(f"/api/{path}", method=method, json=body)
        assert answer.status_code == status, answer.text
        return answer.json

    def pane(self, user: str = "priya", **enter: str) -> "Panel":
        return Panel(self, self.ask("POST", "panes", {"user": user, **enter}, status=201))


class Panel:
    """One open app panel, seen from the page."""

    def __init__(self, sandbox: Sandbox, view: dict[str, Any]) -> None:
        self.sandbox = sandbox
        self.id = view["pane"]
        self.participant = view["participant"]
        self.last = 0

    def act(self, what: str, body: object = None, *, status: int = 200) -> Any:
        return self.sandbox.ask("POST", f"panes/{self.id}/{what}", body or {}, status=status)

    def send(self, name: str, data: object = None, *, url: str = HOME) -> dict[str, Any] | None:
        request = {"jsCallId": "id1", "apiName": name} | ({"data": data} if data else {})
        answer = self.act("call", {"request": request, "url": url})["answer"]
        if answer is None:
            return None
        assert answer["type"] == "apiResponse"
        assert answer["data"].pop("jsCallId") == "id1"
        return dict(answer["data"])

    def result(self, name: str, data: object = None, **given: str) -> Any:
        answer = self.send(name, data, **given)
        assert answer is not None
        assert "errorCode" not in answer, answer
        return answer["result"]

    def error(self, name: str, data: object = None, **given: str) -> str:
        answer = self.send(name, data, **given)
        assert answer is not None
        assert answer["errorMessage"]
        return str(answer["errorCode"])

    def config(self, *apis: str) -> dict[str, Any]:
        listed = apis or (*PANE_CALLS, *EVENTS)
        return dict(self.result("config", {"js_api_lists": list(listed), "version": "0.16"}))

    def messages(self, kind: str = "event") -> list[tuple[str, dict[str, Any]]]:
        view = self.sandbox.ask("GET", f"panes/{self.id}?after={self.last}")
        self.last = view["number"]
        return [(one["name"], one["data"]) for one in view["messages"] if one["type"] == kind]

    def dialog(self) -> dict[str, Any] | None:
        dialog: dict[str, Any] | None = self.sandbox.ask("GET", f"panes/{self.id}")["dialog"]
        return dialog


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox()


@pytest.fixture
def panel(sandbox: Sandbox) -> Panel:
    panel = sandbox.pane()
    panel.config()
    return panel


class TestConfig:
    def test_result(self, sandbox: Sandbox) -> None:
        assert sandbox.pane().config() == {
            "runningContext": "inMeeting",
            "unsupportedApis": [],
            "clientVersion": "6.5.0",
            "browserVersion": "webview2/1.0",
            "auth": {"status": "authorized", "upgradable": False},
            "userAgent": "Mozilla/5.0 ZoomWebKit/537.36 (KHTML, like Gecko) ZoomApps/1.0",
            "launchContext": {"origin": "App Launcher", "openBy": "user"},
            "product": "web",
        }

    def test_participants_lack_what_only_hosts_may(self, sandbox: Sandbox) -> None:
        panel = sandbox.pane("jonas")
        assert set(panel.config()["unsupportedApis"]) == {*HOST_CALLS, *HOST_EVENTS}
        for name in HOST_CALLS:
            assert panel.error(name, {"user_UUID_list": [panel.participant]}) == "80012"

    @pytest.mark.parametrize("status", ["authenticated", "unauthenticated"])
    def test_guests_lack_most(self, sandbox: Sandbox, status: str) -> None:
        panel = sandbox.pane(status=status)
        answer = panel.config()
        assert answer["auth"] == {"status": "unauthorized", "upgradable": False}
        lacking = set(PANE_CALLS) - GUEST_CALLS
        assert lacking <= set(answer["unsupportedApis"])
        for name in lacking:
            assert panel.error(name) == "10284"
        assert panel.result("getUserContext")["status"] == status

    def test_only_listed_calls_answer(self, sandbox: Sandbox) -> None:
        panel = sandbox.pane()
        assert panel.error("getUserContext") == "10001"
        panel.config("getMeetingUUID")
        assert panel.send("getUserContext") == {
            "errorCode": "10001",
            "errorMessage": "The Zoom client encountered an error while processing the request",
        }
        assert panel.result("getMeetingUUID") == {"meetingUUID": "lGq5tG0xTk2Zo+v5OJmCeA=="}

    def test_codes_that_no_source_names_are_switches(self) -> None:
        panel = Sandbox(ZoomSettings(not_listed_code="403", not_here_code="10013")).pane()
        panel.config("getMeetingUUID")
        assert panel.error("getUserContext") == "403"
        panel.sandbox.ask("POST", "meeting/end")
        assert panel.error("getMeetingUUID") == "10013"

    def test_events_come_to_those_the_types_name(self, sandbox: Sandbox) -> None:
        guest, attendee, host = (
            sandbox.pane("mei", status="authenticated"),
            sandbox.pane("jonas"),
            sandbox.pane(),
        )
        for one in (guest, attendee, host):
            one.config()
        for one in (attendee, host):
            one.result("sendAppInvitationToAllParticipants")
        assert "onSendAppInvitation" in {name for name, _ in host.messages()}
        assert "onSendAppInvitation" not in {name for name, _ in attendee.messages()}
        sandbox.ask("POST", "meeting/end")
        assert "onRunningContextChange" in {name for name, _ in attendee.messages()}
        assert guest.messages() == []

    def test_calls_not_ticked_in_marketplace(self) -> None:
        panel = Sandbox(ZoomSettings(apis_not_ticked=frozenset({"getMeetingContext"}))).pane()
        assert panel.config()["unsupportedApis"] == ["getMeetingContext"]
        assert panel.error("getMeetingContext") == "80004"
        panel.config("setVirtualBackground", "onMeeting")
        assert panel.error("setVirtualBackground") == "80004"
        assert panel.error("onMeeting") == "80004"


class TestCalls:
    def test_shapes_on_the_wire(self, panel: Panel) -> None:
        assert panel.result("getRunningContext") == "inMeeting"
        assert panel.result("getUserContext") == {
            "status": "authorized",
            "screenName": "Priya Nair",
            "participantUUID": panel.participant,
            "participantId": "16779264",
            "role": "host",
        }
        assert panel.result("getMeetingContext") == {
            "meetingTopic": "Northwind weekly",
            "meetingID": "84512345678",
        }
        assert set(panel.result("getSupportedJsApis")["supportedApis"]) == {*CALLS, *EVENTS}

    def test_participants_have_no_email(self, panel: Panel) -> None:
        people = panel.result("getMeetingParticipants")["participants"]
        assert [one["screenName"] for one in people] == [
            "Priya Nair",
            "Elena Marchetti",
            "Tomasz Bąk",
            "Sofia Lindqvist",
            "Ken Oduya",
            "iPhone guest",
        ]
        assert set(people[1]) == {"screenName", "participantUUID", "participantId", "role"}

    def test_emails_come_one_by_one_from_those_who_are_signed_in(self, panel: Panel) -> None:
        assert panel.result("getMeetingParticipantsEmail", {"reasonForAsking": "x"}) == "Success"
        told = panel.messages()
        assert {name for name, _ in told} == {"onParticipantEmail"}
        assert [data.get("participantEmail") for _, data in told] == [
            "priya@northstar.example",
            "elena@northwind.example",
            "tomasz@northwind.example",
            "sofia@northwind.example",
            "ken@fabrikam.example",
            None,
        ]
        assert "errorMessage" in told[-1][1]

    def test_open_url(self, sandbox: Sandbox, panel: Panel) -> None:
        good, bad = "http://app.localhost:8400/oauth/go/x", "https://evil.example/"
        assert panel.result("openUrl", {"url": good}) == "Success"
        assert panel.error("openUrl", {"url": bad}) == "10015"
        assert panel.messages("effect") == [("open", {"url": good}), ("untrusted", {"url": bad})]
        opened = sandbox.ask("GET", "opened")["opened"]
        assert [(one["url"], one["allowed"]) for one in opened] == [(good, True), (bad, False)]
        assert sandbox.ask("DELETE", "opened") == sandbox.ask("GET", "opened") == {"opened": []}

    def test_popout(self, sandbox: Sandbox, panel: Panel) -> None:
        size = {"width": 420, "height": 560}
        assert panel.result("appPopout", {"action": "undock", **size}) == "Success"
        assert panel.result("appPopout", {"action": "undock"}) == {
            "warning": "App is already undocked"
        }
        assert sandbox.ask("GET", f"panes/{panel.id}")["popped_out"] is True
        panel.act("popout", {"action": "dock"})
        panel.act("popout", {"action": "dock"})
        assert panel.result("appPopout", {"action": "dock"}) == {"warning": "App is already docked"}
        event = {"timestamp": 1790000000, **size, "orientation": "portrait"}
        assert panel.messages() == [
            ("onAppPopout", {**event, "action": "undock"}),
            ("onAppPopout", {**event, "action": "dock"}),
        ]

    def test_expand(self, panel: Panel) -> None:
        assert panel.result("expandApp", {"action": "expand"}) == "Success"
        assert panel.result("expandApp", {"action": "collapse"}) == "Success"
        assert [data["action"] for _, data in panel.messages()] == ["expand", "collapse"]

    def test_notification(self, panel: Panel) -> None:
        note = {"type": "info", "title": "Saved", "message": "Your note is in Gainsight"}
        assert panel.result("showNotification", note) == "Success"
        assert panel.messages("effect") == [("notification", note)]
        panel.act("settings", {"do_not_disturb": True})
        assert panel.error("showNotification", note) == "10042"

    def test_other_instances_of_the_app_are_not_there(self, sandbox: Sandbox) -> None:
        panel = sandbox.pane()
        panel.config(*CALLS)
        assert panel.error("connect") == "10039"
        assert panel.error("postMessage", {"payload": 1}) == "10041"
        assert panel.result("bringAppToFront") == {"warning": "App is already in front"}
        assert panel.result("sendAppToBackground") == "Success"
        assert panel.result("getMeetingChatContext") == {"chatChannelUUID": ""}
        assert panel.result("getMeetingJoinUrl")["joinUrl"].endswith("/84512345678")
        assert panel.result("closeApp") == "Success"
        assert sandbox.ask("GET", f"panes/{panel.id}")["open"] is False

    def test_told_to_fail_or_to_keep_silent(self, sandbox: Sandbox, panel: Panel) -> None:
        trouble = {"code": "10118", "message": "Failed to get app context"}
        sandbox.ask("PUT", "trouble/getAppContext", trouble)
        sandbox.ask("PUT", "trouble/getUserContext", {"silent": True})
        assert panel.error("getAppContext") == "10118"
        assert panel.send("getUserContext") is None
        assert sandbox.ask("DELETE", "trouble/getAppContext") == {"trouble": ["getUserContext"]}
        assert panel.result("getAppContext")["context"]


class TestAuthorize:
    ASK = {"codeChallenge": "verifier-as-challenge", "state": "s1"}

    def exchange(self, sandbox: Sandbox, code: str, verifier: str) -> int:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": HOME,
            "code_verifier": verifier,
        }
        auth = (sandbox.zoom.settings.client_id, sandbox.zoom.settings.client_secret)
        return Client(sandbox.zoom.oauth).post("/oauth/token", data=form, auth=auth).status_code

    def test_asks_once_and_then_is_silent(self, sandbox: Sandbox, panel: Panel) -> None:
        assert panel.result("authorize", self.ASK) == "Success"
        assert panel.messages() == []
        dialog = panel.dialog()
        assert dialog is not None
        assert dialog["kind"] == "consent"
        assert "View your profile and e-mail address" in dialog["scopes"]
        assert panel.error("authorize", self.ASK) == "10285"
        panel.act("dialog", {"id": dialog["id"], "agreed": True})
        [(name, first)] = panel.messages()
        assert name == "onAuthorized"
        assert first | {"code": ""} == {
            "code": "",
            "redirectUri": HOME,
            "result": True,
            "timestamp": 1790000000,
            "state": "s1",
        }
        assert self.exchange(sandbox, first["code"], "verifier-as-challenge") == 200
        panel.result("authorize", {"codeChallenge": "x"})
        assert panel.dialog() is None
        [(_, second)] = panel.messages()
        assert "state" not in second
        assert self.exchange(sandbox, second["code"], "another") == 400
        assert self.exchange(sandbox, second["code"], "x") == 200

    def test_s256_is_a_switch(self) -> None:
        sandbox = Sandbox(ZoomSettings(inclient_pkce="S256"))
        panel = sandbox.pane()
        panel.config()
        panel.result("authorize", {"codeChallenge": challenge_of("v" * 43, "S256")})
        panel.act("dialog", {"agreed": True})
        [(_, event)] = panel.messages()
        assert self.exchange(sandbox, event["code"], "v" * 43) == 200

    def test_decline(self, panel: Panel) -> None:
        panel.result("authorize", self.ASK)
        panel.act("dialog", {"id": "another", "agreed": True}, status=409)
        panel.act("dialog", {"agreed": False})
        [(_, event)] = panel.messages()
        assert event == {
            "redirectUri": HOME,
            "result": False,
            "timestamp": 1790000000,
            "state": "s1",
        }
        panel.act("dialog", {"agreed": True}, status=409)

    def test_the_windows_own_address_must_be_on_the_allow_list(self, panel: Panel) -> None:
        for url in (f"{HOME}#/userinfo", f"{HOME}/", "https://evil.example/"):
            assert panel.error("authorize", self.ASK, url=url) == "4709"

    def test_removing_the_app_means_asking_again(self, sandbox: Sandbox, panel: Panel) -> None:
        panel.result("authorize", self.ASK)
        panel.act("dialog", {"agreed": True})
        sandbox.zoom.remove_app(sandbox.zoom.users["priya"])
        assert panel.error("authorize", self.ASK) == "10284"

    def test_guests_sign_in_add_the_app_and_call_config_again(self, sandbox: Sandbox) -> None:
        sandbox.zoom.remove_app(sandbox.zoom.users["mei"])
        panel = sandbox.pane("guest")
        panel.config()
        assert panel.result("promptAuthorize") == "Success"
        dialog = panel.dialog()
        assert dialog is not None
        assert dialog["kind"] == "sign_in"
        assert panel.error("promptAuthorize") == "10285"
        panel.act("dialog", {"agreed": True, "choice": ["mei"]})
        assert [(name, data["status"]) for name, data in panel.messages()] == [
            ("onMyUserContextChange", "authenticated")
        ]
        panel.config()
        panel.result("promptAuthorize")
        dialog = panel.dialog()
        assert dialog is not None
        assert dialog["kind"] == "add_app"
        panel.act("dialog", {"agreed": True})
        assert panel.error("authorize", self.ASK) == "10284"
        panel.config()
        assert panel.result("promptAuthorize") == "Success"
        assert panel.result("authorize", self.ASK) == "Success"
        assert [name for name, _ in panel.messages()] == ["onMyUserContextChange", "onAuthorized"]

    def test_signing_out_behind_the_question_declines_it(self, panel: Panel) -> None:
        panel.result("authorize", self.ASK)
        panel.act("settings", {"status": "unauthenticated"})
        panel.act("dialog", {"agreed": True})
        assert [data.get("result") for _, data in panel.messages()] == [None, False]

    def test_signing_in_outside_a_meeting(self, sandbox: Sandbox) -> None:
        sandbox.zoom.meeting.end()
        panel = sandbox.pane("guest")
        panel.config()
        panel.result("promptAuthorize")
        panel.act("dialog", {"agreed": True, "choice": ["mei"]})
        assert panel.result("getUserContext")["screenName"] == "Mei Tanaka"

    def test_declining_to_sign_in_changes_nothing(self, sandbox: Sandbox) -> None:
        panel = sandbox.pane("guest")
        panel.config()
        for body in ({"agreed": False}, {"agreed": True}, {"agreed": True, "choice": ["nobody"]}):
            panel.result("promptAuthorize")
            panel.act("dialog", body)
        assert panel.messages() == []

    def test_a_test_plays_the_client(self, sandbox: Sandbox) -> None:
        body = {"user": "priya", "codeChallenge": "v", "state": "s", "redirectUri": HOME}
        assert sandbox.ask("POST", "authorize", body, status=409) == {"consent_required": True}
        answer = sandbox.ask("POST", "authorize", {**body, "consent": True})
        assert (answer["state"], answer["redirectUri"]) == ("s", HOME)
        assert self.exchange(sandbox, answer["code"], "v") == 200
        assert sandbox.ask("POST", "authorize", body)["code"] != answer["code"]
        sandbox.ask("POST", "authorize", {**body, "redirectUri": HOME + "/"}, status=422)
        sandbox.ask("POST", "authorize", {**body, "user": "guest"}, status=403)


class TestMeeting:
    def test_hosts_hear_who_joins_and_leaves(self, sandbox: Sandbox, panel: Panel) -> None:
        watcher = sandbox.pane("mei")
        watcher.config()
        panel.messages()
        joined = sandbox.ask("POST", "participants", {"user": "jonas"}, status=201)["participant"]
        sandbox.ask("PATCH", f"participants/{joined}", {"role": "coHost"})
        sandbox.ask("DELETE", f"participants/{joined}")
        events = [data["participants"][0] for _, data in panel.messages()]
        assert [(one["status"], one["screenName"], one["role"]) for one in events] == [
            ("join", "Jonas Weber", "attendee"),
            ("leave", "Jonas Weber", "cohost"),
        ]
        assert watcher.messages() == []

    def test_a_change_may_be_told_twice(self) -> None:
        sandbox = Sandbox(ZoomSettings(participant_change_twice=True))
        panel = sandbox.pane()
        panel.config()
        sandbox.ask("POST", "participants", {"name": "New Person"}, status=201)
        assert len(panel.messages()) == 2

    def test_coming_back_is_a_new_participant(self, sandbox: Sandbox) -> None:
        first = sandbox.ask(
            "POST", "participants", {"name": "Ada", "email": "ada@northwind.example"}, status=201
        )
        sandbox.ask("DELETE", f"participants/{first['participant']}")
        second = sandbox.ask("POST", "participants", {"name": "Ada"}, status=201)
        assert first["participant"] != second["participant"]
        sandbox.ask("DELETE", f"participants/{first['participant']}", status=404)

    def test_role_and_name_of_oneself(self, sandbox: Sandbox, panel: Panel) -> None:
        path = f"participants/{panel.participant}"
        sandbox.ask("PATCH", path, {"role": "attendee"})
        sandbox.ask("PATCH", path, {"name": "Priya N."})
        sandbox.ask("PATCH", path, {"role": "attendee"})
        changes = [(data["role"], data["screenName"]) for _, data in panel.messages()]
        assert changes == [("attendee", "Priya Nair"), ("attendee", "Priya N.")]
        assert panel.error("getMeetingParticipants") == "80012"

    def test_there_is_one_host(self, sandbox: Sandbox, panel: Panel) -> None:
        jonas = sandbox.pane("jonas", role="host")
        jonas.config()
        assert jonas.result("getUserContext")["role"] == "host"
        assert panel.result("getUserContext")["role"] == "coHost"
        sandbox.pane("mei", role="host")
        assert jonas.result("getUserContext")["role"] == "coHost"
        sandbox.ask("PATCH", f"participants/{panel.participant}", {"role": "host"})
        assert panel.result("getUserContext")["role"] == "host"

    def test_the_end(self, sandbox: Sandbox, panel: Panel) -> None:
        for _ in range(2):
            sandbox.ask("POST", "meeting/end")
        assert panel.messages() == [
            (
                "onRunningContextChange",
                {"runningContext": "inMainClient", "timestamp": 1790000000},
            ),
            ("onMeeting", {"timestamp": 1790000000, "action": "ended"}),
        ]
        assert panel.result("getRunningContext") == "inMainClient"
        assert panel.error("getMeetingUUID") == "10116"
        assert panel.result("getUserContext")["participantUUID"] == ""
        late = sandbox.pane("jonas")
        assert late.config()["runningContext"] == "inMainClient"
        sandbox.ask("POST", "participants", {"name": "Late"}, status=422)
        for _ in range(2):
            sandbox.ask("POST", "meeting/start")
        assert panel.result("getMeetingUUID")
        told = [name for name, _ in panel.messages()]
        assert told == ["onRunningContextChange", "onParticipantChange"]
        sandbox.ask("POST", "meeting/pause", status=404)

    def test_leaving_and_coming_back(self, sandbox: Sandbox, panel: Panel) -> None:
        sandbox.ask("DELETE", f"participants/{panel.participant}")
        assert [name for name, _ in panel.messages()] == ["onRunningContextChange"]
        sandbox.ask("POST", "meeting/end")
        assert panel.messages() == []
        panel.act("join")
        assert panel.result("getRunningContext") == "inMainClient"
        sandbox.ask("POST", "meeting/start")
        stay = sandbox.zoom.meeting.find_user(USERS[0])
        assert stay is not None
        sandbox.ask("DELETE", f"participants/{stay.uuid}")
        for _ in range(2):
            panel.act("join")
        assert panel.result("getUserContext")["role"] == "host"

    def test_invitations(self, sandbox: Sandbox, panel: Panel) -> None:
        others = [one for one in sandbox.zoom.meeting.present if one != panel.participant]
        chosen = {"user_UUID_list": others[:2], "messageText": "See your record"}
        first = panel.result("sendAppInvitation", chosen)
        assert set(first) == {"invitationUUID"}
        panel.result("sendAppInvitationToAllParticipants")
        panel.result("sendAppInvitationToMeetingOwner")
        sent = sandbox.ask("GET", "invitations")["invitations"]
        assert [one["names"] for one in sent] == [
            ["Elena Marchetti", "Tomasz Bąk"],
            [
                "Elena Marchetti",
                "Tomasz Bąk",
                "Sofia Lindqvist",
                "Ken Oduya",
                "iPhone guest",
            ],
            ["Priya Nair"],
        ]
        assert [data["invitedUserCount"] for _, data in panel.messages()] == [2, 5, 1]

    @pytest.mark.parametrize(
        ("name", "data", "code"),
        [
            ("sendAppInvitation", {"user_UUID_list": ["x"] * 11}, "10028"),
            ("sendAppInvitation", {"user_UUID_list": ["nobody"]}, "10026"),
            ("sendAppInvitation", {}, "10026"),
            ("showAppInvitationDialog", {"dialogHeading": "x" * 41}, "10257"),
            ("showAppInvitationDialog", {"messageText": "x" * 91}, "10258"),
        ],
    )
    def test_refused_invitations(
        self, panel: Panel, name: str, data: dict[str, Any], code: str
    ) -> None:
        assert panel.error(name, data) == code

    def test_invitation_dialog(self, sandbox: Sandbox, panel: Panel) -> None:
        others = [one for one in sandbox.zoom.meeting.present if one != panel.participant]
        for choice in ([], ["nobody"], others[:1]):
            assert panel.result("showAppInvitationDialog", {"messageText": "Join"}) == "Success"
            dialog = panel.dialog()
            assert dialog is not None
            assert (dialog["heading"], dialog["text"]) == ("", "Join")
            panel.act("dialog", {"agreed": True, "choice": choice})
        [one] = sandbox.ask("GET", "invitations")["invitations"]
        assert one["text"] == "Join"


class TestPane:
    def test_context_is_fresh_and_of_this_user(self, sandbox: Sandbox, panel: Panel) -> None:
        contexts = {
            panel.result("getAppContext")["context"],
            sandbox.ask("GET", f"panes/{panel.id}/context")["context"],
            sandbox.ask("GET", "context?user=jonas")["context"],
            sandbox.ask("GET", "context?user=guest")["context"],
        }
        assert len(contexts) == 4
        sandbox.ask("GET", "context?user=eve", status=422)

    def test_status_and_account_can_change(self, sandbox: Sandbox, panel: Panel) -> None:
        for status in ("unauthenticated", "authenticated", "authorized"):
            panel.act("settings", {"status": status, "user": "priya"})
        assert [data["status"] for _, data in panel.messages()] == [
            "unauthenticated",
            "authenticated",
            "authorized",
        ]
        guest = sandbox.pane("guest")
        guest.config()
        guest.act("settings", {"status": "authorized", "user": "guest"})
        assert guest.result("getUserContext")["status"] == "unauthenticated"
        panel.act("settings", {"status": "other"}, status=422)

    def test_entering_can_add_the_app(self, sandbox: Sandbox) -> None:
        sandbox.zoom.remove_app(sandbox.zoom.users["priya"])
        assert sandbox.pane(status="authorized").config()["auth"]["status"] == "authorized"

    def test_a_new_document_must_call_config_again(self, panel: Panel) -> None:
        panel.result("showNotification", {"title": "x"})
        panel.result("authorize", {"codeChallenge": "x"})
        panel.act("reopen")
        assert panel.messages("effect") == []
        assert panel.dialog() is None
        assert panel.error("getUserContext") == "10001"
        assert panel.act("close")["open"] is False
        assert panel.act("reopen")["open"] is True

    def test_events_need_to_be_listed(self, sandbox: Sandbox) -> None:
        panel = sandbox.pane()
        panel.config("getUserContext", "appPopout")
        panel.result("appPopout", {"action": "undock"})
        sandbox.ask("POST", "meeting/end")
        assert panel.messages() == []

    def test_a_deeplink_brings_its_user_and_action(self, sandbox: Sandbox) -> None:
        link = sandbox.zoom.open_deeplink(sandbox.zoom.users["omar"], "open:1")
        panel = Panel(sandbox, sandbox.ask("POST", "panes", {"deeplink": link}, status=201))
        assert panel.config()["launchContext"]["openBy"] == "deeplink"
        assert panel.result("getUserContext")["screenName"] == "Omar Haddad"
        sandbox.time += 301
        assert panel.config()["launchContext"]["openBy"] == "user"

    def test_how_long_a_deeplink_can_be_opened_is_a_switch(self) -> None:
        sandbox = Sandbox(ZoomSettings(deeplink_life_s=60))
        link = sandbox.zoom.open_deeplink(sandbox.zoom.users["omar"], "open:1")
        sandbox.time += 61
        panel = Panel(sandbox, sandbox.ask("POST", "panes", {"deeplink": link}, status=201))
        assert panel.config()["launchContext"]["openBy"] == "user"

    def test_guests_share_a_seat_and_named_ones_keep_theirs(self, sandbox: Sandbox) -> None:
        first, second = sandbox.pane("guest"), sandbox.pane("guest", role="coHost")
        assert first.participant == second.participant
        signed_out = sandbox.pane("jonas", status="unauthenticated")
        signed_out.config()
        assert signed_out.result("getUserContext")["screenName"] == "Jonas Weber"

    def test_wrong_requests(self, sandbox: Sandbox, panel: Panel) -> None:
        sandbox.ask("POST", "panes", {"user": "eve"}, status=422)
        sandbox.ask("POST", "panes", {"role": "king"}, status=422)
        sandbox.ask("GET", "panes/unknown", status=404)
        panel.act("call", {"request": "text"}, status=422)

    def test_old_panes_make_room(self, sandbox: Sandbox, panel: Panel) -> None:
        for _ in range(64):
            sandbox.pane()
        sandbox.ask("GET", f"panes/{panel.id}", status=404)
        assert sandbox.ask("GET", "state")["panes"] == 64

    def test_news_wake_a_waiting_page(self, sandbox: Sandbox, panel: Panel) -> None:
        view = sandbox.ask("GET", f"panes/{panel.id}")
        path = f"panes/{panel.id}?wait=20&revision={view['revision']}&after={view['number']}"
        heard: list[Any] = []
        listening = threading.Thread(target=lambda: heard.append(sandbox.ask("GET", path)))
        listening.start()
        while listening.is_alive():
            with sandbox.zoom.lock:
                sandbox.zoom.meeting.rename(panel.participant, "Priya")
            listening.join(timeout=0.01)
        assert heard[0]["messages"][0]["name"] == "onMyUserContextChange"

    def test_state_names_who_has_the_app(self, sandbox: Sandbox) -> None:
        sandbox.zoom.remove_app(sandbox.zoom.users["sam"])
        users = {one["key"]: one for one in sandbox.ask("GET", "state")["users"]}
        assert users["priya"]["added"] is True
        assert users["priya"]["consented"] is False
        assert users["sam"]["added"] is False

    def test_reset(self, sandbox: Sandbox, panel: Panel) -> None:
        panel.result("openUrl", {"url": HOME})
        sandbox.ask("POST", "meeting/end")
        sandbox.client.faults.add(Fault(kind="unavailable", path="/api", times=None))
        sandbox.ask("GET", "state", status=503)
        sandbox.client.reset()
        state = sandbox.ask("GET", "state")
        assert state["meeting"]["status"] == "started"
        assert state["opened"] == []
        sandbox.ask("GET", f"panes/{panel.id}", status=404)


class TestPage:
    def test_page_embeds_the_app_and_nobody_else(self, sandbox: Sandbox) -> None:
        page = sandbox.web.get("/?user=priya&chrome=0")
        assert f'data-home="{HOME}"' in page.text
        assert "frame-src http://app.localhost:8400" in page.headers["Content-Security-Policy"]
        for name in ("client.js", "client.css", "panel.css", "icons.svg"):
            with sandbox.web.get(f"/static/{name}") as file:
                assert file.status_code == 200

    def test_only_the_app_may_call_from_another_origin(self, sandbox: Sandbox) -> None:
        headers = sandbox.web.options("/api/panes").headers
        assert headers["Access-Control-Allow-Origin"] == "http://app.localhost:8400"
        assert "Access-Control-Allow-Origin" not in sandbox.web.get("/").headers


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: object) -> None:
        """Say nothing."""


class _Route:
    """What the test sees of one request of the browser."""

    def __init__(self, resource_type: str) -> None:
        self.request = self
        self.resource_type = resource_type
        self.headers = {"accept": "text/html"}
        self.sent: dict[str, str] = {}

    def continue_(self, *, headers: dict[str, str]) -> None:
        self.sent = headers


class _Page:
    """Takes what a Playwright page would."""

    def expose_binding(self, name: str, callback: Any, /) -> None:
        self.name, self.callback = name, callback

    def add_init_script(self, script: str, /) -> None:
        self.script = script

    def route(self, url: Any, handler: Any, /) -> None:
        self.url, self.handler = url, handler


class TestWebView:
    def test_attach(self, sandbox: Sandbox) -> None:
        view = WebView(over_wsgi(sandbox.client), home=HOME, user="omar", role="coHost")
        page = _Page()
        view.attach(page)
        assert f'"home": "{HOME}"' in page.script
        assert page.url(f"{HOME}?x=1")
        assert not page.url("http://app.localhost:8400/oauth/go/x")
        document, other = _Route("document"), _Route("fetch")
        page.handler(document)
        page.handler(other)
        assert document.sent[CONTEXT_HEADER]
        assert CONTEXT_HEADER not in other.sent
        lists = {"js_api_lists": ["authorize", "onAuthorized"]}
        body = {"request": {"jsCallId": "id1", "apiName": "config", "data": lists}, "url": HOME}
        answer = page.callback(None, "POST", f"{view.path}/call", body)
        assert answer["answer"]["data"]["result"]["product"] == "desktop"

    @pytest.mark.enable_socket
    def test_over_http(self, sandbox: Sandbox) -> None:
        server = make_server("127.0.0.1", 0, sandbox.client, request_handler=_Quiet)
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            ask = over_http(f"http://127.0.0.1:{server.server_port}")
            view = WebView(ask, home=HOME, user="mei")
            assert view.context()
            assert view.view()["screen_name"] == "Mei Tanaka"
        finally:
            server.shutdown()
            serving.join()
            server.server_close()

    def test_answers_dialogs(self, sandbox: Sandbox) -> None:
        view = WebView(over_wsgi(sandbox.client), home=HOME)
        panel = Panel(sandbox, view.view())
        panel.config()
        panel.result("authorize", {"codeChallenge": "x"})
        assert view.view()["dialog"]["kind"] == "consent"
        view.answer()
        assert [name for name, _ in panel.messages()] == ["onAuthorized"]
