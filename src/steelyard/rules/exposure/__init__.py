"""Rules about what is open that should not be."""
