"""HAProxy's text: tokens, exact tree, model."""
