"""Finding a person of a tenant by name or address, to match or link them by hand."""

from gainsight_zoom import access, contacts
from gainsight_zoom.callers import Caller
from gainsight_zoom.errors import TabSwitchedOff
from gainsight_zoom.matching import Customer
from gainsight_zoom.shapes import Shape
from gainsight_zoom.wiring import Wiring

from .looking_up import ask
from .meeting import open_way
from .shapes import PersonView
from .views import people

SHOWN = 20


class FoundPeople(Shape):
    """People found by name or address; those of the customer first."""

    query: str
    people: list[PersonView]
    more: bool


def find_people(
    wired: Wiring, caller: Caller, *, tenant: str, text: str, company: str | None
) -> FoundPeople:
    """Find people whose name or address holds a text; those of the company first.

    Raises
    ------
    TabSwitchedOff
        If people are not shown to this user.
    NotFound, ReconnectRequired, UpstreamError
        As for reading records.
    """
    way = open_way(wired, caller, tenant)
    if not access.sees_people(way.records.policy, way.user):
        raise TabSwitchedOff(access.OFF_REASON)
    way.connection.prepare(way.calls(2))
    objects = way.objects()
    found = contacts.read(tenant, objects, ask(way, contacts.searching(objects, text)))
    customer = Customer(tenant, "company", company) if company else None
    ranked = sorted(found, key=lambda c: (c.name.casefold(), c.person_id))
    views = people(ranked, customer)
    return FoundPeople(query=text, people=views[:SHOWN], more=len(views) > SHOWN)
