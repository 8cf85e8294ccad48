"""Holds the user's expectations against all requests: each holds, fails, or is unknown."""
