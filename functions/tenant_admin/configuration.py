"""Taking a configuration from one tenant to another, as from a sandbox to production."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Literal

from pydantic import ConfigDict, Field

from gainsight_zoom.access import KINDS
from gainsight_zoom.errors import VersionConflict
from gainsight_zoom.governing import ACTIVITY, checked_layout, checked_policy, is_record_url
from gainsight_zoom.layouts import AttributeGroup, Layout
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.policies import ANY_TYPE
from gainsight_zoom.records import Policy
from gainsight_zoom.shapes import Shape

from .admin import Admin
from .documents import (
    LayoutState,
    PolicyState,
    layout_change,
    moment,
    policy_change,
    read_layout,
    read_policy,
    write,
)

NO_SUCH_KIND = "There are companies and relationships only."
OTHER_TENANT = "Ids differ between tenants. Choose it anew here."


class Configuration(Shape):
    """Policy and layout of a tenant, as a file."""

    format: Literal[1] = 1
    tenant: str = Field(max_length=40)
    exported_at: str = Field(max_length=40)
    policy: Policy
    layout: Layout


class Import(Shape):
    """A file, and the versions it replaces."""

    model_config = ConfigDict(extra="forbid")
    policy_version: int = Field(ge=0)
    layout_version: int = Field(ge=0)
    configuration: Configuration


class Imported(Shape):
    """What became of it; ``left_out`` says by path what could not be taken over and why."""

    policy: PolicyState
    layout: LayoutState
    left_out: dict[str, str]


def export(admin: Admin) -> Configuration:
    """Read the whole configuration."""
    return Configuration(
        tenant=admin.tenant,
        exported_at=moment(int(admin.wired.clock.now())),
        policy=read_policy(admin).policy,
        layout=read_layout(admin).layout,
    )


def take_over(admin: Admin, wanted: Import) -> Imported:
    """Save a configuration, without what makes no sense in this tenant; all of it or nothing.

    Raises
    ------
    ValidationFailed
        If what is left still breaks a rule.
    VersionConflict
        If somebody saved something meanwhile.
    """
    file, objects, left_out = wanted.configuration, admin.objects(), dict[str, str]()
    policy = file.policy
    if file.tenant != admin.tenant:
        policy = _transplanted(policy, admin, left_out)
    layout = _fitting(file.layout, objects, left_out)
    changes = [
        policy_change(
            admin,
            wanted.policy_version,
            checked_policy(policy, admin.found.tenant, admin.user),
            action="imported",
        ),
        layout_change(
            admin, wanted.layout_version, checked_layout(layout, objects), action="imported"
        ),
    ]
    if not write(admin, changes):
        raise VersionConflict(
            "saved_meanwhile",
            details={
                "current": {
                    "policy": read_policy(admin).model_dump(mode="json"),
                    "layout": read_layout(admin).model_dump(mode="json"),
                },
                "yours": wanted.model_dump(mode="json"),
            },
        )
    return Imported(policy=read_policy(admin), layout=read_layout(admin), left_out=left_out)


def _transplanted(policy: Policy, admin: Admin, left_out: dict[str, str]) -> Policy:
    """Take out what names records or hosts of the other tenant; access by Salesforce stays ours."""
    for n, off in enumerate(policy.tabs_off):
        if off.type != ANY_TYPE:
            left_out[f"tabs_off.{n}"] = OTHER_TENANT
    urls = {k: u for k, u in policy.record_urls.items() if is_record_url(u, admin.found.tenant)}
    for kind in policy.record_urls.keys() - urls.keys():
        left_out[f"record_urls.{kind}"] = "It leads to another tenant. Enter this tenant's address."
    if policy.portfolio != admin.found.policy.portfolio:
        left_out["portfolio"] = "Who may see what by Salesforce is decided in each tenant anew."
    return replace(
        policy,
        tabs_off=tuple(off for off in policy.tabs_off if off.type == ANY_TYPE),
        record_urls=urls,
        portfolio=admin.found.policy.portfolio,
    )


def _fitting(
    layout: Layout, objects: Mapping[str, ObjectMetadata], left_out: dict[str, str]
) -> Layout:
    """Take out fields that this tenant does not have."""

    def kept(path: str, object_name: str, names: tuple[str, ...]) -> tuple[str, ...]:
        fields = objects[object_name]
        for name in names:
            if not name.startswith("*") and fields.find(name) is None:
                left_out[f"{path}.{name}"] = "This tenant has no such field."
        return tuple(n for n in names if n.startswith("*") or fields.find(n) is not None)

    def known(section: str, kinds: Iterable[str]) -> list[str]:
        left_out.update({f"{section}.{k}": NO_SUCH_KIND for k in kinds if k not in KINDS})
        return [kind for kind in kinds if kind in KINDS]

    def groups(
        section: str, many: Mapping[str, tuple[AttributeGroup, ...]]
    ) -> dict[str, tuple[AttributeGroup, ...]]:
        return {
            kind: tuple(
                replace(g, fields=kept(f"{section}.{kind}", kind, g.fields)) for g in many[kind]
            )
            for kind in known(section, many)
        }

    def lists(section: str, many: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {kind: kept(f"{section}.{kind}", kind, many[kind]) for kind in known(section, many)}

    def by_type(section: str, many: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {name: kept(f"{section}.{name}", ACTIVITY, names) for name, names in many.items()}

    return replace(
        layout,
        summary_chips=lists("summary_chips", layout.summary_chips),
        summary_fields=lists("summary_fields", layout.summary_fields),
        summary_groups=groups("summary_groups", layout.summary_groups),
        attributes=groups("attributes", layout.attributes),
        timeline_fields=by_type("timeline_fields", layout.timeline_fields),
        timeline_required=by_type("timeline_required", layout.timeline_required),
    )
