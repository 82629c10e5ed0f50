"""Switches of the Gainsight stand-in: where the sources leave a gap, both readings can be had."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

__all__ = ["DEFAULT_REDIRECT_URI", "Area", "Limit", "Settings", "default_limits"]

DEFAULT_REDIRECT_URI = "http://app.localhost:8400/oauth/gainsight/callback"

Area = Literal["objects", "metadata", "people", "timeline", "users", "events", "oauth", "other"]


@dataclass(frozen=True)
class Limit:
    """At most `calls` in each fixed window of `seconds`."""

    calls: int
    seconds: int


def default_limits() -> dict[str, tuple[Limit, ...]]:
    """Give the published limits per class of calls (Gainsight, «API limits»)."""
    return {
        "objects": (Limit(100, 60), Limit(50_000, 86_400)),
        "timeline": (Limit(200, 60),),
        "users": (Limit(100, 3_600), Limit(1_000, 86_400)),
    }


@dataclass
class Settings:
    """What a tenant does where the sources disagree or are silent. Change it at any time.

    Parameters
    ----------
    redirect_uris : tuple of str
        Callback URLs of the tenant's OAuth application, compared as text.
    application_scope : {"read", "read_write"}
        Scope the admin gave the application.
    access_ttl_s, refresh_ttl_s, code_ttl_s, session_ttl_s, m2m_ttl_s : int
        Lifetimes in seconds. Those of user tokens are published nowhere.
    rotation : bool
        A refresh answers a new refresh token and retires the old one (no source says so).
    rotation_grace_s : int
        Seconds for which a retired refresh token still answers its successor's tokens.
    iss_in_redirect : bool
        Add ``iss`` to the redirect (RFC 9207).
    issuer : str or None
        Claim this issuer instead of the own one, as ``companyapi.`` hosts do.
    metadata_document : bool
        Serve the RFC 8414 document at all.
    identity_in : {"jwt", "response", "none"}
        Where a client learns whose token it got: the access token is a JWT, the token answer has
        ``user_id`` and ``email``, or nowhere.
    data_shape : {"records", "list"}
        ``data`` of a read: ``{"records": []}`` or the list itself.
    empty_answer : {"records", "result_false", "no_entity"}
        Which of the three ways of saying "nothing found".
    null_values : {"omitted", "null"}
        Whether a record carries keys without a value.
    describe_shape : {"list", "object"}
        ``data`` of a describe: a list, or one object itself and several by name.
    multi_values : {"list", "semicolon"}
        How a multi-select value is read.
    filter_offset_h : float
        Hours by which a filter's time without offset is ahead of UTC; no source names the zone.
    relationship_writable : bool
        Whether ``/v1/data/objects/Relationship`` takes writes; no source says so of every tenant.
    text_case : {"insensitive", "sensitive"}
        How text operators compare.
    text_in : bool
        Whether IN is allowed on text (the published list has it only for numbers).
    mixed_expression : {"refuse", "and_first", "left_to_right"}
        What ``A AND B OR C`` means: no source says.
    max_traversal : int
        Lookups in one path, ``Csm__gr.Manager__gr.Email`` being two; one is documented.
    timeline_max_records : int
        Records in one call of the Timeline API, whose page says "create one".
    failure_map : str
        Name of the failure map in its answer (not confirmed).
    associations : {"companies", "associations", "both"}
        Which body the People API takes.
    portfolio_only : set of str
        E-mail addresses of users who see only the records they are the CSM of.
    licence_limits_writes : bool
        Whether a Viewer's token is refused writes (no source says so).
    html_without_accept : bool
        An error is an HTML page with status 200 unless JSON was asked for.
    retry_after : bool
        Whether 429 carries ``Retry-After``; no source says so.
    refused_calls_count : bool
        Whether a call that is answered 429 is taken from its other windows, such as the day's, all
        the same; no source says so.
    scorecard_objects : bool
        Whether the scorecard objects can be queried; the sources disagree.
    score_rule : bool
        Whether the admin's rule consumes rows of Zoom_Score_Update__gc.
    score_rule_delay_s : float
        How long after its insertion a row is consumed.
    unique_refusal : {"field", "record", "unlisted", "none"}
        How a value is refused that a unique field has already; no source has the code. At the
        field, for the record as a whole, with a code outside the published list; or it is taken,
        as where the admin did not make the field unique.
    refusals : dict of str to str
        API names of fields whose values are refused whatever they are, with the code.
    limits : dict of str to tuple of Limit
        Fixed windows per class of calls.
    limit_class : dict of str to str
        Which class an area's calls are counted in; areas not named have no limit.
    """

    redirect_uris: tuple[str, ...] = (DEFAULT_REDIRECT_URI,)
    application_scope: Literal["read", "read_write"] = "read_write"
    access_ttl_s: int = 3_600
    refresh_ttl_s: int = 30 * 86_400
    code_ttl_s: int = 120
    session_ttl_s: int = 8 * 3_600
    m2m_ttl_s: int = 86_400
    rotation: bool = True
    rotation_grace_s: int = 0
    iss_in_redirect: bool = True
    issuer: str | None = None
    metadata_document: bool = True
    identity_in: Literal["jwt", "response", "none"] = "jwt"
    data_shape: Literal["records", "list"] = "records"
    empty_answer: Literal["records", "result_false", "no_entity"] = "records"
    null_values: Literal["omitted", "null"] = "omitted"
    describe_shape: Literal["list", "object"] = "list"
    multi_values: Literal["list", "semicolon"] = "list"
    filter_offset_h: float = 0
    relationship_writable: bool = True
    text_case: Literal["insensitive", "sensitive"] = "insensitive"
    text_in: bool = True
    mixed_expression: Literal["refuse", "and_first", "left_to_right"] = "refuse"
    max_traversal: int = 1
    timeline_max_records: int = 1
    failure_map: str = "failures"
    associations: Literal["companies", "associations", "both"] = "companies"
    portfolio_only: set[str] = field(default_factory=set)
    licence_limits_writes: bool = False
    html_without_accept: bool = True
    retry_after: bool = False
    refused_calls_count: bool = False
    scorecard_objects: bool = True
    score_rule: bool = True
    score_rule_delay_s: float = 15
    unique_refusal: Literal["field", "record", "unlisted", "none"] = "field"
    refusals: dict[str, str] = field(default_factory=dict)
    limits: dict[str, tuple[Limit, ...]] = field(default_factory=default_limits)
    limit_class: dict[str, str] = field(
        default_factory=lambda: {
            "objects": "objects",
            "metadata": "objects",
            "people": "objects",
            "timeline": "timeline",
            "users": "users",
        }
    )

    def refuses_writes(self, name: str) -> bool:
        """Tell whether writes of an object that is otherwise writable are switched off."""
        return name == "relationship" and not self.relationship_writable
