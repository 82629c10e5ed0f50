"""An admin's decisions: who may make them, what they may be, and that none is lost."""

import re
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.harness import JONAS, MEI, PRIYA, Answer, Bench

from gainsight_zoom.records import AuditLine

PRIYAS = "priya@northstar.example"


@pytest.fixture
def bearer(bench: Bench) -> str:
    """Jonas, who is a super admin."""
    return bench.signed_in(uid=JONAS)


def admin(bench: Bench, name: str, bearer: str, **arguments: Any) -> Answer:
    """Call a route of the admin's."""
    return bench.call(f"tenant_admin/{name}", bearer=bearer, **arguments)


def save(bench: Bench, bearer: str, version: int, **changes: Any) -> Answer:
    """Change parts of the policy."""
    policy = admin(bench, "policy", bearer).json["policy"]
    body = {"version": version, "policy": {**policy, **changes}}
    return admin(bench, "change-policy", bearer, body=body)


def test_a_policy_is_read_saved_and_read_again(bench: Bench, bearer: str) -> None:
    first = admin(bench, "policy", bearer).json
    assert (first["version"], first["changed"]) == (0, None)
    assert first["policy"]["admission"]["mode"] == "licensed"

    saved = save(bench, bearer, 0, call_share=25, same_organisation_domains=["Northstar.Example "])

    assert saved.status == 200, saved.body
    assert saved.json["version"] == 1
    assert saved.json["policy"]["call_share"] == 25
    assert saved.json["policy"]["same_organisation_domains"] == ["northstar.example"]
    assert saved.json["changed"]["at"] == "2026-11-22T10:02:11Z"
    assert admin(bench, "policy", bearer).json == saved.json


def test_who_saved_later_over_the_same_version_is_told_both(bench: Bench, bearer: str) -> None:
    save(bench, bearer, 0, call_share=25)
    late = save(bench, bearer, 0, call_share=30)

    assert (late.status, late.code) == (409, "version_conflict")
    assert late.error["details"]["current"]["policy"]["call_share"] == 25
    assert late.error["details"]["yours"]["policy"]["call_share"] == 30
    assert admin(bench, "policy", bearer).json["version"] == 1


def test_versions_are_kept_restored_and_audited(bench: Bench, bearer: str) -> None:
    save(bench, bearer, 0, call_share=25)
    save(bench, bearer, 1, call_share=30)

    kept = admin(bench, "history", bearer).json["versions"]
    back = admin(bench, "restore", bearer, body={"version": 2})

    assert [(v["version"], v["changed"]) for v in kept] == [
        (2, ["call_share"]),
        (1, []),
    ]
    assert (back.json["version"], back.json["policy"]["call_share"]) == (3, 25)
    actions = [line["action"] for line in admin(bench, "audit", bearer).json["lines"]]
    assert sorted(actions) == ["policy_changed", "policy_changed", "policy_restored"]


def test_twenty_versions_are_kept(bench: Bench, bearer: str) -> None:
    for n in range(23):
        assert save(bench, bearer, n, call_share=20 + n).status == 200
    kept = [v["version"] for v in admin(bench, "history", bearer).json["versions"]]
    assert kept == list(range(23, 3, -1))
    where = {"document": "policy", "number": "1"}
    assert admin(bench, "restore", bearer, path=where, body={"version": 23}).status == 404


@pytest.mark.parametrize("uid", [PRIYA, MEI])
def test_only_admins_decide(bench: Bench, uid: str) -> None:
    answer = admin(bench, "policy", bench.signed_in(uid=uid))
    assert (answer.status, answer.code) == (403, "forbidden")


def test_a_super_admin_names_others_and_takes_it_back_at_once(bench: Bench, bearer: str) -> None:
    hers = bench.signed_in(uid=PRIYA)
    save(bench, bearer, 0, admins=["Priya@northstar.example"])
    bench.clock.advance(61)
    assert "tenant:admin" in bench.view(hers)["accounts"][0]["rights"]
    assert admin(bench, "policy", hers).status == 200

    save(bench, bearer, 1, admins=[])
    assert admin(bench, "policy", hers).code == "forbidden"


def test_who_is_super_admin_no_more_is_none_here_either_within_ten_minutes(
    bench: Bench, bearer: str
) -> None:
    bench.clock.advance(600)
    with bench.watch() as traffic:
        assert [admin(bench, "policy", bearer).status for _ in range(3)] == [200] * 3
    assert [path for path in traffic.paths if path != "describe"] == ["GsUser"], "asked once"

    bench.northstar.find("gsuser", Name="Jonas Weber")["IsSuperAdmin"] = False
    bench.restart()
    bench.clock.advance(599)
    with bench.watch() as traffic:
        assert admin(bench, "policy", bearer).status == 200, "nor does another function ask again"
    assert traffic.upstream == []
    bench.clock.advance(1)
    told = admin(bench, "policy", bearer)
    assert (told.status, told.code) == (409, "reconnect_required")
    bench.connected(uid=JONAS, email="jonas@northstar.example")
    assert admin(bench, "policy", bearer).code == "forbidden"


def test_nor_does_an_admin_decide_whom_gainsight_lets_in_no_more(bench: Bench, bearer: str) -> None:
    assert admin(bench, "policy", bearer).status == 200
    bench.northstar.find("gsuser", Name="Jonas Weber")["IsActiveUser"] = False
    bench.clock.advance(601)
    told = admin(bench, "policy", bearer)
    assert (told.status, told.code) == (409, "reconnect_required")


def test_whether_an_admin_still_is_one_has_to_be_known(bench: Bench, bearer: str) -> None:
    bench.clock.advance(600)
    bench.northstar.faults.add(Fault(kind="unavailable", path="/v1/data", times=None))
    told = admin(bench, "policy", bearer)
    assert bench.failure(told)["retryable"] is True
    bench.northstar.faults.clear()
    bench.clock.advance(61)
    assert admin(bench, "policy", bearer).status == 200


def test_an_admin_cannot_lock_themselves_out(bench: Bench, bearer: str) -> None:
    hers = bench.signed_in(uid=PRIYA)
    save(bench, bearer, 0, admins=[PRIYAS])
    answer = save(bench, hers, 1, admins=["mei@northstar.example"])
    assert list(answer.error["fields"]) == ["admins"]


def test_an_admin_of_one_tenant_is_nobody_in_another(bench: Bench, bearer: str) -> None:
    answer = admin(bench, "policy", bearer, path={"tenant": "kestrel"})
    assert (answer.status, answer.code) == (404, "not_found")


def test_where_the_app_is_off_its_admins_still_switch_it_on(bench: Bench, bearer: str) -> None:
    hers = bench.signed_in(uid=PRIYA)
    save(bench, bearer, 0, enabled=False)
    bench.clock.advance(61)
    assert bench.view(hers)["accounts"] == []
    assert bench.record(hers).code == "app_off"
    assert save(bench, bearer, 1, enabled=True).status == 200


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"admission": {"mode": "listed", "listed": ["nobody"]}}, "admission.listed"),
        ({"admission": {"license_kinds": ["External"]}}, "admission.license_kinds"),
        ({"admins": ["x@y"]}, "admins"),
        ({"groups": [{"name": " "}]}, "groups.0.name"),
        ({"groups": [{"name": "a"}, {"name": "a "}]}, "groups.1.name"),
        ({"groups": [{"name": "a", "licenses": ["Free"]}]}, "groups.0.licenses"),
        ({"tabs_off": [{"tab": "cockpit", "kind": "company"}]}, "tabs_off.0.tab"),
        ({"tabs_off": [{"tab": "people", "kind": "company", "type": "1I00"}]}, "tabs_off.0.type"),
        (
            {"tabs_off": [{"tab": "people", "kind": "company", "group": "gone"}]},
            "tabs_off.0.group",
        ),
        (
            {"tabs_off": [{"tab": "people", "kind": "company", "reason": "x" * 201}]},
            "tabs_off.0.reason",
        ),
        ({"same_organisation_domains": ["gmail.com"]}, "same_organisation_domains"),
        ({"ignored_mail_domains": ["no domain"]}, "ignored_mail_domains"),
        ({"named_pairs": [["a@b.example", "c"]]}, "named_pairs.0"),
        ({"call_share": 81}, "call_share"),
        ({"keep_alive_days": 0}, "keep_alive_days"),
        ({"keep_alive_days": 30, "idle_days": 20}, "idle_days"),
        ({"record_urls": {"company": "https://evil.example/{id}"}}, "record_urls.company"),
        (
            {"record_urls": {"company": "https://northstar.gainsightcloud.com@evil.example/{id}"}},
            "record_urls.company",
        ),
        (
            {"record_urls": {"person": "https://northstar.gainsightcloud.com/{id}"}},
            "record_urls.person",
        ),
        ({"portfolio": {"enabled": True, "records": "listed"}}, "portfolio.companies"),
    ],
)
def test_what_is_not_possible_is_said_at_its_field(
    bench: Bench, bearer: str, changes: dict[str, Any], path: str
) -> None:
    answer = save(bench, bearer, 0, **changes)
    assert (answer.status, answer.code) == (422, "validation_failed")
    assert list(answer.error["fields"]) == [path]
    assert answer.error["fields"][path].endswith(".")
    assert admin(bench, "policy", bearer).json["version"] == 0


class TestAdmission:
    @pytest.mark.parametrize(
        ("admission", "uid", "admitted"),
        [
            ({"mode": "licensed"}, MEI, True),
            ({"mode": "license_kinds", "license_kinds": ["Full"]}, MEI, False),
            ({"mode": "license_kinds", "license_kinds": ["Full"]}, PRIYA, True),
            ({"mode": "listed", "listed": [PRIYAS]}, PRIYA, True),
            ({"mode": "listed", "pilot": [PRIYAS]}, PRIYA, False),
            ({"mode": "pilot", "pilot": ["PRIYA@northstar.example"]}, PRIYA, True),
            ({"mode": "pilot", "pilot": []}, PRIYA, False),
        ],
    )
    def test_who_may_use_the_app(
        self, bench: Bench, bearer: str, admission: dict[str, Any], uid: str, *, admitted: bool
    ) -> None:
        theirs = bench.signed_in(uid=uid)
        assert save(bench, bearer, 0, admission=admission).status == 200
        bench.clock.advance(61)

        assert bool(bench.view(theirs)["accounts"]) is admitted
        assert bench.record(theirs).status == (200 if admitted else 403)
        if not admitted:
            pilot = admission["mode"] == "pilot"
            assert bench.record(theirs).code == ("pilot_only" if pilot else "app_off")

    def test_a_pilot_list_is_read_from_a_file(self, bench: Bench, bearer: str) -> None:
        file = "\ufeffName;E-mail\r\nPriya;PRIYA@northstar.example\r\n\r\nnobody\r\n=cmd()\r\n"
        answer = admin(bench, "pilot", bearer, body={"csv": file}).json
        assert answer["users"] == [PRIYAS]
        assert [r["line"] for r in answer["refused"]] == [4, 5]


class TestTabs:
    def test_a_tab_that_is_off_says_why(self, bench: Bench, bearer: str) -> None:
        off = [
            {"tab": "summary", "kind": "relationship", "type": "1I00TYPE", "reason": "Not yet."},
            {"tab": "summary", "kind": "company", "group": "viewers"},
            {"tab": "scorecard", "kind": "company"},
        ]
        groups = [{"name": "viewers", "licenses": ["Viewer"]}]
        assert save(bench, bearer, 0, tabs_off=off, groups=groups).status == 200
        bench.clock.advance(61)

        (full,) = bench.view(bench.signed_in(uid=PRIYA))["accounts"]
        (viewer,) = bench.view(bench.signed_in(uid=MEI))["accounts"]

        assert "summary" in full["tabs"]["company"]
        assert "summary" not in viewer["tabs"]["company"]
        assert viewer["tabs_off"]["company"]["summary"].endswith("switched this tab off for you.")
        assert full["tabs_off"]["company"]["scorecard"].endswith("switched this tab off for you.")
        assert full["tabs_off"]["relationship"]["1I00TYPE"] == {"summary": "Not yet."}
        assert "summary" not in full["tabs"]["relationship"]["1I00TYPE"]
        assert "summary" in full["tabs"]["relationship"]["*"]

    def test_a_tab_that_is_off_everywhere_takes_its_right_along(
        self, bench: Bench, bearer: str
    ) -> None:
        off = [{"tab": "attributes", "kind": kind} for kind in ("company", "relationship")]
        save(bench, bearer, 0, tabs_off=off, viewers_write_people=True)
        bench.clock.advance(61)
        (full,) = bench.view(bench.signed_in(uid=PRIYA))["accounts"]
        (viewer,) = bench.view(bench.signed_in(uid=MEI))["accounts"]
        assert "attributes:write" not in full["rights"]
        assert "people:write" in viewer["rights"]


class TestLayout:
    def change(self, bench: Bench, bearer: str, version: int = 0, **parts: Any) -> Answer:
        layout = admin(bench, "layout", bearer).json["layout"]
        body = {"version": version, "layout": {**layout, **parts}}
        return admin(bench, "change-layout", bearer, body=body)

    def test_the_summary_shows_what_the_layout_says(self, bench: Bench, bearer: str) -> None:
        groups = {"company": [{"name": "Money", "fields": ["ARR", "renewaldate"]}]}
        saved = self.change(bench, bearer, summary_groups=groups)

        assert saved.status == 200, saved.body
        (group,) = saved.json["layout"]["summary_groups"]["company"]
        assert group["fields"] == ["Arr", "RenewalDate"]
        bench.clock.advance(61)
        fields = bench.summary(bench.signed_in(uid=PRIYA))["fields"]
        assert [f["name"] for f in fields] == ["Arr", "RenewalDate"]

    def test_what_describe_closes_stays_closed(self, bench: Bench, bearer: str) -> None:
        groups = {"company": [{"name": "All", "fields": ["Gsid", "Name", "*custom"]}]}
        saved = self.change(bench, bearer, attributes=groups)
        (group,) = saved.json["layout"]["attributes"]["company"]
        assert group["fields"] == ["Gsid", "Name", "*custom"]
        assert "Gsid" in group["read_only"]

    @pytest.mark.parametrize(
        ("parts", "path"),
        [
            ({"summary_chips": {"company": ["Nope"]}}, "summary_chips.company.0"),
            ({"summary_chips": {"person": []}}, "summary_chips.person"),
            (
                {"attributes": {"company": [{"name": "A", "fields": ["Arr", "Nope"]}]}},
                "attributes.company.0.fields.1",
            ),
            (
                {"attributes": {"company": [{"name": "", "fields": ["Arr"]}]}},
                "attributes.company.0.name",
            ),
            (
                {"attributes": {"company": [{"name": "A", "fields": ["Arr", "ARR"]}]}},
                "attributes.company",
            ),
            ({"timeline_types": [" "]}, "timeline_types"),
            ({"timeline_required": {"Unknown": []}}, "timeline_required.Unknown"),
            ({"timeline_fields": {"*": ["Ant__Nope__c"]}}, "timeline_fields.*.0"),
        ],
    )
    def test_nothing_beyond_describe(
        self, bench: Bench, bearer: str, parts: dict[str, Any], path: str
    ) -> None:
        answer = self.change(bench, bearer, **parts)
        assert answer.status == 422
        assert list(answer.error["fields"]) == [path]

    def test_fields_to_choose_from(self, bench: Bench, bearer: str) -> None:
        company = admin(bench, "fields", bearer).json["fields"]
        by_name = {f["name"]: f for f in company}
        assert by_name["Arr"]["type"] == "currency"
        assert not by_name["Gsid"]["editable"]
        relationship = admin(bench, "fields", bearer, path={"object": "relationship"}).json
        assert "Production" in [t["label"] for t in relationship["relationship_types"]]
        activity = admin(bench, "fields", bearer, path={"object": "activity_timeline"}).json
        assert activity["types_seen"]

    def test_a_preview_shows_what_a_viewer_gets(self, bench: Bench, bearer: str) -> None:
        layout = admin(bench, "layout", bearer).json["layout"]
        draft = {**layout, "attributes": {"company": [{"name": "A", "fields": ["Name"]}]}}
        viewer = admin(bench, "preview", bearer, body={"license": "Viewer", "layout": draft}).json
        full = admin(bench, "preview", bearer, body={"license": "Full", "layout": draft}).json
        nobody = admin(bench, "preview", bearer, body={"license": "External"}).json

        assert viewer["rights"] == ["record:read", "timeline:write"]
        assert viewer["layout"]["attributes"]["company"][0]["read_only"] == ["Name"]
        choices = admin(bench, "fields", bearer).json["fields"]
        (label,) = [field["label"] for field in choices if field["name"] == "Name"]
        assert viewer["labels"] == {"company": {"Name": label}, "relationship": {}}
        assert full["layout"]["attributes"]["company"][0]["read_only"] == []
        assert (nobody["admitted"], nobody["rights"]) == (False, [])
        assert "licence" in nobody["refusal"]


class TestConfiguration:
    def test_a_sandbox_configuration_goes_to_production(self, bench: Bench, bearer: str) -> None:
        file = admin(bench, "export-configuration", bearer).json
        file["tenant"] = "northstar-sb"
        file["policy"] |= {
            "call_share": 20,
            "record_urls": {"company": "https://sb-northstar.gainsightcloud.com/x?id={id}"},
            "portfolio": {"enabled": True, "records": "all"},
            "tabs_off": [{"tab": "people", "kind": "relationship", "type": "1I00SANDBOX"}],
        }
        file["layout"]["summary_chips"] = {"company": ["Stage", "OnlyThere__gc"], "asset": ["Name"]}
        body = {"policy_version": 0, "layout_version": 0, "configuration": file}

        answer = admin(bench, "import-configuration", bearer, body=body)

        assert answer.status == 200, answer.body
        assert answer.json["policy"]["policy"]["call_share"] == 20
        assert answer.json["policy"]["policy"]["portfolio"]["enabled"] is False
        assert answer.json["layout"]["layout"]["summary_chips"]["company"] == ["Stage"]
        assert set(answer.json["left_out"]) == {
            "record_urls.company",
            "portfolio",
            "tabs_off.0",
            "summary_chips.asset",
            "summary_chips.company.OnlyThere__gc",
        }
        again = admin(bench, "import-configuration", bearer, body=body)
        assert again.code == "version_conflict"
        assert admin(bench, "layout", bearer).json["version"] == 1


class TestUsers:
    def test_users_are_listed_and_one_is_disconnected(self, bench: Bench) -> None:
        jonas = bench.sign_in(JONAS, "jonas@northstar.example")
        priya = bench.sign_in()
        listed = admin(bench, "users", jonas).json["users"]
        assert {u["email"] for u in listed} == {PRIYAS, "jonas@northstar.example"}
        hers = next(u for u in listed if u["email"] == PRIYAS)
        assert hers["status"] == "active"
        assert (hers["stuck_notes"], hers["waiting_notes"]) == (0, 0)
        assert PRIYA not in str(listed)

        gone = admin(bench, "disconnect-user", jonas, path={"member": hers["id"]})

        assert gone.status == 204
        assert bench.view(priya)["accounts"] == []
        assert len(admin(bench, "users", jonas).json["users"]) == 1
        again = admin(bench, "disconnect-user", jonas, path={"member": hers["id"]})
        assert again.status == 404
        trail = admin(bench, "audit", jonas).json["lines"]
        assert [line["target"] for line in trail if line["action"] == "user_disconnected"] == [
            hers["gsid"]
        ]

    def test_pages_go_on_where_the_one_before_ended(self, bench: Bench) -> None:
        jonas = bench.sign_in(JONAS, "jonas@northstar.example")
        bench.sign_in()
        first = admin(bench, "users", jonas, query="limit=1").json
        second = admin(bench, "users", jonas, query=f"limit=1&after={first['next']}").json
        ids = [u["id"] for u in (*first["users"], *second["users"])]
        assert len(set(ids)) == 2

    @pytest.mark.parametrize("way", ["login_routing/log-out", "login_routing/disconnect"])
    def test_who_leaves_is_no_longer_listed(self, bench: Bench, way: str) -> None:
        jonas = bench.sign_in(JONAS, "jonas@northstar.example")
        priya = bench.sign_in()
        assert bench.call(way, bearer=priya).status == 204
        assert bench.wired.members.page("northstar", limit=10, after=None)[0][0].uid == JONAS
        assert len(admin(bench, "users", jonas).json["users"]) == 1

    def test_nothing_remains_of_who_deletes_their_data(self, bench: Bench) -> None:
        bench.sign_in()
        bench.wired.leaving.leave(PRIYA, cause="test")
        assert bench.wired.members.page("northstar", limit=10, after=None) == ([], None)


class TestTrail:
    def test_users_are_named_until_they_leave_and_not_for_what_was_before_when_they_come_back(
        self, bench: Bench, bearer: str
    ) -> None:
        bench.sign_in()
        hers = str(bench.northstar.find("gsuser", Email=PRIYAS)["Gsid"])

        def signers() -> list[str]:
            trail = admin(bench, "audit", bearer).json["lines"]
            return [line["actor_gsid"] for line in trail if line["action"] == "signed_in"]

        assert signers() == [hers]
        assert bench.call("login_routing/log-out", bearer=bench.open_pane()).status == 204
        assert signers() == [hers], "logged out is not gone"

        bench.wired.leaving.leave(PRIYA, cause="test")
        (nobody,) = signers()
        assert re.fullmatch("[0-9a-f]{32}", nobody)
        assert hers not in admin(bench, "audit", bearer, query="format=csv").body

        bench.clock.advance(1)
        bench.sign_in()
        bench.sign_in()
        assert sorted(signers()) == sorted([hers, hers, nobody])

    def test_who_saved_a_version_is_named_until_they_leave(self, bench: Bench, bearer: str) -> None:
        hers = bench.signed_in(uid=PRIYA)
        gsid = str(bench.northstar.find("gsuser", Email=PRIYAS)["Gsid"])
        save(bench, bearer, 0, admins=[PRIYAS])
        saved = save(bench, hers, 1, call_share=25)
        assert saved.json["changed"]["actor_gsid"] == gsid
        bench.wired.leaving.leave(PRIYA, cause="test")
        (hash_of_hers, jonas) = (
            one["actor_gsid"] for one in admin(bench, "history", bearer).json["versions"]
        )
        assert hash_of_hers == admin(bench, "policy", bearer).json["changed"]["actor_gsid"]
        assert re.fullmatch("[0-9a-f]{32}", hash_of_hers)
        assert jonas == bench.northstar.find("gsuser", Email="jonas@northstar.example")["Gsid"]

    def test_it_goes_into_a_spreadsheet_without_becoming_a_formula(
        self, bench: Bench, bearer: str
    ) -> None:
        for n, target in enumerate(("=1+1", "+x", "-x", "@x", "plain, with comma")):
            line = AuditLine("northstar", n, "1P02", "changed", target, f"id{n}")
            bench.wired.audit.append(line)
        answer = admin(bench, "audit", bearer, query="format=csv&limit=4")

        assert answer.headers["Content-Type"].startswith("text/csv")
        lines = answer.body.split("\r\n")
        assert lines[0] == "at,actor_gsid,action,target"
        assert lines[1].endswith('"plain, with comma"')
        assert [line.rpartition(",")[2] for line in lines[2:5]] == ["'@x", "'-x", "'+x"]
        after = answer.headers["X-Next"].replace("#", "%23")
        rest = admin(bench, "audit", bearer, query=f"limit=4&after={after}").json
        assert [line["target"] for line in rest["lines"]] == ["=1+1"]
        assert rest["next"] is None
