"""HAProxy as a running program: a sandbox for candidates; a live one read and gently moved."""
