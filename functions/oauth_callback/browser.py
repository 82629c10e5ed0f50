"""The system browser on the other end: its cookie, its form, its origin."""

from dataclasses import dataclass, field
from urllib.parse import parse_qs

from aws_lambda_powertools.event_handler import Request
from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from gainsight_zoom.sessions import digest
from gainsight_zoom.signin import COOKIE, LIFETIME_S, check_form
from gainsight_zoom.tickets import Ticket
from gainsight_zoom.wiring import Wiring

MAX_FORM_CHARS = 2000
RESTARTED = "__Host-gsz-restarted"


@dataclass(frozen=True)
class Browser:
    """What one request tells about the browser it comes from.

    ``secret`` is the value of our cookie, None where it has none yet; ``restarted`` tells whether
    its install was started over from our side.
    """

    secret: str | None = field(repr=False)
    origin: str | None
    form: dict[str, str] = field(repr=False)
    restarted: bool = False

    @property
    def binding(self) -> str:
        """The hash under which states are bound to this browser; matches nothing without cookie."""
        return digest(self.secret) if self.secret else "no-browser"

    def accept_form(self, wired: Wiring, ticket: str) -> Ticket:
        """Check a form of ours and read its ticket, which is still to be used up.

        Raises
        ------
        SignInRejected
            If cookie, nonce, origin or ticket do not hold.
        """
        check_form(
            browser=self.secret,
            ticket=ticket,
            nonce=self.form.get("nonce"),
            origin=self.origin,
            base_url=wired.config.public_base_url,
        )
        return wired.sign_ins.peek_ticket(digest(ticket), now=int(wired.clock.now()))

    def use_up(self, wired: Wiring, ticket: Ticket) -> Ticket:
        """Use a ticket up.

        Raises
        ------
        SignInRejected
            If it was used or expired meanwhile, or belongs to another browser.
        """
        return wired.sign_ins.consume_ticket(
            ticket, binding=self.binding, now=int(wired.clock.now())
        )


def browser(request: Request) -> Browser:
    """Dependency: read the browser's side of a request."""
    event = request.resolved_event
    cookies = dict(c.split("=", 1) for c in event.get("cookies") or [] if "=" in c)
    is_form = request.headers.get("content-type", "").startswith(
        "application/x-www-form-urlencoded"
    )
    body = (event.decoded_body or "")[:MAX_FORM_CHARS] if is_form else ""
    return Browser(
        secret=cookies.get(COOKIE),
        origin=request.headers.get("origin"),
        form={name: values[0] for name, values in parse_qs(body).items()},
        restarted=RESTARTED in cookies,
    )


def cookie(value: str, name: str = COOKIE) -> Cookie:
    """Make a cookie, by default the one that binds a sign-in: ours alone, ten minutes."""
    return Cookie(
        name=name,
        value=value,
        path="/",
        secure=True,
        http_only=True,
        same_site=SameSite.LAX_MODE,
        max_age=LIFETIME_S,
    )
