"""Rules about what the policy file demands."""
