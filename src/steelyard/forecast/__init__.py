"""The Forecast: what a configuration promises about traffic."""
