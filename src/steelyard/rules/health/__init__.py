"""Rules about how failures are seen."""
