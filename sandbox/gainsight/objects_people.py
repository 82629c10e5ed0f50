"""The objects that hold people: the three of the person model, and User («Person Object Model»)."""

from __future__ import annotations

from sandbox.gainsight import fields as f
from sandbox.gainsight.schema import ObjectType, Picklist

__all__ = ["company_person", "gsuser", "person", "relationship_person"]

LICENCES = ("Full", "Viewer", "Viewer_Analytics", "Internal_Collaborator", "External")


def person() -> ObjectType:
    """Describe Person: who the human is, one row each."""
    return ObjectType(
        name="person",
        label="Person",
        key_prefix="1P06",
        fields=(
            f.identity("Person ID"),
            f.text("Name", "Name", name_field=True),
            f.text("FirstName", "First Name"),
            f.text("MiddleName", "Middle Name"),
            f.text("LastName", "Last Name"),
            f.email("Email", "Email"),
            f.url("LinkedinUrl", "LinkedIn URL"),
            f.text("Location", "Location"),
            f.text("Timezone", "Timezone", 64),
            f.text("Comments", "Comments", 4000),
            f.boolean("EmailOptOut", "Email Opt Out"),
            f.custom(f.text("ExternalRecordID__gc", "External Record ID")),
            *f.system_fields(),
        ),
        writable=False,
    )


def company_person(seed: str) -> ObjectType:
    """Describe Company Person: one person's place at one company."""
    return ObjectType(
        name="company_person",
        label="Company Person",
        key_prefix="1P07",
        fields=(
            f.identity(),
            f.lookup("Person_ID", "Person", "person", required=True, nillable=False),
            f.lookup("Company_ID", "Company", "company", required=True, nillable=False),
            f.text("Title", "Title"),
            f.pick("Role", "Role", roles(seed)),
            f.boolean("IsPrimaryCompany", "Is Primary Company"),
            f.lookup("Manager", "Manager", "person"),
            f.boolean("Active", "Active"),
            *f.system_fields(),
        ),
        writable=False,
        owner=("Company_ID__gr.Csm",),
    )


def relationship_person(seed: str) -> ObjectType:
    """Describe Relationship Person: one person's place in one relationship."""
    return ObjectType(
        name="relationship_person",
        label="Relationship Person",
        key_prefix="1P08",
        fields=(
            f.identity(),
            f.lookup("Person_ID", "Person", "person", required=True, nillable=False),
            f.lookup("Company_Person_ID", "Company Person", "company_person"),
            f.lookup("Relationship_ID", "Relationship", "relationship", required=True),
            f.pick("Role", "Role", roles(seed)),
            f.boolean("Active", "Active"),
            *f.system_fields(),
        ),
        writable=False,
        owner=("Relationship_ID__gr.Csm",),
    )


def gsuser(seed: str) -> ObjectType:
    """Describe User."""
    licence = Picklist.of(seed, "License Type", *LICENCES)
    return ObjectType(
        name="gsuser",
        label="User",
        key_prefix="1P01",
        fields=(
            f.identity("User ID"),
            f.text("Name", "Name", name_field=True),
            f.text("FirstName", "First Name"),
            f.text("LastName", "Last Name"),
            f.email("Email", "Email"),
            f.text("SFDCUserName", "SFDC User Name"),
            f.text("SfdcUserId", "SFDC User Id", 18),
            f.boolean("IsActiveUser", "Is Active User"),
            f.boolean("IsSuperAdmin", "Is Super Admin"),
            f.pick("LicenseType", "License Type", licence),
            f.text("SystemType", "System Type"),
            f.text("Timezone", "Timezone", 64),
            f.text("Locale", "Locale", 16),
            f.text("Title", "Title"),
            f.lookup("Manager", "Manager", "gsuser"),
            *f.system_fields(),
        ),
        object_type="SYSTEM",
        writable=False,
    )


def roles(seed: str) -> Picklist:
    """Make the picklist of what a person is to a customer."""
    return Picklist.of(
        seed,
        "Person Role",
        *("Champion", "Decision Maker", "Executive Sponsor", "Power User", "Billing", "Detractor"),
        inactive=("Former Contact",),
    )
