"""The people of the sample data set as Zoom knows them."""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNT_ID = "VjZoEArIT5y-HlWxkV-tVA"
ACCOUNT_NUMBER = 5_099_001_234


@dataclass(frozen=True)
class ZoomUser:
    """A user of Northstar's Zoom account; ``key`` is the short name of the account chooser."""

    key: str
    user_id: str
    first_name: str
    last_name: str
    pmi: int
    role_name: str = "Member"
    account_id: str = ACCOUNT_ID

    @property
    def name(self) -> str:
        """The display name."""
        return f"{self.first_name} {self.last_name}"

    @property
    def email(self) -> str:
        """The verified e-mail address of the Zoom account."""
        return f"{self.key}@northstar.example"


@dataclass(frozen=True, kw_only=True)
class Attendee:
    """Somebody who attends Northstar's meeting from outside, with what Zoom knows of them.

    Attributes
    ----------
    shown_because : {"registered", "calendar", None}
        Why the host's account may see the address (Zoom, «Email address display rules»);
        None hides it.
    signed_in : bool
        Only people signed in to Zoom can consent to share a verified address.
    """

    name: str
    email: str = ""
    shown_because: str | None = None
    signed_in: bool = True
    organisation: str = ""


USERS = (
    ZoomUser("priya", "KdYKjnimT4KPd8FFgQt9FQ", "Priya", "Nair", 4155550101),
    ZoomUser("jonas", "JWeBer0aSx2kQpT7vN3hYw", "Jonas", "Weber", 4155550102, "Admin"),
    ZoomUser("mei", "MTanaka8Qz5rLc1xWb6pGA", "Mei", "Tanaka", 4155550103),
    ZoomUser("omar", "OHaddad4Vn9sKj2yTe7mFQ", "Omar", "Haddad", 4155550104),
    ZoomUser("lena", "LFischr3Bm8dHu5wRc0tXQ", "Lena", "Fischer", 4155550105),
    ZoomUser("sam", "SOrtiz06Cp1fJy9zUd4vEg", "Sam", "Ortiz", 4155550106),
)
ATTENDEES = (
    Attendee(
        name="Elena Marchetti",
        email="elena@northwind.example",
        shown_because="registered",
        organisation="Northwind Robotics",
    ),
    Attendee(
        name="Tomasz Bąk",
        email="tomasz@northwind.example",
        shown_because="calendar",
        organisation="Northwind Robotics",
    ),
    Attendee(
        name="Sofia Lindqvist",
        email="sofia@northwind.example",
        shown_because="registered",
        organisation="Northwind Robotics",
    ),
    Attendee(
        name="Ken Oduya",
        email="ken@fabrikam.example",
        shown_because="registered",
        organisation="Fabrikam Partners",
    ),
    Attendee(name="iPhone guest", signed_in=False),
)
