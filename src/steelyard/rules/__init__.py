"""The catalogue of rules: a rule is a module and a page beside it."""
