"""NGINX as a running program: a sandbox for candidates, and how a live one is read."""
