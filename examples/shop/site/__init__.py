"""The shop lab: a small real e-commerce site behind a real load balancer, to be broken on purpose.

It is a plain site: it imports nothing of Steelyard, and Steelyard imports nothing of it.
"""
