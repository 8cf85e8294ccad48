"""Fault trials: each module is one; `steelyard.prove.trial` finds them."""
