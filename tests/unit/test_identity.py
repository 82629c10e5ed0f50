"""The identity rule: same address, a pair an admin named, or nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom.identity import Match, compare, mail_domain
from gainsight_zoom.records import Policy

EMAILS = st.emails()
ORGANISATION = Policy(same_organisation_domains=("North.example", " sub.north.example "))
PAIR = Policy(named_pairs=((" Priya@north.example", "pn@kestrel.example"),))


def match(zoom: str, gainsight: str, policy: Policy | None = None) -> Match:
    return compare(zoom_email=zoom, gainsight_email=gainsight, policy=policy or Policy())


@pytest.mark.parametrize(
    ("zoom", "gainsight"),
    [
        ("priya@north.example", "priya@north.example"),
        ("Priya@North.example", "pRIYA@nORTH.EXAMPLE"),
        (" priya@north.example", "priya@north.example\n"),
        ("łukasz@north.example", "łukasz@north.example"),
    ],
)
def test_equal_addresses_are_the_same(zoom: str, gainsight: str) -> None:
    assert match(zoom, gainsight) is Match.SAME


@pytest.mark.parametrize(
    ("zoom", "gainsight"),
    [
        ("priya@north.example", "priya@kestrel.example"),
        ("priya@north.example", "jonas@north.example"),
        ("priya@north.example", "priya+x@north.example"),
        ("priya@north.example", "pri.ya@north.example"),
        ("priya@north.example", ""),
        ("", "priya@north.example"),
        ("", ""),
        ("  ", "  "),
        ("kim@north.example", "\N{KELVIN SIGN}im@north.example"),
        ("sam@north.example", "\N{LATIN SMALL LETTER LONG S}am@north.example"),
        ("strasse@north.example", "straße@north.example"),
        ("priya@north.example", "priya@north.example@kestrel.example"),
    ],
)
def test_all_else_is_refused(zoom: str, gainsight: str) -> None:
    assert match(zoom, gainsight) is Match.REFUSED


@pytest.mark.parametrize(
    ("zoom", "gainsight", "policy"),
    [
        ("priya@north.example", "jonas@north.example", ORGANISATION),
        ("priya@north.example", "p.nair@sub.north.example", ORGANISATION),
        ("priya@north.example", "PN@kestrel.example", PAIR),
    ],
)
def test_what_the_policy_knows_is_asked(zoom: str, gainsight: str, policy: Policy) -> None:
    assert match(zoom, gainsight, policy) is Match.CONFIRM


@pytest.mark.parametrize(
    ("zoom", "gainsight", "policy"),
    [
        ("priya@evil.example", "jonas@north.example", ORGANISATION),
        ("priya@north.example", "jonas@evil.example", ORGANISATION),
        ("priya@north.example", "x@north.example@evil.example", ORGANISATION),
        ("priya@x.north.example", "jonas@north.example", ORGANISATION),
        ("pn@kestrel.example", "priya@north.example", PAIR),
        ("jonas@north.example", "pn@kestrel.example", PAIR),
        ("priya", "jonas", Policy(same_organisation_domains=("",))),
        ("priya@", "jonas@", Policy(same_organisation_domains=("",))),
    ],
)
def test_a_policy_is_about_both_sides(zoom: str, gainsight: str, policy: Policy) -> None:
    assert match(zoom, gainsight, policy) is Match.REFUSED


@given(EMAILS, EMAILS)
def test_without_a_policy_only_equal_addresses_match(zoom: str, gainsight: str) -> None:
    same = zoom.lower() == gainsight.lower()
    assert match(zoom, gainsight) is (Match.SAME if same else Match.REFUSED)


@given(EMAILS, EMAILS, st.lists(st.tuples(EMAILS, EMAILS)), st.lists(EMAILS.map(mail_domain)))
def test_a_policy_never_connects_without_asking(
    zoom: str, gainsight: str, pairs: list[tuple[str, str]], domains: list[str]
) -> None:
    policy = Policy(named_pairs=tuple(pairs), same_organisation_domains=tuple(domains))
    if match(zoom, gainsight, policy) is Match.SAME:
        assert zoom.lower() == gainsight.lower()


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_are_the_same_only_if_they_are(one: str, other: str) -> None:
    if match(one, other) is Match.SAME:
        assert one.strip() == other.strip() or (
            one.isascii() and other.isascii() and one.strip().lower() == other.strip().lower()
        )


@pytest.mark.parametrize(
    ("email", "domain"),
    [
        ("priya@North.example", "north.example"),
        ("a@b@c.example", "c.example"),
        ("nobody", ""),
        ("", ""),
        ("a@ ", ""),
    ],
)
def test_mail_domains(email: str, domain: str) -> None:
    assert mail_domain(email) == domain
