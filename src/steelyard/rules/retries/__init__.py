"""Rules about what a failure costs."""
