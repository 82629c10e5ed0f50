"""The outside world on one machine: stand-ins that keep to what is known of each party."""
