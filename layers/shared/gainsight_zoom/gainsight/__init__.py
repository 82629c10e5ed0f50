"""Gainsight NXT: OAuth, object query and describe, by its public API only."""
