"""Opening Zoom's app context: the published vector, both alphabets, and everything that is none."""

import base64
import hashlib
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st
from sandbox.zoom import encrypt_context

from gainsight_zoom.errors import ContextRejected
from gainsight_zoom.zoom.context import AppContext, open_context

SECRET = "test_client_secret_0123456789AB"  # noqa: S105 - of the vector
CLIENT = "test_client_id"
VECTOR = (
    "DAABAgMEBQYHCAkKCwAA0QAAAEYGTJjqCxCdNOBzfI3UkfMEBQCaDOI_6kqwXfTXfwUYBowt46Xcq35X-8W6_BHJN8Ble"
    "uYHI3NpcH5xB6O0IZvIy3zfALZpkD_DRPpdqKoBsWMQI_q-c9kki7hK5jcE2TxqD2-zMLRn0R6ZfKG61rPotywJTozm_X"
    "-GxR7wc1EJJ7w_SvPGtHzn3OAD8N0C6EM7CILO35LsWNRNoTFCzUWVB_r2JuJnvmoI6hAZBq_MReY6lrPBlQXZ3fXv36a"
    "GebPD8klVSSF4frGSj1Y1lD47NeEXJaz8RGo76AAwF8IU3Q"
)
MADE_AT = 1_700_000_000.0
LIFE_S = 120


def opened(token: str, **changed: Any) -> AppContext:
    arguments = {"client_secret": SECRET, "client_id": CLIENT, "now": MADE_AT, **changed}
    return open_context(token, **arguments)


def why(token: str, **changed: Any) -> str:
    with pytest.raises(ContextRejected) as caught:
        opened(token, **changed)
    return caught.value.reason


def sealed(**claims: Any) -> str:
    base = {"aud": CLIENT, "iss": "marketplace.zoom.us", "exp": (MADE_AT + LIFE_S) * 1000}
    kept = {k: v for k, v in {**base, **claims}.items() if v is not None}
    return encrypt_context(kept, client_secret=SECRET)


def test_the_vector_opens() -> None:
    """Made apart from this code, and opened by the algorithm of Zoom's Node sample."""
    assert opened(VECTOR) == AppContext(
        "KdYKjnimT4KPd8FFgQt9FQ", "lGq5tG0xTk2Zo+v5OJmCeA==", "host", made_at=int(MADE_AT)
    )


@pytest.mark.parametrize(
    "spelt",
    [
        VECTOR + "=" * (-len(VECTOR) % 4),
        VECTOR.replace("-", "+").replace("_", "/"),
        VECTOR.replace("-", "+").replace("_", "/") + "=" * (-len(VECTOR) % 4),
        f" {VECTOR}\n",
    ],
    ids=["url-safe, padded", "plain", "plain, padded", "white space around"],
)
def test_both_alphabets_with_and_without_padding(spelt: str) -> None:
    assert opened(spelt) == opened(VECTOR)


def test_additional_authenticated_data_is_part_of_the_seal() -> None:
    claims = {"aud": CLIENT, "iss": "marketplace.zoom.us", "exp": (MADE_AT + 1) * 1000}
    token = encrypt_context(claims, client_secret=SECRET, aad=b"more")
    assert opened(token) == AppContext(None, None, None)
    raw = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    changed = base64.urlsafe_b64encode(raw.replace(b"more", b"less")).decode()
    assert why(changed) == "context_forged"


def test_an_iv_of_another_length_is_fine() -> None:
    claims = {"aud": CLIENT, "iss": "marketplace.zoom.us", "exp": (MADE_AT + 1) * 1000}
    assert opened(encrypt_context(claims, client_secret=SECRET, iv=bytes(16))).uid is None


def test_it_lives_until_it_expires() -> None:
    assert opened(VECTOR, now=MADE_AT + LIFE_S - 0.001).uid
    assert why(VECTOR, now=MADE_AT + LIFE_S) == "context_expired"


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"client_id": "another_app"}, "context_audience"),
        ({"client_secret": "another_secret"}, "context_forged"),
    ],
)
def test_it_is_for_one_app(changed: dict[str, str], reason: str) -> None:
    assert why(VECTOR, **changed) == reason


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": None}, "context_audience"),
        ({"aud": [CLIENT]}, "context_audience"),
        ({"iss": None}, "context_issuer"),
        ({"iss": "https://marketplace.zoom.us"}, "context_issuer"),
        ({"exp": None}, "context_without_expiry"),
        ({"exp": "1700000120000"}, "context_without_expiry"),
        ({"exp": True}, "context_without_expiry"),
        ({"exp": float("nan")}, "context_without_expiry"),
        ({"exp": float("inf")}, "context_without_expiry"),
        ({"exp": 0}, "context_expired"),
    ],
)
def test_every_claim_that_matters_is_checked(claims: dict[str, Any], reason: str) -> None:
    assert why(sealed(**claims)) == reason


@pytest.mark.parametrize("plaintext", ["[]", "null", "no json", '"text"', ""])
def test_sealed_nonsense_is_rejected(plaintext: str) -> None:
    assert why(_sealed_text(plaintext)) == "context_not_json"


@pytest.mark.parametrize(
    ("told", "role"),
    [
        ("host", "host"),
        ("co-host", "co-host"),
        ("coHost", "co-host"),
        ("cohost", "co-host"),
        ("participant", "participant"),
        (None, None),
        (7, None),
    ],
)
def test_roles_are_spelt_one_way(told: object, role: str | None) -> None:
    assert opened(sealed(attendrole=told)).role == role


@pytest.mark.parametrize("uid", [None, "", 7, ["x"]])
def test_without_a_user_id_it_is_a_guest(uid: object) -> None:
    assert opened(sealed(uid=uid)).uid is None


@pytest.mark.parametrize("made", [None, "now", -1, True, float("inf"), float("nan")])
def test_a_time_that_is_none_is_the_epoch(made: object) -> None:
    assert opened(sealed(uid="u", ts=made)).made_at == 0


def test_unknown_claims_are_tolerated() -> None:
    assert opened(sealed(uid="u", theme={"dark": True}, act="{}", roomId=7)).uid == "u"


def test_truncated_anywhere_it_is_rejected() -> None:
    for length in range(len(VECTOR)):
        why(VECTOR[:length])


def test_truncated_before_encoding_it_is_rejected() -> None:
    raw = base64.urlsafe_b64decode(VECTOR + "=" * (-len(VECTOR) % 4))
    for length in range(len(raw)):
        why(base64.urlsafe_b64encode(raw[:length]).decode())


@given(st.integers(0, 243), st.integers(1, 255))
def test_no_byte_can_be_changed(place: int, flip: int) -> None:
    raw = bytearray(base64.urlsafe_b64decode(VECTOR + "=" * (-len(VECTOR) % 4)))
    raw[place] ^= flip
    why(base64.urlsafe_b64encode(bytes(raw)).decode())


@given(st.text(max_size=400) | st.text(alphabet="Aa-_+/=\ud800 ", max_size=400))
def test_junk_is_rejected(junk: str) -> None:
    why(junk)


@given(st.binary(max_size=400))
def test_encoded_junk_is_rejected(junk: bytes) -> None:
    why(base64.urlsafe_b64encode(junk).decode())


@given(
    iv=st.integers(0, 255),
    aad=st.integers(0, 65_535),
    cipher=st.integers(-(2**31), 2**31 - 1),
    rest=st.binary(max_size=64),
)
def test_lengths_that_lie_are_rejected(iv: int, aad: int, cipher: int, rest: bytes) -> None:
    raw = (
        iv.to_bytes(1, "little")
        + bytes(min(iv, 12))
        + aad.to_bytes(2, "little")
        + cipher.to_bytes(4, "little", signed=True)
        + rest
    )
    why(base64.urlsafe_b64encode(raw).decode())


def test_too_long_is_rejected_before_it_is_read() -> None:
    assert why("A" * 8193) == "context_length"
    assert why("") == "context_length"


def _sealed_text(plaintext: str) -> str:
    """Seal a text that is no JSON object: the vector's own layout, by hand."""
    iv = bytes(12)
    body = AESGCM(hashlib.sha256(SECRET.encode()).digest()).encrypt(iv, plaintext.encode(), None)
    size = (len(body) - 16).to_bytes(4, "little")
    return base64.urlsafe_b64encode(b"\x0c" + iv + b"\0\0" + size + body).decode()
