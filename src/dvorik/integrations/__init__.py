"""Doors and gateways to the outside world that no single feature owns."""
