"""Random sets of texts, and all texts that are short, to compare sets with what they stand for."""

from collections.abc import Iterator
from itertools import product
from random import Random

from steelyard.forecast.routing.language.automaton import Automaton
from steelyard.forecast.routing.language.expression import expression


def random_set(alphabet: str, rng: Random) -> Automaton:
    """Return the automaton of a random expression over an alphabet."""
    return expression(rf"\A(?:{_random(alphabet, rng, 3)})\z".encode())


def _random(alphabet: str, rng: Random, depth: int) -> str:
    if depth == 0 or rng.random() < 0.2:
        letters = rng.sample(alphabet, rng.randint(1, 2))
        return "[" + "".join(f"\\x{ord(letter):02x}" for letter in letters) + "]"
    one, two = (_random(alphabet, rng, depth - 1) for _ in range(2))
    return rng.choice((f"{one}{two}", f"(?:{one}|{two})", f"(?:{one})*", f"(?:{one})?", f"{one}.*"))


def short_texts(alphabet: str, longest: int) -> Iterator[str]:
    """Yield all texts over an alphabet, the short ones first."""
    for length in range(longest + 1):
        for letters in product(alphabet, repeat=length):
            yield "".join(letters)


def accepts(texts: Automaton, text: str) -> bool:
    """Whether the set holds the text."""
    return texts.accepts(text.encode("utf-8", "surrogateescape"))
