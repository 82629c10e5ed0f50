"""One entry per human, whatever arrives in whatever order."""

from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom.attendance import Listed, humans
from gainsight_zoom.roster import Attendee, Roster, Stay

KEYS = ("a1", "a2", "b1", "b2", "c1", "c2", "d1")
WHO = {
    "a": {"name": "Ana Ruiz", "email": "ana@acme.example"},
    "b": {"name": "Bo Ek", "uid": "zoom-bo"},
    "c": {"name": "iPhone"},
    "d": {"name": "iPhone"},
}

stays = st.lists(
    st.builds(
        lambda key, joined, left: Stay(Attendee(key, **WHO[key[0]]), joined, left, None),
        key=st.sampled_from(KEYS),
        joined=st.none() | st.integers(1, 50),
        left=st.none() | st.integers(1, 50),
    ),
    unique_by=lambda stay: stay.attendee.key,
    max_size=7,
).map(lambda found: [s for s in found if s.joined_ms is not None or s.left_ms is not None])


def roster(found: list[Stay], ended: int | None = None) -> Roster:
    return Roster(None, ended, tuple(found))


@given(stays, st.randoms(use_true_random=False), st.none() | st.integers(1, 60))
def test_the_order_of_stays_plays_no_part(
    found: list[Stay], random: st.DataObject, ended: int | None
) -> None:
    first = humans("m", roster(found, ended), [])
    shuffled = list(found)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert humans("m", roster(shuffled, ended), []) == first


@given(stays)
def test_who_has_a_mark_is_one_human_however_often_they_came(found: list[Stay]) -> None:
    made = humans("m", roster(found), [])
    for name in ("Ana Ruiz", "Bo Ek"):
        came = any(stay.attendee.name == name for stay in found)
        assert sum(human.name == name for human in made) == int(came)


@given(stays)
def test_everybody_present_is_here_and_nobody_else(found: list[Stay]) -> None:
    made = humans("m", roster(found), [])
    present = {stay.attendee.key for stay in roster(found).present()}
    assert {key for human in made for key in human.uuids} == present
    assert all((human.presence == "here") is bool(human.uuids) for human in made)


@given(stays)
def test_two_guests_of_one_name_at_the_same_time_are_two(found: list[Stay]) -> None:
    made = humans("m", roster(found), [])
    nameless = [s for s in roster(found).present() if s.attendee.name == "iPhone"]
    here = [h for h in made if h.name == "iPhone" and h.presence == "here"]
    assert len(here) == len(nameless)


@given(stays, st.integers(51, 99))
def test_coming_back_keeps_the_id(found: list[Stay], later: int) -> None:
    before = {human.name: human.id for human in humans("m", roster(found), [])}
    again = [*found, Stay(Attendee("a9", **WHO["a"]), later, None, None)]
    after = {human.name: human.id for human in humans("m", roster(again), [])}
    if "Ana Ruiz" in before:
        assert after["Ana Ruiz"] == before["Ana Ruiz"]


@given(stays)
def test_what_the_client_lists_adds_only_who_zoom_has_not_told_of(found: list[Stay]) -> None:
    listed = [Listed(key, str(WHO[key[0]]["name"]), "attendee") for key in ("a1", "d1")]
    made = humans("m", roster(found), listed)
    keys = [key for human in made for key in human.uuids]
    assert len(keys) == len(set(keys))
    assert {"a1", "d1"} <= set(keys)


def test_me_is_one_by_account_whatever_the_client_calls_me() -> None:
    mine = Stay(Attendee("b1", **WHO["b"]), 1, None, None)
    (me,) = humans("m", roster([mine]), [], me=Listed("b7", "Bo", "coHost"), my_uid="zoom-bo")
    assert (me.me, me.role, me.presence) == (True, "co-host", "here")
