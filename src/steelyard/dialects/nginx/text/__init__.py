"""NGINX's text: tokens, exact tree, model."""
