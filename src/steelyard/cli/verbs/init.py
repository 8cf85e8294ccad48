"""``init``: a policy file inferred from what stands."""

from collections.abc import Sequence

from steelyard.app.init import infer_policy, policy_path
from steelyard.cli import options
from steelyard.core.errors import InputError, UsageError
from steelyard.core.place import Place


def run(words: Sequence[str]) -> int:
    """The verb; writes beside the configuration only when asked to."""
    parser = options.parser(
        "init",
        "Prints a first policy file: what the configuration shows is filled in,\n"
        "what only people know is a commented question.",
        "steelyard init haproxy.cfg --write",
    )
    parser.add_argument("path", metavar="PATH", help="file or directory")
    parser.add_argument(
        "--write", action="store_true", help="write steelyard.toml beside PATH (never over one)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")
    parser.add_argument("-q", "--quiet", action="store_true", help="do not say what was written")
    options.add_reading(parser)
    arguments = options.parse(parser, words)
    text = infer_policy(arguments.path, options.reading(arguments))
    if arguments.write:
        target = policy_path(arguments.path)
        try:
            with open(target, "x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError:
            raise UsageError(f"{target} exists already; remove it first") from None
        except OSError as error:
            reason = (error.strerror or "error").lower()
            raise InputError(f"cannot be written: {reason}", Place(target, 0)) from None
        if not arguments.quiet:
            options.write(f"wrote {target}\n")
    elif arguments.format == "json":
        import json
        import tomllib

        policy = json.dumps(tomllib.loads(text), default=str, indent=2)
        options.write(f'{{"schema": "steelyard.init/1", "policy": {policy}}}\n')
    else:
        options.write(text)
    return 0
