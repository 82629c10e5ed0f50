"""The sections of one customer's record; a section that fails takes no other down.

Past the call budget, or while Gainsight cannot be reached, a section shows what this very user read
last, with its age.
"""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, ValidationError

from gainsight_zoom import access, accounts
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import (
    AppError,
    LicenseRequired,
    NotFound,
    ReconnectRequired,
    StoreUnavailable,
    UpstreamBusy,
    UpstreamUnavailable,
)
from gainsight_zoom.observability import logger
from gainsight_zoom.records import Customer, Kind, RecentCustomer, Snapshot
from gainsight_zoom.shapes import Shape
from gainsight_zoom.usage import QUARTER_S, Act, Place
from gainsight_zoom.wiring import Wiring

from .connections import subject_of
from .readers import Sections, reader_of
from .sections import (
    Section,
    SectionAbsent,
    SectionError,
    SectionName,
    Subject,
    require_section,
)

Outcome = BaseModel | AppError
SEEN = ("ok", "stale")


class CustomerRecord(Shape):
    """A customer's record."""

    tenant: str
    kind: Literal["company", "relationship"]
    id: str
    name: str | None
    record_url: str | None
    sections: Sections


def fetch_record(
    wired: Wiring,
    caller: Caller,
    *,
    tenant: str,
    kind: Kind,
    gsid: str,
    sections: tuple[SectionName, ...],
) -> CustomerRecord:
    """Read a record and remember that this user opened it.

    Raises
    ------
    NotFound
        If the user is not connected to the tenant, or Gainsight shows them no such record.
    ReconnectRequired
        If the connection is dead.
    UpstreamBusy
        If nothing of what was asked for can be shown until the user's turn comes.
    """
    subject = subject_of(wired, caller, tenant=tenant, kind=kind, gsid=gsid)
    outcomes = _outcomes(subject, sections)
    now = int(wired.clock.now())
    kept = _kept(wired, caller, subject, outcomes, now)
    shown: dict[str, Any] = {
        name: _section(name, o, kept.get(name), now) for name, o in outcomes.items()
    }
    _raise_if_busy(outcomes, shown)
    fresh = {name: o for name, o in outcomes.items() if isinstance(o, BaseModel)}
    read = (*fresh.values(), *map(_data, shown.values()))
    name = next((t for data in read if (t := _title(data))), None)
    customer = Customer(tenant, kind, gsid, name) if name is not None else None
    company = _company(shown)
    opened = None
    if customer is not None:
        opened = RecentCustomer(customer, now, None if company is None else company.name)
    selected = _remember(wired, caller, subject, fresh, opened, now)
    _tell(wired, caller, subject, shown, now=now, selected=selected)
    return CustomerRecord(
        tenant=tenant,
        kind=kind,
        id=gsid,
        name=name,
        record_url=subject.records.record_url(kind, gsid),
        sections=Sections(**shown),
    )


def _outcomes(subject: Subject, sections: tuple[SectionName, ...]) -> dict[SectionName, Outcome]:
    off = {name: why for name in sections if (why := _off(subject, name)) is not None}
    asked = _asked(subject, tuple(name for name in sections if name not in off))
    return {name: off.get(name) or asked[name] for name in sections}


def _asked(subject: Subject, sections: tuple[SectionName, ...]) -> dict[SectionName, Outcome]:
    if not sections:
        return {}
    calls = sum(reader_of(name).calls(subject) for name in sections)
    if not subject.wired.catalog.knows(subject.records.tenant.key):
        calls += 1
    try:
        subject.way.prepare(calls)
    except UpstreamBusy as busy:
        return dict.fromkeys(sections, busy)
    read = _each(subject, sections)
    for final in (ReconnectRequired, LicenseRequired, NotFound):
        for outcome in read:
            if isinstance(outcome, final):
                raise outcome
    return dict(zip(sections, read, strict=True))


def _each(subject: Subject, sections: tuple[SectionName, ...]) -> list[Outcome]:
    if len(sections) == 1:
        return [_read(subject, sections[0])]
    with ThreadPoolExecutor(max_workers=len(sections)) as pool:
        return list(pool.map(lambda name: _read(subject, name), sections))


def _off(subject: Subject, name: SectionName) -> AppError | None:
    try:
        require_section(subject, name)
    except (ReconnectRequired, LicenseRequired, NotFound):
        raise
    except AppError as off:
        return off
    return None


def _read(subject: Subject, name: SectionName) -> Outcome:
    try:
        return reader_of(name).read(subject)
    except SectionAbsent as absent:
        return absent
    except AppError as error:
        logger.warning(
            "section failed",
            extra={"section": name, "code": error.code, "reason": error.reason},
        )
        return error


def _kept(
    wired: Wiring,
    caller: Caller,
    subject: Subject,
    outcomes: Mapping[SectionName, Outcome],
    now: int,
) -> dict[str, Snapshot]:
    """Read what this user saw last, if something cannot be read now."""
    missing = (UpstreamBusy, UpstreamUnavailable)
    if subject.way.machine:  # nobody could say whether the record rule still holds this one
        return {}
    if not any(isinstance(outcome, missing) for outcome in outcomes.values()):
        return {}
    return wired.snapshots.find(caller.uid, _place(subject), now=now)


def _section(name: SectionName, outcome: Outcome, kept: Snapshot | None, now: int) -> Section:
    reader = reader_of(name)
    if isinstance(outcome, BaseModel):
        return reader.section(status="ok", as_of=_iso(now), data=outcome)
    if isinstance(outcome, SectionAbsent):
        why = SectionError(code=outcome.code, message=outcome.told, retryable=False)
        return reader.section(status="absent", as_of=_iso(now), error=why)
    told: dict[str, Any] = {"error": _error(outcome), "retry_in_s": outcome.retry_after_s}
    if kept is not None and isinstance(outcome, UpstreamBusy | UpstreamUnavailable):
        try:
            data = reader.model.model_validate(kept.data)
        except ValidationError:
            logger.info("snapshot of another shape", extra={"section": name})
        else:
            return reader.section(status="stale", as_of=_iso(kept.as_of), data=data, **told)
    return reader.section(status="error", as_of=_iso(now), **told)


def _raise_if_busy(outcomes: Mapping[SectionName, Outcome], shown: Mapping[str, Section]) -> None:
    busy = [o for o in outcomes.values() if isinstance(o, UpstreamBusy)]
    if len(busy) == len(outcomes) and all(s.status == "error" for s in shown.values()):
        raise busy[0]


def _remember(
    wired: Wiring,
    caller: Caller,
    subject: Subject,
    fresh: Mapping[SectionName, BaseModel],
    opened: RecentCustomer | None,
    now: int,
) -> bool:
    """Keep what was read, and which customer it was; False if it is the one the pane shows."""
    shown = None if opened is None else accounts.shown(caller.records, opened.customer)
    recent = []
    if opened is not None and shown not in (None, caller.session.shown):
        recent = [wired.users.opened(caller.uid, opened)]
    sections: dict[str, Snapshot] = {
        n: Snapshot(m.model_dump(mode="json"), as_of=now)
        for n, m in fresh.items()
        if reader_of(n).kept
    }
    since = caller.session.created_at
    try:
        wired.snapshots.keep(caller.uid, _place(subject), sections, since=since, beside=recent)
        if shown is None or not recent:
            return False
        long_ago = accounts.forgotten(wired.users.recents(caller.uid))
        wired.users.forget_customers(caller.uid, long_ago)
        return wired.sessions.show(caller.session, shown)
    except StoreUnavailable as error:  # what was read is shown all the same
        logger.warning("record not remembered", extra={"reason": error.reason})
        return False


def _tell(
    wired: Wiring,
    caller: Caller,
    subject: Subject,
    shown: Mapping[str, Section],
    *,
    now: int,
    selected: bool,
) -> None:
    """Tell which tabs were seen, each once a quarter of an hour, and that a customer was chosen."""
    tenant, kind, gsid = _place(subject)
    place = Place.of(kind, gsid)
    company = _company(shown)
    if kind == "relationship" and company is not None:
        place = Place(company=company.id, relationship=gsid)
    acts = [
        Act("section_viewed", f"{gsid}/{name}/{now // QUARTER_S}", place)
        for name, section in shown.items()
        if name in access.TABS and section.status in SEEN
    ]
    if selected:
        acts.append(Act("customer_selected", f"{gsid}/{now}", place))
    wired.journal.tell(caller.acting(tenant, subject.user.gsid), *acts)


def _place(subject: Subject) -> tuple[str, Kind, str]:
    return subject.records.tenant.key, subject.kind, subject.gsid


def _error(error: AppError) -> SectionError:
    return SectionError(code=error.code, message=error.message, retryable=error.retryable)


def _company(shown: Mapping[str, Section]) -> Any:
    return getattr(_data(shown.get("summary")), "company", None)


def _data(section: Section | None) -> Any:
    return getattr(section, "data", None)


def _title(data: Any) -> str | None:
    return getattr(data, "title", None)


def _iso(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
