"""Who is calling: the dependencies that routes of the pane ask for."""

from dataclasses import dataclass
from typing import Annotated

from aws_lambda_powertools.event_handler import Depends, Request

from gainsight_zoom.clock import Deadline
from gainsight_zoom.observability import USER_KEY, logger, user_reference
from gainsight_zoom.records import Session, UserRecords
from gainsight_zoom.sessions import find_session, read_bearer
from gainsight_zoom.usage import Actor
from gainsight_zoom.web import LAMBDA_CONTEXT
from gainsight_zoom.wiring import Wiring, wiring


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

    def acting(self, tenant: str, gsid: str) -> Actor:
        """Say who acts, as a user of one tenant, for what is counted."""
        return Actor(tenant, gsid, self.uid, self.session.meeting_uuid)


def deadline(request: Request, wired: Annotated[Wiring, Depends(wiring)]) -> Deadline:
    """Dependency: the time this invocation has left."""
    remaining_ms = request.context[LAMBDA_CONTEXT].get_remaining_time_in_millis()
    return Deadline.of_invocation(wired.clock, remaining_ms)


def caller(
    request: Request,
    wired: Annotated[Wiring, Depends(wiring)],
    until: Annotated[Deadline, Depends(deadline)],
) -> Caller:
    """Dependency: the signed-in pane behind a request.

    Raises
    ------
    SessionExpired
        If there is no live session for the bearer.
    """
    bearer = read_bearer(request.headers.get("authorization"))
    records = wired.users.load(bearer.uid)
    session = find_session(bearer, records, now=int(wired.clock.now()))
    logger.append_keys(**{USER_KEY: user_reference(session.uid)})
    return Caller(records=records, session=session, deadline=until)


AnyWiring = Annotated[Wiring, Depends(wiring)]
AnyDeadline = Annotated[Deadline, Depends(deadline)]
AnyCaller = Annotated[Caller, Depends(caller)]
