"""Matches as the pane shows them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from gainsight_zoom import contacts, matching
from gainsight_zoom.attendance import State
from gainsight_zoom.contacts import Contact, PeopleObjects
from gainsight_zoom.errors import AppError
from gainsight_zoom.matching import Customer, Match
from gainsight_zoom.records import Series
from gainsight_zoom.suggesting import Suggestion

from .crowd import Crowd
from .meeting import Meeting, Way
from .shapes import (
    CanView,
    ParticipantView,
    PersonView,
    PlaceView,
    ProblemView,
    ReasonView,
    RelationshipPlaceView,
    RememberedView,
    RoleView,
    SuggestionView,
    SyncAnswer,
)


def nothing(now: float) -> SyncAnswer:
    """Answer outside a meeting."""
    return SyncAnswer(
        state="no_meeting",
        as_of=iso(now * 1000) or "",
        complete=True,
        cursor=None,
        can=CanView(add={}, link={}, ask_consent=False, invite=False),
        people=[],
        suggested=[],
        remembered=None,
        roles={},
        problems=[],
    )


def answer(
    meeting: Meeting,
    crowd: Crowd,
    matches: Iterable[Match],
    *,
    state: State,
    suggested: Iterable[Suggestion],
    series: Series | None,
    cursor: str | None,
    failed: Mapping[str, AppError],
) -> SyncAnswer:
    """Put the answer together."""
    may = {tenant: way.may_write for tenant, way in meeting.ways.items()}
    return SyncAnswer(
        state=state,
        as_of=iso(meeting.wired.clock.now() * 1000) or "",
        complete=cursor is None,
        cursor=cursor,
        can=CanView(
            add=may,
            link=may,
            ask_consent=crowd.rules.may_ask_consent,
            invite=crowd.rules.may_invite,
        ),
        people=[participant(match, crowd.customer) for match in matches],
        suggested=[_suggestion(one) for one in suggested],
        remembered=_remembered(series),
        roles={t: roles for t, way in meeting.ways.items() if may[t] and (roles := _roles(way))},
        problems=[_problem(tenant, error) for tenant, error in sorted(failed.items())],
    )


def participant(match: Match, customer: Customer | None) -> ParticipantView:
    """Show one human."""
    human, address = match.human, match.address
    return ParticipantView(
        id=human.id,
        participant_uuid=human.uuid,
        name=human.name,
        role=human.role,
        me=human.me,
        presence=human.presence,
        joined_at=iso(human.joined_ms),
        left_at=iso(human.left_ms),
        group=match.group,
        email=address.email if address else None,
        email_source=address.source if address else None,
        how=match.how,
        confidence=match.confidence,
        people=people(match.contacts, customer),
        unknown_because=match.why,
        offers=list(match.offers),
    )


def people(found: Sequence[Contact], customer: Customer | None) -> list[PersonView]:
    """Show people of Gainsight, those of the customer first."""
    views = [
        PersonView(
            tenant=contact.tenant,
            person_id=contact.person_id,
            name=contact.name,
            title=contact.title,
            companies=[
                PlaceView(
                    id=place.company_id,
                    name=place.company,
                    company_person_id=place.id,
                    title=place.title,
                )
                for place in contact.places
            ],
            relationships=[
                RelationshipPlaceView(id=gsid, name=name) for gsid, name in contact.relationships
            ],
            at_customer=matching.at_customer(contact, customer),
        )
        for contact in found
    ]
    return sorted(views, key=lambda view: not view.at_customer)


def iso(at_ms: float | None) -> str | None:
    """Write epoch milliseconds as ISO 8601 in UTC, to the second."""
    if at_ms is None:
        return None
    at = datetime.fromtimestamp(at_ms // 1000, UTC)
    return at.isoformat().replace("+00:00", "Z")


def _roles(way: Way) -> list[RoleView]:
    """List the roles once the objects are known; a sync does not ask for them alone."""
    if not way.wired.catalog.has(way.tenant, contacts.DOCUMENT):
        return []
    objects: PeopleObjects = way.objects()
    return [RoleView(id=o.value, label=o.label) for o in objects.roles()]


def _suggestion(one: Suggestion) -> SuggestionView:
    return SuggestionView(
        tenant=one.tenant,
        kind=one.kind,
        id=one.id,
        name=one.name,
        reason=ReasonView(people=one.people, domain=one.domain, remembered=one.remembered),
    )


def _remembered(series: Series | None) -> RememberedView | None:
    if series is None:
        return None
    customer = series.customer
    return RememberedView(
        tenant=customer.tenant,
        kind=customer.kind,
        id=customer.id,
        name=customer.name,
        last_met=iso(series.last_met * 1000) or "",
    )


def _problem(tenant: str, error: AppError) -> ProblemView:
    return ProblemView(
        tenant=tenant, code=error.code, message=error.message, retryable=error.retryable
    )
