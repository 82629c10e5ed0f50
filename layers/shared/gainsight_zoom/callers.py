"""Who is calling: the dependencies that routes of the pane ask for."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

from aws_lambda_powertools.event_handler import Depends, Request

from gainsight_zoom.clock import Deadline
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.records import Session, UserRecords
from gainsight_zoom.sessions import Bearer, find_session, read_bearer
from gainsight_zoom.web import LAMBDA_CONTEXT
from gainsight_zoom.wiring import Wiring, wiring

if TYPE_CHECKING:
    from gainsight_zoom import usage
else:
    usage = Lazily("gainsight_zoom.usage")


@dataclass(frozen=True)
class Caller:
    """Who is calling: their records, the session they came with, and the time they have."""

    records: UserRecords
    session: Session
    deadline: Deadline

    @property
    def uid(self) -> str:
        """The Zoom user id."""
        return self.session.uid

    def acting(self, tenant: str, gsid: str) -> "usage.Actor":
        """Say who acts, as a user of one tenant, for what is counted."""
        return usage.Actor(tenant, gsid, self.uid, self.session.meeting_uuid)


class CallerAnew(Caller):
    """A caller together with whom the tenant was read, whatever was remembered of it."""


@dataclass(frozen=True)
class Entrance:
    """Lets in the signed-in pane behind a request.

    Who calls about one tenant is read together with it; of the user only what concerns it then.
    All raise `SessionExpired` if there is no live session for the bearer.
    """

    wired: Wiring
    deadline: Deadline
    bearer: Bearer

    def caller(self) -> Caller:
        """Read all of the user."""
        return self._admit(self.wired.users.load(self.bearer.uid))

    def about(self, tenants: tuple[str, ...], *more: Any) -> tuple[Caller, list[Any]]:
        """Read in one call the user, tenants as far as they are not in memory, and more."""
        uid, session = self.bearer.uid, self.bearer.secret_hash
        records, *made = self.wired.read_about(uid, tenants, *more, session=session)
        return self._admit(records), made

    def _admit(self, records: UserRecords) -> Caller:
        session = find_session(self.bearer, records, now=int(self.wired.clock.now()))
        logger.append_keys(**{USER_KEY: user_reference(session.uid)})
        return Caller(records=records, session=session, deadline=self.deadline)


def deadline(request: Request, wired: Annotated[Wiring, Depends(wiring)]) -> Deadline:
    """Dependency: the time this invocation has left."""
    remaining_ms = request.context[LAMBDA_CONTEXT].get_remaining_time_in_millis()
    return Deadline.of_invocation(wired.clock, remaining_ms)


def entrance(
    request: Request,
    wired: Annotated[Wiring, Depends(wiring)],
    until: Annotated[Deadline, Depends(deadline)],
) -> Entrance:
    """Dependency: the way in; raises `SessionExpired` where no bearer is shown."""
    return Entrance(wired, until, read_bearer(request.headers.get("authorization")))


def caller(entrance: Annotated[Entrance, Depends(entrance)]) -> Caller:
    """Dependency: who calls."""
    return entrance.caller()


def caller_here(request: Request, entrance: Annotated[Entrance, Depends(entrance)]) -> Caller:
    """Dependency: who calls about the tenant that the route names."""
    return entrance.about((request.path_parameters["tenant"],))[0]


def caller_anew(request: Request, entrance: Annotated[Entrance, Depends(entrance)]) -> CallerAnew:
    """Dependency: who calls about the tenant that the route names, which is read as it is now."""
    entrance.wired.tenancy.forget(request.path_parameters["tenant"])
    return CallerAnew(**vars(caller_here(request, entrance)))


AnyWiring = Annotated[Wiring, Depends(wiring)]
AnyDeadline = Annotated[Deadline, Depends(deadline)]
AnyCaller = Annotated[Caller, Depends(caller)]
AnyEntrance = Annotated[Entrance, Depends(entrance)]
CallerHere = Annotated[Caller, Depends(caller_here)]
AnyCallerAnew = Annotated[CallerAnew, Depends(caller_anew)]
