"""One user's way into one Gainsight tenant, for the length of one request."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from gainsight_zoom.access import demand_writes
from gainsight_zoom.allowances import Allowance
from gainsight_zoom.clock import Deadline
from gainsight_zoom.errors import Forbidden
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.portfolio import Guard
from gainsight_zoom.queries import Query
from gainsight_zoom.records import Credential, GainsightUser, Kind, Tenant
from gainsight_zoom.renewal import Renewal, Result
from gainsight_zoom.tokens import TokenKeeper


class GainsightApi(Protocol):
    """What a connection needs of the Gainsight client."""

    def query(
        self,
        query: Query,
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> list[dict[str, Any]]:
        """Read records."""
        ...

    def describe(
        self,
        objects: Sequence[str],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> dict[str, ObjectMetadata]:
        """Read metadata."""
        ...

    def update(
        self,
        object_name: str,
        record: Mapping[str, Any],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str:
        """Change fields of a record."""
        ...

    def insert(
        self,
        object_name: str,
        record: Mapping[str, Any],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> str:
        """Add a record."""
        ...

    def insert_all(
        self,
        object_name: str,
        records: Sequence[Mapping[str, Any]],
        *,
        host: str,
        access_token: str,
        allowance: Allowance,
        deadline: Deadline,
    ) -> None:
        """Add records, all or none."""
        ...


class Connection:
    """Calls Gainsight as a user; a refused token leads to one refresh and one more try.

    Safe to share between the threads of one request: they use one token.

    Parameters
    ----------
    guard : Guard or None
        Holds who acts with the tenant's machine credential to the record rule. Without one such a
        credential opens nothing.
    """

    def __init__(
        self,
        *,
        tenant: Tenant,
        credential: Credential,
        keeper: TokenKeeper,
        api: GainsightApi,
        allowance: Allowance,
        deadline: Deadline,
        guard: Guard | None = None,
    ) -> None:
        self.tenant = tenant
        self.allowance = allowance
        self.machine = credential.integration == "salesforce"
        self._credential = credential
        self._guard = guard
        self._renewal = Renewal(credential, keeper, deadline)
        self._api = api
        self._deadline = deadline

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read records as this user, as far as the record rule goes where there is one.

        Raises
        ------
        ReconnectRequired
            If the user's connection is dead.
        Forbidden
            If the record rule does not allow it.
        UpstreamError
            Or one of its kinds, for everything else.
        """
        guard = self._admitted()
        return self.ask(query) if guard is None else guard.read(query, self.ask)

    @property
    def acts_for(self) -> GainsightUser | None:
        """The person, who with a machine credential has to be named in what is written."""
        return self._credential.user

    @property
    def actor(self) -> str:
        """What the audit trail calls the user."""
        return self._credential.actor

    def open_record(self, kind: Kind, gsid: str) -> None:
        """Find a record inside the record rule before anything of it is read or written.

        Costs nothing for who acts with their own credential: Gainsight knows what they may see.

        Raises
        ------
        NotFound
            If the rule does not hold it.
        """
        guard = self._admitted()
        if guard is not None:
            guard.open(kind, gsid, self.ask)

    def ask(self, query: Query) -> list[dict[str, Any]]:
        """Read records past the record rule: for the rule itself."""
        return self._renewal.call(
            lambda token: self._api.query(
                query,
                host=self.tenant.host,
                access_token=token,
                allowance=self.allowance,
                deadline=self._deadline,
            )
        )

    def describe(self, objects: Sequence[str]) -> dict[str, ObjectMetadata]:
        """Read metadata as this user, which holds no records; errors as :meth:`query`."""
        return self._renewal.call(
            lambda token: self._api.describe(
                objects,
                host=self.tenant.host,
                access_token=token,
                allowance=self.allowance,
                deadline=self._deadline,
            )
        )

    def update(self, object_name: str, record: Mapping[str, Any]) -> str:
        """Change fields of the record that ``Gsid`` names, as this user.

        Raises
        ------
        FieldsRefused
            If Gainsight refuses fields of it.
        NotFound
            If there is no such record for this user.
        ReconnectRequired, UpstreamError
            As :meth:`query`.
        """
        return self._write(self._api.update, object_name, record)

    def insert(self, object_name: str, record: Mapping[str, Any]) -> str:
        """Add a record as this user and return its GSID; errors as :meth:`update`."""
        return self._write(self._api.insert, object_name, record)

    def insert_all(self, object_name: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Add rows to an object of this app's own, of which no record rule speaks.

        Raises
        ------
        FieldsRefused
            If Gainsight refuses fields of any: then none was added.
        ReconnectRequired, WritesPaused, UpstreamError
            As :meth:`as_user`.
        """
        demand_writes(self.tenant)
        self._renewal.call(
            lambda token: self._api.insert_all(
                object_name,
                records,
                host=self.tenant.host,
                access_token=token,
                allowance=self.allowance,
                deadline=self._deadline,
            )
        )

    def _write(self, write: Callable[..., str], name: str, record: Mapping[str, Any]) -> str:
        return self.as_user(
            lambda token: write(
                name,
                record,
                host=self.tenant.host,
                access_token=token,
                allowance=self.allowance,
                deadline=self._deadline,
            )
        )

    def prepare(self, calls: int) -> None:
        """Reserve units for calls to come while the token is being unsealed.

        Raises
        ------
        UpstreamBusy
            If the budget has none for this user yet.
        ReconnectRequired
            If the user's connection is dead.
        """
        with ThreadPoolExecutor(max_workers=1) as pool:
            reserved = pool.submit(self.allowance.reserve, "objects", calls, self._deadline)
            self._renewal.open()
            reserved.result()

    def as_user(self, call: Callable[[str], Result]) -> Result:
        """Write something as this user; every write to Gainsight goes this way.

        A call that was refused for its token has done nothing, so it is made once more.

        Raises
        ------
        ReconnectRequired
            If the user's connection is dead.
        WritesPaused
            If the operator has switched writing off.
        Forbidden
            If there is a record rule and no record was opened.
        """
        demand_writes(self.tenant)
        guard = self._admitted()
        if guard is not None:
            guard.demand_opened()
        return self._renewal.call(call)

    def _admitted(self) -> Guard | None:
        if not self.machine:
            return None
        if self._guard is None:
            raise Forbidden("record_rule_missing")
        self._guard.admit(self)
        return self._guard


class FreshConnection:
    """A way into a tenant with a token that is not stored yet, as during a sign-in."""

    def __init__(
        self,
        tenant: Tenant,
        access_token: str,
        *,
        api: GainsightApi,
        allowance: Allowance,
        deadline: Deadline,
    ) -> None:
        self._tenant = tenant
        self._access_token = access_token
        self._api = api
        self._allowance = allowance
        self._deadline = deadline

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read records with this token; errors as the client raises them."""
        return self._api.query(
            query,
            host=self._tenant.host,
            access_token=self._access_token,
            allowance=self._allowance,
            deadline=self._deadline,
        )

    def describe(self, objects: Sequence[str]) -> dict[str, ObjectMetadata]:
        """Read metadata with this token; errors as the client raises them."""
        return self._api.describe(
            objects,
            host=self._tenant.host,
            access_token=self._access_token,
            allowance=self._allowance,
            deadline=self._deadline,
        )
