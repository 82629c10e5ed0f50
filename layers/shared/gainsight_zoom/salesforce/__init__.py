"""Salesforce: only its login, which proves who somebody is; no record is ever read there."""
