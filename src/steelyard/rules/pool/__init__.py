"""Rules about sets of servers that cannot serve."""
