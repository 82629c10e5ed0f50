"""Reading a customer's record: fields as they are meant, and what Gainsight can do wrong."""

import copy
from dataclasses import replace
from typing import Any

import pytest
from sandbox.faults import Fault, Kind
from tests.conftest import Logged
from tests.harness import JONAS, Bench

from gainsight_zoom.layouts import DEFAULT_LAYOUT

COMPANY = "/v1/data/objects/query/Company"


def field(data: Any, name: str) -> Any:
    """Find a field of a Summary."""
    return next(f for f in [*data["chips"], *data["fields"]] if f["name"] == name)


def changed(bench: Bench, name: str = "Northwind Robotics", **values: Any) -> None:
    """Change a company in Gainsight."""
    bench.northstar.find("company", Name=name).update(values)


def test_a_companys_summary_as_the_pane_shows_it(bench: Bench) -> None:
    answer = bench.record(bench.signed_in())

    assert answer.json["tenant"] == "northstar"
    assert answer.json["kind"] == "company"
    assert answer.json["name"] == "Northwind Robotics"
    gsid = bench.gsid("Northwind Robotics")
    assert answer.json["record_url"] == (
        f"https://northstar.gainsightcloud.com/v1/ui/customersuccess360?cid={gsid}"
    )
    section = answer.json["sections"]["summary"]
    assert section["as_of"] == "2026-11-22T10:02:11Z"
    data = section["data"]
    assert data["title"] == "Northwind Robotics"
    assert data["company"] is None
    assert data["health"] == {"score": 77, "previous": 71, "trend": "up"}
    stage = field(data, "Stage")
    assert stage["type"] == "picklist"
    assert stage["value"]["label"] == "Adoption"
    assert stage["value"]["active"] is True
    assert field(data, "Arr") == {
        "name": "Arr",
        "label": field(data, "Arr")["label"],
        "type": "currency",
        "value": 420_000,
        "currency": "USD",
        "decimals": field(data, "Arr")["decimals"],
        "sensitive": True,
    }
    assert field(data, "RenewalDate")["value"] == "2027-01-08"
    assert field(data, "Csm")["value"]["label"] == "Priya Nair"
    assert field(data, "Users")["value"] == 1284
    assert data["summary_html"].startswith("<p><strong>Two plants live</strong>")


def test_a_relationships_summary_names_its_company_and_type(bench: Bench) -> None:
    data = bench.summary(bench.signed_in(), "Plant Lyon", kind="relationship")
    assert data["title"] == "Plant Lyon"
    assert data["company"] == {
        "id": bench.gsid("Northwind Robotics"),
        "name": "Northwind Robotics",
    }
    assert data["type"] == "Production"
    assert data["health"]["score"] == 82


@pytest.mark.parametrize("data_shape", ["records", "list"])
@pytest.mark.parametrize("null_values", ["omitted", "null"])
def test_missing_and_null_are_one(bench: Bench, data_shape: Any, null_values: Any) -> None:
    bench.northstar.settings.data_shape = data_shape
    bench.northstar.settings.null_values = null_values
    data = bench.summary(bench.signed_in(), "Quarry Bank")
    assert field(data, "Csm")["value"] is None
    assert data["summary_html"] is None
    assert data["health"] == {"score": 88, "previous": None, "trend": None}
    assert "Stage" not in {chip["name"] for chip in data["chips"]}


@pytest.mark.parametrize(
    ("kind", "empty"),
    [("company", "records"), ("company", "result_false"), ("relationship", "no_entity")],
)
def test_what_is_not_there_is_not_found(bench: Bench, kind: str, empty: Any) -> None:
    bench.northstar.settings.empty_answer = empty
    answer = bench.call(
        "c360_fetch/record",
        bearer=bench.signed_in(),
        path={"tenant": "northstar", "kind": kind, "id": "1P02NOTHING"},
    )
    assert (answer.status, answer.code) == (404, "not_found")


def test_what_gainsight_does_not_show_this_user_is_not_found(bench: Bench) -> None:
    bench.northstar.settings.portfolio_only.add("jonas@northstar.example")
    assert bench.record(bench.signed_in(uid=JONAS)).code == "not_found"
    assert bench.record(bench.signed_in()).status == 200


@pytest.mark.parametrize("tenant", ["kestrel", "nothing"])
def test_a_tenant_the_user_is_not_connected_to_is_not_found(bench: Bench, tenant: str) -> None:
    path = {"tenant": tenant, "kind": "company", "id": bench.gsid("Northwind Robotics")}
    answer = bench.call("c360_fetch/record", bearer=bench.signed_in(), path=path)
    assert (answer.status, answer.code) == (404, "not_found")


def test_equal_ids_in_two_tenants_are_two_records(bench: Bench) -> None:
    """GSIDs are only unique within a tenant; Kestrel spells its renewal date another way, too."""
    bearer = bench.signed_in("northstar", "kestrel")
    here = bench.record(bearer).json
    there = bench.record(bearer, "Redwood Analytics", tenant="kestrel").json

    assert here["id"] == there["id"]
    assert (here["name"], there["name"]) == ("Northwind Robotics", "Redwood Analytics")
    renewals = [
        next(
            f["value"] for f in r["sections"]["summary"]["data"]["fields"] if "enewal" in f["name"]
        )
        for r in (here, there)
    ]
    assert renewals == ["2027-01-08", "2027-03-15"]
    assert {r["tenant"] for r in bench.view(bearer)["recent"]} == {"northstar", "kestrel"}


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("مشاريع النور", "مشاريع النور"),
        ("Helios Education 🌞", "Helios Education 🌞"),
        ("Juniper & Sons <Ltd>", "Juniper & Sons <Ltd>"),
    ],
)
def test_names_in_any_script_come_back_as_they_are(bench: Bench, name: str, title: str) -> None:
    assert bench.summary(bench.signed_in(), name)["title"] == title


def test_markup_in_rich_text_does_nothing(bench: Bench) -> None:
    changed(
        bench,
        Summary=(
            '<p onclick="x()">Hello <script>alert(1)</script><img src=x onerror=alert(1)>'
            '<a href="javascript:alert(1)">a</a><a href="https://wiki.example/x">b</a>'
            '<iframe src="https://evil.example"></iframe><style>p{}</style><b>bold</b></p>'
        ),
    )
    html = bench.summary(bench.signed_in())["summary_html"]
    assert "<b>bold</b>" in html
    assert 'href="https://wiki.example/x"' in html
    for bad in ("script", "onclick", "onerror", "javascript", "iframe", "<img", "<style", "alert"):
        assert bad not in html


def test_a_note_of_markup_only_is_no_note(bench: Bench) -> None:
    changed(bench, Summary="<script>x</script>")
    assert bench.summary(bench.signed_in())["summary_html"] is None


def test_an_inactive_picklist_value_in_use_stays_readable(bench: Bench) -> None:
    stage = field(bench.summary(bench.signed_in(), "Acme Manufacturing"), "Stage")
    assert stage["value"]["label"] == "Legacy Pilot"
    assert stage["value"]["active"] is False


def test_a_score_of_nought_is_a_score(bench: Bench) -> None:
    data = bench.summary(bench.signed_in(), "Brightwater Energy")
    assert data["health"]["score"] == 0
    assert field(bench.summary(bench.signed_in(), "Helios Education 🌞"), "Users")["value"] == 0


@pytest.mark.parametrize(
    "values",
    [
        {"CurrentScore": "not a number", "Trend": "sideways"},
        {"CurrentScore": "77.5"},
        {"CurrentScore": True},
        {"RenewalDate": "whenever"},
        {"RenewalDate": 10**30},
        {"RenewalDate": "0001-01-01T00:00:00+14:00"},
        {"Arr": {"amount": 1}},
        {"Arr": 10**400},
        {"Users": "12"},
        {"Stage": ["a", "b"]},
        {"Csm__gr.Name": 7},
        {"Name": 12345},
    ],
    ids=str,
)
def test_values_of_any_kind_never_break_the_record(
    bench: Bench, logged: Logged, values: dict[str, Any]
) -> None:
    row = {"Gsid": "1P02A", "Name": "Odd one", **values}
    bench.instead(COMPANY, {"result": True, "data": [row]})
    answer = bench.record(bench.signed_in())
    assert answer.status == 200, answer.body
    assert answer.json["sections"]["summary"]["status"] == "ok"
    assert logged.levels("bug") == []


def test_a_record_without_a_name_is_a_failed_section(bench: Bench) -> None:
    bench.instead(COMPANY, {"result": True, "data": [{"Gsid": "1P02A"}]})
    answer = bench.record(bench.signed_in())
    assert answer.status == 200
    assert answer.json["name"] is None
    assert answer.json["sections"]["summary"]["error"]["code"] == "upstream_rejected"


@pytest.mark.parametrize(
    ("kind", "code", "retryable"),
    [
        ("server_error", "upstream_unavailable", True),
        ("unavailable", "upstream_unavailable", True),
        ("drop", "upstream_unavailable", True),
        ("slow", "upstream_unavailable", True),
        ("html_200", "upstream_unavailable", True),
        ("result_false", "upstream_rejected", False),
        ("redirect", "upstream_rejected", False),
        ("forbidden", "address_refused", False),
        ("forbidden_ip", "address_refused", False),
    ],
)
def test_a_failing_section_says_so_and_recovers_by_itself(
    bench: Bench, kind: Kind, code: str, retryable: bool
) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind=kind, path=COMPANY, times=None))

    answer = bench.record(bearer)

    assert answer.status == 200
    section = answer.json["sections"]["summary"]
    assert (section["status"], section["data"]) == ("error", None)
    assert section["error"]["code"] == code
    assert section["error"]["retryable"] is retryable
    assert section["error"]["message"]
    bench.northstar.faults.clear()
    bench.clock.advance(61)  # whoever was told to wait waits for everybody
    assert bench.summary(bearer)["title"] == "Northwind Robotics"


def test_a_hiccup_is_not_seen(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="unavailable", path=COMPANY, times=2))
    assert bench.summary(bearer)["title"] == "Northwind Robotics"
    assert len(bench.clock.slept) == 2


def test_a_tenant_that_names_a_short_wait_is_waited_for(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="rate_limited", path=COMPANY, retry_after="2"))
    assert bench.summary(bearer)["title"] == "Northwind Robotics"
    assert bench.clock.slept[-1] >= 2


def test_a_tenant_that_names_a_long_wait_is_not(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="rate_limited", path=COMPANY, retry_after="60"))
    answer = bench.record(bearer)
    assert (answer.status, answer.code) == (503, "upstream_busy")
    assert answer.headers["Retry-After"] == "60"
    assert bench.clock.slept == []
    bench.clock.advance(60)
    assert bench.summary(bearer)["title"] == "Northwind Robotics"


def test_no_call_outlasts_the_invocation(bench: Bench) -> None:
    """Lambda would stop us in the middle of it: each time-out fits into what is left."""
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="slow", path=COMPANY, times=None, delay_s=60))
    ends_at = bench.clock.monotonic() + 6.0

    with bench.watch() as traffic:
        answer = bench.record(bearer, seconds=6.0)

    assert answer.json["sections"]["summary"]["status"] == "error"
    assert bench.clock.monotonic() < ends_at
    for sent in traffic.upstream:
        assert sum(sent.timeout_s) <= 6.0


def test_opening_a_customer_is_remembered_newest_first(bench: Bench) -> None:
    bearer = bench.signed_in()
    for name in ("Acme Retail", "Fabrikam Partners", "Acme Retail", "Contoso Foods"):
        bench.clock.advance(1)
        bench.record(bearer, name)
    view = bench.view(bench.open_pane())
    assert [r["name"] for r in view["recent"]] == [
        "Contoso Foods",
        "Acme Retail",
        "Fabrikam Partners",
    ]
    assert view["last_selected"]["name"] == "Contoso Foods"


def test_a_relationship_is_remembered_with_its_company(bench: Bench) -> None:
    bearer = bench.signed_in()
    for name, kind in (("Northwind Robotics", "company"), ("Plant Lyon", "relationship")):
        bench.clock.advance(1)
        bench.record(bearer, name, kind=kind)
    lyon, northwind = bench.view(bench.open_pane())["recent"]
    assert lyon["company"] == {"name": "Northwind Robotics"}
    assert northwind["company"] is None


def test_only_so_many_customers_are_remembered(bench: Bench) -> None:
    bearer = bench.signed_in()
    template = bench.northstar.find("company", Name="Acme Retail")
    for n in range(22):
        row = copy.deepcopy(template) | {"Gsid": f"1P02NUMBER{n:026d}", "Name": f"Number {n}"}
        bench.northstar.records.put("company", row)
        bench.clock.advance(1)
        bench.record(bearer, f"Number {n}")
    assert len(bench.view(bearer)["recent"]) == 8
    kept = [i for i in bench.cloud.items("IdentityTable") if i["sk"]["S"].startswith("RECENT#")]
    assert len(kept) == 20


def test_reading_the_same_customer_again_writes_nothing(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    with bench.watch() as traffic:
        bench.record(bearer)
    assert not [action for action in traffic.aws if action.split(":")[1].startswith(("Put", "Tr"))]


def test_a_customer_is_remembered_anew_after_connecting_again(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    assert bench.call("login_routing/disconnect", bearer=bearer).status == 204
    assert bench.view(bearer)["recent"] == []
    bench.clock.advance(1)
    bench.connected("northstar")
    bench.record(bearer)
    assert bench.view(bearer)["last_selected"]["name"] == "Northwind Robotics"


def test_a_failed_record_is_not_remembered(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="unavailable", path=COMPANY, times=None))
    bench.record(bearer)
    assert bench.view(bearer)["recent"] == []


def test_calls_upstream_are_one_warm_and_two_cold(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as cold:
        bench.record(bearer)
    with bench.watch() as warm:
        bench.record(bearer)
    bench.restart()
    bench.clock.advance(60)  # a container that just began takes the call budget to be at rest
    with bench.watch() as cached:
        bench.record(bearer)

    assert cold.paths == ["describe", "Company"]
    assert warm.paths == ["Company"]
    assert cached.paths == ["Company"], "metadata is cached for the tenant, not the container"
    assert len(warm.aws_before_upstream) <= 3, warm.aws_before_upstream
    for traffic in (cold, cached):
        assert len(traffic.reads_before_upstream) <= 3, traffic.reads_before_upstream


def test_metadata_is_read_again_after_hours_not_minutes(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.record(bearer)
    bench.clock.advance(3500)
    with bench.watch() as soon:
        bench.record(bearer)
    bench.clock.advance(6 * 3600)
    with bench.watch() as late:
        bench.record(bench.open_pane())
    assert "describe" not in soon.paths
    assert "describe" in late.paths


def test_metadata_is_shared_by_a_tenants_users_and_holds_no_record(bench: Bench) -> None:
    bench.record(bench.signed_in())
    bench.restart()
    with bench.watch() as traffic:
        bench.record(bench.signed_in(uid=JONAS))
    assert "describe" not in traffic.paths


def test_a_layout_of_the_tenants_decides_what_is_shown(bench: Bench) -> None:
    shown = ("Products__gc", "Reference__gc", "GoLive__gc", "Goals__gc", "Gone__gc")
    layout = replace(
        DEFAULT_LAYOUT,
        summary_chips={"company": ("Tier__gc",)},
        summary_fields={"company": shown},
    )
    bench.wired.tenants.save_layout("northstar", layout)
    bench.restart()
    data = bench.summary(bench.signed_in())
    assert [c["value"]["label"] for c in data["chips"]] == ["Platinum"]
    values = {f["name"]: f["value"] for f in data["fields"]}
    assert [p["label"] for p in values["Products__gc"]] == ["Fleet", "Insights"]
    assert values["Reference__gc"] is True
    assert values["GoLive__gc"] == "2024-04-15"
    assert values["Goals__gc"].startswith("<ol><li>Cut downtime by 15 %</li>")
    assert "Gone__gc" not in values
