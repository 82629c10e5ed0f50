"""Policy and layout: read, saved over the version that was seen, restored, previewed."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from gainsight_zoom import access
from gainsight_zoom.errors import AppError, NotFound, VersionConflict
from gainsight_zoom.governing import checked_layout, checked_policy
from gainsight_zoom.layouts import DEFAULT_LAYOUT, AttributeGroup, Layout
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.records import AuditLine, GainsightUser, Kind, Policy
from gainsight_zoom.session_views import TabsOffView, TabsView, tabs_off_view, tabs_view
from gainsight_zoom.shapes import Shape
from gainsight_zoom.store.governance import Change, Saved, Stale, Subject
from gainsight_zoom.store.tenants import (
    layout_document,
    layout_of,
    policy_document,
    policy_of,
)

from .admin import Admin

NOBODY = GainsightUser(gsid="-", name="-", email="", license="")


class Changed(Shape):
    """When a version was saved (ISO 8601, UTC) and by whom, as in the audit trail."""

    at: str
    actor_gsid: str


class PolicyState(Shape):
    """A policy as it is."""

    version: int
    policy: Policy
    changed: Changed | None


class LayoutState(Shape):
    """A layout as it is."""

    version: int
    layout: Layout
    changed: Changed | None


class PolicyChange(Shape):
    """A policy to save, and the version it was made from."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=0)
    policy: Policy


class LayoutChange(Shape):
    """A layout to save, and the version it was made from."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=0)
    layout: Layout


class Restoring(Shape):
    """The version that is to be replaced by an older one."""

    model_config = ConfigDict(extra="forbid")
    version: int = Field(ge=0)


class VersionView(Shape):
    """One version that is kept, and which settings it changed, where the one before is kept."""

    version: int
    at: str
    actor_gsid: str
    changed: list[str] = []


class History(Shape):
    """The versions that are kept, newest first."""

    versions: list[VersionView]


class PreviewOf(Shape):
    """Whose view to show, and with what instead of what is saved."""

    model_config = ConfigDict(extra="forbid")
    license: str = Field(max_length=60)
    email: str = Field("", max_length=254)
    policy: Policy | None = None
    layout: Layout | None = None


class Preview(Shape):
    """What somebody with that licence gets; ``labels`` are those of the attributes, by field."""

    admitted: bool
    refusal: str | None
    rights: list[str]
    tabs: TabsView
    tabs_off: TabsOffView
    layout: Layout
    labels: dict[Kind, dict[str, str]]


def read_policy(admin: Admin) -> PolicyState:
    """Read the policy."""
    saved = admin.wired.governance.read(admin.tenant, "policy")
    return PolicyState(
        version=saved.version, policy=policy_of(saved.document), changed=_changed(admin, saved)
    )


def read_layout(admin: Admin) -> LayoutState:
    """Read the layout; the default where none was saved."""
    saved = admin.wired.governance.read(admin.tenant, "layout")
    return LayoutState(
        version=saved.version,
        layout=layout_of(saved.document, DEFAULT_LAYOUT),
        changed=_changed(admin, saved),
    )


def save_policy(admin: Admin, change: PolicyChange, *, action: str) -> PolicyState:
    """Save a policy.

    Raises
    ------
    ValidationFailed
        With everything that is wrong.
    VersionConflict
        If somebody saved another meanwhile; with both.
    """
    checked = checked_policy(change.policy, admin.found.tenant, admin.user)
    if not write(admin, [policy_change(admin, change.version, checked, action=action)]):
        raise _conflict(read_policy(admin), change)
    return read_policy(admin)


def save_layout(admin: Admin, change: LayoutChange, *, action: str) -> LayoutState:
    """Save a layout; errors as :func:`save_policy`."""
    checked = checked_layout(change.layout, admin.objects())
    if not write(admin, [layout_change(admin, change.version, checked, action=action)]):
        raise _conflict(read_layout(admin), change)
    return read_layout(admin)


def write(admin: Admin, changes: list[Change]) -> bool:
    """Save all documents, or none; False where one of them is newer by now."""
    try:
        admin.wired.governance.write(admin.tenant, changes)
    except Stale:
        return False
    admin.wired.tenancy.forget(admin.tenant)
    return True


def policy_change(admin: Admin, seen: int, policy: Policy, *, action: str) -> Change:
    """Make a change of the policy with its audit line."""
    line = _line(admin, f"policy_{action}", seen + 1)
    return Change("policy", seen, policy_document(policy), line)


def layout_change(admin: Admin, seen: int, layout: Layout, *, action: str) -> Change:
    """Make a change of the layout with its audit line."""
    line = _line(admin, f"layout_{action}", seen + 1)
    return Change("layout", seen, layout_document(layout), line)


def read_history(admin: Admin, subject: Subject) -> History:
    """List the versions that are kept."""
    kept = admin.wired.governance.history(admin.tenant, subject)
    named = admin.naming([(one.by or "", one.at or 0) for one in kept])
    said = [_settings(subject, one.document) for one in kept]
    return History(
        versions=[
            VersionView(
                version=one.version,
                at=moment(one.at or 0),
                actor_gsid=named(one.by or "", one.at or 0),
                changed=[name for name, value in now.items() if value != before[name]],
            )
            for one, now, before in zip(kept, said, said[1:] + said[-1:], strict=True)
        ]
    )


def restore(admin: Admin, subject: Subject, number: int, seen: int) -> PolicyState | LayoutState:
    """Save an older version anew; it is held to today's rules like any other.

    Raises
    ------
    NotFound
        If it is not kept any more.
    ValidationFailed, VersionConflict
        As :func:`save_policy`.
    """
    kept = admin.wired.governance.version(admin.tenant, subject, number)
    if kept is None:
        raise NotFound("version_not_kept")
    if subject == "policy":
        policy = PolicyChange(version=seen, policy=policy_of(kept.document))
        return save_policy(admin, policy, action="restored")
    layout = LayoutChange(version=seen, layout=layout_of(kept.document, DEFAULT_LAYOUT))
    return save_layout(admin, layout, action="restored")


def preview(admin: Admin, asked: PreviewOf) -> Preview:
    """Show what a licence gets; drafts are held to the rules first.

    Raises
    ------
    ValidationFailed
        If a draft breaks a rule.
    """
    found, objects = admin.found, admin.objects()
    policy, layout = found.policy, found.layout
    if asked.policy is not None:
        policy = checked_policy(asked.policy, found.tenant, admin.user)
    if asked.layout is not None:
        layout = checked_layout(asked.layout, objects)
    somebody = replace(NOBODY, license=asked.license, email=asked.email.strip().lower())
    refusal: str | None = None
    try:
        access.admit(found.tenant, policy, somebody)
    except AppError as error:
        refusal = error.message
    return Preview(
        admitted=refusal is None,
        refusal=refusal,
        rights=list(access.rights(somebody, policy)),
        tabs=tabs_view(policy, somebody),
        tabs_off=tabs_off_view(policy, somebody),
        layout=_as_seen(layout, policy, somebody),
        labels={kind: _labels(layout, kind, objects[kind]) for kind in access.KINDS},
    )


def moment(at: int) -> str:
    """Return epoch seconds as ISO 8601 in UTC."""
    return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")


def _as_seen(layout: Layout, policy: Policy, user: GainsightUser) -> Layout:
    def groups(kind: Any, many: tuple[AttributeGroup, ...]) -> tuple[AttributeGroup, ...]:
        if access.closed_to_edits(policy, user, kind) is None:
            return many
        return tuple(replace(group, read_only=group.fields) for group in many)

    return replace(layout, attributes={k: groups(k, v) for k, v in layout.attributes.items()})


def _labels(layout: Layout, kind: Kind, described: ObjectMetadata) -> dict[str, str]:
    named = [name for group in layout.attributes.get(kind, ()) for name in group.fields]
    return {name: field.label for name in named if (field := described.find(name)) is not None}


def _changed(admin: Admin, saved: Saved) -> Changed | None:
    if saved.at is None or saved.by is None:
        return None
    named = admin.naming([(saved.by, saved.at)])
    return Changed(at=moment(saved.at), actor_gsid=named(saved.by, saved.at))


def _conflict(current: BaseModel, yours: BaseModel) -> VersionConflict:
    return VersionConflict(
        "saved_meanwhile",
        details={
            "current": current.model_dump(mode="json"),
            "yours": yours.model_dump(mode="json"),
        },
    )


def _settings(subject: Subject, document: Any) -> dict[str, Any]:
    if subject == "policy":
        return plain(policy_of(document))
    return plain(layout_of(document, DEFAULT_LAYOUT))


def _line(admin: Admin, action: str, version: int) -> AuditLine:
    return AuditLine(
        tenant=admin.tenant,
        at=int(admin.wired.clock.now()),
        actor=admin.credential.actor,
        action=action,
        target=f"version {version}",
        id=admin.wired.token(),
    )


def plain(value: Policy | Layout) -> dict[str, Any]:
    """Return a document as plain JSON, as it is handed out and taken back."""
    document: dict[str, Any] = TypeAdapter(type(value)).dump_python(value, mode="json")
    return document
