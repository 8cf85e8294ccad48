"""Rules about whom the gateway believes."""
