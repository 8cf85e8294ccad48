"""Rules about how long anything may take."""
