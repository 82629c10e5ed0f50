"""The ladder: strongest first, in any order, and never a company by name alone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom import matching
from gainsight_zoom.attendance import Human
from gainsight_zoom.contacts import Contact, Place
from gainsight_zoom.invitations import Invited
from gainsight_zoom.mailboxes import mail_domain, mailbox, spellings, under
from gainsight_zoom.matching import Customer, Rules, Told
from gainsight_zoom.suggesting import suggest

NAMES = ("Ana Ruiz", "ana ruiz", "Bo Ek", "Cy", "iPhone", "")
MAILS = ("", "ana@acme.example", "ANA@acme.example", "bo@acme.example", "cy@gmail.com")
RULES = Rules(own_domains=frozenset({"northstar.example"}), may_add=True)
ACME = Customer("t", "company", "1P02ACME")
PLACE = Place("1P02ACME", "Acme", "1P07")

people = st.lists(
    st.builds(
        Human,
        id=st.uuids().map(lambda u: u.hex[:24]),
        aliases=st.just(frozenset()),
        uuids=st.sampled_from([("u1",), ("u2",), ()]),
        name=st.sampled_from(NAMES),
        email=st.sampled_from(MAILS),
        registrant_id=st.sampled_from(["", "r1", "r2"]),
    ).map(lambda h: replace(h, aliases=frozenset({h.id}))),
    max_size=6,
)
invited = st.lists(
    st.builds(
        Invited,
        email=st.sampled_from(MAILS),
        name=st.sampled_from(NAMES),
        id=st.sampled_from(["", "r1", "r2"]),
    ),
    max_size=4,
).map(tuple)
told = st.builds(
    Told,
    my_email=st.just("priya@northstar.example"),
    invited=invited,
    registered=invited,
    consented=st.dictionaries(st.sampled_from(["u1", "u2"]), st.sampled_from(MAILS[1:])),
)


@given(people, told, st.randoms(use_true_random=False))
def test_the_order_of_things_plays_no_part(
    crowd: list[Human], known: Told, random: st.DataObject
) -> None:
    first = matching.addresses(crowd, known)
    shuffled = list(crowd)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert matching.addresses(shuffled, known) == first


@given(people, told)
def test_what_zoom_tells_wins_over_everything_below(crowd: list[Human], known: Told) -> None:
    found = matching.addresses(crowd, known)
    for human in crowd:
        if mailbox(human.email):
            assert found[human.id].email == human.email
            assert found[human.id].confidence == "sure"


@given(people, told, st.sampled_from(MAILS[1:]))
def test_typing_never_weakens_what_is_known(crowd: list[Human], known: Told, mail: str) -> None:
    before = matching.addresses(crowd, known)
    typed = matching.addresses(crowd, replace(known, typed={h.id: mail for h in crowd}))
    for human in crowd:
        old = before.get(human.id)
        if old is not None and old.confidence != "guess":
            assert typed[human.id] == old
        else:
            assert typed[human.id].source == "typed"


@given(people, told)
def test_nobody_is_guessed_whose_name_another_has_too(crowd: list[Human], known: Told) -> None:
    for human in crowd:
        found = matching.addresses(crowd, known).get(human.id)
        if found is not None and found.confidence == "guess":
            same = [h for h in crowd if h.name.casefold() == human.name.casefold()]
            sure = matching.addresses([h for h in same if h is not human], known)
            assert all(h is human or h.id in sure for h in same)


@given(people, told)
def test_a_name_alone_never_selects_a_company(crowd: list[Human], known: Told) -> None:
    """Whatever names people give themselves: without an address nothing is suggested for them."""
    staff = [Contact("t", "1P06A", "Ana Ruiz", places=(PLACE,))]
    nameless = [replace(h, email="", registrant_id="", uuids=()) for h in crowd]
    quiet = replace(known, my_email="", consented={}, registered=(), invited=())
    guessed = matching.guesses(nameless, staff)
    matches = [
        matching.judge(
            human,
            address=matching.addresses(nameless, quiet).get(human.id),
            found=(),
            by_hand=None,
            guess=guessed.get(human.id),
            customer=ACME,
            rules=RULES,
            looked_up=True,
        )
        for human in nameless
    ]
    domains = {("t", "acme.example"): [("1P02ACME", "Acme")]}
    assert suggest(matches, domains, rules=RULES) == ()
    assert not any({"add", "link"} & set(match.offers) for match in matches)


@given(people, told)
def test_guessed_addresses_suggest_nothing_either(crowd: list[Human], known: Told) -> None:
    found = matching.addresses(crowd, known)
    contact = Contact("t", "1P06A", "Ana Ruiz", "ana@acme.example", places=(PLACE,))
    matches = [
        matching.judge(
            human,
            address=found[human.id],
            found=(contact,),
            by_hand=None,
            guess=None,
            customer=None,
            rules=RULES,
            looked_up=True,
        )
        for human in crowd
        if human.id in found and found[human.id].confidence == "guess"
    ]
    assert suggest(matches, {}, rules=RULES) == ()


@given(people, told)
def test_colleagues_and_free_mail_are_never_offered_as_contacts(
    crowd: list[Human], known: Told
) -> None:
    found = matching.addresses(crowd, known)
    for human in crowd:
        match = matching.judge(
            human,
            address=found.get(human.id),
            found=(),
            by_hand=None,
            guess=None,
            customer=ACME,
            rules=RULES,
            looked_up=True,
        )
        domain = mail_domain(match.address.email) if match.address else ""
        if match.group == "colleague" or domain in ("gmail.com", "northstar.example"):
            assert not {"add", "link"} & set(match.offers)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Ana@Acme.example", "ana@acme.EXAMPLE", True),
        (" ana@acme.example ", "ana@acme.example", True),
        ("ana+zoom@acme.example", "ana@acme.example", False),
        ("a.na@acme.example", "ana@acme.example", False),
        ("info@bücher.example", "info@xn--bcher-kva.example", True),
        ("jos\u00e9@acme.example", "jose\u0301@acme.example", True),
        ("jos\u00e9@acme.example", "jose@acme.example", False),
        ("\u212aen@acme.example", "ken@acme.example", False),
        ("J\u00d6RG@acme.example", "j\u00f6rg@acme.example", False),
        ("ana@acme.example.", "ana@acme.example", True),
    ],
)
def test_when_two_addresses_are_one(one: str, other: str, same: bool) -> None:
    assert (mailbox(one) == mailbox(other)) is same


@pytest.mark.parametrize("text", ["", "ana", "@acme.example", "ana@", "a na@acme.example"])
def test_what_is_no_address_equals_nothing(text: str) -> None:
    assert mailbox(text) == ""


@given(st.emails())
def test_the_compared_form_is_settled(email: str) -> None:
    assert mailbox(mailbox(email)) == mailbox(email)
    assert email in spellings(email)


def test_a_domain_below_another_belongs_to_it() -> None:
    assert under("mail.acme.example", frozenset({"acme.example"}))
    assert not under("notacme.example", frozenset({"acme.example"}))
