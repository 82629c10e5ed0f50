"""Measurements against the bounds in docs/measurements.md, each against its floor in one run."""
