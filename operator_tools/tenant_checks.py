"""Questions about a tenant as a whole: login, refusals, objects, fields, scorecards, limits."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gainsight_zoom import activities
from gainsight_zoom.catalog import OBJECTS
from gainsight_zoom.errors import AppError, UpstreamUnauthorized
from gainsight_zoom.gainsight.describe import FLAGS, read_objects
from gainsight_zoom.gainsight.oauth import SCOPE, GainsightOAuth
from gainsight_zoom.hosts import data_center_of
from gainsight_zoom.layouts import DEFAULT_LAYOUT
from gainsight_zoom.records import Tenant
from gainsight_zoom.searching import SELECTED
from gainsight_zoom.summaries import ALWAYS, RELATIONSHIP_ALWAYS
from operator_tools.findings import Finding

if TYPE_CHECKING:
    from gainsight_zoom.metadata import ObjectMetadata
    from gainsight_zoom.outbound import Answer
    from operator_tools.access import TenantReader

__all__ = [
    "USER_FIELDS",
    "bad_token",
    "described",
    "fields",
    "limits",
    "login",
    "places",
    "scorecards",
    "writable",
]

METADATA_PATH = "/.well-known/oauth-authorization-server"
DESCRIBE_PATH = "/v1/meta/services/objects/describe"
LIST_PATH = "/v1/meta/services/objects/list?po=company&em=false"
NOT_FOUND = 404
USER_FIELDS = ("Gsid", "Name", "Email", "LicenseType", "IsActiveUser", "IsSuperAdmin")
FIXED = {"gsuser": USER_FIELDS, "activity_timeline": activities.READ}
PLACES = {
    "company_person": {"Person_ID": "person", "Company_ID": "company"},
    "relationship_person": {"Person_ID": "person", "Relationship_ID": "relationship"},
}
"""The keys under which a person's places are read and written, and what they look up."""
REQUIRED = {
    "company": {"Gsid", "Name"},
    "relationship": {"Gsid", "Name", "CompanyId"},
    "gsuser": {"Gsid", "Email", "LicenseType", "IsActiveUser"},
    "activity_timeline": {"Gsid", "GsCompanyId", "ActivityDate", "Subject"},
}
"""Without these the main job does not work; any other field is left out where it is missing."""

NEAR = 0.75


def login(reader: TenantReader) -> Iterator[Finding]:
    """Where users log in, and with what."""
    tenant = Tenant(
        key="checked",
        name="checked",
        host=reader.host,
        environment="production",
        data_center=data_center_of(reader.host),
    )
    question, assumed = "Authorization server", "metadata document, issuer is this host"
    document = _document(reader)
    oauth = GainsightOAuth(reader.outbound, clock=reader.clock, secrets=_no_secrets)
    try:
        oauth.discover(tenant, reader.deadline())
    except AppError as error:
        issuer = document.get("issuer") if document else None
        same = issuer == f"https://{reader.host}"
        found = error.reason if same or not issuer else "another issuer or foreign endpoints"
        yield Finding(question, assumed, found, copes=False)
        return
    if document is None:
        yield Finding(question, assumed, "no document; the known paths are used", copes=True)
        return
    yield Finding(question, assumed, "metadata document, issuer is this host", copes=True)
    yield _offers(document, "code_challenge_methods_supported", "PKCE", ["S256"])
    yield _offers(
        document,
        "token_endpoint_auth_methods_supported",
        "Client authentication",
        ["client_secret_post"],
    )
    yield _offers(document, "grant_types_supported", "Refresh", ["refresh_token"])
    yield _offers(document, "scopes_supported", "Scopes", SCOPE.split())


def bad_token(reader: TenantReader) -> Iterator[Finding]:
    """What a token that is not good is told: only this leads to a refresh."""
    body = {"select": ["Gsid"], "limit": 1}
    answer = reader.post_as("not-a-token", "/v1/data/objects/query/Company", body)
    try:
        reader.data(answer)
        copes = False
    except UpstreamUnauthorized:
        copes = True
    except AppError:
        copes = False
    found = f"{answer.status} {_code(answer)}".strip()
    yield Finding("Refusal of a bad token", "401 GS_APIG_2401", found, copes)


def described(reader: TenantReader) -> tuple[dict[str, ObjectMetadata], Finding]:
    """Describe the objects the product uses, as it does; and say how the answer is shaped."""
    question, assumed = "Describe of several objects", "a list of objects"
    body = {"objectNames": list(OBJECTS), **FLAGS}
    try:
        data = reader.data(reader.post(DESCRIBE_PATH, body))
        objects = read_objects(data)
    except AppError as error:
        return {}, Finding(question, assumed, error.reason, copes=False)
    missing = sorted(set(OBJECTS) - set(objects))
    found = f"{_shape(data)}; {'without ' + ', '.join(missing) if missing else 'all there'}"
    return objects, Finding(question, assumed, found, copes=not missing)


def fields(objects: Mapping[str, ObjectMetadata]) -> Iterator[Finding]:
    """Which of the fields we use exist, and under which names."""
    for name, required in REQUIRED.items():
        metadata = objects.get(name)
        if metadata is None:
            continue
        wanted = _wanted(name)
        found = {w: metadata.find(w) for w in wanted}
        renamed = [f"{w} is {f.name}" for w, f in found.items() if f and f.name != w]
        missing = [_with_nearest(w, metadata) for w, f in found.items() if f is None]
        told = [*renamed, *(f"no {m}" for m in missing)]
        yield Finding(
            f"Fields of {name}",
            f"{len(wanted)} by their usual names",
            ", ".join(told) or "all, by these names",
            copes=all(found[r] is not None for r in required),
        )


def places(reader: TenantReader) -> Iterator[Finding]:
    """Under which keys a person is tied to companies and relationships."""
    body = {"objectNames": list(PLACES), **FLAGS}
    objects = read_objects(reader.data(reader.post(DESCRIBE_PATH, body)))
    for name, keys in PLACES.items():
        metadata = objects.get(name)
        lookups = (
            [f for f in metadata.fields if f.lookup_object in keys.values()] if metadata else []
        )
        found = ", ".join(f"{f.name} ({f.lookup_object})" for f in lookups) or "none"
        copes = {(f.name, f.lookup_object) for f in lookups} >= set(keys.items())
        # a person can be added to a company alone
        yield Finding(f"Keys of {name}", ", ".join(keys), found, copes or None)


def writable(objects: Mapping[str, ObjectMetadata]) -> Iterator[Finding]:
    """Whether relationships seem to take writes: a hint, since only a write would tell."""
    metadata = objects.get("relationship")
    if metadata is None:
        return
    able = sum(f.updateable and not f.read_only for f in metadata.fields)
    found = f"{able} of {len(metadata.fields)} fields can be updated"
    yield Finding("Writing relationships", "some fields can be updated", found, bool(able) or None)


def scorecards(reader: TenantReader) -> Iterator[Finding]:
    """Whether scorecard objects are listed, and whether the object query reads them."""
    assumed = "not listed, or not readable"
    try:
        listed = reader.data(reader.get(LIST_PATH))
        names = [str(o.get("objectName", "")) for o in _objects(listed)]
    except AppError as error:
        yield Finding("List of objects", "a list with objectName", error.reason, copes=None)
        return
    yield Finding("List of objects", "a list with objectName", f"{len(names)} objects", copes=None)
    about = [n for n in names if "scorecard" in n.lower().replace("_", "")]
    if not about:
        yield Finding("Scorecard objects", assumed, "none is listed", copes=None)
    for name in about[:6]:
        yield Finding(f"Object {name}", assumed, _readable(reader, name), copes=None)


def limits(reader: TenantReader) -> Iterator[Finding]:
    """What answers said about rate limits."""
    told = ", ".join(f"{k}: {v}" for k, v in sorted(reader.limits_told.items()))
    assumed = "x-ratelimit-limit, form unknown"
    yield Finding("Rate-limit headers", assumed, told or "none", copes=None)


def _no_secrets(_: str, *, fresh: bool = False) -> dict[str, str]:
    raise AppError(f"no secret is read here (fresh={fresh})")


def _document(reader: TenantReader) -> dict[str, Any] | None:
    answer = reader.get_anonymously(METADATA_PATH)
    if answer.status == NOT_FOUND:
        return None
    try:
        document = answer.json()
    except AppError:
        return {}
    return document if isinstance(document, dict) else {}


def _offers(document: Mapping[str, Any], key: str, question: str, needed: list[str]) -> Finding:
    assumed = ", ".join(needed)
    offered = document.get(key)
    if not isinstance(offered, list):
        return Finding(question, assumed, "not told", copes=None)
    found = ", ".join(str(o) for o in offered) or "none"
    return Finding(question, assumed, found, copes=set(needed) <= set(offered))


def _code(answer: Answer) -> str:
    try:
        body = answer.json()
    except AppError:
        return "(not JSON)"
    return str(body.get("errorCode") or "") if isinstance(body, dict) else ""


def _shape(data: object) -> str:
    if isinstance(data, list):
        return "a list of objects"
    return "one object" if isinstance(data, Mapping) and "fields" in data else "objects by name"


def _wanted(name: str) -> tuple[str, ...]:
    if name in FIXED:
        return FIXED[name]
    layout = DEFAULT_LAYOUT
    kinds = {"company": (), "relationship": RELATIONSHIP_ALWAYS}
    chips, shown = layout.summary_chips[name], layout.summary_fields[name]
    searched = SELECTED["relationship" if name == "relationship" else "company"]
    return tuple(dict.fromkeys((*ALWAYS, *kinds[name], *chips, *shown, *searched)))


def _with_nearest(wanted: str, metadata: ObjectMetadata) -> str:
    names = [f.name for f in metadata.fields]
    near = difflib.get_close_matches(wanted, names, n=1, cutoff=NEAR)
    return f"{wanted} (but {near[0]})" if near else wanted


def _objects(listed: object) -> list[Mapping[str, Any]]:
    return [o for o in listed if isinstance(o, Mapping)] if isinstance(listed, list) else []


def _readable(reader: TenantReader, name: str) -> str:
    try:
        reader.rows(name, {"select": ["Gsid"], "limit": 1})
    except AppError as error:
        return f"listed, not readable ({error.reason})"
    return "listed and readable"
