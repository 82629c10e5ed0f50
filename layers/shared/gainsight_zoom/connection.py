"""One user's way into one Gainsight tenant, for the length of one request."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol

from gainsight_zoom.allowances import Allowance
from gainsight_zoom.clock import Deadline
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.queries import Query
from gainsight_zoom.records import Credential, Tenant
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


class Connection:
    """Calls Gainsight as a user; a refused token leads to one refresh and one more try.

    Safe to share between the threads of one request: they use one token.
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
    ) -> None:
        self.tenant = tenant
        self.allowance = allowance
        self._renewal = Renewal(credential, keeper, deadline)
        self._api = api
        self._deadline = deadline

    def query(self, query: Query) -> list[dict[str, Any]]:
        """Read records as this user.

        Raises
        ------
        ReconnectRequired
            If the user's connection is dead.
        UpstreamError
            Or one of its kinds, for everything else.
        """
        return self.as_user(
            lambda token: self._api.query(
                query,
                host=self.tenant.host,
                access_token=token,
                allowance=self.allowance,
                deadline=self._deadline,
            )
        )

    def describe(self, objects: Sequence[str]) -> dict[str, ObjectMetadata]:
        """Read metadata as this user; errors as :meth:`query`."""
        return self.as_user(
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
        """Make a call with this user's token; a refused token leads to one more try.

        A call that was refused for its token has done nothing, so writes may go this way too.

        Raises
        ------
        ReconnectRequired
            If the user's connection is dead.
        """
        return self._renewal.call(call)


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
