"""Steelyard weighs a load-balancer configuration before, during and after it goes live."""

__version__ = "0.1.0"
