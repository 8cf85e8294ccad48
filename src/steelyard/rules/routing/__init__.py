"""Rules about which requests go where."""
