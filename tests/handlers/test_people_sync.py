"""Who is in the call, who are they in Gainsight: the sync of the People tab."""

from dataclasses import replace
from typing import Any

import pytest
from sandbox.faults import Fault
from tests.cloud import Cloud
from tests.harness import JONAS, MEETING, MEI, PRIYA, Answer, Bench

from gainsight_zoom.contacts import DOCUMENT
from gainsight_zoom.policies import TabOff
from gainsight_zoom.records import Policy
from gainsight_zoom.roster import KEPT_S, Attendee, RosterChange, RosterEvent

ACCOUNT = "VjZoEArIT5y-HlWxkV-tVA"
NUMBER = "84512345678"
ME = {"participant_uuid": "D444-1", "name": "Priya Nair", "role": "host"}
PRIYA_IN = Attendee("D444-1", "Priya Nair", uid=PRIYA, email="priya@northstar.example")
ELENA = Attendee("D444-2", "Elena Marchetti", email="elena@northwind.example", registrant_id="r2")
TOMASZ = Attendee("D444-3", "Tomasz Bąk", email="tomasz@northwind.example")
SOFIA = Attendee("D444-4", "Sofia Lindqvist", email="sofia@northwind.example", registrant_id="r4")
KEN = Attendee("D444-5", "Ken Oduya", email="ken@fabrikam.example", registrant_id="r5")
GUEST = Attendee("D444-6", "iPhone guest")
EVERYBODY = (PRIYA_IN, ELENA, TOMASZ, SOFIA, KEN, GUEST)


def happened(
    bench: Bench, change: RosterChange, who: Attendee | None, after_s: float = 0, **more: Any
) -> None:
    """Let the worker take in what Zoom told."""
    told = RosterEvent(
        change=change,
        at_ms=int((bench.clock.now() + after_s) * 1000),
        account_id=ACCOUNT,
        meeting_uuid=MEETING,
        meeting_id=NUMBER,
        host_id=PRIYA,
        attendee=who,
    )
    bench.wired.meetings.apply(replace(told, **more), now=int(bench.clock.now()))


def joined(bench: Bench, *people: Attendee) -> None:
    for who in people or EVERYBODY:
        happened(bench, "joined", who)


def customer(bench: Bench, name: str = "Northwind Robotics", kind: str = "company") -> Any:
    return {"tenant": "northstar", "kind": kind, "id": bench.gsid(name, kind)}


def ask(bench: Bench, bearer: str, **body: Any) -> Answer:
    return bench.call("participant_sync/sync", bearer=bearer, body={"me": ME, **body})


def sync(bench: Bench, bearer: str, **body: Any) -> Any:
    answer = ask(bench, bearer, **body)
    assert answer.status == 200, answer.body
    return answer.json


def by_name(answer: Any) -> dict[str, Any]:
    found = {person["name"]: person for person in answer["people"]}
    assert len(found) == len(answer["people"])
    return found


def queries(traffic: Any) -> int:
    return len([s for s in traffic.upstream if "/data/objects/query/" in s.path])


def test_nobody_is_called_new_before_gainsight_was_asked(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench)
    bench.northstar.faults.add(Fault(kind="server_error", path="/v1/data", times=None))
    people = by_name(sync(bench, bearer, customer=customer(bench)))
    for name in ("Elena Marchetti", "Sofia Lindqvist"):
        assert people[name]["unknown_because"] is None
        assert "add" not in people[name]["offers"]
    bench.northstar.faults.clear()
    bench.clock.advance(61)
    people = by_name(sync(bench, bearer, customer=customer(bench)))
    assert people["Elena Marchetti"]["group"] == "customer"
    assert people["Sofia Lindqvist"]["offers"] == ["add", "match"]


def test_everybody_is_shown_with_who_they_are_and_how_we_know(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench)
    answer = sync(bench, bearer, customer=customer(bench))
    people = by_name(answer)
    assert answer["state"] == "full"
    assert (answer["complete"], answer["cursor"], answer["problems"]) == (True, None, [])
    shown = {n: (p["group"], p["how"], p["confidence"]) for n, p in people.items()}
    assert shown == {
        "Priya Nair": ("colleague", "zoom_account", "sure"),
        "Elena Marchetti": ("customer", "registration", "sure"),
        "Tomasz Bąk": ("customer", "invite", "sure"),
        "Sofia Lindqvist": ("unknown", "registration", "sure"),
        "Ken Oduya": ("known", "registration", "sure"),
        "iPhone guest": ("unknown", None, None),
    }
    assert people["Priya Nair"]["me"]
    assert people["Elena Marchetti"]["people"][0]["at_customer"]
    assert people["Elena Marchetti"]["people"][0]["title"] == "VP Operations"
    companies = {c["name"] for c in people["Ken Oduya"]["people"][0]["companies"]}
    assert companies == {"Fabrikam Partners", "Contoso Foods"}
    assert people["Sofia Lindqvist"]["unknown_because"] == "not_in_gainsight"
    assert people["Sofia Lindqvist"]["offers"] == ["add", "match"]
    assert people["Ken Oduya"]["offers"] == ["link"]
    assert people["iPhone guest"]["unknown_because"] == "no_email_external"
    assert people["Priya Nair"]["offers"] == []


def test_outside_a_meeting_there_is_nobody(bench: Bench) -> None:
    bench.signed_in()
    bearer = bench.open_pane(mid=None)
    answer = sync(bench, bearer)
    assert (answer["state"], answer["people"], answer["complete"]) == ("no_meeting", [], True)


def test_a_sync_asks_about_what_is_new_and_a_leave_costs_nothing(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA)
    sync(bench, bearer)
    with bench.watch() as traffic:
        sync(bench, bearer)
        happened(bench, "left", ELENA, 30)
        gone = by_name(sync(bench, bearer))["Elena Marchetti"]
    assert traffic.upstream == []
    assert (gone["presence"], gone["left_at"] is not None) == ("left", True)
    joined(bench, Attendee("D444-7", "Nora", email="nora@northwind.example"))
    with bench.watch() as traffic:
        sync(bench, bearer)
    bodies = [str(s.body) for s in traffic.upstream if "query/Person" in s.path]
    assert len(bodies) == 1
    assert "nora@" in bodies[0]
    assert "elena@" not in bodies[0]


def test_who_comes_back_is_one_person_under_one_id(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, ELENA, GUEST)
    before = by_name(sync(bench, bearer))
    for who, after in ((ELENA, 10), (GUEST, 11)):
        happened(bench, "left", who, after)
    for who, after in ((ELENA, 20), (GUEST, 21)):
        happened(bench, "joined", replace(who, key=who.key + "-again"), after)
    after_all = by_name(sync(bench, bearer))
    for name in ("Elena Marchetti", "iPhone guest"):
        assert after_all[name]["id"] == before[name]["id"]
        assert after_all[name]["presence"] == "here"
        assert after_all[name]["participant_uuid"].endswith("-again")


def test_what_zoom_tells_a_host_s_account_no_other_account_sees(bench: Bench) -> None:
    """Elena's company runs the app too: in the same meeting she sees nobody's address."""
    joined(bench)
    bench.signed_in(uid=MEI)
    profile = bench.wired.users.load(MEI).profile
    assert profile is not None
    bench.wired.users.save_profile(
        replace(profile, account_id="another-account"), since=int(bench.clock.now())
    )
    bearer = bench.open_pane(MEI, attendrole="attendee")
    listed = [{"participant_uuid": a.key, "name": a.name, "role": "attendee"} for a in EVERYBODY]
    me = {"participant_uuid": "D444-9", "name": "Mei Tanaka", "role": "attendee"}
    with bench.watch() as traffic:
        answer = ask(bench, bearer, me=me, participants=listed, customer=customer(bench))
    assert answer.status == 200, answer.body
    assert answer.json["state"] == "attendee_only"
    addresses = {p["email"] for p in answer.json["people"]}
    assert addresses == {None, "mei@northstar.example"}
    assert "northwind.example" not in answer.body
    assert not [s for s in traffic.upstream if "zoom" in s.host]
    assert "attendee" not in answer.json["people"][0]["offers"]


def test_the_meeting_is_the_session_s_and_nothing_the_client_says(bench: Bench) -> None:
    joined(bench)
    bench.signed_in()
    bearer = bench.open_pane(mid="another-meeting==")
    answer = sync(bench, bearer)
    assert [p["name"] for p in answer["people"]] == ["Priya Nair"]
    assert ask(bench, bearer, meeting_uuid=MEETING).status == 422


@pytest.mark.parametrize(
    ("role", "roster", "state"),
    [
        ("host", None, "full"),
        ("coHost", None, "host_not_added"),
        ("attendee", None, "attendee_only"),
        ("attendee", EVERYBODY, "full"),
        ("attendee", (ELENA, TOMASZ), "host_unauthenticated"),
    ],
)
def test_without_the_host_the_state_says_what_is_missing(
    bench: Bench, role: str, roster: tuple[Attendee, ...] | None, state: str
) -> None:
    bench.signed_in(uid=JONAS)
    if roster:
        joined(bench, *roster)
    bearer = bench.open_pane(JONAS, attendrole=role)
    me = {"participant_uuid": "D444-8", "name": "Jonas Weber", "role": role}
    listed = [] if role == "attendee" else [{"participant_uuid": "D444-2", "name": "Elena"}]
    answer = sync(bench, bearer, me=me, participants=listed)
    assert answer["state"] == state
    assert answer["can"]["invite"] is (role != "attendee")
    if state == "host_not_added":
        assert by_name(answer)["Elena"]["unknown_because"] == "not_host"


def test_a_colleague_who_is_no_host_sees_the_roster_of_their_own_account(bench: Bench) -> None:
    joined(bench)
    bearer = bench.signed_in(uid=JONAS)
    me = {"participant_uuid": "D444-8", "name": "Jonas Weber", "role": "attendee"}
    people = by_name(sync(bench, bearer, me=me))
    assert people["Elena Marchetti"]["email"] == "elena@northwind.example"


def test_the_inviter_learns_who_opened_and_added_the_app_and_nobody_else_does(
    bench: Bench, cloud: Cloud
) -> None:
    """What Zoom answered to the inviter comes back in the sealed context of who opened it."""
    bearer = bench.signed_in()
    joined(bench)
    mine = {"invitations": ["to-mei==", "to-ken==", "to-elena=="]}
    assert sync(bench, bearer, **mine)["invitations"] == {}

    bench.exchange(bench.context(uid=None, iid="to-mei=="))
    bench.exchange(bench.context(uid=None, iid="to-ken=="))
    bench.exchange(bench.context(MEI, iid="to-ken=="))
    bench.exchange(bench.context(uid=None, iid="to-ken=="))  # a reload of what came first
    bench.exchange(bench.context(MEI, iid="to-elena==", mid="another"))
    bench.exchange(bench.context(MEI, iid="to-elena==", typ="panel", without=("mid",)))
    bench.exchange(bench.context(MEI, iid=7))
    assert sync(bench, bearer, **mine)["invitations"] == {"to-mei==": "opened", "to-ken==": "added"}
    assert sync(bench, bearer)["invitations"] == {}
    elsewhere = bench.open_pane(mid="another")
    assert sync(bench, elsewhere, invitations=["to-mei=="])["invitations"] == {}

    kept = [i for i in cloud.items("MeetingsTable") if i["sk"]["S"].startswith("INVITATION#")]
    assert {frozenset(one) for one in kept} == {
        frozenset({"pk", "sk", "schema", "expires_at", "ttl"})
    }
    assert "to-mei" not in str(kept)
    bench.clock.advance(KEPT_S + 1)
    assert sync(bench, bench.signed_in(), **mine)["invitations"] == {}


def test_invited_and_absent_are_expected(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA)
    people = by_name(sync(bench, bearer, customer=customer(bench)))
    absent = {n: p for n, p in people.items() if p["presence"] == "expected"}
    assert {p["email"] for p in absent.values()} >= {
        "tomasz@northwind.example",
        "sofia@northwind.example",
        "ken@fabrikam.example",
    }
    assert absent["Sofia Lindqvist"]["how"] == "registration"
    assert absent["tomasz@northwind.example"]["group"] == "customer"


def test_zoom_is_asked_once_and_its_refusal_is_no_failure(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN)
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    answer = sync(bench, bearer)
    assert answer["problems"] == []
    assert [p["name"] for p in answer["people"]] == ["Priya Nair"]
    with bench.watch() as traffic:
        sync(bench, bearer)
    assert traffic.upstream == []


def test_a_tenant_that_fails_takes_no_other_down(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    joined(bench, PRIYA_IN, ELENA)
    bench.gainsight["kestrel"].faults.add(Fault(kind="server_error", path="/v1/data", times=None))
    answer = ask(bench, bearer, customer=customer(bench)).json
    assert [(p["tenant"], p["retryable"]) for p in answer["problems"]] == [("kestrel", True)]
    assert by_name(answer)["Elena Marchetti"]["group"] == "customer"


def test_each_hit_names_its_tenant(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel", "aurora")
    row = bench.northstar.find("person", Email="elena@northwind.example")
    kestrel = bench.gainsight["kestrel"]
    kestrel.records.put("person", {**row, "Gsid": "1P06KESTREL00000000000000000000001"})
    joined(bench, PRIYA_IN, ELENA)
    answer = sync(bench, bearer, customer=customer(bench))
    hits = by_name(answer)["Elena Marchetti"]["people"]
    assert [(hit["tenant"], hit["at_customer"]) for hit in hits] == [
        ("northstar", True),
        ("kestrel", False),
    ]


def test_what_a_tenant_answered_is_hidden_once_its_people_are(bench: Bench) -> None:
    bearer = bench.signed_in("northstar", "kestrel")
    row = bench.northstar.find("person", Email="elena@northwind.example")
    elsewhere = {**row, "Gsid": "1P06KESTREL00000000000000000000001"}
    bench.gainsight["kestrel"].records.put("person", elsewhere)
    joined(bench, PRIYA_IN, ELENA)
    assert len(by_name(sync(bench, bearer))["Elena Marchetti"]["people"]) == 2
    off = Policy(tabs_off=(TabOff("people", "company"), TabOff("people", "relationship")))
    bench.wired.tenants.save_policy("kestrel", off)
    bench.clock.advance(61)
    (hit,) = by_name(sync(bench, bearer))["Elena Marchetti"]["people"]
    assert hit["tenant"] == "northstar"


def test_companies_are_suggested_by_people_and_domains_best_first(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench)
    suggested = sync(bench, bearer)["suggested"]
    assert (suggested[0]["name"], suggested[0]["reason"]["people"]) == ("Northwind Robotics", 2)
    assert suggested[0]["reason"]["domain"] == "northwind.example"
    assert {s["name"] for s in suggested} >= {"Fabrikam Partners", "Contoso Foods"}


def test_a_domain_alone_suggests_whose_people_have_it(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    joined(bench, PRIYA_IN, SOFIA)
    (suggestion,) = sync(bench, bearer)["suggested"]
    assert suggestion["name"] == "Northwind Robotics"
    assert suggestion["reason"] == {
        "people": 0,
        "domain": "northwind.example",
        "remembered": False,
    }


def test_free_own_and_ignored_domains_suggest_nothing_and_are_no_contacts(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    policy = Policy(ignored_mail_domains=("northwind.example",))
    bench.wired.tenants.save_policy("northstar", policy)
    bench.clock.advance(61)
    gmail = Attendee("D444-7", "Gus", email="gus@gmail.com")
    omar = Attendee("D444-8", "Omar Haddad", email="omar@northstar.example")
    joined(bench, PRIYA_IN, SOFIA, gmail, omar)
    answer = sync(bench, bearer, customer=customer(bench))
    people = by_name(answer)
    assert answer["suggested"] == []
    assert people["Omar Haddad"]["group"] == "colleague"
    for name in ("Sofia Lindqvist", "Gus", "Omar Haddad"):
        assert not {"add", "link"} & set(people[name]["offers"])


def test_a_name_is_a_guess_within_the_customer_and_suggests_nothing(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    joined(bench, PRIYA_IN, Attendee("D444-7", "elena  MARCHETTI"))
    alone = by_name(sync(bench, bearer))["elena  MARCHETTI"]
    assert (alone["people"], alone["group"]) == ([], "unknown")
    answer = sync(bench, bearer, customer=customer(bench))
    guessed = by_name(answer)["elena  MARCHETTI"]
    assert (guessed["how"], guessed["confidence"]) == ("name_guess", "guess")
    assert guessed["email"] is None
    assert answer["suggested"] == []
    with bench.watch() as traffic:
        sync(bench, bearer, customer=customer(bench))
    assert traffic.upstream == []


def test_names_are_compared_with_people_of_a_relationship_too(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    joined(bench, PRIYA_IN, Attendee("D444-7", "Elena Marchetti"), Attendee("D444-8", "Tomasz Bak"))
    lyon = customer(bench, "Plant Lyon", "relationship")
    people = by_name(sync(bench, bearer, customer=lyon))
    assert people["Elena Marchetti"]["how"] == "name_guess"
    assert people["Tomasz Bak"]["how"] is None, "he is in Graz"
    assert people["Priya Nair"]["role"] == "host"


def test_a_consented_address_is_known_and_unverified(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, GUEST)
    told = [{"participant_uuid": GUEST.key, "email": "dana@acme.example"}]
    guest = by_name(sync(bench, bearer, consented=told))["iPhone guest"]
    assert (guest["how"], guest["confidence"]) == ("consented", "likely")
    assert guest["people"][0]["name"] == "Dana Whitfield"
    assert by_name(sync(bench, bearer))["iPhone guest"]["how"] == "consented"


def test_asking_for_consent_is_off_unless_the_admin_allows_it(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, GUEST)
    before = sync(bench, bearer, customer=customer(bench))
    assert before["can"]["ask_consent"] is False
    assert by_name(before)["iPhone guest"]["offers"] == ["type_email", "match", "invite"]
    bench.wired.tenants.save_policy("northstar", Policy(consent_requests=True))
    bench.clock.advance(61)
    after = sync(bench, bearer, customer=customer(bench))
    assert after["can"]["ask_consent"] is True
    assert by_name(after)["iPhone guest"]["offers"][-1] == "ask_consent"


def test_who_dials_in_is_told_apart(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, Attendee("D444-7", "1415***0123"))
    shown = by_name(sync(bench, bearer))["1415***0123"]
    assert shown["unknown_because"] == "phone"
    assert shown["offers"] == ["type_email", "match"], "a telephone opens no app"


def test_the_tab_may_be_off(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench)
    off = Policy(tabs_off=(TabOff("people", "company", reason="Not here."),))
    bench.wired.tenants.save_policy("northstar", off)
    bench.clock.advance(61)
    refused = ask(bench, bearer, customer=customer(bench))
    assert (refused.status, refused.code) == (403, "tab_off")
    both = (*off.tabs_off, TabOff("people", "relationship"))
    bench.wired.tenants.save_policy("northstar", Policy(tabs_off=both))
    bench.clock.advance(61)
    with bench.watch() as traffic:
        answer = sync(bench, bearer)
    assert answer["can"]["add"] == {}
    assert queries(traffic) == 0
    assert bench.call("participant_sync/find", bearer=bearer).code == "tab_off"


def test_refresh_asks_again(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA)
    sync(bench, bearer)
    with bench.watch() as traffic:
        sync(bench, bearer, refresh=True)
    assert queries(traffic) == 4


def test_many_attendees_in_three_tenants_keep_the_budget(bench: Bench) -> None:
    """Tenants x objects x ceil(n / chunk) calls; a thousand of them are counted in bench/."""
    keys = ("northstar", "kestrel", "aurora")
    bearer = bench.signed_in(*keys)
    for key in keys:
        bench.wired.tenants.save_policy(key, Policy(people_chunk=10))
    bench.clock.advance(61)
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    for n in range(50):
        mail = "" if n % 5 < 2 else f"person{n}@company{n % 20}.example"
        joined(bench, Attendee(f"P{n}", f"Person {n}", email=mail))
    wanted, chunk, objects = 30, 10, 4
    made, turns, cursor = 0, 0, None
    while turns == 0 or cursor:
        with bench.watch() as traffic:
            answer = sync(bench, bearer, cursor=cursor)
        made, turns, cursor = made + queries(traffic), turns + 1, answer["cursor"]
        assert answer["complete"] is (cursor is None)
        assert len(answer["people"]) == 51
        assert answer["problems"] == []
        bench.clock.advance(15)
    assert turns == wanted / chunk
    assert made <= len(keys) * objects * turns
    happened(bench, "left", Attendee("P7", "Person 7"), 60)
    with bench.watch() as traffic:
        sync(bench, bearer)
    assert traffic.upstream == []


def test_a_tenant_that_takes_no_lists_of_addresses_is_asked_one_by_one(bench: Bench) -> None:
    bearer = bench.signed_in()
    bench.northstar.settings.text_in = False
    bench.zoom.api.faults.add(Fault(kind="forbidden_ip", path="/v2/meetings", times=None))
    joined(bench)
    joined(bench, *(Attendee(f"P{n}", f"P {n}", email=f"p{n}@acme.example") for n in range(12)))
    first = sync(bench, bearer)
    assert (first["problems"], first["complete"]) == ([], False)
    bench.clock.advance(20)
    second = sync(bench, bearer, cursor=first["cursor"], customer=customer(bench))
    assert second["complete"]
    assert by_name(second)["Elena Marchetti"]["group"] == "customer"
    bench.clock.advance(20)
    person = {"name": "Sofia", "email": "sofia@northwind.example"}
    press = {"key": "press-0001", "customer": customer(bench), "people": [person]}
    added = bench.call("participant_sync/add", bearer=bearer, body=press, seconds=20)
    assert added.json["results"][0]["status"] == "added"


def test_a_tenant_without_relationships_still_has_people(bench: Bench) -> None:
    bearer = bench.signed_in()
    joined(bench, PRIYA_IN, ELENA)
    sync(bench, bearer)
    kept = bench.wired.catalog.document("northstar", DOCUMENT, dict)
    del kept["relationship_person"]
    answer = sync(bench, bearer, refresh=True, customer=customer(bench))
    assert by_name(answer)["Elena Marchetti"]["group"] == "customer"
    assert answer["problems"] == []
    joined(bench, GUEST)
    lyon = customer(bench, "Plant Lyon", "relationship")
    (problem,) = sync(bench, bearer, customer=lyon)["problems"]
    assert problem["code"] == "upstream_rejected"
