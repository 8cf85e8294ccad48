"""How a pool spreads its requests: one module per family of algorithms.

`steelyard.model.pool.Balance.algorithm` names the module (hyphens become
underscores); `steelyard.forecast.balancing.family` has what each offers and
how to load it.
"""
