"""Arithmetic of the loyalty feature: pure functions, by noun. No session, no clock, no settings."""
