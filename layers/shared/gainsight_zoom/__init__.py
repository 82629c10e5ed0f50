"""Shared layer of the Gainsight App for Zoom: clients, stores and domain rules."""
