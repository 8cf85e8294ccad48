"""Rules about what a change does to traffic."""
