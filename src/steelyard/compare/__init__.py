"""Two revisions side by side: which requests are treated differently, and what else changed."""
