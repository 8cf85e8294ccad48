"""The one model of a gateway: neutral values, no I/O, no dialect's own words.

A dialect resolves its quirks while reading; what stands here is semantics as
values: routes in first-match order, weights as applied, algorithms by what
they do.
"""
