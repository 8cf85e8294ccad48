"""One module a verb: ``run(words) -> exit code``; the docstring's first line is its help."""
