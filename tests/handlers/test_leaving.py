"""Logging out and disconnecting: what goes, and what stays."""

from tests.harness import JONAS, PRIYA, Bench


def test_logging_out_forgets_gainsight_and_all_sessions_but_not_zoom(bench: Bench) -> None:
    one = bench.signed_in("northstar", "kestrel")
    other = bench.open_pane()
    bench.record(one)

    answer = bench.call("login_routing/log-out", bearer=one)

    assert (answer.status, answer.body) == (204, "")
    for bearer in (one, other):
        assert bench.call("login_routing/read-session", bearer=bearer).code == "session_expired"
    view = bench.view(bench.open_pane())
    assert view["accounts"] == []
    assert view["zoom"]["authorized"] is True
    assert bench.wired.credentials.get(PRIYA, "gainsight", "northstar") is None
    assert bench.wired.credentials.get(PRIYA, "zoom", "-")


def test_nobody_else_is_logged_out(bench: Bench) -> None:
    theirs = bench.signed_in(uid=JONAS)
    bench.call("login_routing/log-out", bearer=bench.signed_in())
    assert bench.view(theirs)["accounts"]


def test_a_sign_in_under_way_ends_with_logging_out(bench: Bench) -> None:
    bench.consented()
    bearer = bench.open_pane()
    ticket = bench.start_sign_in(bearer)
    bench.call("login_routing/log-out", bearer=bearer)
    assert bench.call("oauth_callback/go", path={"ticket": ticket}).status == 400


def test_disconnecting_one_tenant_leaves_the_others(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    bench.record(bearer)

    answer = bench.call("login_routing/disconnect", bearer=bearer, path={"tenant": "northstar"})

    assert answer.status == 204
    view = bench.view(bearer)
    assert [account["tenant"] for account in view["accounts"]] == ["kestrel"]
    assert view["last_selected"] is None
    assert bench.record(bearer).status == 404


def test_disconnecting_is_repeatable(bench: Bench) -> None:
    bearer = bench.signed_in()
    for _ in range(2):
        answer = bench.call("login_routing/disconnect", bearer=bearer, path={"tenant": "northstar"})
        assert answer.status == 204


def test_disconnecting_what_never_was_is_no_error_but_junk_is(bench: Bench) -> None:
    bearer = bench.signed_in()
    calls = {
        tenant: bench.call("login_routing/disconnect", bearer=bearer, path={"tenant": tenant})
        for tenant in ("kestrel", "UPPER", "x" * 41)
    }
    assert [answer.status for answer in calls.values()] == [204, 422, 422]
    assert bench.view(bearer)["accounts"]
