"""zoom.us and api.zoom.us over WSGI, with a clock and tokens that the test foresees."""

import itertools
import re
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from sandbox.faults import Fault
from sandbox.zoom import Zoom, ZoomSettings
from werkzeug.test import Client, TestResponse

CALLBACK = "http://app.localhost:8400/oauth/zoom/callback"
BASIC = ("zoom_client_sandbox", "zoom_secret_sandbox_0123456789")
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


class Outside:
    """Zoom with one browser, one server-side client, and a clock."""

    def __init__(self, settings: ZoomSettings | None = None) -> None:
        self.time = 1_790_000_000.0
        numbers = itertools.count(1)
        self.zoom = Zoom(
            now=lambda: self.time,
            token=lambda: f"tok{next(numbers)}",
            settings=settings,
        )
        self.browser = Client(self.zoom.oauth)
        self.server = Client(self.zoom.oauth, use_cookies=False)
        self.rest = Client(self.zoom.api, use_cookies=False)

    def ask(self, **changed: str | None) -> TestResponse:
        query = {
            "response_type": "code",
            "client_id": "zoom_client_sandbox",
            "redirect_uri": CALLBACK,
            "state": "st&te",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changed
        given = {key: value for key, value in query.items() if value is not None}
        return self.browser.get(f"/oauth/authorize?{urlencode(given)}")

    def sign_in(self, user: str = "priya") -> TestResponse:
        return self.browser.post("/signin", data={"user": user, "next": "/oauth/authorize"})

    def decide(self, page: TestResponse, decision: str = "allow") -> dict[str, str]:
        found = re.search(r'name="ticket" value="([^"]+)"', page.text)
        assert found
        answer = self.browser.post(
            "/oauth/authorize", data={"ticket": found[1], "decision": decision}
        )
        assert answer.status_code == 303
        target = urlsplit(answer.headers["Location"])
        assert answer.headers["Location"].startswith(CALLBACK)
        return {key: value[0] for key, value in parse_qs(target.query).items()}

    def code(self, **changed: str | None) -> str:
        self.sign_in()
        return self.decide(self.ask(**changed))["code"]

    def token(self, **form: str) -> TestResponse:
        return self.server.post("/oauth/token", data=form, auth=BASIC)

    def exchange(self, code: str, **changed: str) -> TestResponse:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": CALLBACK,
            "code_verifier": VERIFIER,
        } | changed
        return self.token(**form)

    def tokens(self) -> dict[str, Any]:
        answer = self.exchange(self.code())
        assert answer.status_code == 200, answer.text
        return dict(answer.json or {})

    def refresh(self, token: str) -> TestResponse:
        return self.token(grant_type="refresh_token", refresh_token=token)

    def get(self, path: str, token: str) -> TestResponse:
        return self.rest.get(path, headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
def outside() -> Outside:
    return Outside()


class TestAuthorizePage:
    def test_asks_who_is_there_first_and_comes_back(self, outside: Outside) -> None:
        asked = outside.ask()
        assert asked.status_code == 302
        chooser = outside.browser.get(asked.headers["Location"])
        assert "priya@northstar.example" in chooser.text
        back = parse_qs(urlsplit(asked.headers["Location"]).query)["next"][0]
        answer = outside.browser.post("/signin", data={"user": "priya", "next": back})
        assert answer.headers["Location"] == back
        assert outside.browser.get(back).status_code == 200

    def test_names_user_app_and_scopes(self, outside: Outside) -> None:
        outside.sign_in("jonas")
        page = outside.ask()
        for text in ("Jonas Weber", "jonas@northstar.example", "Gainsight", "e-mail address"):
            assert text in page.text
        assert page.headers["Cache-Control"] == "no-store"

    def test_allow_returns_code_and_state(self, outside: Outside) -> None:
        outside.sign_in()
        query = outside.decide(outside.ask())
        assert query["state"] == "st&te"
        assert query["code"]
        assert outside.zoom.grants.has_consented(outside.zoom.users["priya"])

    def test_decline_returns_no_code(self, outside: Outside) -> None:
        outside.sign_in()
        assert outside.decide(outside.ask(), "decline") == {
            "error": "access_denied",
            "state": "st&te",
        }
        silent = Outside(ZoomSettings(decline_error=None))
        silent.sign_in()
        assert silent.decide(silent.ask(state=None), "decline") == {}

    @pytest.mark.parametrize(
        ("changed", "number"),
        [
            ({"client_id": "other"}, "4,702"),
            ({"redirect_uri": CALLBACK + "/"}, "4,709"),
            ({"redirect_uri": "https://evil.example/"}, "4,709"),
            ({"response_type": "token"}, "4,705"),
            ({"code_challenge_method": "S512"}, "4,700"),
        ],
    )
    def test_a_wrong_request_is_sent_nowhere(
        self, outside: Outside, changed: dict[str, str], number: str
    ) -> None:
        outside.sign_in()
        page = outside.ask(**changed)
        assert page.status_code == 400
        assert number in page.text
        assert "Location" not in page.headers

    def test_a_consent_page_serves_once_and_only_its_user(self, outside: Outside) -> None:
        outside.sign_in()
        page = outside.ask()
        outside.sign_in("jonas")
        found = re.search(r'name="ticket" value="([^"]+)"', page.text)
        assert found
        form = {"ticket": found[1], "decision": "allow"}
        assert outside.browser.post("/oauth/authorize", data=form).status_code == 400
        outside.sign_in()
        assert outside.browser.post("/oauth/authorize", data=form).status_code == 400

    def test_sign_in_leads_nowhere_else(self, outside: Outside) -> None:
        form = {"user": "priya", "next": "//evil.example/oauth/"}
        assert outside.browser.post("/signin", data=form).headers["Location"] == "/signin"
        assert outside.browser.post("/signin", data={"user": "eve"}).status_code == 400

    def test_direct_add_comes_without_state_and_challenge(self, outside: Outside) -> None:
        outside.sign_in()
        listing = outside.browser.get("/marketplace/apps/zoom_client_sandbox")
        found = re.search(r'href="([^"]+)">Add', listing.text)
        assert found
        page = outside.browser.get(found[1].replace("&amp;", "&"))
        assert list(outside.decide(page)) == ["code"]
        assert outside.browser.get("/marketplace/apps/other").status_code == 400


class TestToken:
    def test_exchange(self, outside: Outside) -> None:
        tokens = outside.tokens()
        assert set(tokens) == {
            "access_token",
            "token_type",
            "refresh_token",
            "expires_in",
            "scope",
            "api_url",
        }
        assert tokens["access_token"].startswith("eyJ")
        assert tokens["expires_in"] == 3599
        assert tokens["api_url"] == "https://api.zoom.us"
        assert "user:read:user" in tokens["scope"].split()

    def test_parameters_are_accepted_in_the_query(self, outside: Outside) -> None:
        query = urlencode(
            {
                "grant_type": "authorization_code",
                "code": outside.code(),
                "redirect_uri": CALLBACK,
                "code_verifier": VERIFIER,
            }
        )
        assert outside.server.post(f"/oauth/token?{query}", auth=BASIC).status_code == 200

    @pytest.mark.parametrize("auth", [None, ("zoom_client_sandbox", "wrong"), ("x", BASIC[1])])
    def test_client_must_prove_itself(self, outside: Outside, auth: tuple[str, str] | None) -> None:
        answer = outside.server.post("/oauth/token", data={"grant_type": "x"}, auth=auth)
        assert answer.status_code == 401
        assert answer.json == {
            "reason": "Invalid client_id or client_secret",
            "error": "invalid_client",
        }

    def test_junk_for_credentials(self, outside: Outside) -> None:
        for header in ("Basic ***", "Bearer x"):
            answer = outside.server.post("/oauth/token", headers={"Authorization": header})
            assert answer.status_code == 401

    def test_a_code_serves_once_and_is_echoed(self, outside: Outside) -> None:
        code = outside.code()
        assert outside.exchange(code).status_code == 200
        again = outside.exchange(code)
        assert again.status_code == 400
        assert again.json == {
            "reason": f"Invalid authorization code {code}",
            "error": "invalid_grant",
        }

    def test_a_code_lives_five_minutes(self, outside: Outside) -> None:
        early, late = outside.code(), outside.code()
        outside.time += 299
        assert outside.exchange(early).status_code == 200
        outside.time += 1
        assert outside.exchange(late).status_code == 400

    @pytest.mark.parametrize(
        ("changed", "error"),
        [
            ({"redirect_uri": "http://app.localhost:8400/app"}, "invalid_request"),
            ({"code_verifier": VERIFIER[:-1] + "x"}, "invalid_grant"),
            ({"code_verifier": ""}, "invalid_grant"),
            ({"grant_type": "password"}, "unsupported_grant_type"),
        ],
    )
    def test_refused_exchange(self, outside: Outside, changed: dict[str, str], error: str) -> None:
        answer = outside.exchange(outside.code(), **changed)
        assert answer.status_code == 400
        assert (answer.json or {})["error"] == error

    def test_challenge_method_defaults_to_plain(self, outside: Outside) -> None:
        code = outside.code(code_challenge=VERIFIER, code_challenge_method=None)
        assert outside.exchange(code).status_code == 200

    def test_a_verifier_needs_a_challenge(self, outside: Outside) -> None:
        code = outside.code(code_challenge=None, code_challenge_method=None)
        assert outside.exchange(code).status_code == 400
        assert outside.exchange(code, code_verifier="").status_code == 200

    def test_rotation_kills_the_previous_pair(self, outside: Outside) -> None:
        first = outside.tokens()
        answer = outside.refresh(first["refresh_token"])
        second = dict(answer.json or {})
        assert second["refresh_token"] != first["refresh_token"]
        assert outside.get("/v2/users/me", first["access_token"]).status_code == 401
        assert outside.get("/v2/users/me", second["access_token"]).status_code == 200
        dead = outside.refresh(first["refresh_token"])
        assert dead.status_code == 401
        assert dead.json == {"reason": "Invalid Token!", "error": "invalid_request"}
        assert outside.refresh(second["refresh_token"]).status_code == 200

    def test_a_refresh_token_ends(self, outside: Outside) -> None:
        tokens = outside.tokens()
        outside.time += 90 * 86400
        assert outside.refresh(tokens["refresh_token"]).status_code == 401

    def test_a_new_authorisation_may_kill_the_old_one(self) -> None:
        for kills, status in ((True, 401), (False, 200)):
            outside = Outside(ZoomSettings(reauthorisation_revokes=kills))
            old = outside.tokens()
            outside.tokens()
            assert outside.get("/v2/users/me", old["access_token"]).status_code == status

    def test_revoke(self, outside: Outside) -> None:
        tokens = outside.tokens()
        form = {"token": tokens["access_token"]}
        answer = outside.server.post("/oauth/revoke", data=form, auth=BASIC)
        assert answer.json == {"status": "success"}
        assert outside.get("/v2/users/me", tokens["access_token"]).status_code == 401
        assert outside.refresh(tokens["refresh_token"]).status_code == 401
        assert outside.server.post("/oauth/revoke", data=form, auth=BASIC).status_code == 400
        assert outside.server.post("/oauth/revoke", data=form).status_code == 401

    def test_app_token_is_of_no_user(self, outside: Outside) -> None:
        tokens = dict(outside.token(grant_type="client_credentials").json or {})
        assert "refresh_token" not in tokens
        answer = outside.get("/v2/users/me", tokens["access_token"])
        assert (answer.json or {})["code"] == 4711

    def test_removing_the_app_kills_everything(self, outside: Outside) -> None:
        tokens, code = outside.tokens(), outside.code()
        outside.zoom.remove_app(outside.zoom.users["priya"])
        assert outside.exchange(code).status_code == 400
        assert outside.refresh(tokens["refresh_token"]).status_code == 401


class TestRest:
    def test_me(self, outside: Outside) -> None:
        me = outside.get("/v2/users/me", outside.tokens()["access_token"]).json
        assert me is not None
        assert me["id"] == "KdYKjnimT4KPd8FFgQt9FQ"
        assert me["email"] == "priya@northstar.example"
        assert me["account_id"] == "VjZoEArIT5y-HlWxkV-tVA"
        assert me["status"] == "active"

    def test_token_errors(self, outside: Outside) -> None:
        nobody = outside.rest.get("/v2/users/me")
        assert (nobody.status_code, nobody.json) == (
            401,
            {"code": 124, "message": "Invalid access token."},
        )
        tokens = outside.tokens()
        outside.time += 3600
        late = outside.get("/v2/users/me", tokens["access_token"])
        assert (late.status_code, late.json) == (
            401,
            {"code": 201, "message": "Access token is expired"},
        )

    def test_a_missing_scope(self) -> None:
        outside = Outside(ZoomSettings(scopes=("zoomapp:inmeeting", "user:read:user")))
        answer = outside.get("/v2/meetings/84512345678", outside.tokens()["access_token"])
        assert answer.status_code == 400
        assert answer.json == {
            "code": 4711,
            "message": ("Invalid access token, does not contain scopes:[meeting:read:meeting]."),
        }

    @pytest.mark.parametrize(
        ("path", "status", "code"),
        [
            ("/v2/users/JWeBer0aSx2kQpT7vN3hYw", 404, 1001),
            ("/v2/meetings/1", 404, 3001),
            ("/v2/nothing", 404, 2300),
            ("/v2/zoomapp/deeplink", 405, 405),
            ("/v2/meetings/84512345678/registrants?page_size=301", 400, 300),
            ("/v2/meetings/84512345678/registrants?next_page_token=x", 400, 300),
        ],
    )
    def test_errors(self, outside: Outside, path: str, status: int, code: int) -> None:
        answer = outside.get(path, outside.tokens()["access_token"])
        assert (answer.status_code, (answer.json or {})["code"]) == (status, code)

    def test_meeting(self, outside: Outside) -> None:
        meeting = outside.get("/v2/meetings/84512345678", outside.tokens()["access_token"]).json
        assert meeting is not None
        assert meeting["uuid"] == "lGq5tG0xTk2Zo+v5OJmCeA=="
        assert meeting["status"] == "started"
        assert meeting["settings"]["meeting_invitees"] == [
            {"email": "tomasz@northwind.example", "internal_user": False}
        ]

    def test_registrants_page_by_page(self, outside: Outside) -> None:
        token = outside.tokens()["access_token"]
        path = "/v2/meetings/84512345678/registrants?page_size=2"
        first = outside.get(path, token).json
        assert first is not None
        second = outside.get(f"{path}&next_page_token={first['next_page_token']}", token).json
        assert second is not None
        assert [one["email"] for one in first["registrants"] + second["registrants"]] == [
            "elena@northwind.example",
            "sofia@northwind.example",
            "ken@fabrikam.example",
        ]
        assert second["next_page_token"] == ""
        pending = outside.get(path + "&status=pending", token).json
        assert pending is not None
        assert pending["registrants"] == []
        outside.time += 900
        expired = outside.get(f"{path}&next_page_token={first['next_page_token']}", token)
        assert expired.status_code == 400

    def test_past_participants_only_after_the_end(self, outside: Outside) -> None:
        token = outside.tokens()["access_token"]
        path = f"/v2/past_meetings/{quote(outside.zoom.meeting.uuid, safe='')}/participants"
        assert outside.get(path, token).status_code == 404
        outside.zoom.meeting.end()
        people = (outside.get(path, token).json or {})["participants"]
        assert {one["name"]: one["user_email"] for one in people} == {
            "Priya Nair": "priya@northstar.example",
            "Elena Marchetti": "elena@northwind.example",
            "Tomasz Bąk": "tomasz@northwind.example",
            "Sofia Lindqvist": "sofia@northwind.example",
            "Ken Oduya": "ken@fabrikam.example",
            "iPhone guest": "",
        }
        assert [one["internal_user"] for one in people] == [True] + [False] * 5

    @pytest.mark.parametrize(
        ("uuid", "encoded", "status"),
        [
            ("4444AAAiAAAAAiAiAiiAii==", "4444AAAiAAAAAiAiAiiAii%3D%3D", 200),
            ("a/b==", "a%2Fb%3D%3D", 200),
            ("a/b==", "a/b%3D%3D", 404),
            ("/ajXp112QmuoKj4854875==", "%252FajXp112QmuoKj4854875%253D%253D", 200),
            ("/ajXp112QmuoKj4854875==", "%2FajXp112QmuoKj4854875%3D%3D", 404),
            ("ab//cd+e==", "ab%252F%252Fcd%252Be%253D%253D", 200),
            ("ab//cd+e==", "ab%2F%2Fcd%2Be%3D%3D", 404),
        ],
    )
    def test_uuids_with_slashes_are_encoded_twice(
        self, outside: Outside, uuid: str, encoded: str, status: int
    ) -> None:
        token = outside.tokens()["access_token"]
        outside.zoom.meeting.uuid = uuid
        outside.zoom.meeting.end()
        answer = outside.get(f"/v2/past_meetings/{encoded}/participants", token)
        assert answer.status_code == status

    def test_colleagues_meetings_are_a_switch(self) -> None:
        for account_wide, status in ((False, 404), (True, 200)):
            outside = Outside(ZoomSettings(account_meetings=account_wide))
            outside.sign_in("jonas")
            token = outside.exchange(outside.decide(outside.ask())["code"]).json
            answer = outside.get("/v2/meetings/84512345678", (token or {})["access_token"])
            assert answer.status_code == status

    def test_deeplink(self, outside: Outside) -> None:
        bearer = {"Authorization": f"Bearer {outside.tokens()['access_token']}"}
        for client in (outside.rest, outside.server):
            answer = client.post(
                "/v2/zoomapp/deeplink", json={"type": 1, "action": "open"}, headers=bearer
            )
            link = (answer.json or {})["deeplink"]
            assert link.startswith("https://zoom.us/launch/chatapp/Zx_")
        path = urlsplit(link).path
        page = outside.browser.get(path, base_url="http://zoom.us.localhost:8400/")
        assert 'href="http://app.zoom.us.localhost:8400/?deeplink=Zx_' in page.text
        outside.time += 300
        assert "expired" in outside.browser.get(path).text

    @pytest.mark.parametrize(
        ("body", "code"),
        [
            ([], 300),
            ({"type": 3}, 300),
            ({"action": "x" * 257}, 300),
            ({"action": 1}, 300),
            ({"user_id": "x"}, 124),
        ],
    )
    def test_deeplink_refused(self, outside: Outside, body: object, code: int) -> None:
        bearer = {"Authorization": f"Bearer {outside.tokens()['access_token']}"}
        answer = outside.rest.post("/v2/zoomapp/deeplink", json=body, headers=bearer)
        assert (answer.status_code, (answer.json or {})["code"]) == (400, code)


class TestLimits:
    def test_per_second(self) -> None:
        outside = Outside(ZoomSettings(plan="free"))
        token = outside.tokens()["access_token"]
        answers = [outside.get("/v2/users/me", token) for _ in range(5)]
        assert [one.status_code for one in answers] == [200] * 4 + [429]
        assert answers[0].headers["X-RateLimit-Remaining"] == "3"
        last = answers[-1]
        assert (last.json or {})["code"] == 429
        assert "per-second" in (last.json or {})["message"]
        assert last.headers["X-RateLimit-Type"] == "QPS"
        assert last.headers["X-RateLimit-Category"] == "Light"
        assert "Retry-After" not in last.headers
        outside.time += 1
        assert outside.get("/v2/users/me", token).status_code == 200

    def test_per_day(self) -> None:
        outside = Outside(ZoomSettings(plan="free", access_life_s=86400))
        token = outside.tokens()["access_token"]
        path = "/v2/meetings/84512345678/registrants"
        for _ in range(1000):
            outside.time += 1
            assert [outside.get(path, token).status_code for _ in range(2)] == [200, 200]
        outside.time += 1
        last = outside.get(path, token)
        assert last.status_code == 429
        assert "daily" in (last.json or {})["message"]
        assert last.headers["X-RateLimit-Type"] == "Daily-limit"
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", last.headers["Retry-After"])


class TestFaults:
    def test_rest(self, outside: Outside) -> None:
        token = outside.tokens()["access_token"]
        expected = [
            (Fault(kind="unauthorized"), 401, 124, None),
            (Fault(kind="rate_limited", retry_after="2"), 429, 429, "2"),
            (
                Fault(kind="rate_limited", retry_after="2026-11-23T00:00:00Z"),
                429,
                429,
                "2026-11-23T00:00:00Z",
            ),
            (Fault(kind="server_error"), 500, 500, None),
            (Fault(kind="unavailable", retry_after="1"), 503, 503, "1"),
        ]
        for fault, status, code, retry_after in expected:
            outside.zoom.api.faults.add(fault)
            answer = outside.get("/v2/users/me", token)
            assert (answer.status_code, (answer.json or {})["code"]) == (status, code)
            assert answer.headers.get("Retry-After") == retry_after
        outside.zoom.api.faults.add(Fault(kind="rate_limited"))
        assert "Retry-After" not in outside.get("/v2/users/me", token).headers
        outside.zoom.api.faults.add(Fault(kind="html_200"))
        assert outside.get("/v2/users/me", token).mimetype == "text/html"
        assert outside.get("/v2/users/me", token).status_code == 200

    def test_oauth(self, outside: Outside) -> None:
        for kind, status in (("server_error", 500), ("rate_limited", 429)):
            outside.zoom.oauth.faults.add(Fault(kind=kind, path="/oauth/token"))  # type: ignore[arg-type]
            answer = outside.refresh("x")
            assert answer.status_code == status
            assert set(answer.json or {}) == {"reason", "error"}
        outside.zoom.oauth.faults.add(Fault(kind="html_200"))
        assert outside.refresh("x").mimetype == "text/html"

    def test_reset_forgets_everything(self, outside: Outside) -> None:
        tokens = outside.tokens()
        outside.zoom.api.faults.add(Fault(kind="server_error", times=None))
        outside.zoom.meeting.end()
        outside.zoom.reset()
        assert outside.zoom.meeting.status == "started"
        assert outside.zoom.api.faults.pending() == []
        assert outside.get("/v2/users/me", tokens["access_token"]).status_code == 401
        assert not outside.zoom.grants.has_consented(outside.zoom.users["priya"])


def test_a_server_that_keeps_no_raw_path(outside: Outside) -> None:
    token = outside.tokens()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    bare = {"RAW_URI": "", "REQUEST_URI": ""}
    answer = outside.rest.get("/v2/users/me", headers=headers, environ_overrides=bare)
    assert answer.status_code == 200
