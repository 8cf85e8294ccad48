"""Rules about text that does not mean what it seems to."""
