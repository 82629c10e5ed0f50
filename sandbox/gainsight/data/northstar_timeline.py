"""What was logged on Northstar's customers so far, and what is to be done for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.gainsight.data.seeding import Seed

__all__ = ["ACTIVITIES", "CALLS_TO_ACTION"]


def _activity(subject: str, kind: str, at: str, notes: str, **more: object) -> Seed:
    return {
        "_key": subject,
        "Subject": subject,
        "TypeName": kind,
        "ActivityDate": at,
        "CreatedDate": at,
        "Notes": notes,
        "NotesPlainText": subject,
        "ContextName": "Company",
        "GsCompanyId": "Northwind Robotics",
        "AuthorId": "priya@northstar.example",
    } | more


ACTIVITIES: list[Seed] = [
    _activity(
        "Quarterly business review",
        "Meeting",
        "2026-10-14T13:30:00Z",
        "<p>Downtime is down <strong>11 %</strong>.</p><ul><li>Fleet dashboard asked for again"
        "</li><li>Graz needs a trainer in November</li></ul>",
        DurationInMins=60,
        InternalAttendees="priya@northstar.example,omar@northstar.example",
        ExternalAttendees="elena@northwind.example,tomasz@northwind.example",
        ActivityId="1T01QBR",
        ExternalId="calendar-2026-10-14-qbr",
        Comments="<p>Omar: the trainer is booked.</p>",
    ),
    _activity(
        "Graz kick-off moved",
        "Update",
        "2026-11-03T08:05:00Z",
        "<p>Moved to 30 November; the network team is not ready.</p>",
        ContextName="Relationship",
        GsRelationshipId="Plant Graz",
        ActivityId="1T01GRAZ",
        Ant__Severity__c="Medium",
    ),
    _activity(
        "Re: invoice 2291",
        "Email",
        "2026-11-12T16:41:00Z",
        '<div style="position:fixed;inset:0">Thanks, paid.</div><script>alert("mail")</script>'
        '<img src="https://tracker.example/p.gif" onerror="alert(1)">'
        '<a href="javascript:alert(2)">View invoice</a>',
        AuthorId="jonas@northstar.example",
        ActivityId="1T01MAIL",
    ),
    _activity(
        "Robot cell 7 stopped",
        "Call",
        "2026-11-18T10:15:00Z",
        "<p>Tomasz called: cell 7 stopped for 40 minutes. Ticket open.</p>",
        DurationInMins=15,
        ActivityId="1T01CALL",
        Ant__Severity__c="High",
    ),
    _activity(
        "Renewal talk with Ken",
        "Call",
        "2026-11-10T09:00:00Z",
        "<p>Wants a two-year term at the old price.</p>",
        GsCompanyId="Fabrikam Partners",
        ActivityId="1T01KEN",
    ),
    _activity(
        "1000th delivery",
        "Milestone",
        "2026-09-01T00:00:00Z",
        "<p>Celebrated on site.</p>",
        GsCompanyId="Lumen Logistics",
        AuthorId="jonas@northstar.example",
        ActivityId="1T01MILE",
    ),
]


def _call_to_action(name: str, due: str, *, closed: bool = False, **more: object) -> Seed:
    return {
        "Name": name,
        "CompanyId": "Northwind Robotics",
        "OwnerId": "priya@northstar.example",
        "Priority": "Medium",
        "DueDate": due,
        "IsClosed": closed,
    } | more


CALLS_TO_ACTION: list[Seed] = [
    _call_to_action("Renewal in 60 days: agree on terms", "2026-12-01", Priority="High"),
    _call_to_action("Fleet is used below plan", "2026-12-11"),
    _call_to_action("Welcome the new sponsor", "2026-10-02", closed=True),
    _call_to_action("Train Graz", "2026-11-30", RelationshipId="Plant Graz"),
]
