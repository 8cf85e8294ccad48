"""Rules about who gets how much."""
