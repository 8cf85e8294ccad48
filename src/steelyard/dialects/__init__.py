"""Dialects: one folder each, strangers to one another."""
