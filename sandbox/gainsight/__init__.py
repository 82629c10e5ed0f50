"""The Gainsight stand-in: four tenants, each a party of its own."""

from __future__ import annotations

import secrets
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from sandbox.gainsight.data.northstar import NORTHSTAR
from sandbox.gainsight.data.others import AURORA, KESTREL, NORTHSTAR_SANDBOX
from sandbox.gainsight.settings import DEFAULT_REDIRECT_URI, Limit, Settings
from sandbox.gainsight.tenant import DataSet, GainsightTenant

if TYPE_CHECKING:
    from sandbox.party import Now, Token

__all__ = ["DATA_SETS", "DataSet", "GainsightTenant", "Limit", "Settings", "tenants"]

DATA_SETS = (NORTHSTAR, NORTHSTAR_SANDBOX, KESTREL, AURORA)


def tenants(
    *,
    now: Now = time.time,
    token: Token = secrets.token_urlsafe,
    redirect_uris: tuple[str, ...] = (DEFAULT_REDIRECT_URI,),
    settings: Settings | None = None,
) -> dict[str, GainsightTenant]:
    """Make the four tenants, by key.

    Parameters
    ----------
    now, token : callable
        The clock (epoch seconds), and the source of codes and tokens.
    redirect_uris : tuple of str
        Callback URLs every tenant's OAuth application is registered with.
    settings : Settings or None
        Switches of all four; each tenant gets its own copy.
    """
    initial = replace(settings or Settings(), redirect_uris=redirect_uris)
    return {
        data_set.key: GainsightTenant(data_set, now=now, token=token, settings=initial)
        for data_set in DATA_SETS
    }
