"""Scripts that run as processes of their own, with nothing but the standard library."""
