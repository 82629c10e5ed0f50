"""Which hosts are Gainsight's: what users type, what attackers would, and everything else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gainsight_zoom.errors import DataCenterMismatch, DomainMalformed
from gainsight_zoom.hosts import DATA_CENTERS, data_center_of, host_of, is_gainsight_host

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
PLAIN = re.compile(r"[a-z0-9.-]+")


def read(typed: str, center: str | None) -> str | None:
    """The host that was meant, None where it was refused."""
    try:
        return host_of(typed, data_center=center)
    except (DomainMalformed, DataCenterMismatch):
        return None


@pytest.mark.parametrize(
    "host",
    [
        "acme.gainsightcloud.com",
        "acme.us2.gainsightcloud.com",
        "acme.eu.gainsightcloud.com",
        "sb-acme.gainsightcloud.com",
        "a.gainsightcloud.com",
        "xn--acm-dma.gainsightcloud.com",
    ],
)
def test_gainsights_own(host: str) -> None:
    assert is_gainsight_host(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "gainsightcloud.com",
        ".gainsightcloud.com",
        "evilgainsightcloud.com",
        "acme.gainsightcloud.com.evil.example",
        "acme.gainsightcloud.co",
        "acme.gainsightcloud.comm",
        "acme.gainsightcloud.com.",
        "acme..gainsightcloud.com",
        "-acme.gainsightcloud.com",
        "acme-.gainsightcloud.com",
        "acme_x.gainsightcloud.com",
        "ACME.gainsightcloud.com",
        "acme.gainsightcloud.com:443",
        "user@acme.gainsightcloud.com",
        "acme.gainsightcloud.com/x",
        "acme.gainsightcloud.com\\x",
        "acme.gainsightcloud.com#x",
        "acme.gainsightcloud.com\n",
        " acme.gainsightcloud.com",
        "acme.gainsightсloud.com",  # noqa: RUF001 - a Cyrillic letter
        "acmе.gainsightcloud.com",  # noqa: RUF001 - another
        "acme。gainsightcloud.com",
        "127.0.0.1",
        "[::1]",
        "a" * 240 + ".gainsightcloud.com",
    ],
)
def test_look_alikes_are_not(host: str) -> None:
    assert not is_gainsight_host(host)


@pytest.mark.parametrize(
    ("typed", "center", "host"),
    [
        ("acme", None, "acme.gainsightcloud.com"),
        ("acme", "US1", "acme.gainsightcloud.com"),
        ("acme", "US2", "acme.us2.gainsightcloud.com"),
        ("acme", "EU", "acme.eu.gainsightcloud.com"),
        (" ACME ", "EU", "acme.eu.gainsightcloud.com"),
        ("acme.us1", None, "acme.gainsightcloud.com"),
        ("acme.gainsightcloud.com/v1/ui", None, "acme.gainsightcloud.com"),
        ("acme.us2", None, "acme.us2.gainsightcloud.com"),
        ("acme.eu", "EU", "acme.eu.gainsightcloud.com"),
        ("acme.gainsightcloud.com", None, "acme.gainsightcloud.com"),
        ("acme.gainsightcloud.com/", None, "acme.gainsightcloud.com"),
        ("https://acme.gainsightcloud.com", None, "acme.gainsightcloud.com"),
        (
            "https://acme.us2.gainsightcloud.com/v1/ui/home?x=1#y",
            "US2",
            "acme.us2.gainsightcloud.com",
        ),
        ("success.acme.example", None, "success.acme.example"),
        ("success.acme.example", "EU", "success.acme.example"),
        ("acme.example", None, "acme.example"),
    ],
)
def test_what_users_type(typed: str, center: str | None, host: str) -> None:
    assert host_of(typed, data_center=center) == host


@pytest.mark.parametrize(
    ("typed", "center"),
    [
        ("", None),
        ("   ", None),
        ("http://acme.gainsightcloud.com", None),
        ("//acme.gainsightcloud.com", None),
        ("javascript://acme.gainsightcloud.com", None),
        ("https://user:pass@acme.gainsightcloud.com", None),
        ("https://acme.gainsightcloud.com@evil.example", None),
        ("https://acme.gainsightcloud.com:8443", None),
        ("https://acme.gainsightcloud.com\\@evil.example", None),
        ("https://[::1]", None),
        ("https://[", None),
        ("https://", None),
        ("acme.gainsightcloud.com:443", None),
        ("acme.gainsightcloud.com.", None),
        ("user@acme", None),
        ("acme/../x", None),
        ("acmé", None),
        ("127.0.0.1", None),
        ("169.254.169.254", None),
        ("127.1", None),
        ("acme.0x7f", None),
        ("\u212aestrel", None),
        ("a" * 64, None),
        ("ac\nme", None),
        ("acme.us2", "EU"),
        ("acme.eu.gainsightcloud.com", "US1"),
        ("acme.gainsightcloud.com", "US2"),
    ],
)
def test_what_is_no_host_or_contradicts_the_choice(typed: str, center: str | None) -> None:
    assert read(typed, center) is None


@given(st.text(max_size=80), st.sampled_from([None, "US1", "US2", "EU", "nowhere"]))
def test_nothing_typed_breaks_it_or_smuggles_anything(text: str, center: str | None) -> None:
    host = read(text, center)
    assert host is None or PLAIN.fullmatch(host)


@given(
    st.text(alphabet="acme.gainsightcloud:/@\\#?[]%-0127 ", max_size=60),
    st.sampled_from([None, "US1", "US2", "EU"]),
)
def test_nor_does_what_is_nearly_a_host(text: str, center: str | None) -> None:
    host = read(text, center)
    assert host is None or PLAIN.fullmatch(host)
    if host is not None and center is not None and is_gainsight_host(host):
        assert data_center_of(host) == center


@given(LABEL, st.sampled_from(DATA_CENTERS))
def test_a_name_and_a_data_centre_make_a_host_that_shows_both(name: str, center: object) -> None:
    chosen = next(c for c in DATA_CENTERS if c is center)
    if name.isdigit():
        return
    host = host_of(name, data_center=chosen.id)
    assert host == name + chosen.suffix
    assert is_gainsight_host(host)
    assert data_center_of(host) == chosen.id
    assert host_of(f"https://{host}/", data_center=chosen.id) == host
