"""Gainsight's user records, read as users of this application."""

from collections.abc import Mapping
from typing import Any

from gainsight_zoom.fields import Row
from gainsight_zoom.metadata import ObjectMetadata
from gainsight_zoom.records import GainsightUser

USER_FIELDS = ("Gsid", "Name", "Email", "LicenseType", "IsActiveUser", "IsSuperAdmin")


def user_of(raw: Mapping[str, Any], metadata: ObjectMetadata) -> GainsightUser | None:
    """Read a row of ``GsUser`` with :data:`USER_FIELDS`; None where id or e-mail are missing."""
    row = Row(dict(raw))
    gsid, email = row.text("Gsid"), row.text("Email")
    if not gsid or not email:
        return None
    license_field = metadata.find("LicenseType")
    written = row.text("LicenseType") or ""
    option = license_field.option(written) if license_field else None
    return GainsightUser(
        gsid=gsid,
        name=row.text("Name") or email,
        email=email,
        license=option.system_name if option else written,
        active=row.get("IsActiveUser") in (True, "true"),
        super_admin=row.get("IsSuperAdmin") in (True, "true"),
    )
