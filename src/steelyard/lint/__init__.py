"""The linter: what a rule is, how rules run, what the policy allows."""
