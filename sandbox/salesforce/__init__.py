"""The Salesforce stand-in: login of the users that Gainsight knows by their Salesforce id.

Kept to: Salesforce, «OAuth 2.0 Web Server Flow».
"""

from __future__ import annotations

from sandbox.salesforce.directory import ORGS, Org, SalesforceUser
from sandbox.salesforce.ids import to_18
from sandbox.salesforce.party import Salesforce
from sandbox.salesforce.sessions import Approval
from sandbox.salesforce.settings import Settings

__all__ = ["ORGS", "Approval", "Org", "Salesforce", "SalesforceUser", "Settings", "to_18"]
