"""Finding customers: two kinds in parallel, every shape of answer, and parts that fail."""

import copy
from typing import Any

import pytest
from sandbox.faults import Fault, Kind
from tests.conftest import Logged
from tests.harness import JONAS, PRIYA, Bench

COMPANY = "/v1/data/objects/query/Company"
RELATIONSHIP = "/v1/data/objects/query/Relationship"


def names(answer: Any) -> list[str]:
    """The names found, in order."""
    assert answer.status == 200, answer.body
    return [hit["name"] for hit in answer.json["results"]]


def add(bench: Bench, name: str, *, like: str = "Northwind Robotics", n: int = 0) -> str:
    """Add a company that is like another; return its id."""
    row = copy.deepcopy(bench.northstar.find("company", Name=like))
    row |= {"Gsid": f"1P02ADDED{n:027d}", "Name": name}
    bench.northstar.records.put("company", row)
    return str(row["Gsid"])


def test_companies_and_relationships_are_found_by_part_of_their_name(bench: Bench) -> None:
    answer = bench.search(bench.signed_in(), "acm")

    assert answer.json["query"] == "acm"
    assert answer.json["more"] is False
    assert answer.json["errors"] == []
    assert names(answer) == ["Acme Manufacturing", "Acme Retail", "Acme Retail \N{EN DASH} Online"]
    by_name = {hit["name"]: hit for hit in answer.json["results"]}
    assert by_name["Acme Manufacturing"] == {
        "tenant": "northstar",
        "kind": "company",
        "id": bench.gsid("Acme Manufacturing"),
        "name": "Acme Manufacturing",
        "company": None,
        "type": None,
        "csm": "Priya Nair",
        "score": 84,
        "status": "Active",
        "active": True,
    }
    online = by_name["Acme Retail \N{EN DASH} Online"]
    assert online["kind"] == "relationship"
    assert online["company"] == {"id": bench.gsid("Acme Retail"), "name": "Acme Retail"}
    assert online["type"] == "Store"


@pytest.mark.parametrize(
    ("kind", "found"),
    [
        ("all", ["Northwind Robotics", "Plant Graz", "Plant Lyon"]),
        ("company", ["Northwind Robotics"]),
        ("relationship", ["Plant Graz", "Plant Lyon"]),
    ],
)
def test_the_kind_can_be_chosen_and_relationships_go_by_their_company_too(
    bench: Bench, kind: str, found: list[str]
) -> None:
    assert names(bench.search(bench.signed_in(), "northwind", kind=kind)) == found


def test_best_comes_first_and_inactive_last(bench: Bench) -> None:
    bearer = bench.signed_in()
    add(bench, "The Northern Star", n=1)
    add(bench, "North Sea Farms", like="Northgate Clinics", n=2)
    assert names(bench.search(bearer, "NORTH", kind="company")) == [
        "Northwind Robotics",
        "North Sea Farms",
        "Northgate Clinics",
        "The Northern Star",
    ]
    hits = {h["name"]: h["active"] for h in bench.search(bearer, "north").json["results"]}
    assert hits["Northgate Clinics"] is False
    assert hits["Northwind Robotics"] is True


@pytest.mark.parametrize("data_shape", ["records", "list"])
@pytest.mark.parametrize("null_values", ["omitted", "null"])
@pytest.mark.parametrize("empty_answer", ["records", "result_false", "no_entity"])
def test_every_shape_of_answer_reads_alike(
    bench: Bench, data_shape: Any, null_values: Any, empty_answer: Any
) -> None:
    settings = bench.northstar.settings
    settings.data_shape, settings.null_values = data_shape, null_values
    settings.empty_answer = empty_answer
    bearer = bench.signed_in()

    assert names(bench.search(bearer, "quarry")) == ["Quarry Bank"]
    (hit,) = bench.search(bearer, "quarry").json["results"]
    assert (hit["csm"], hit["score"]) == (None, 88)
    nothing = bench.search(bearer, "zzzz")
    assert nothing.json == {"query": "zzzz", "results": [], "more": False, "errors": []}


@pytest.mark.parametrize(
    "name",
    [
        "مشاريع النور",
        "Øresund Marine",
        "Helios Education 🌞",
        "Juniper & Sons <Ltd>",
    ],
)
def test_names_in_any_script_are_found_and_come_back_as_they_are(bench: Bench, name: str) -> None:
    bearer = bench.signed_in()
    assert names(bench.search(bearer, name[:8], kind="company")) == [name]
    assert names(bench.search(bearer, name, kind="company")) == [name]


@pytest.mark.parametrize("text", ['" OR "1"="1', "%", "__", "\\", "'; DROP", "A AND B", "<b>"])
def test_what_is_typed_is_only_ever_text(bench: Bench, text: str) -> None:
    answer = bench.search(bench.signed_in(), text, kind="company")
    if len(text) >= 2:
        expected = ["Juniper & Sons <Ltd>"] if text in "Juniper & Sons <Ltd>" else []
        assert names(answer) == expected


def test_a_name_of_three_thousand_characters_is_found_whole(bench: Bench) -> None:
    long = "Endless " + "x" * 2992
    add(bench, long)
    assert names(bench.search(bench.signed_in(), "endless")) == [long]


def test_too_many_are_cut_and_said(bench: Bench) -> None:
    for n in range(25):
        add(bench, f"Bulk {n:02d}", n=n)
    answer = bench.search(bench.signed_in(), "bulk")
    assert names(answer) == [f"Bulk {n:02d}" for n in range(20)]
    assert answer.json["more"] is True


def test_exactly_as_many_as_are_shown_are_not_too_many(bench: Bench) -> None:
    for n in range(20):
        add(bench, f"Bulk {n:02d}", n=n)
    assert bench.search(bench.signed_in(), "bulk").json["more"] is False


def test_rows_without_id_or_name_are_passed_over(bench: Bench) -> None:
    rows = [{"Gsid": "1P02A"}, {"Name": "No id"}, {"Gsid": "1P02B", "Name": "Whole"}]
    bench.instead(COMPANY, {"result": True, "data": {"records": rows}})
    assert names(bench.search(bench.signed_in(), "any", kind="company")) == ["Whole"]


def test_several_tenants_are_searched_at_once(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    both = bench.search(bearer, "northwind", kind="company").json["results"]
    assert {hit["tenant"]: hit["name"] for hit in both} == {
        "northstar": "Northwind Robotics",
        "kestrel": "Northwind Trading",
    }
    one = bench.search(bearer, "northwind", kind="company", tenant="kestrel").json["results"]
    assert {hit["tenant"] for hit in one} == {"kestrel"}


@pytest.mark.parametrize("more", [0, 8], ids=["read together", "too many for one call"])
def test_the_tenants_named_are_searched_and_no_others(bench: Bench, more: int) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    named = ",".join(["kestrel", "northstar", *(f"unknown-{n}" for n in range(more))])
    bench.restart()
    found = bench.search(bearer, "northwind", kind="company", tenant=named)
    assert {hit["tenant"] for hit in found.json["results"]} == {"kestrel", "northstar"}
    assert found.json["errors"] == []


@pytest.mark.parametrize("tenant", ["kestrel", "nothing", "UPPER", "x" * 2_000, ",", "a,,b"])
def test_a_tenant_the_user_is_not_connected_to_is_not_found(bench: Bench, tenant: str) -> None:
    answer = bench.search(bench.signed_in(), "acme", tenant=tenant)
    assert (answer.status, answer.code) == (404, "not_found")


def test_connected_to_none_there_is_nothing_to_search(bench: Bench) -> None:
    assert bench.search(bench.open_pane(), "acme").code == "not_found"


def test_each_user_sees_what_gainsight_shows_them(bench: Bench) -> None:
    bench.northstar.settings.portfolio_only.add("jonas@northstar.example")
    mine, theirs = bench.signed_in(), bench.signed_in(uid=JONAS)
    assert names(bench.search(mine, "acme", kind="company")) == [
        "Acme Manufacturing",
        "Acme Retail",
    ]
    assert names(bench.search(theirs, "acme", kind="company")) == ["Acme Retail"]


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("server_error", "upstream_unavailable"),
        ("unavailable", "upstream_unavailable"),
        ("drop", "upstream_unavailable"),
        ("slow", "upstream_unavailable"),
        ("html_200", "upstream_unavailable"),
        ("rate_limited", "upstream_busy"),
        ("result_false", "upstream_rejected"),
        ("redirect", "upstream_rejected"),
        ("forbidden", "address_refused"),
        ("forbidden_ip", "address_refused"),
    ],
)
def test_one_kind_failing_leaves_the_other(
    bench: Bench, logged: Logged, kind: Kind, code: str
) -> None:
    bearer = bench.signed_in()
    bench.search(bearer, "acme")  # metadata is known
    bench.northstar.faults.add(Fault(kind=kind, path=RELATIONSHIP, times=None))

    answer = bench.search(bearer, "acme")

    assert names(answer) == ["Acme Manufacturing", "Acme Retail"]
    (error,) = answer.json["errors"]
    assert (error["tenant"], error["kind"], error["code"]) == ("northstar", "relationship", code)
    assert error["message"]
    assert error["retryable"] is code.startswith(("upstream_unavailable", "upstream_busy"))
    assert "WARNING" in logged.levels("search part failed")


def test_all_failing_is_an_error_that_can_be_tried_again_without_a_new_session(
    bench: Bench,
) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="unavailable", times=None))
    failed = bench.search(bearer, "acme")
    assert (failed.status, failed.code) == (503, "upstream_unavailable")
    assert failed.error["retryable"] is True

    bench.northstar.faults.clear()
    assert names(bench.search(bearer, "acme", kind="company"))


def test_a_busy_tenant_says_when_to_come_back(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.faults.add(Fault(kind="rate_limited", times=None, retry_after="42"))
    answer = bench.search(bearer, "acme")
    assert (answer.status, answer.code) == (503, "upstream_busy")
    assert answer.headers["Retry-After"] == "42"


def test_one_tenant_failing_leaves_the_other(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    bench.gainsight["kestrel"].faults.add(Fault(kind="unavailable", times=None))
    answer = bench.search(bearer, "northwind", kind="company")
    assert [hit["tenant"] for hit in answer.json["results"]] == ["northstar"]
    assert [error["tenant"] for error in answer.json["errors"]] == ["kestrel"]


def test_a_dead_connection_is_one_tenants_error(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "kestrel")
    assert credential
    bench.wired.credentials.mark_reconnect_required(credential)

    answer = bench.search(bearer, "northwind")

    assert {hit["tenant"] for hit in answer.json["results"]} == {"northstar"}
    assert {(e["tenant"], e["code"]) for e in answer.json["errors"]} == {
        ("kestrel", "reconnect_required")
    }


def test_when_all_fails_a_dead_connection_is_what_is_told(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    credential = bench.wired.credentials.get(PRIYA, "gainsight", "kestrel")
    assert credential
    bench.wired.credentials.mark_reconnect_required(credential)
    bench.northstar.faults.add(Fault(kind="unavailable", times=None))

    answer = bench.search(bearer, "northwind")

    assert (answer.status, answer.code) == (409, "reconnect_required")
    assert answer.error["fields"] == {"tenant": "kestrel"}


@pytest.mark.parametrize(
    "described",
    [
        [],
        [{"objectName": "company", "fields": []}],
        {"company": {"objectName": "company"}},
        [{"objectName": "company", "fields": [{"label": "no name"}]}],
        "text",
        None,
    ],
)
def test_metadata_that_makes_no_sense_is_an_error_not_a_bug(
    bench: Bench, logged: Logged, described: Any
) -> None:
    bench.instead("/v1/meta/services/objects/describe", {"result": True, "data": described})
    answer = bench.search(bench.signed_in(), "acme")
    assert answer.status == 502
    assert logged.levels("bug") == []


@pytest.mark.parametrize(
    "data", ["text", {"records": "text"}, ["text"], {"records": [["list"]]}, 7, True]
)
def test_rows_that_make_no_sense_are_an_error_not_a_bug(
    bench: Bench, logged: Logged, data: Any
) -> None:
    bench.instead(COMPANY, {"result": True, "data": data})
    answer = bench.search(bench.signed_in(), "acme", kind="company")
    assert answer.status == 502
    assert logged.levels("bug") == []


def test_a_warm_search_asks_once_per_kind(bench: Bench) -> None:
    bearer = bench.signed_in()
    with bench.watch() as cold:
        bench.search(bearer, "acme")
    with bench.watch() as warm:
        bench.search(bearer, "acme")

    assert sorted(cold.paths) == ["Company", "Relationship", "describe"]
    assert sorted(warm.paths) == ["Company", "Relationship"]
    assert len(cold.reads_before_upstream) <= 3, cold.reads_before_upstream
    assert len(warm.aws_before_upstream) <= 3, warm.aws_before_upstream
