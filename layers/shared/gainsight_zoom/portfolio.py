"""What somebody may see who acts with a tenant's machine credential.

Gainsight does not know who that is, so nothing is limited there: the record rule that the admin
chose is added to every query of customers, the rows that come back are held against it once more,
and everything about a record waits until the record itself was found inside the rule.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Protocol

from gainsight_zoom.access import RIGHTS_BY_LICENSE
from gainsight_zoom.catalog import Catalog, Describer
from gainsight_zoom.clock import Clock
from gainsight_zoom.errors import Forbidden, LicenseRequired, NotFound, ReconnectRequired
from gainsight_zoom.owners import USER_FIELDS, user_of
from gainsight_zoom.policies import Portfolio
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import GainsightUser, Kind

GSID, CSM, COMPANY = "Gsid", "Csm", "CompanyId"
CUSTOMERS: Mapping[str, tuple[str, str]] = {
    "company": (GSID, CSM),
    "relationship": (COMPANY, CSM),
    "company_person": ("Company_ID", f"Company_ID__gr.{CSM}"),
    "relationship_person": (f"Relationship_ID__gr.{COMPANY}", f"Relationship_ID__gr.{CSM}"),
}
"""Objects under the rule, with the fields that name the company and its CSM."""
FREE = frozenset({"gsuser"})
CHECKED_FOR_S = 600
Ask = Callable[[Query], list[dict[str, Any]]]


class Way(Describer, Protocol):
    """How a guard itself asks Gainsight, past its own rules."""

    def ask(self, query: Query) -> list[dict[str, Any]]:
        """Read records."""
        ...


class Standing:
    """Remembers for ten minutes that a user still is who they were: active, with licence and role.

    For whom Gainsight itself would not refuse: users of a machine credential.
    """

    def __init__(self, catalog: Catalog, *, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._good_until: dict[tuple[str, str], float] = {}

    def check(self, tenant: str, user: GainsightUser, way: Way) -> None:
        """Read the user record again where that is due; errors as :meth:`check_now`."""
        if self._good_until.get((tenant, user.gsid), 0.0) <= self._clock.now():
            self.check_now(tenant, user, way)

    def check_now(self, tenant: str, user: GainsightUser, way: Way) -> None:
        """Read the user record again.

        Raises
        ------
        LicenseRequired
            If the user is gone, inactive, or has no licence that may log in.
        ReconnectRequired
            If licence or role are others now: rights are worked out anew at a sign-in.
        """
        metadata = self._catalog.objects(tenant, way)["gsuser"]
        rows = way.ask(
            Query(
                object_name="gsuser",
                select=tuple(f.name for f in metadata.names(USER_FIELDS)),
                where=(Where(GSID, "EQ", (user.gsid,)),),
                limit=1,
            )
        )
        now = user_of(rows[0], metadata) if rows else None
        if now is None or not now.active or now.license not in RIGHTS_BY_LICENSE:
            raise LicenseRequired("user_lost_standing")
        if (now.license, now.super_admin) != (user.license, user.super_admin):
            raise ReconnectRequired(tenant=tenant, reason="license_changed")
        self._good_until[tenant, user.gsid] = self._clock.now() + CHECKED_FOR_S


class Guard:
    """Holds one user's calls to the record rule, for the length of one request."""

    def __init__(
        self, tenant: str, user: GainsightUser, rule: Portfolio, standing: Standing
    ) -> None:
        self.user = user
        self._tenant = tenant
        self._rule = rule
        self._standing = standing
        self._opened = False

    def admit(self, way: Way) -> None:
        """Insist that the rule is in force and the user in good standing.

        Raises
        ------
        Forbidden
            If the admin has switched Salesforce off meanwhile.
        LicenseRequired, ReconnectRequired
            See :meth:`Standing.check`.
        """
        if not self._rule.enabled:
            raise Forbidden("record_rule_off")
        self._standing.check(self._tenant, self.user, way)

    def read(self, query: Query, ask: Ask) -> list[dict[str, Any]]:
        """Read records as far as the rule goes.

        Raises
        ------
        Forbidden
            If it is a query of something else, and no record was opened before.
        """
        if query.object_name not in CUSTOMERS:
            if query.object_name not in FREE:
                self.demand_opened()
            return ask(query)
        if self._rule.records == "all":
            return ask(query)
        rows = (row for part in self._limited(query) for row in ask(part))
        return list(_once(row for row in rows if self._inside(query.object_name, row)))[
            : query.limit
        ]

    def open(self, kind: Kind, gsid: str, ask: Ask) -> None:
        """Find a record inside the rule, so that what belongs to it may be asked for.

        Raises
        ------
        NotFound
            If it is not inside; whether it exists is not told.
        """
        query = Query(
            object_name=kind,
            select=(GSID,),
            where=(Where(GSID, "EQ", (gsid,)),),
            limit=1,
        )
        if self._rule.records != "all" and not self.read(query, ask):
            raise NotFound("outside_record_rule")
        self._opened = True

    def demand_opened(self) -> None:
        """Insist that a record was opened, or that the rule knows no limits.

        Raises
        ------
        Forbidden
            If neither holds.
        """
        if not self._opened and self._rule.records != "all":
            raise Forbidden("record_rule")

    def _limited(self, query: Query) -> Iterator[Query]:
        """Add the rule's condition; alternatives become queries of their own.

        Parentheses in expressions are documented nowhere (Gainsight, «Company API»).
        """
        names = (GSID, *CUSTOMERS[query.object_name])
        select = tuple(dict.fromkeys((*query.select, *names)))
        limit = self._condition(query.object_name)
        if limit is None:
            return
        parts = [query.where] if query.joined_by == "AND" else [(w,) for w in query.where]
        for where in parts:
            yield replace(query, select=select, where=(*where, limit), joined_by="AND")

    def _condition(self, object_name: str) -> Where | None:
        company, csm = CUSTOMERS[object_name]
        if self._rule.records == "own":
            return Where(csm, "EQ", (self.user.gsid,))
        if not self._rule.companies:
            return None
        return Where(company, "IN", self._rule.companies)

    def _inside(self, object_name: str, row: Mapping[str, Any]) -> bool:
        company, csm = CUSTOMERS[object_name]
        if self._rule.records == "own":
            return row.get(csm) == self.user.gsid
        return row.get(company) in self._rule.companies


def _once(rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    seen: set[Any] = set()
    for row in rows:
        if row.get(GSID) not in seen:
            seen.add(row.get(GSID))
            yield row
