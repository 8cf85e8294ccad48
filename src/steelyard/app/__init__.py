"""One file per verb: the only place where the parts are wired together."""
