"""Holds what is read and written to the tabs an admin left on, by type of relationship too.

Which type a relationship has only Gainsight knows. It is asked, and remembered for ten minutes per
user, only where the admin switched the tab off for one type and not for another.
"""

from typing import TYPE_CHECKING, Any, Protocol

from gainsight_zoom import access
from gainsight_zoom.catalog import Catalog, Describer
from gainsight_zoom.clock import Clock
from gainsight_zoom.fields import Row
from gainsight_zoom.lazily import Lazily
from gainsight_zoom.queries import Query, Where
from gainsight_zoom.records import GainsightUser, Kind, TenantRecords

if TYPE_CHECKING:
    from gainsight_zoom import summaries
else:
    summaries = Lazily("gainsight_zoom.summaries")

KNOWN_FOR_S = 600


class Way(Describer, Protocol):
    """A user's way into a tenant."""

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read records as this user."""
        ...


class TabGate:
    """Insists that a tab is on for a user and a record."""

    def __init__(self, catalog: Catalog, *, clock: Clock) -> None:
        self._catalog = catalog
        self._clock = clock
        self._types: dict[tuple[str, str, str], tuple[float, str | None]] = {}

    def demand(
        self,
        tab: str,
        records: TenantRecords,
        user: GainsightUser,
        way: Way,
        *,
        kind: Kind,
        gsid: str,
    ) -> None:
        """Let through, or say why not; errors of asking as in ``Connection.query``.

        Raises
        ------
        TabSwitchedOff
            With the sentence that says why.
        """
        policy = records.policy
        type_id = None
        if access.depends_on_type(tab, policy, user, kind=kind):
            type_id = self._type_of(records.tenant.key, user.gsid, gsid, way)
        access.require_tab(tab, policy, user, kind=kind, type_id=type_id)

    def _type_of(self, tenant: str, user: str, gsid: str, way: Way) -> str | None:
        now, place = self._clock.now(), (tenant, user, gsid)
        until, known = self._types.get(place, (0.0, None))
        if until > now:
            return known
        field = self._catalog.objects(tenant, way)["relationship"].find(summaries.TYPE)
        if field is None:
            return None
        rows = way.query(
            Query(
                object_name="relationship",
                select=(field.name,),
                where=(Where("Gsid", "EQ", (gsid,)),),
                limit=1,
            )
        )
        if not rows:
            return None
        found = Row(rows[0]).text(field.name)
        self._types[place] = (now + KNOWN_FOR_S, found)
        return found
