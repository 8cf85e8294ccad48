"""One request's walk through a gateway: values, conditions, steps, outcome."""
