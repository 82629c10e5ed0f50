"""Measurements against the budgets of docs/architecture.md, each against its floor in one run."""
