"""Questions about records: the forms their values come in, and whether our own queries work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from gainsight_zoom import searching, summaries
from gainsight_zoom.access import RIGHTS_BY_LICENSE
from gainsight_zoom.errors import AppError
from gainsight_zoom.fields import TYPES, Row, columns, moment, number
from gainsight_zoom.gainsight.client import QUERY_PATHS
from gainsight_zoom.gainsight.envelope import records_of
from gainsight_zoom.layouts import DEFAULT_LAYOUT
from gainsight_zoom.queries import Query, Where
from operator_tools.findings import Finding

if TYPE_CHECKING:
    from gainsight_zoom.metadata import FieldMetadata, ObjectMetadata
    from gainsight_zoom.records import Kind
    from operator_tools.access import TenantReader

__all__ = ["RecordChecks"]

SAMPLE = 100
MAX_COLUMNS = 60
ABSENT_GSID = "1P02000000000000000000000000000000000000"
LICENSES = {*RIGHTS_BY_LICENSE, "Internal_Collaborator", "External"}
SEARCH_CHARS = 3
YEARS = range(1950, 2151)
TIMES = ("DATE", "DATETIME")
NUMBERS = ("NUMBER", "CURRENCY", "PERCENTAGE")

Form = tuple[str, bool]
"""How a value looks, and whether our code reads it."""


class RecordChecks:
    """Reads a sample of companies and users, and looks at forms, never at what they say."""

    def __init__(self, reader: TenantReader, objects: Mapping[str, ObjectMetadata]) -> None:
        self._reader = reader
        self._objects = objects
        self._rows: list[dict[str, Any]] = []

    def companies(self) -> Iterator[Finding]:
        """How rows and their values look."""
        metadata = self._objects["company"]
        chosen = _columns_of_interest(metadata)
        body = {"select": list(columns(chosen)), "limit": SAMPLE, "offset": 0}
        assumed = "data.records or a list"
        data = self._reader.data(self._reader.post("/v1/data/objects/query/Company", body))
        self._rows = records_of(data)
        shape = "data.records" if isinstance(data, Mapping) else "a list"
        yield Finding("Shape of a read", assumed, f"{shape}, {len(self._rows)} rows", copes=True)
        yield self._empty_fields(columns(chosen))
        by_type: list[tuple[str, str, tuple[str, ...], Callable[[FieldMetadata, Any], Form]]] = [
            ("Dates", "epoch milliseconds or ISO", TIMES, _time_form),
            ("Picklist values", "GSID", ("PICKLIST",), _picklist_form),
            ("Multi-selects", "list or ; between", ("MULTISELECTDROPDOWNLIST",), _multi_form),
            ("Numbers", "number or text", NUMBERS, _number_form),
        ]
        for question, assumed, types, form in by_type:
            of_type = [f for f in chosen if f.data_type in types]
            yield _forms(question, assumed, self._values(of_type), form)
        yield self._lookups([f for f in chosen if f.lookup_name])
        yield _unknown_types(self._objects.values())

    def users(self) -> Iterator[Finding]:
        """How a licence and an active flag look."""
        metadata = self._objects["gsuser"]
        names = [f.name for f in metadata.names(("Gsid", "LicenseType", "IsActiveUser"))]
        rows = self._reader.rows("GsUser", {"select": names, "limit": SAMPLE})
        field = metadata.find("LicenseType")
        if field is not None:
            values = [(field, Row(r).get("LicenseType")) for r in rows]
            yield _forms("LicenseType of a user", "GSID of a picklist item", values, _licence_form)
        active = Counter(type(Row(r).get("IsActiveUser")).__name__ for r in rows)
        known = all(
            Row(r).get("IsActiveUser") in (True, False, None, "true", "false") for r in rows
        )
        yield Finding("IsActiveUser", "true or false", _counted(active), copes=known)
        yield self._user_list()

    def nothing_found(self) -> Iterator[Finding]:
        """How a tenant says that there is nothing."""
        query = Query("company", ("Gsid",), (Where("Gsid", "EQ", (ABSENT_GSID,)),), limit=1)
        answer = self._reader.post("/v1/data/objects/query/Company", query.body())
        body = answer.json()
        told = str(body.get("errorCode") or type(body.get("data")).__name__)
        assumed = "empty records, or one of two error codes"
        try:
            copes = records_of(self._reader.data(answer)) == []
        except AppError:
            copes = False
        yield Finding("Nothing found", assumed, f"{answer.status} {told}", copes)

    def filter_zone(self) -> Iterator[Finding]:
        """Whether a time without offset is UTC in a filter; ours all have one."""
        question, assumed = "Time zone of filters", "an offset counts; without one it is UTC"
        select = {"select": ["Gsid", "CreatedDate"], "limit": 1}
        rows = [Row(raw) for raw in self._reader.rows("Company", select)]
        made = next((at for row in rows if (at := moment(row.get("CreatedDate")))), None)
        if made is None:
            yield Finding(question, assumed, "no value to look at", copes=None)
            return
        first = made.replace(microsecond=0)
        span = (first, first + timedelta(seconds=1))
        offset, bare = (
            self._made_between(str(rows[0].text("Gsid")), [f"{at:{form}}" for at in span])
            for form in ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S")
        )
        zone = "UTC" if bare else "another zone"
        found = f"an offset {'counts' if offset else 'is not honoured'}; without one it is {zone}"
        yield Finding(question, assumed, found, copes=offset)

    def _made_between(self, gsid: str, span: Sequence[str]) -> bool:
        where = (Where("Gsid", "EQ", (gsid,)), Where("CreatedDate", "BTW", tuple(span)))
        return self._asked(Query("company", ("Gsid",), where, limit=1)) != []

    def own_queries(self) -> Iterator[Finding]:
        """Whether the very queries of search and Summary work."""
        kinds: tuple[Kind, ...] = ("company", "relationship")
        for kind in kinds:
            metadata = self._objects[kind]
            row = self._one(kind, metadata)
            if row is None:
                yield Finding(f"Search, {kind}", "works", "no row to look for", copes=None)
                continue
            yield self._guarded(
                f"Search, {kind}", "in any case of letters", self._search, kind, row
            )
            yield self._guarded(f"Summary, {kind}", "works", self._summary, kind, row)

    def _one(self, kind: Kind, metadata: ObjectMetadata) -> Row | None:
        names = [f.name for f in metadata.names(("Gsid", "Name"))]
        try:
            rows = self._reader.rows(QUERY_PATHS[kind], {"select": names, "limit": SAMPLE})
        except AppError:
            return None
        found = (Row(r) for r in rows)
        return next((r for r in found if _searchable(r) and r.text("Gsid")), None)

    def _search(self, kind: Kind, row: Row) -> tuple[str, bool]:
        text = _searchable(row)
        wanted = row.text("Gsid")
        for asked, told in ((text.swapcase(), "in any case of letters"), (text, "case matters")):
            rows = self._asked(searching.plan(kind, asked, self._objects[kind]))
            metadata = self._objects[kind]
            hits = searching.read(rows, kind=kind, tenant="checked", metadata=metadata)
            if hits and (len(hits) >= searching.SHOWN or wanted in {h.id for h in hits}):
                return told, asked != text
        return "finds nothing", False

    def _summary(self, kind: Kind, row: Row) -> tuple[str, bool]:
        metadata = self._objects[kind]
        plan = summaries.plan(kind, str(row.text("Gsid")), metadata, DEFAULT_LAYOUT)
        read = summaries.read(
            self._asked(plan), kind=kind, metadata=metadata, layout=DEFAULT_LAYOUT, currency="USD"
        )
        empty = [f.label for f in read.fields if f.value is None]
        return f"works; {len(read.fields) - len(empty)} of {len(read.fields)} fields filled", True

    def _guarded(
        self,
        question: str,
        assumed: str,
        check: Callable[[Kind, Row], tuple[str, bool]],
        kind: Kind,
        row: Row,
    ) -> Finding:
        try:
            found, copes = check(kind, row)
        except AppError as error:
            found, copes = error.reason, False
        return Finding(question, assumed, found, copes)

    def _asked(self, query: Query) -> list[dict[str, Any]]:
        return self._reader.rows(QUERY_PATHS[query.object_name], query.body())

    def _values(self, of_type: Sequence[FieldMetadata]) -> list[tuple[FieldMetadata, Any]]:
        return [(f, Row(row).get(f.name)) for f in of_type for row in self._rows]

    def _empty_fields(self, asked: Sequence[str]) -> Finding:
        forms: Counter[str] = Counter()
        for row in self._rows:
            lower = {k.lower(): v for k, v in row.items()}
            for name in asked:
                if name.lower() not in lower:
                    forms["left out"] += 1
                elif lower[name.lower()] in (None, ""):
                    forms["null" if lower[name.lower()] is None else "empty text"] += 1
        return Finding("Empty fields", "left out or null", _counted(forms), copes=True)

    def _lookups(self, lookups: Sequence[FieldMetadata]) -> Finding:
        question, assumed = "Names of lookups", "flat keys such as Csm__gr.Name"
        filled = [(f, row) for f in lookups for row in self._rows if Row(row).get(f.name)]
        if not filled:
            return Finding(question, assumed, "no lookup is filled", copes=None)
        flat = sum(Row(row).text(f"{f.lookup_name}.Name") is not None for f, row in filled)
        nested = sum(isinstance(Row(row).get(str(f.lookup_name)), Mapping) for f, row in filled)
        found = f"flat {flat}, nested {nested}, of {len(filled)} filled"
        return Finding(question, assumed, found, copes=flat > 0 and nested == 0)

    def _user_list(self) -> Finding:
        question, assumed = "LicenseType in the user list", "system name"
        body = {"select": ["LicenseType"], "limit": 25, "page": 0}
        try:
            rows = records_of(self._reader.data(self._reader.post("/v1/users/services/list", body)))
        except AppError as error:
            return Finding(question, assumed, error.reason, copes=None)
        names = Counter(_name_form(Row(r).text("LicenseType")) for r in rows)
        return Finding(question, assumed, _counted(names), copes=None)


def _columns_of_interest(metadata: ObjectMetadata) -> list[FieldMetadata]:
    """Return the fields the product shows, and a few more of each type to learn from."""
    layout = DEFAULT_LAYOUT
    shown = metadata.names(
        (*summaries.ALWAYS, *layout.summary_chips["company"], *layout.summary_fields["company"])
    )
    of_type: Counter[str] = Counter()
    more = []
    for field in metadata.fields:
        of_type[field.data_type] += 1
        if field.data_type in (*TIMES, "PICKLIST", "MULTISELECTDROPDOWNLIST", "LOOKUP"):
            more.append((of_type[field.data_type], field))
    few = [field for nth, field in more if nth <= SAMPLE // 20]
    return list(dict.fromkeys((*shown, *few)))[:MAX_COLUMNS]


def _forms(
    question: str,
    assumed: str,
    values: Sequence[tuple[FieldMetadata, Any]],
    form: Callable[[FieldMetadata, Any], Form],
) -> Finding:
    seen = [form(field, value) for field, value in values if value is not None]
    if not seen:
        return Finding(question, assumed, "no value to look at", copes=None)
    return Finding(
        question, assumed, _counted(Counter(f for f, _ in seen)), all(c for _, c in seen)
    )


def _time_form(_: FieldMetadata, value: Any) -> Form:
    at = moment(value)
    reads = at is not None and at.year in YEARS
    if isinstance(value, int | float):
        return ("epoch milliseconds" if reads else "a number of another kind"), reads
    return ("ISO text" if reads else "text of another kind"), reads


def _picklist_form(field: FieldMetadata, value: Any) -> Form:
    if any(o.value == value for o in field.options):
        return "GSID", True
    known = isinstance(value, str) and field.option(value) is not None
    return ("label or system name" if known else "unknown to describe"), known


def _multi_form(field: FieldMetadata, value: Any) -> Form:
    parts = value if isinstance(value, list) else str(value).split(";")
    form = "list" if isinstance(value, list) else "text with ;" if len(parts) > 1 else "text"
    known = not field.options or all(field.option(str(p)) is not None for p in parts)
    return (form if known else f"{form}, items unknown to describe"), known


def _number_form(_: FieldMetadata, value: Any) -> Form:
    return type(value).__name__, number(value) is not None


def _licence_form(field: FieldMetadata, value: Any) -> Form:
    option = field.option(str(value))
    by_gsid = option is not None and option.value == value
    name = option.system_name if option else str(value)
    known = name in LICENSES
    return f"{'GSID of' if by_gsid else 'text'} {name if known else 'an unknown licence'}", known


def _name_form(name: str | None) -> str:
    return name if name in LICENSES else "none" if name is None else "another form"


def _unknown_types(objects: Iterator[ObjectMetadata] | Any) -> Finding:
    expected = {*TYPES, "STRING", "GSID", "SFDCID", "WHOID", "TEXTAREA"}
    types = {f.data_type for o in objects for f in o.fields} - expected
    found = ", ".join(sorted(types)) or "none but those known"
    return Finding("Types of fields", "those of the documentation", found, copes=not types or None)


def _searchable(row: Row) -> str:
    """Return the beginning of a name that has letters in it, or nothing."""
    name = (row.text("Name") or "")[:SEARCH_CHARS]
    usable = len(name) == SEARCH_CHARS and name.isascii() and name.isalpha()
    return name if usable else ""


def _counted(forms: Counter[str]) -> str:
    return ", ".join(f"{form} ({n})" for form, n in forms.most_common()) or "none"
