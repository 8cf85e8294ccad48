"""Why a set of texts is not given: it cannot be said exactly, or it is too large."""


class Inexpressible(Exception):  # noqa: N818 - not an error of anybody: a third answer
    """The pattern is no regular language, or its reading is not certain."""


class TooLarge(Inexpressible):
    """The automaton needs more states than were granted."""
