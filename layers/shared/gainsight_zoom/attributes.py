"""The Attributes section: fields in groups, what may be edited and why not, and each edit's rules.

Editable is what the layout, Gainsight's own flags and the user's licence all allow («Data
Management APIs», describe; «User License Management»). What was seen is compared with what is there
in the same reduced form on both sides, so that a date sent as text equals one read as a number.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from gainsight_zoom.errors import NotFound, UpstreamError
from gainsight_zoom.fields import (
    TYPES,
    FieldView,
    LookupValue,
    PicklistValue,
    Row,
    Value,
    columns,
    moment,
    number,
    view,
)
from gainsight_zoom.layouts import AttributeGroup, Layout
from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import Kind
from gainsight_zoom.richtext import sanitise
from gainsight_zoom.shapes import Shape

CUSTOM = "*custom"
MODIFIED_AT, MODIFIED_BY = "ModifiedDate", "ModifiedBy"
ALWAYS = ("Gsid", "Name", MODIFIED_AT, MODIFIED_BY)
LOOKUPS: Mapping[str, Literal["user", "company"]] = {"gsuser": "user", "company": "company"}
PLAIN_TYPES = frozenset({"STRING"})
DEFAULT_GROUPS: Mapping[Kind, tuple[AttributeGroup, ...]] = {
    "company": (
        AttributeGroup("Commercial", ("Arr", "Mrr", "RenewalDate", "OriginalContractDate")),
        AttributeGroup("Success", ("Stage", "Status", "Csm", "ManagedAs", "Nps", "Csat")),
        AttributeGroup(
            "About",
            ("Industry", "Employees", "Users", "ParentCompany", "BillingAddress", "Summary"),
        ),
        AttributeGroup("More", (CUSTOM,)),
    ),
    "relationship": (
        AttributeGroup("Commercial", ("Arr", "Mrr", "RenewalDate", "OriginalContractDate")),
        AttributeGroup("Success", ("Stage", "Status", "Csm")),
        AttributeGroup("About", ("CompanyId", "TypeId", "ExternalId", "Summary")),
        AttributeGroup("More", (CUSTOM,)),
    ),
}


class Choice(Shape):
    """A picklist item; one that is not active is shown because it is chosen now."""

    value: str
    label: str
    active: bool


class Attribute(FieldView):
    """A field with what its control needs; rich text is sanitised HTML here."""

    editable: bool
    reason: str | None
    required: bool
    max_length: int | None
    options: list[Choice] | None
    lookup: Literal["user", "company"] | None


class Group(Shape):
    """A titled group of fields."""

    name: str
    fields: list[Attribute]


class Modified(Shape):
    """When the record was changed last (ISO 8601, UTC), and by whom."""

    at: str | None
    by: str | None


class Attributes(Shape):
    """Everything the Attributes tab shows."""

    title: str
    groups: list[Group]
    modified: Modified
    can_edit: bool
    reason: str | None


class Sheet:
    """The fields of one kind of record in their groups, for one user.

    Parameters
    ----------
    closed : str or None
        Why this user may edit nothing here, in words for them.
    """

    def __init__(
        self, kind: Kind, metadata: ObjectMetadata, layout: Layout, *, closed: str | None
    ) -> None:
        self.kind = kind
        self.metadata = metadata
        self.closed = closed
        self.groups = _resolved(layout.attributes.get(kind) or DEFAULT_GROUPS[kind], metadata)

    def find(self, name: str) -> tuple[FieldMetadata, str | None] | None:
        """Find a shown field by its exact API name, and why it is read-only, if it is."""
        for group, fields in self.groups:
            for field in fields:
                if field.name == name:
                    return field, self._why_not(group, field)
        return None

    def plan(self, gsid: str, names: Iterable[str] | None = None) -> Query:
        """Return the one query for all fields, or for some."""
        shown = [field for _, fields in self.groups for field in fields]
        wanted = set(names) if names is not None else None
        chosen = [f for f in shown if wanted is None or f.name in wanted]
        return Query(
            object_name=self.kind,
            select=columns((*self.metadata.names(ALWAYS), *chosen)),
            where=(Where("Gsid", "EQ", (gsid,)),),
            limit=1,
        )

    def read(self, rows: Sequence[Mapping[str, Any]], *, currency: str) -> Attributes:
        """Read the answer to :meth:`plan`; errors as :func:`only_row`."""
        row = only_row(rows)
        title = row.text("Name")
        if title is None:
            raise UpstreamError("record_without_name")
        return Attributes(
            title=title,
            groups=[
                Group(
                    name=group.name,
                    fields=[self.attribute(f, row, currency=currency) for f in fields],
                )
                for group, fields in self.groups
                if fields
            ],
            modified=self.modified(row),
            can_edit=self.closed is None,
            reason=self.closed,
        )

    def attribute(self, field: FieldMetadata, row: Row, *, currency: str) -> Attribute:
        """Read one field of a row, with what its control needs."""
        shown = value_of(field, row, currency=currency)
        found = self.find(field.name)
        reason = found[1] if found else None
        return Attribute(
            **shown.model_dump(),
            editable=reason is None,
            reason=reason,
            required=field.required,
            max_length=field.length
            if shown.type in ("text", "email", "url", "rich_text")
            else None,
            options=_choices(field, shown.value) if "picklist" in shown.type else None,
            lookup=LOOKUPS.get(field.lookup_object or "") if shown.type == "lookup" else None,
        )

    def modified(self, row: Row) -> Modified:
        """Read when a record was changed last, and by whom."""
        at, by = self.metadata.find(MODIFIED_AT), self.metadata.find(MODIFIED_BY)
        when = moment(row.get(at.name)) if at and row.get(at.name) is not None else None
        return Modified(
            at=when.replace(microsecond=0).isoformat().replace("+00:00", "Z") if when else None,
            by=row.text(f"{by.lookup_name}.Name") if by else None,
        )

    def _why_not(self, group: AttributeGroup, field: FieldMetadata) -> str | None:
        if self.closed is not None:
            return self.closed
        if field.name.lower() in {name.lower() for name in group.read_only}:
            return "Your Gainsight admin made this field read-only here."
        return fixed_by_gainsight(field)


def fixed_by_gainsight(field: FieldMetadata) -> str | None:
    """Say why nobody may edit a field here, going by Gainsight's own flags; None if one may."""
    reasons = (
        (field.formula, "Gainsight calculates this field."),
        (field.group == "SYSTEM", "Gainsight keeps this field itself."),
        (field.read_only or not field.updateable, "This field is read-only in Gainsight."),
        (not field.inline_editable, "This field can only be edited in Gainsight."),
        (
            field.data_type == "LOOKUP" and field.lookup_object not in LOOKUPS,
            "Choose this record in Gainsight.",
        ),
        (
            "PICKLIST" in field.data_type or "DROPDOWN" in field.data_type,
            None if any(o.active for o in field.options) else "There are no values to choose from.",
        ),
        (
            field.data_type not in TYPES and field.data_type not in PLAIN_TYPES,
            "Fields of this type can only be edited in Gainsight.",
        ),
    )
    return next((reason for applies, reason in reasons if applies and reason), None)


def only_row(rows: Sequence[Mapping[str, Any]]) -> Row:
    """Return the one row of a record.

    Raises
    ------
    NotFound
        If this user's Gainsight shows no such record.
    """
    if not rows:
        raise NotFound("record_not_visible")
    return Row(rows[0])


def value_of(field: FieldMetadata, row: Row, *, currency: str) -> FieldView:
    """Read a field as the Attributes tab shows it: rich text stays rich."""
    shown = view(field, row, currency=currency)
    if shown.type == "rich_text" and shown.value is not None:
        shown.value = sanitise(str(row.get(field.name))) or None
    return shown


def reduced(field: FieldMetadata, value: Any) -> Any:
    """Bring a value, as shown or as sent, to the form in which two of them are compared.

    Picklists and lookups become ids, several of them a sorted tuple, times one text in UTC.
    """
    if isinstance(value, PicklistValue | LookupValue):
        value = value.model_dump()
    if isinstance(value, Mapping):
        value = value.get("value", value.get("id"))
    if isinstance(value, list):
        return tuple(sorted(str(reduced(field, v)) for v in value)) or None
    if value is None or value == "":
        return None
    return _scalar(field, value)


def _scalar(field: FieldMetadata, value: Any) -> Any:
    kind = TYPES.get(field.data_type, "text")
    if kind in ("number", "percentage", "currency"):
        read = number(value)
        return float(read) if read is not None else str(value)
    if kind == "datetime":
        at = moment(value)
        return at.replace(microsecond=0).isoformat() if at else str(value)
    if kind == "rich_text":
        return sanitise(str(value)) or None
    return value if isinstance(value, bool) else str(value)


def _choices(field: FieldMetadata, value: Value) -> list[Choice]:
    chosen = value if isinstance(value, list) else [value]
    now = {c.value: c for c in chosen if isinstance(c, PicklistValue)}
    active = [Choice(value=o.value, label=o.label, active=True) for o in field.options if o.active]
    inactive = [
        Choice(value=c.value, label=c.label, active=False) for c in now.values() if not c.active
    ]
    return [*active, *inactive]


def _resolved(
    groups: Iterable[AttributeGroup], metadata: ObjectMetadata
) -> list[tuple[AttributeGroup, list[FieldMetadata]]]:
    """Find the fields of each group; one that is shown in a group is not repeated in a later."""
    groups = tuple(groups)
    named = {f.name for g in groups for f in metadata.names(n for n in g.fields if n != CUSTOM)}
    custom = [f for f in metadata.fields if f.group == "CUSTOM" and f.name not in named]
    taken: set[str] = set()
    resolved = []
    for group in groups:
        found: list[FieldMetadata] = []
        for name in group.fields:
            found += custom if name == CUSTOM else metadata.names((name,))
        fresh = [f for f in dict.fromkeys(found) if not f.hidden and f.name not in taken]
        taken |= {f.name for f in fresh}
        resolved.append((group, fresh))
    return resolved
