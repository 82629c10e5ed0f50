"""The Salesforce stand-in."""
