"""The command line's contract: verbs, exit codes, one line for what cannot be answered."""

import os
import subprocess
import sys

import pytest

from steelyard.cli.main import verbs
from tests.harness.cli import refused, steelyard
from tests.meta.sources import ROOT

GOOD = str(ROOT / "examples" / "shop" / "good")
CHANGE = str(ROOT / "examples" / "shop" / "change")
NGINX = str(ROOT / "corpus" / "nginx" / "media-alias" / "nginx.conf")
QUESTION = "GET https://shop.example/checkout"
READING = ["check", "forecast", "route", "init"]


def ask(verb: str, path: str, *words: str) -> list[str]:
    return [verb, path, *([QUESTION] if verb == "route" else []), *words]


@pytest.mark.parametrize("verb", verbs())
def test_every_verb_explains_itself_with_an_example(verb):
    ran = steelyard(verb, "--help")
    assert ran.code == 0
    assert "example: steelyard" in ran.out
    assert "--format" in ran.out
    assert "-q, --quiet" in ran.out


def test_without_a_verb_there_is_an_overview():
    assert steelyard().code == 2
    ran = steelyard("--help")
    assert ran.code == 0
    assert all(f"  {verb} " in ran.out for verb in verbs())


def test_an_unknown_verb_names_those_there_are():
    said = refused("chekc", "x")
    assert "'chekc'" in said
    assert "check" in said.partition("there are")[2]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", GOOD, "--colour"], "steelyard check --help"),
        (["check", GOOD, "--format", "yaml"], "json"),
        (["check", GOOD, "--fail-on", "fatal"], "warning"),
        (["check", GOOD, "--dialect", "apache"], "haproxy, nginx"),
        (["check", GOOD, "--target-version", "two"], "like 2.6"),
        (["check", GOOD, "--root", "/nonexistent"], "no such directory"),
        (["check", "/nonexistent.cfg"], "/nonexistent.cfg: cannot be read: no such file"),
        (["check", GOOD, "--policy", "/nonexistent.toml"], "/nonexistent.toml: cannot be read"),
        (["check", GOOD, "--against", "/nonexistent"], "/nonexistent: cannot be read"),
        (["forecast", GOOD, "--pool", "wbe"], "the pools are: checkout"),
        (["forecast", GOOD, "--down", "web1"], "POOL/SERVER"),
        (["forecast", GOOD, "--down", "web/web9"], "web1, web2"),
        (["forecast", GOOD, "--rate", "-5"], "above 0"),
        (["forecast", GOOD, "--rate", "inf"], "above 0"),
        (["forecast", GOOD, "--rate", "nan"], "above 0"),
        (["forecast", GOOD, "--rate", "fast"], "fast"),
        (["forecast", GOOD, "--log", "/nonexistent.log"], "/nonexistent.log: cannot be read"),
        (["forecast"], "PATH"),
        (["route", GOOD], "METHOD URL"),
        (["route", GOOD, "GET a b"], "quoted"),
        (["route", GOOD, QUESTION, "--nth", "0"], "from 1"),
        (["route", GOOD, QUESTION, "--nth", "9999999999999"], "1000000"),
        (["route", GOOD, "GET gopher://x/"], "http or https"),
        (["route", GOOD, "GET http://x:99999/"], "not a URL"),
        (["route", GOOD, "GET http://[::1/"], "not a URL"),
        (["route", GOOD, QUESTION, "-H", "Host"], "Name: value"),
        (["route", GOOD, QUESTION, "--source", "me"], "not an IP address"),
        (["route", GOOD, "GET http://x:8081/"], "no listener is on port 8081; there are 80, 443"),
        (["rules", "share/nothing"], "share/nothing"),
        (["init", "/nonexistent"], "/nonexistent"),
    ],
)
def test_what_cannot_be_answered_says_what_to_do(words, said):
    assert said in refused(*words)


@pytest.mark.parametrize("verb", READING)
def test_an_empty_file_and_an_empty_directory_are_no_configuration(verb, tmp_path):
    (tmp_path / "empty.cfg").write_text("")
    (tmp_path / "photos").mkdir()
    assert "recognised" in refused(*ask(verb, str(tmp_path / "empty.cfg")))
    assert "no configuration file" in refused(*ask(verb, str(tmp_path / "photos")))


@pytest.mark.parametrize("verb", READING)
def test_the_wrong_dialect_is_refused_with_file_and_line(verb):
    said = refused(*ask(verb, f"{GOOD}/haproxy.cfg", "--dialect", "nginx"))
    assert said.startswith(f"{GOOD}/haproxy.cfg:")
    assert NGINX in refused(*ask(verb, NGINX, "--dialect", "haproxy"))


def test_exit_codes_of_check(tmp_path):
    assert steelyard("check", GOOD).code == 0
    assert steelyard("check", CHANGE).code == 1
    assert steelyard("check", CHANGE, "--against", CHANGE).code == 0
    assert steelyard("check", GOOD, CHANGE).code == 1
    policy = tmp_path / "p.toml"
    names = ["routing/shadowed", "policy/overload", "share/no-traffic"]
    policy.write_text("".join(f'[[allow]]\nrule = "{n}"\nreason = "known"\n' for n in names))
    assert steelyard("check", CHANGE, "--policy", str(policy)).code == 0


def test_every_path_is_read():
    out = steelyard("check", GOOD, NGINX, "--format", "json").out
    assert GOOD in out
    assert NGINX in out


def test_no_colour_when_nobody_looks():
    assert "\x1b" not in steelyard("check", CHANGE).out


def in_terminal(env: dict[str, str]) -> str:
    """What the program writes into a pseudo-terminal."""
    import pty

    leader, follower = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "steelyard", "check", GOOD],
        stdout=follower,
        env={**os.environ, "TERM": "xterm", **env},
    )
    os.close(follower)
    out = b""
    while True:
        try:
            chunk = os.read(leader, 4096)
        except OSError:  # Linux says EIO when the other side is closed
            break
        if not chunk:
            break
        out += chunk
    process.wait(60)
    os.close(leader)
    return out.decode()


def test_colour_on_a_terminal_unless_no_color():
    assert "\x1b[" in in_terminal({"NO_COLOR": ""})
    assert "\x1b" not in in_terminal({"NO_COLOR": "1"})


def test_a_reader_that_leaves_early_is_no_error():
    program = f"'{sys.executable}' -m steelyard rules --format json | head -1"
    done = subprocess.run(["sh", "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "{\n"
    assert done.stderr == ""


def test_an_output_that_is_full_is_said_in_a_line():
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "steelyard", "rules"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no space left" in done.stderr.lower()


def test_version():
    assert steelyard("--version").out.startswith("steelyard 0.")
