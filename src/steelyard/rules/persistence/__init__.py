"""Rules about what keeps a client on a server."""
