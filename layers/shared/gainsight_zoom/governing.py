"""Whether what an admin wants to decide is possible: every rule about policies and layouts.

Nothing is corrected behind the admin's back but spelling: e-mail addresses and domains in lower
case, fields by the names that the tenant's describe gives them.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from gainsight_zoom.access import KINDS, RIGHTS_BY_LICENSE, TABS, administers
from gainsight_zoom.errors import ValidationFailed
from gainsight_zoom.hosts import is_host
from gainsight_zoom.layouts import AttributeGroup, Layout
from gainsight_zoom.mailboxes import FREE_MAIL
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata
from gainsight_zoom.policies import ANY_TYPE, Admission, UserGroup
from gainsight_zoom.records import GainsightUser, Policy, Tenant

Problem = tuple[str, str]
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,180}\.[^@\s]{2,63}")
_CUSTOM_OBJECT = re.compile(r"[A-Za-z]\w{0,76}__gc")
_GSID = re.compile(r"[A-Za-z0-9_-]{1,64}")
MAX_PEOPLE, MAX_ADMINS, MAX_GROUPS, MAX_RULES = 3000, 50, 50, 200
MAX_DOMAINS, MAX_PAIRS, MAX_COMPANIES = 200, 1000, 500
MAX_NAME, MAX_REASON, MAX_URL = 60, 200, 500
MAX_CHIPS, MAX_FIELD_GROUPS, MAX_FIELDS, MAX_TYPES = 8, 20, 120, 40
CALL_SHARE, KEEP_ALIVE, IDLE = range(5, 81), range(1, 61), range(7, 731)
PEOPLE_CHUNK = range(10, 501)
ALL_CUSTOM = "*custom"
ACTIVITY = "activity_timeline"


def checked_policy(policy: Policy, tenant: Tenant, admin: GainsightUser) -> Policy:
    """Return a policy with its spelling settled.

    Raises
    ------
    ValidationFailed
        With everything that is wrong, by the path of the field.
    """
    settled = _settled(policy)
    problems = dict(policy_problems(settled, tenant))
    if not administers(settled, admin):
        problems["admins"] = "You would lock yourself out. Name your own address here too."
    if problems:
        raise ValidationFailed("policy_invalid", fields=problems)
    return settled


def policy_problems(policy: Policy, tenant: Tenant) -> Iterator[Problem]:
    """Yield what is wrong with a policy whose spelling is settled: path and sentence."""
    yield from _emails("admission.listed", policy.admission.listed, MAX_PEOPLE)
    yield from _emails("admission.pilot", policy.admission.pilot, MAX_PEOPLE)
    yield from _emails("admins", policy.admins, MAX_ADMINS)
    yield from _known("admission.license_kinds", policy.admission.license_kinds)
    yield from _group_problems(policy.groups)
    yield from _tab_problems(policy)
    yield from _domain_problems(policy)
    yield from _pair_problems(policy)
    yield from _range("call_share", policy.call_share, CALL_SHARE)
    yield from _range("keep_alive_days", policy.keep_alive_days, KEEP_ALIVE)
    yield from _range("idle_days", policy.idle_days, IDLE)
    yield from _range("people_chunk", policy.people_chunk, PEOPLE_CHUNK)
    if policy.idle_days < policy.keep_alive_days:
        yield "idle_days", "Has to be at least as long as connections are kept alive."
    if policy.usage_object and not _CUSTOM_OBJECT.fullmatch(policy.usage_object):
        yield "usage_object", "Give the API name of a custom object; it ends with __gc."
    yield from _url_problems(policy.record_urls, tenant)
    yield from _portfolio_problems(policy)


def checked_layout(layout: Layout, objects: Mapping[str, ObjectMetadata]) -> Layout:
    """Return a layout with its fields named as describe names them; the Summary flattened.

    Raises
    ------
    ValidationFailed
        With everything that is wrong, by the path of the field.
    """
    problems = dict(layout_problems(layout, objects))
    if problems:
        raise ValidationFailed("layout_invalid", fields=problems)
    return _named(layout, objects)


def layout_problems(layout: Layout, objects: Mapping[str, ObjectMetadata]) -> Iterator[Problem]:
    """Yield what is wrong with a layout: path and sentence."""
    for section in ("summary_chips", "summary_fields", "summary_groups", "attributes"):
        for kind in getattr(layout, section):
            if kind not in KINDS:
                yield f"{section}.{kind}", "There are companies and relationships only."
    for kind in KINDS:
        known = objects[kind]
        chips = layout.summary_chips.get(kind, ())
        yield from _missing(f"summary_chips.{kind}", chips, known)
        if len(chips) > MAX_CHIPS:
            yield f"summary_chips.{kind}", f"At most {MAX_CHIPS} fit above the Summary."
        yield from _missing(f"summary_fields.{kind}", layout.summary_fields.get(kind, ()), known)
        for section in ("summary_groups", "attributes"):
            groups = getattr(layout, section).get(kind, ())
            yield from _field_group_problems(f"{section}.{kind}", groups, known)
    yield from _type_problems(layout, objects[ACTIVITY])


def _settled(policy: Policy) -> Policy:
    admission = policy.admission
    return replace(
        policy,
        usage_object=policy.usage_object.strip(),
        admission=Admission(
            mode=admission.mode,
            license_kinds=tuple(dict.fromkeys(admission.license_kinds)),
            listed=_lower(admission.listed),
            pilot=_lower(admission.pilot),
        ),
        admins=_lower(policy.admins),
        groups=tuple(
            UserGroup(g.name.strip(), _lower(g.users), tuple(dict.fromkeys(g.licenses)))
            for g in policy.groups
        ),
        tabs_off=tuple(replace(off, reason=off.reason.strip()) for off in policy.tabs_off),
        same_organisation_domains=_lower(policy.same_organisation_domains),
        ignored_mail_domains=_lower(policy.ignored_mail_domains),
        automatic_off=tuple(dict.fromkeys(policy.automatic_off)),
        named_pairs=tuple((a.strip().lower(), b.strip().lower()) for a, b in policy.named_pairs),
    )


def _lower(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.strip().lower() for text in texts))


def is_email(text: str) -> bool:
    """Tell whether a text looks like one e-mail address."""
    return _EMAIL.fullmatch(text) is not None


def _emails(path: str, texts: tuple[str, ...], most: int) -> Iterator[Problem]:
    wrong = next((n for n, text in enumerate(texts, 1) if not is_email(text)), None)
    if wrong is not None:
        yield path, f"Entry {wrong} is no e-mail address."
    elif len(texts) > most:
        yield path, f"At most {most} people can be listed."


def _known(path: str, licenses: tuple[str, ...]) -> Iterator[Problem]:
    if any(kind not in RIGHTS_BY_LICENSE for kind in licenses):
        yield path, f"Choose among {', '.join(RIGHTS_BY_LICENSE)}."


def _group_problems(groups: tuple[UserGroup, ...]) -> Iterator[Problem]:
    if len(groups) > MAX_GROUPS:
        yield "groups", f"At most {MAX_GROUPS} groups."
    names = [group.name for group in groups]
    for n, group in enumerate(groups):
        if not 0 < len(group.name) <= MAX_NAME or group.name in names[:n]:
            yield f"groups.{n}.name", f"Give each group a name of its own, up to {MAX_NAME} long."
        yield from _emails(f"groups.{n}.users", group.users, MAX_PEOPLE)
        yield from _known(f"groups.{n}.licenses", group.licenses)


def _tab_problems(policy: Policy) -> Iterator[Problem]:
    if len(policy.tabs_off) > MAX_RULES:
        yield "tabs_off", f"At most {MAX_RULES} rules."
    names = {group.name for group in policy.groups}
    for n, off in enumerate(policy.tabs_off):
        if off.tab not in TABS:
            yield f"tabs_off.{n}.tab", f"Choose among {', '.join(TABS)}."
        if off.kind == "company" and off.type != ANY_TYPE:
            yield f"tabs_off.{n}.type", "Only relationships have types."
        if off.type != ANY_TYPE and _GSID.fullmatch(off.type) is None:
            yield f"tabs_off.{n}.type", "Choose a relationship type."
        if off.group is not None and off.group not in names:
            yield f"tabs_off.{n}.group", "There is no such group."
        if len(off.reason) > MAX_REASON or not off.reason.isprintable():
            yield f"tabs_off.{n}.reason", f"One sentence of at most {MAX_REASON} characters."


def _domain_problems(policy: Policy) -> Iterator[Problem]:
    for path in ("same_organisation_domains", "ignored_mail_domains"):
        domains = getattr(policy, path)
        if len(domains) > MAX_DOMAINS:
            yield path, f"At most {MAX_DOMAINS} domains."
        for domain in domains:
            if not is_host(domain) or "." not in domain:
                yield path, "Enter mail domains such as acme.com."
    if FREE_MAIL & set(policy.same_organisation_domains):
        yield "same_organisation_domains", "Anybody can have an address at a public mail service."


def _pair_problems(policy: Policy) -> Iterator[Problem]:
    if len(policy.named_pairs) > MAX_PAIRS:
        yield "named_pairs", f"At most {MAX_PAIRS} pairs."
    for n, pair in enumerate(policy.named_pairs):
        if not all(is_email(address) for address in pair):
            yield f"named_pairs.{n}", "A pair is a Zoom and a Gainsight e-mail address."


def _range(path: str, number: int, allowed: range) -> Iterator[Problem]:
    if number not in allowed:
        yield path, f"Choose a number from {allowed[0]} to {allowed[-1]}."


def _url_problems(urls: Mapping[str, str], tenant: Tenant) -> Iterator[Problem]:
    for kind, url in urls.items():
        if kind not in KINDS:
            yield f"record_urls.{kind}", "There are companies and relationships only."
        elif not is_record_url(url, tenant):
            yield (
                f"record_urls.{kind}",
                f"Enter an address at https://{tenant.host} with {{id}} in it.",
            )


def is_record_url(url: str, tenant: Tenant) -> bool:
    """Tell whether a template leads to the tenant's own host and nowhere else."""
    if len(url) > MAX_URL or not url.isascii() or not url.isprintable() or url.count("{id}") != 1:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    own = parts.scheme == "https" and parts.netloc == tenant.host
    return own and "\\" not in url and " " not in url and parts.path.startswith("/")


def _portfolio_problems(policy: Policy) -> Iterator[Problem]:
    companies = policy.portfolio.companies
    if len(companies) > MAX_COMPANIES or not all(_GSID.fullmatch(gsid) for gsid in companies):
        yield "portfolio.companies", f"At most {MAX_COMPANIES} companies by their id."
    if policy.portfolio.enabled and policy.portfolio.records == "listed" and not companies:
        yield "portfolio.companies", "List at least one company, or choose another rule."


def _missing(path: str, names: Iterable[str], known: ObjectMetadata) -> Iterator[Problem]:
    for n, name in enumerate(names):
        if known.find(name) is None:
            yield f"{path}.{n}", "Your Gainsight has no such field here."


def _field_group_problems(
    path: str, groups: tuple[AttributeGroup, ...], known: ObjectMetadata
) -> Iterator[Problem]:
    names = [name for group in groups for name in group.fields]
    if len(groups) > MAX_FIELD_GROUPS or len(names) > MAX_FIELDS:
        yield path, f"At most {MAX_FIELD_GROUPS} groups and {MAX_FIELDS} fields."
    if len({name.lower() for name in names}) != len(names):
        yield path, "A field can stand in one place only."
    for n, group in enumerate(groups):
        if not 0 < len(group.name.strip()) <= MAX_NAME:
            yield f"{path}.{n}.name", f"Give each group a name, up to {MAX_NAME} characters."
        fields = [name for name in group.fields if name != ALL_CUSTOM]
        yield from _missing(f"{path}.{n}.fields", fields, known)


def _type_problems(layout: Layout, activity: ObjectMetadata) -> Iterator[Problem]:
    types = layout.timeline_types
    if len(types) > MAX_TYPES or not all(0 < len(t.strip()) <= MAX_NAME for t in types):
        yield "timeline_types", f"At most {MAX_TYPES} types, each with a name."
    for section in ("timeline_fields", "timeline_required"):
        for kind, names in getattr(layout, section).items():
            if kind not in (ANY_TYPE, *types):
                yield f"{section}.{kind}", "There is no such type in the list."
            yield from _missing(f"{section}.{kind}", names, activity)


def _named(layout: Layout, objects: Mapping[str, ObjectMetadata]) -> Layout:
    def names(kind: str, wanted: Iterable[str]) -> tuple[str, ...]:
        found = {name: objects[kind].find(name) for name in wanted}
        return tuple(ALL_CUSTOM if f is None else f.name for f in found.values())

    def grouped(
        groups: Mapping[str, tuple[AttributeGroup, ...]],
    ) -> dict[str, tuple[AttributeGroup, ...]]:
        return {
            kind: tuple(
                AttributeGroup(g.name.strip(), names(kind, g.fields), _read_only(objects[kind], g))
                for g in many
            )
            for kind, many in groups.items()
        }

    summary = grouped(layout.summary_groups)
    flat = {kind: tuple(n for g in groups for n in g.fields) for kind, groups in summary.items()}
    return replace(
        layout,
        summary_chips={k: names(k, v) for k, v in layout.summary_chips.items()},
        summary_fields={k: names(k, v) for k, v in layout.summary_fields.items()} | flat,
        summary_groups=summary,
        attributes=grouped(layout.attributes),
        timeline_types=tuple(t.strip() for t in layout.timeline_types),
        timeline_fields={k: names(ACTIVITY, v) for k, v in layout.timeline_fields.items()},
        timeline_required={k: names(ACTIVITY, v) for k, v in layout.timeline_required.items()},
    )


def _read_only(known: ObjectMetadata, group: AttributeGroup) -> tuple[str, ...]:
    """Keep what the admin closed, and close what describe says nobody may edit."""
    closed = {name.lower() for name in group.read_only}
    found = [f for name in group.fields if (f := known.find(name)) is not None]
    return tuple(f.name for f in found if f.name.lower() in closed or not editable(f))


def editable(field: FieldMetadata) -> bool:
    """Tell whether describe lets a field be edited at all."""
    closed = field.read_only or field.formula or field.hidden
    return field.updateable and not closed
