"""Each way of leaving, and then a look into every table, queue and log for what remains."""

import json
import re
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import boto3
import pytest
from operator_tools import offboard_tenant
from sandbox.faults import Fault
from tests.background import Background
from tests.doubles import Sent
from tests.harness import ADDRESSES, JONAS, MEETING, PRIYA, Bench
from tests.lawful import LEAVING, permissions
from tests.notebook import Notebook
from tests.system_browser import SystemBrowser

from gainsight_zoom.records import actor_of

ADDRESS = "priya@northstar.example"
TENANTS = ("northstar", "kestrel")
Way = Callable[[Bench, Background, str], None]


def gsid_in(bench: Bench, tenant: str) -> str:
    """Find Priya's id in a tenant."""
    address = ADDRESS if tenant == "northstar" else ADDRESSES[tenant]
    return str(bench.gainsight[tenant].find("gsuser", Email=address)["Gsid"])


def lines(background: Background, *actions: str) -> list[Any]:
    """Return the lines of all audit trails about some actions."""
    held = json.loads(background.dump())
    return [i for i in held if "actor" in i and i["action"]["S"] in actions]


def naming(background: Background, *patterns: str) -> set[str]:
    """Return the kinds of all that is held and fits a pattern, by the beginnings of its keys."""
    held = json.loads(background.dump())
    return {
        "/".join(re.split(r"[#-]", item[key]["S"])[0] for key in ("pk", "sk"))
        if "pk" in item
        else item["Body"]
        for item in held
        if re.search("|".join(patterns), json.dumps(item))
    }


@pytest.fixture
def background(bench: Bench) -> Background:
    return Background(bench)


def meeting(bench: Bench, background: Background) -> None:
    """Let Priya and a guest be in a meeting that Priya hosts."""
    host = bench.zoom.users["priya"]
    for name, uid, email in (("Priya Nair", PRIYA, ADDRESS), ("Tomasz", "", "t@northwind.example")):
        person = {"user_id": name, "user_name": name, "participant_user_id": uid, "email": email}
        body = {
            "event": "meeting.participant_joined",
            "event_ts": int(bench.clock.now() * 1000),
            "payload": {
                "account_id": host.account_id,
                "object": {"uuid": MEETING, "id": 1, "host_id": PRIYA, "participant": person},
            },
        }
        assert background.webhook(body).status == 204


def meet_people(bench: Bench, bearer: str) -> None:
    """Sync, add somebody, and remember the customer of a recurring meeting."""
    listed = [{"participant_uuid": "D444-1", "name": "Priya Nair"}]
    bench.call("participant_sync/sync", bearer=bearer, body={"participants": listed})
    customer = {"tenant": "northstar", "kind": "company", "id": bench.gsid("Northwind Robotics")}
    person = {"name": "Sofia Lindqvist", "email": "sofia@northwind.example"}
    body = {"key": "press-0001", "customer": customer, "people": [person]}
    added = bench.call("participant_sync/add", bearer=bearer, body=body)
    assert added.json["results"][0]["status"] == "added"
    named = {**customer, "name": "Northwind Robotics"}
    bench.call("participant_sync/choose-customer", bearer=bearer, body=named)


def take_notes(bench: Bench, bearer: str) -> None:
    """Leave a draft, a note on its way, something to do, a comment, a call that is owed a note."""
    book = Notebook(bench, bench.open_pane(mid=None))
    met = {"tenant": "northstar", **book.customer()}
    assert bench.call("timeline_write/meet", bearer=bearer, body=met).status == 204
    mail = next(a for a in book.list()["activities"] if not a["mine"])
    answer = book.call("add-comment", path=book.at(mail), body={"html": "Once."})
    assert answer.status == 201
    book.begin(key="begun")
    items = [{"id": "a1", "text": "Order the part"}]
    assert book.publish(book.begin(key="published", action_items=items)).status == 200


def lived(bench: Bench, background: Background) -> str:
    """Leave every kind of trace there is; return the bearer."""
    bench.northstar.find("gsuser", Email=ADDRESS)["IsSuperAdmin"] = True
    bearer = bench.signed_in("northstar", "kestrel")
    bench.clock.advance(1)
    policy = bench.call("tenant_admin/policy", bearer=bearer).json
    saved = {"version": policy["version"], "policy": policy["policy"]}
    assert bench.call("tenant_admin/change-policy", bearer=bearer, body=saved).status == 200
    bench.record(bearer, query="sections=summary,brief")
    meeting(bench, background)
    background.drain("events")
    meet_people(bench, bearer)
    bench.clock.advance(60)  # until the tenant may be asked again
    take_notes(bench, bearer)
    off = bench.call("login_routing/automatic", bearer=bearer, body={"off": ["brief"]})
    assert off.status == 200
    assert background.drain("usage") == []
    bench.start_sign_in(bearer, tenant="northstar")
    SystemBrowser(bench).go_on(bench.start_sign_in(bearer, tenant="northstar"))
    bench.call("oauth_callback/zoom-authorize", bearer=bearer, body={})
    bench.clock.advance(60)
    return bearer


def delete_my_data(bench: Bench, _: Background, bearer: str) -> None:
    assert bench.call("login_routing/delete-me", bearer=bearer).status == 204


def ring_all(bench: Bench) -> list[str]:
    """Let the worker of the outbox hear what rings wait, and one of before they named nobody."""
    rings = bench.cloud.messages("OutboxQueue")
    for ring in (*rings, json.dumps({"uid": PRIYA})):
        assert Notebook(bench, "").ring(json.loads(ring)) == {"batchItemFailures": []}
    return rings


def queued(bench: Bench, bearer: str) -> list[Any]:
    drafts = bench.call("timeline_write/drafts", bearer=bearer).json["drafts"]
    return [draft for draft in drafts if draft["state"] in ("queued", "failed")]


def send_and_delete(bench: Bench, background: Background, bearer: str) -> None:
    Notebook(bench, bearer).run()
    assert not queued(bench, bearer)
    delete_my_data(bench, background, bearer)


def remove_the_app(bench: Bench, background: Background, _: str) -> None:
    meeting(bench, background)  # still in the queue when the news comes
    webhook = bench.zoom.remove_app(bench.zoom.users["priya"])
    bench.clock.advance(1)
    assert background.webhook(webhook).status == 204
    assert background.drain("events") == []


def be_refused_at_rest(
    code: int, reason: str, bench: Bench, background: Background, _: str
) -> None:
    refusal = {"code": code, "reason": reason, "error": "invalid_request"}
    bench.instead("/oauth/token", refusal, status=400, host="zoom.us")
    for _tick in range(3):
        background.rest(12)


def be_refused_while_syncing(bench: Bench, _: Background, bearer: str) -> None:
    refusal = {"code": 4741, "reason": "Token revoked", "error": "invalid_grant"}
    bench.instead("/oauth/token", refusal, status=400, host="zoom.us")
    bench.clock.advance(3600)
    with bench.watch() as traffic:
        answer = bench.call("participant_sync/sync", bearer=bearer, body={"refresh": True})
    assert answer.code == "session_expired"
    assert permissions(c for c in traffic.all if not isinstance(c, Sent)) >= LEAVING


def stay_away(_bench: Bench, background: Background, _: str) -> None:
    for _tick in range(11):
        background.rest(12)


WAYS: dict[str, Way] = {
    "delete my data": delete_my_data,
    "delete my data, notes sent": send_and_delete,
    "app removed": remove_the_app,
    "unknown user": partial(be_refused_at_rest, 4735, "The owner of this token does not exist"),
    "disabled by admin": partial(be_refused_at_rest, 4738, "The app has been disabled by admin"),
    "revoked, while used": be_refused_while_syncing,
    "idle": stay_away,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_nothing_of_who_left_remains_but_an_audit_line_with_a_hash(
    bench: Bench,
    background: Background,
    way: Way,
    logged: Any,
    capsys: pytest.CaptureFixture[str],
) -> None:
    bearer = lived(bench, background)
    before = background.dump()
    kinds = ("DRAFT", "OUTBOX", "ITEMS", "MET", "COMMENTED", "COMMENT", "MEMBER", "SERIES", "STAY")
    for kind in (*kinds, "VISIT", "SNAPSHOT", "RECENT", "SYNC", "ADDING", "TICKET", "STATE"):
        assert f'"{kind}#' in before
    assert '"PREFERENCES"' in before
    assert PRIYA in before
    assert ADDRESS in before
    bench.record(bearer)  # told, and not written down yet when the news comes
    way(bench, background, bearer)
    background.drain("events")
    assert background.drain("usage") == []
    with bench.watch() as traffic:
        rings = ring_all(bench)
    assert rings, "a ring stays in the queue until its time has come"
    assert traffic.upstream == [], "what was to be posted is not"
    after = background.dump() + "\n".join(logged.lines) + capsys.readouterr().out
    assert PRIYA not in after
    assert "priya" not in after.lower()
    assert "t@northwind.example" not in after, "told on her authority"
    for ring in set(rings):
        assert json.dumps(ring) in after
        after = after.replace(json.dumps(ring), "")  # a token which nothing that is kept knows
    for tenant in TENANTS:
        assert gsid_in(bench, tenant) in before
        assert gsid_in(bench, tenant) not in after
    salts = set(re.findall(r'"salt": \{"S": "([^"]+)', after))
    audited = set(re.findall(r"AUDIT#\d+#([\w-]+)", after))
    for token in set(bench.tokens) - salts - audited:
        assert token not in after
    assert after.count('"left"') == len(TENANTS), "one line per tenant"
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_everybody_else_stays(bench: Bench, background: Background) -> None:
    theirs = bench.signed_in(uid=JONAS)
    delete_my_data(bench, background, lived(bench, background))
    assert bench.view(theirs)["accounts"]


def test_zoom_takes_its_grant_back_even_with_an_expired_access_token(
    bench: Bench, background: Background
) -> None:
    bearer = lived(bench, background)
    bench.clock.advance(2 * 3600)
    with bench.watch() as traffic:
        delete_my_data(bench, background, bearer)
    assert [sent.path for sent in traffic.upstream] == ["/oauth/token", "/oauth/revoke"]
    assert not bench.zoom.grants._pairs or all(
        pair.dead for pair in bench.zoom.grants._pairs.values()
    )


def test_a_zoom_that_does_not_answer_keeps_nobody(bench: Bench, background: Background) -> None:
    bearer = lived(bench, background)
    bench.zoom.oauth.faults.add(Fault(kind="slow", path="/oauth", delay_s=60, times=None))
    began = bench.clock.monotonic()
    delete_my_data(bench, background, bearer)
    assert bench.clock.monotonic() - began < 7
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_leaving_twice_leaves_one_line_per_tenant(bench: Bench, background: Background) -> None:
    lived(bench, background)
    for _ in range(3):
        bench.wired.leaving.leave(PRIYA, cause="test")
        bench.clock.advance(5)
    assert background.dump().count('"left"') == 2


def test_a_leaving_that_died_half_way_is_finished_by_the_schedule(
    bench: Bench, background: Background, monkeypatch: pytest.MonkeyPatch
) -> None:
    lived(bench, background)
    with monkeypatch.context() as broken:
        broken.setattr(bench.wired.leaving, "_erasers", (_die,))
        with pytest.raises(ZeroDivisionError):
            bench.wired.leaving.leave(PRIYA, cause="test")
    assert len(bench.wired.users.keys(PRIYA)) > 1
    bench.clock.advance(1000)
    assert background.plan()["queued"] == 1
    assert background.drain("refresh") == []
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]
    assert background.dump().count('"left"') == 2
    assert background.plan()["due"] == 0


def _die(_: str) -> None:
    raise ZeroDivisionError


def test_the_audit_line_can_be_checked_by_who_knows_the_id(
    bench: Bench, background: Background
) -> None:
    lived(bench, background)
    bench.wired.leaving.leave(PRIYA, cause="test")
    left = {line["pk"]["S"]: line["actor"]["S"] for line in lines(background, "left")}
    assert left == {
        f"TENANT#{tenant}": actor_of(PRIYA, tenant, gsid_in(bench, tenant)) for tenant in TENANTS
    }
    assert left["TENANT#northstar"] in {
        line["actor"]["S"] for line in lines(background, "policy_changed", "people.add")
    }


def test_a_sign_in_under_way_brings_nobody_back(bench: Bench, background: Background) -> None:
    bench.consented()
    bench.clock.advance(1)
    bearer = bench.open_pane()
    browser = SystemBrowser(bench)
    back = browser.log_in(browser.go_on(bench.start_sign_in(bearer)), ADDRESS)
    state = bench.wired.sign_ins
    kept = state.consume_state
    asked: list[Any] = []

    def consumed_then_left(*arguments: Any, **named: Any) -> Any:
        found = kept(*arguments, **named)
        bench.clock.advance(1)
        with bench.elsewhere():
            bench.wired.leaving.leave(PRIYA, cause="test")
        asked.append(found)
        return found

    state.consume_state = consumed_then_left  # type: ignore[method-assign]
    try:
        answer = browser.finish(back)
    finally:
        state.consume_state = kept  # type: ignore[method-assign]
    assert asked
    assert answer.status in (400, 401)
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]
    assert background.plan()["due"] == 0


def test_a_consent_under_way_brings_nobody_back_and_is_given_back(bench: Bench) -> None:
    bench.consented()
    bench.clock.advance(1)
    bearer = bench.open_pane()
    asked = bench.call("oauth_callback/zoom-authorize", bearer=bearer, body={}).json
    code = bench.consent_code(asked["code_challenge"])
    real = bench.wired.zoom.me

    def left_meanwhile(*arguments: Any) -> Any:
        person = real(*arguments)
        bench.clock.advance(1)
        with bench.elsewhere():
            bench.wired.leaving.leave(PRIYA, cause="test")
        return person

    bench.wired.zoom.me = left_meanwhile  # type: ignore[method-assign]
    with bench.watch() as traffic:
        answer = bench.call(
            "oauth_callback/zoom-authorized",
            bearer=bearer,
            body={
                "code": code,
                "state": asked["state"],
                "redirect_uri": f"{bench.wired.config.public_base_url}/app",
            },
        )
    assert answer.code == "session_expired"
    assert traffic.upstream[-1].path == "/oauth/revoke"
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_who_comes_back_starts_afresh(bench: Bench, background: Background) -> None:
    delete_my_data(bench, background, lived(bench, background))
    bench.clock.advance(1)
    bearer = bench.open_pane()
    view = bench.view(bearer)
    assert (view["zoom"]["authorized"], view["accounts"], view["recent"]) == (False, [], [])
    assert bench.authorize_zoom(bearer).json["zoom"]["email"] == ADDRESS
    profile = bench.wired.users.load(PRIYA).profile
    assert profile is not None
    assert profile.deauthorized_at is None


def test_a_context_from_before_mints_no_session(bench: Bench, background: Background) -> None:
    bearer = lived(bench, background)
    context = bench.context()
    bench.clock.advance(1)
    delete_my_data(bench, background, bearer)
    assert bench.exchange(context).code == "session_expired"
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_a_page_read_under_way_leaves_no_recent_customer(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.clock.advance(1)
    records = bench.wired.users.load(PRIYA)
    bench.wired.leaving.leave(PRIYA, cause="test")
    bench.wired.users.load = lambda _: records  # type: ignore[method-assign]
    assert bench.record(bearer).code == "session_expired"
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_a_refresh_under_way_brings_nobody_back(bench: Bench) -> None:
    bench.signed_in()
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "northstar")
    assert credential is not None
    now = int(bench.clock.now())
    lease = bench.wired.credentials.acquire(credential, owner="me", now=now, until=now + 20)
    assert lease.won
    bench.wired.leaving.leave(PRIYA, cause="test")
    assert (
        bench.wired.credentials.commit(
            credential, owner="me", sealed=b"x", expires_at=now, refresh_due=now
        )
        is None
    )
    assert not bench.wired.credentials.mark_reconnect_required(credential)
    assert bench.wired.users.keys(PRIYA) == ["PROFILE"]


def test_logging_out_leaves_zooms_side_what_was_written_and_counted(
    bench: Bench, background: Background, logged: Any
) -> None:
    bearer = lived(bench, background)
    assert bench.call("login_routing/log-out", bearer=bearer).status == 204
    assert background.drain("usage") == []
    kept = [key.partition("#")[0] for key in bench.wired.users.keys(PRIYA)]
    assert kept == ["ACTED", "ACTED", "CREDENTIAL", "PREFERENCES", "PROFILE"]
    held = background.dump()
    gsids = [gsid_in(bench, tenant) for tenant in TENANTS]
    assert naming(background, PRIYA, ADDRESS, *gsids) == {
        *(f"USER/{kind}" for kind in ("PROFILE", "PREFERENCES", "CREDENTIAL", "ACTED")),
        *(f"USER/{kind}" for kind in ("DRAFT", "OUTBOX", "ITEMS", "MET", "COMMENTED", "MEETING")),
        *("USER/DOORBELL", "BELL/"),
        *(f"{tenant}/{kind}" for tenant in TENANTS for kind in ("AT", "TOLD", "2026")),
        *("USER/northstar", "USER/kestrel", "MEETING/STAY", "MEMBERS/ACTOR", "TENANT/COMMENT"),
    }
    for secret in bench.tokens:
        assert secret not in "\n".join(logged.lines)
    for gone in ("TICKET#", "STATE#", "SESSION#", "CREDENTIAL#gainsight", '"MEMBER#'):
        assert gone not in held


def test_disconnecting_leaves_what_the_user_wrote_and_nothing_read_there(
    bench: Bench, background: Background
) -> None:
    bearer = lived(bench, background)
    (note,) = queued(bench, bearer)
    path = {"draft_id": note["id"]}
    gone = bench.call("timeline_write/discard-draft", bearer=bearer, path=path, query="force=true")
    assert gone.status == 204
    bench.call("login_routing/disconnect", bearer=bearer, path={"tenant": "northstar"})
    keys = bench.wired.users.keys(PRIYA)
    assert [key.partition("#")[0] for key in keys if "northstar" in key] == ["ACTED"]
    assert "CREDENTIAL#gainsight#kestrel" in keys
    held = background.dump()
    assert '"MEMBERS#kestrel"}, "sk": {"S": "MEMBER#' in held
    assert '"MEMBERS#northstar"}, "sk": {"S": "MEMBER#' not in held
    assert naming(background, gsid_in(bench, "northstar")) == {
        *("USER/northstar", "northstar/AT", "northstar/TOLD", "northstar/2026"),
        *("MEMBERS/ACTOR", "TENANT/COMMENT"),
    }
    for kind in ("DRAFT", "ITEMS", "COMMENT"):
        assert f'"{kind}#' in held
    assert '"OUTBOX#' not in held


def test_off_boarding_a_tenant_leaves_nothing_of_its_users_but_lines_with_a_hash(
    bench: Bench, background: Background, tmp_path: Path
) -> None:
    bearer = lived(bench, background)
    bench.record(bearer)  # told, and not written down yet

    def off_board(*more: str) -> set[str]:
        arguments = [
            "northstar",
            "--confirm",
            "northstar",
            "--checkpoint",
            str(tmp_path / "c"),
            *more,
        ]
        offboard_tenant.main(arguments, environment=bench.environment, sleep=bench.clock.advance)
        assert background.drain("usage") == []
        ring_all(bench)
        boto3.client("secretsmanager").restore_secret(
            SecretId=f"{bench.wired.config.tenant_secret_prefix}northstar"
        )
        assert naming(background, gsid_in(bench, "northstar")) == set()
        return naming(background, '[#"]northstar["#]')

    assert off_board() == {"TENANT/AUDIT"}
    assert off_board("--with-audit") == set()
    assert [a["tenant"] for a in bench.view(bench.open_pane())["accounts"]] == ["kestrel"]
