"""Zoom: the app context, OAuth and REST."""
