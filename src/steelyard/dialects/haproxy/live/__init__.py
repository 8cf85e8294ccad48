"""HAProxy as a running program: a configuration made fit to run where nobody depends on it."""
