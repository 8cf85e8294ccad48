"""HAProxy: the whole of one dialect. See page.md for what is covered."""
