"""Tenants: profile, policy and layout; and the operator's mappings of hosts and mail domains."""

from collections.abc import Iterable, Mapping

from gainsight_zoom.records import (
    AttributeGroup,
    Band,
    Layout,
    Policy,
    Scheme,
    ScorecardSetup,
    StoredMetadata,
    Tenant,
    TenantRecords,
)
from gainsight_zoom.store import metadata
from gainsight_zoom.store.table import Item, Table

PROFILE = "PROFILE"
POLICY = "POLICY"
LAYOUT = "LAYOUT"
MEMBER_PREFIX = "TENANT#"


class Tenants:
    """Reads tenants for every function, writes them for the operator and the admin."""

    def __init__(self, tenants: Table) -> None:
        self._tenants = tenants

    def load(self, keys: tuple[str, ...], *, default_layout: Layout) -> dict[str, TenantRecords]:
        """Read several tenants in one call; unknown keys are left out."""
        if not keys:
            return {}
        wanted = [(_partition(k), sk) for k in keys for sk in (PROFILE, POLICY, LAYOUT)]
        items = {(i["pk"], i["sk"]): i for i in self._tenants.batch_get(wanted)}
        found: dict[str, TenantRecords] = {}
        for key in keys:
            if (_partition(key), PROFILE) in items:
                own = {sk: i for (pk, sk), i in items.items() if pk == _partition(key)}
                found[key] = _records(key, own, default_layout)
        return found

    def load_whole(
        self, key: str, *, default_layout: Layout
    ) -> tuple[TenantRecords | None, StoredMetadata]:
        """Read one tenant and its cached metadata in one query: they are neighbours by key."""
        items = self._tenants.range(_partition(key), LAYOUT, PROFILE)
        single = {i["sk"]: i for i in items if not str(i["sk"]).startswith(metadata.PREFIX)}
        stored = metadata.assemble(i for i in items if i["sk"] not in single)
        if PROFILE not in single:
            return None, stored
        return _records(key, single, default_layout), stored

    def of_mail_domain(self, domain: str) -> tuple[str, ...]:
        """Return the keys of the tenants that the operator mapped to a mail domain."""
        items = self._tenants.prefix(f"DOMAIN#{domain}", MEMBER_PREFIX)
        return tuple(str(item["sk"]).removeprefix(MEMBER_PREFIX) for item in items)

    def of_host(self, host: str) -> str | None:
        """Return the key of the tenant registered for a host."""
        items = self._tenants.prefix(f"HOST#{host}", MEMBER_PREFIX)
        return str(items[0]["sk"]).removeprefix(MEMBER_PREFIX) if items else None

    def register(self, tenant: Tenant, *, mail_domains: tuple[str, ...]) -> None:
        """Write a tenant and its mappings; the operator's act, never a user's."""
        self._tenants.put(
            {
                "pk": _partition(tenant.key),
                "sk": PROFILE,
                **{k: v for k, v in vars(tenant).items() if k != "key"},
            }
        )
        member = MEMBER_PREFIX + tenant.key
        self._tenants.put({"pk": f"HOST#{tenant.host}", "sk": member})
        for domain in mail_domains:
            self._tenants.put({"pk": f"DOMAIN#{domain}", "sk": member})

    def save_policy(self, key: str, policy: Policy) -> None:
        """Write a tenant's policy."""
        self._tenants.put(
            {
                "pk": _partition(key),
                "sk": POLICY,
                "enabled": policy.enabled,
                "same_organisation_domains": list(policy.same_organisation_domains),
                "named_pairs": [list(pair) for pair in policy.named_pairs],
                "keep_alive_days": policy.keep_alive_days,
                "idle_days": policy.idle_days,
                "copy_comments": policy.copy_comments,
                "call_share": policy.call_share,
                "relationship_edits": policy.relationship_edits,
            }
        )

    def save_layout(self, key: str, layout: Layout) -> None:
        """Write a tenant's layout."""
        self._tenants.put(
            {
                "pk": _partition(key),
                "sk": LAYOUT,
                "summary_chips": {k: list(v) for k, v in layout.summary_chips.items()},
                "summary_fields": {k: list(v) for k, v in layout.summary_fields.items()},
                "timeline_types": list(layout.timeline_types),
                "timeline_fields": {k: list(v) for k, v in layout.timeline_fields.items()},
                "timeline_required": {k: list(v) for k, v in layout.timeline_required.items()},
                "attributes": {k: _group_items(v) for k, v in layout.attributes.items()},
                "scorecards": _setup_item(layout.scorecards),
            }
        )


def _setup_item(setup: ScorecardSetup) -> Item:
    """Numbers go as text: the table knows no floats."""
    bands = [
        {"label": b.label, "low": str(b.low), "high": str(b.high), "color": b.color, "id": b.id}
        for b in setup.scheme.bands
    ]
    return {"kind": setup.scheme.kind, "bands": bands, "sources": setup.sources}


def _setup(item: Item | None) -> ScorecardSetup:
    if item is None:
        return ScorecardSetup()
    bands = tuple(
        Band(b["label"], float(b["low"]), float(b["high"]), b["color"], b["id"])
        for b in item["bands"]
    )
    return ScorecardSetup(Scheme(item["kind"], bands), item["sources"])


def _group_items(groups: Iterable[AttributeGroup]) -> list[Item]:
    return [
        {"name": g.name, "fields": list(g.fields), "read_only": list(g.read_only)} for g in groups
    ]


def _groups(items: Iterable[Item]) -> tuple[AttributeGroup, ...]:
    return tuple(
        AttributeGroup(i["name"], tuple(i["fields"]), tuple(i["read_only"])) for i in items
    )


def _partition(key: str) -> str:
    return f"TENANT#{key}"


def _records(key: str, items: Mapping[str, Item], default_layout: Layout) -> TenantRecords:
    return TenantRecords(
        tenant=_tenant(key, items[PROFILE]),
        policy=_policy(items.get(POLICY)),
        layout=_layout(items.get(LAYOUT), default_layout),
    )


def _tenant(key: str, item: Item) -> Tenant:
    kept = {k: v for k, v in item.items() if k in Tenant.__dataclass_fields__ and k != "key"}
    return Tenant(key=key, **kept)


def _policy(item: Item | None) -> Policy:
    if item is None:
        return Policy()
    return Policy(
        enabled=item["enabled"],
        same_organisation_domains=tuple(item["same_organisation_domains"]),
        named_pairs=tuple((str(a), str(b)) for a, b in item["named_pairs"]),
        keep_alive_days=item.get("keep_alive_days", Policy.keep_alive_days),
        idle_days=item.get("idle_days", Policy.idle_days),
        copy_comments=item.get("copy_comments", False),
        call_share=item.get("call_share", 40),
        relationship_edits=item.get("relationship_edits", True),
    )


def _layout(item: Item | None, default: Layout) -> Layout:
    if item is None:
        return default
    return Layout(
        summary_chips={k: tuple(v) for k, v in item["summary_chips"].items()},
        summary_fields={k: tuple(v) for k, v in item["summary_fields"].items()},
        timeline_types=tuple(item.get("timeline_types", default.timeline_types)),
        timeline_fields={k: tuple(v) for k, v in item.get("timeline_fields", {}).items()},
        timeline_required={k: tuple(v) for k, v in item.get("timeline_required", {}).items()},
        attributes={k: _groups(v) for k, v in item.get("attributes", {}).items()},
        scorecards=_setup(item.get("scorecards")),
    )
