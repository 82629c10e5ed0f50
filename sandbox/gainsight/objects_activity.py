"""The timeline object, and the custom objects an admin made for this app."""

from __future__ import annotations

from sandbox.gainsight import fields as f
from sandbox.gainsight.schema import ObjectType, Picklist

__all__ = ["activity_timeline", "call_to_action", "zoom_app_event", "zoom_score_update"]


def activity_timeline(seed: str) -> ObjectType:
    """Describe Activity Timeline. Its modified column is ``LastModifiedDate``."""
    severity = Picklist.of(seed, "Severity", "Low", "Medium", "High")
    topics = Picklist.of(seed, "Topics", "Adoption", "Renewal", "Support")
    return ObjectType(
        name="activity_timeline",
        label="Activity Timeline",
        key_prefix="1P09",
        fields=(
            f.identity(),
            f.text("ActivityId", "Activity Id", 36),
            f.text("ExternalId", "External Id"),
            f.text("Subject", "Subject", required=True, name_field=True),
            f.rich("Notes", "Notes", required=True),
            f.text("NotesPlainText", "Notes Plain Text", 131_072),
            f.datetime("ActivityDate", "Activity Date"),
            f.text("TypeName", "Type Name", required=True),
            f.text("ContextName", "Context Name", required=True),
            f.lookup("GsCompanyId", "Company Id", "company"),
            f.lookup("GsRelationshipId", "Relationship Id", "relationship"),
            f.lookup("AuthorId", "Author Id", "gsuser", required=True),
            f.text("InternalAttendees", "Internal Attendees", 4000),
            f.text("ExternalAttendees", "External Attendees", 4000),
            f.number("DurationInMins", "Duration"),
            f.rich("Comments", "Comments"),  # named by Gainsight's «Timeline Objects» only
            f.custom(f.text("Ant__Source__c", "Source")),
            f.custom(f.pick("Ant__Severity__c", "Severity", severity)),
            f.custom(f.number("Ant__Seats__c", "Seats discussed")),
            f.custom(f.multi("Ant__Topics__c", "Topics", topics)),
            f.custom(f.datetime("Ant__Decision__c", "Decision expected")),
            f.custom(f.lookup("Ant__Sponsor__c", "Sponsor", "gsuser")),
            *f.system_fields("LastModifiedDate", "LastModifiedBy"),
        ),
        writable=False,
        owner=("GsCompanyId__gr.Csm", "GsRelationshipId__gr.Csm"),
    )


def call_to_action(seed: str) -> ObjectType:
    """Describe Call To Action: it is in the list of objects, and read by the generic query.

    No source publishes its fields: these names are this stand-in's, and whoever reads
    them has to find them in describe.
    """
    priority = Picklist.of(seed, "Priority", "Low", "Medium", "High")
    return ObjectType(
        name="call_to_action",
        label="Call To Action",
        key_prefix="1S01",
        fields=(
            f.identity(),
            f.text("Name", "Name", required=True, name_field=True),
            f.lookup("CompanyId", "Company Id", "company"),
            f.lookup("RelationshipId", "Relationship Id", "relationship"),
            f.lookup("OwnerId", "Owner Id", "gsuser"),
            f.pick("Priority", "Priority", priority),
            f.date("DueDate", "Due Date"),
            f.boolean("IsClosed", "Is Closed"),
            *f.system_fields(),
        ),
        writable=False,
        owner=("CompanyId__gr.Csm", "RelationshipId__gr.Csm"),
    )


def zoom_score_update() -> ObjectType:
    """Describe the low-volume object whose rows a tenant's rule turns into measure scores."""
    return ObjectType(
        name="Zoom_Score_Update__gc",
        label="Zoom Score Update",
        key_prefix="1C01",
        object_type="CUSTOM",
        fields=(
            f.identity(),
            f.custom(
                f.text(
                    "RequestId__gc", "Request id", 128, required=True, nillable=False, unique=True
                )
            ),
            f.custom(f.lookup("Company__gc", "Company", "company")),
            f.custom(f.lookup("Relationship__gc", "Relationship", "relationship")),
            f.custom(f.text("Measure__gc", "Measure")),
            f.custom(f.number("Score__gc", "Score", 1)),
            f.custom(f.text("Comment__gc", "Comment", 4000)),
            f.custom(f.text("Action__gc", "Action", 16)),
            f.custom(f.text("Scorecard__gc", "Scorecard", 36)),
            f.custom(f.lookup("RequestedBy__gc", "Requested by", "gsuser")),
            *f.system_fields(),
        ),
    )


def zoom_app_event() -> ObjectType:
    """Describe the object that holds what happened in the app, for the tenant's own reports."""
    return ObjectType(
        name="Zoom_App_Event__gc",
        label="Zoom App Event",
        key_prefix="1C02",
        object_type="CUSTOM",
        fields=(
            f.identity(),
            f.custom(f.text("EventId__gc", "Event id", 128, required=True, nillable=False)),
            f.custom(f.text("Type__gc", "Type", 64, required=True, nillable=False)),
            f.custom(f.datetime("OccurredAt__gc", "Occurred at")),
            f.custom(f.lookup("Company__gc", "Company", "company")),
            f.custom(f.lookup("Relationship__gc", "Relationship", "relationship")),
            f.custom(f.lookup("User__gc", "User", "gsuser")),
            f.custom(f.text("Meeting__gc", "Meeting", 64)),
            f.custom(f.number("Count__gc", "Count")),
            *f.system_fields(),
        ),
    )
