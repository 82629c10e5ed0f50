"""The main job through the front door: open, consent, sign in, search, read, log out."""

from tests.harness import PRIYA, Bench, SystemBrowser


def test_a_csm_signs_in_finds_the_customer_and_reads_the_summary(bench: Bench) -> None:
    bearer = bench.sign_in()

    view = bench.view(bearer)
    assert view["zoom"] == {
        "user_id": PRIYA,
        "email": "priya@northstar.example",
        "authorized": True,
    }
    (account,) = view["accounts"]
    assert (account["tenant"], account["status"]) == ("northstar", "active")
    assert account["user"]["name"] == "Priya Nair"
    assert account["user"]["license"] == "Full"

    hit = bench.search(bearer, "northw").json["results"][0]
    assert hit["name"] == "Northwind Robotics"

    record = bench.call(
        "c360_fetch/record",
        bearer=bearer,
        path={"tenant": hit["tenant"], "kind": hit["kind"], "id": hit["id"]},
    )
    assert record.status == 200, record.body
    summary = record.json["sections"]["summary"]
    assert summary["status"] == "ok"
    fields = {f["name"]: f for f in summary["data"]["fields"]}
    assert fields["Arr"]["value"] == 420_000
    assert fields["Arr"]["type"] == "currency"
    assert fields["RenewalDate"]["value"] == "2027-01-08"
    assert fields["Csm"]["value"]["label"] == "Priya Nair"
    assert summary["data"]["health"] == {"score": 77, "previous": 71, "trend": "up"}

    again = bench.open_pane()
    assert bench.view(again)["last_selected"] == {
        "tenant": "northstar",
        "kind": "company",
        "id": hit["id"],
        "name": "Northwind Robotics",
    }

    assert bench.call("login_routing/log-out", bearer=again).status == 204
    assert bench.call("login_routing/read-session", bearer=bearer).code == "session_expired"
    assert bench.view(bench.open_pane())["accounts"] == []


def test_the_browser_is_shown_the_verified_zoom_address_before_anything_happens(
    bench: Bench,
) -> None:
    bearer = bench.open_pane()
    bench.authorize_zoom(bearer)

    page = SystemBrowser(bench).go(bench.start_sign_in(bearer))

    assert page.status == 200
    assert "priya@northstar.example" in page.body
    assert "northstar.gainsightcloud.com" in page.body
