"""NGINX as a running program: the sandbox that a candidate is tried in."""
