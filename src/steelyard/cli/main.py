"""``steelyard VERB``: finds the verb's module, runs it, turns errors into exit codes.

Only the module of the verb that was asked for is imported, so that a start
stays light.  Exit codes: 0 nothing to object; 1 findings; 2 the question could
not be answered.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from steelyard import __version__

USAGE = 2
"""The exit code for what could not be answered."""

ABOUT = """\
steelyard weighs a load-balancer configuration before it goes live.

usage: steelyard VERB [ARGS]      steelyard VERB --help explains a verb

{verbs}

  example: steelyard check haproxy.cfg --against haproxy.cfg.old
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """The whole program; returns the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    if words[:1] in (["--version"], ["-V"]):
        print(f"steelyard {__version__}")
        return 0
    if not words or words[0] in ("--help", "-h", "help"):
        print(ABOUT.format(verbs=_overview()), end="")
        return 0 if words else USAGE
    verb = words[0]
    if verb not in verbs():
        return _fail(f"unknown verb {verb!r}; there are: {', '.join(verbs())}")
    return _run(verb, words[1:])


def verbs() -> list[str]:
    """The verbs there are: the modules of `steelyard.cli.verbs`."""
    folder = Path(__file__).parent / "verbs"
    return sorted(
        name.removesuffix(".py")
        for name in os.listdir(folder)
        if name.endswith(".py") and not name.startswith("_")
    )


def _run(verb: str, words: list[str]) -> int:
    """Runs one verb; every error a user can mend becomes one line and exit code 2."""
    import gc
    import importlib

    from steelyard.core.errors import SteelyardError

    # A verb builds one large model without cycles and ends: looking for garbage in it
    # only costs time. A verb that runs on turns the collector on again.
    gc.disable()
    module = importlib.import_module(f"steelyard.cli.verbs.{verb}")
    try:
        code: int = module.run(words)
    except SteelyardError as error:
        return _fail(str(error))
    except BrokenPipeError:
        _close_quietly()
        return 0
    except OSError as error:  # of our own output: readers make theirs an InputError
        _close_quietly()
        return _fail(f"the output cannot be written: {error.strerror or error}")
    except KeyboardInterrupt:
        return _fail("stopped")
    except RecursionError:
        return _fail("the configuration is nested too deeply to be read")
    except MemoryError:
        return _fail("the configuration needs more memory than there is")
    return code


def _close_quietly() -> None:
    """Nobody takes our output: no traceback at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _fail(message: str) -> int:
    """One line on standard error."""
    from steelyard.cli.formats.style import harmless

    line = harmless(" ".join(message.split()))
    sys.stderr.write(f"steelyard: {line}\n".encode(errors="replace").decode())
    return USAGE


def _overview() -> str:
    """One line a verb, taken from the first line of its module's docstring."""
    import ast

    folder = Path(__file__).parent / "verbs"
    lines = []
    for verb in verbs():
        text = ast.get_docstring(ast.parse((folder / f"{verb}.py").read_text("utf-8"))) or ""
        lines.append(f"  {verb:10} {text.splitlines()[0].partition(': ')[2]}")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
