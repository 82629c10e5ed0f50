"""Open calls to action of a customer, read only, where the tenant exposes them.

The object stands in Gainsight's list of objects and is read by the generic query; which fields it
has is not published, so each is taken from describe and the whole is absent where one is missing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from gainsight_zoom.fields import Row, moment
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.shapes import Shape

OBJECT = "call_to_action"
DOCUMENT = "~calls_to_action"
"""Of the catalog: what the object looks like; empty where the tenant has none."""
SHOWN = 3
NAME, CLOSED, DUE = "Name", "IsClosed", "DueDate"


class CallToAction(Shape):
    """Something Gainsight asks to be done for a customer; ``due`` is a day."""

    name: str
    due: str | None


class CallsToAction(Shape):
    """The most urgent of them; ``more`` says that there are further ones."""

    items: list[CallToAction]
    more: bool


@dataclass(frozen=True)
class CtaFields:
    """The fields it takes."""

    customer: str
    name: str
    closed: str
    due: str | None

    def plan(self, gsid: str) -> Query:
        """Return the query for a customer's open ones, the earliest due first."""
        wanted = Query(
            object_name=OBJECT,
            select=tuple(name for name in ("Gsid", self.name, self.due) if name),
            where=(Where(self.customer, "EQ", (gsid,)), Where(self.closed, "EQ", (False,))),
            limit=SHOWN + 1,
        )
        return replace(wanted, order_by={self.due: "asc"}) if self.due else wanted

    def read(self, rows: Iterable[Mapping[str, Any]]) -> CallsToAction:
        """Read the answer to :meth:`plan`."""
        named = [(text, row) for row in map(Row, rows) if (text := row.text(self.name))]
        items = [CallToAction(name=text, due=self._due(row)) for text, row in named]
        return CallsToAction(items=items[:SHOWN], more=len(items) > SHOWN)

    def _due(self, row: Row) -> str | None:
        at = moment(row.get(self.due)) if self.due and row.get(self.due) is not None else None
        return at.date().isoformat() if at else None


def fields_for(kind: Kind, described: ObjectMetadata | None) -> CtaFields | None:
    """Find the fields for a kind of customer; None where the tenant does not expose them."""
    if described is None:
        return None
    customer = next((f for f in described.fields if _leads_to(f, kind)), None)
    name, closed, due = (described.find(wanted) for wanted in (NAME, CLOSED, DUE))
    if customer is None or name is None or closed is None or closed.data_type != "BOOLEAN":
        return None
    return CtaFields(customer.name, name.name, closed.name, due.name if due else None)


def trimmed(described: ObjectMetadata) -> ObjectMetadata:
    """Drop the fields that play no part: the whole is close to a megabyte."""
    wanted = {name.lower() for name in (NAME, CLOSED, DUE)}
    fields = (f for f in described.fields if f.lookup_object or f.name.lower() in wanted)
    return ObjectMetadata(described.name, tuple(fields))


def _leads_to(field: FieldMetadata, kind: Kind) -> bool:
    return field.data_type in ("LOOKUP", "GSID") and field.lookup_object == kind
