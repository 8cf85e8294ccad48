"""Holds a Forecast against the real program, in a sandbox."""
