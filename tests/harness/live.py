"""Carries the questions of a reader to a real HAProxy or NGINX, as a watcher would."""

import shlex
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

from steelyard.dialects.haproxy.live.generation import processes
from steelyard.dialects.haproxy.live.socket_client import ask
from steelyard.dialects.nginx.live.tail import Position, end_of, tail
from steelyard.dialects.runtime import Confirmation, LiveError, Question, Runtime, Snapshot
from tests.harness import client
from tests.harness.binaries import require_haproxy
from tests.harness.process import Process

PATIENCE = 8.0


class Master(Process):
    """HAProxy with a master and its socket, beside the admin socket of `with_defaults`."""

    def __init__(self, config: str, ports: list[int], folder: Path) -> None:
        self.file = folder / "haproxy.cfg"
        self.file.write_text(config)
        self.admin, self.master = folder / "admin.sock", folder / "master.sock"
        socket = f"{self.master},mode,600"
        command = [require_haproxy().path, "-W", "-db", "-S", socket, "-f", str(self.file)]
        super().__init__(command, ports, folder, [self.admin, self.master])

    def start(self) -> Self:
        """Run it and wait until its master answers: it runs itself anew once at the start."""
        super().start()
        if self.master in self.unix_sockets:
            wait_until(self._answers)
        return self

    def _answers(self) -> bool:
        try:
            return bool(processes(ask(str(self.master), "show proc")).workers)
        except LiveError:
            return False


class Carrier:
    """Asks what a reader wants to know, again and again."""

    def __init__(self, reader: Runtime, admin: str = "", master: str = "", port: int = 0) -> None:
        self.reader = reader
        self.sockets = {"runtime": admin, "master": master}
        self.port = port
        self.positions: dict[str, Position] = {}
        for question in reader.questions():
            if question.to == "log":
                self.positions[question.text] = end_of(question.text)

    def answers(self, *pools: str) -> dict[Question, str]:
        """Ask everything once."""
        return {question: self._ask(question) for question in self.reader.questions(pools)}

    def look(self, at: float = 0.0, *pools: str) -> Snapshot:
        """Return a snapshot."""
        return self.reader.read(self.answers(*pools), at)

    def judged_now(self, before: dict[Question, str]) -> str:
        """Return the verdict of this moment."""
        standing = self.reader.standing(before)
        return self.reader.confirmed(standing, self.reader.standing(self.answers())).verdict

    def judged(self, before: dict[Question, str]) -> Confirmation:
        """Wait for the end of a reload, and return what the reader makes of it."""
        standing, end = self.reader.standing(before), time.monotonic() + PATIENCE
        said: dict[Question, str] = {}
        while True:
            try:
                for question, answer in self.answers().items():
                    # An error log's lines come once: what was said before still counts.
                    said[question] = said.get(question, "") * (question.to == "log") + answer
                found = self.reader.confirmed(standing, self.reader.standing(said))
            except LiveError as error:  # the master runs itself anew
                found = Confirmation("not yet", str(error))
            if found.verdict != "not yet" or time.monotonic() > end:
                return found
            time.sleep(0.02)

    def _ask(self, question: Question) -> str:
        if question.to in self.sockets:
            return ask(self.sockets[question.to], question.text)
        if question.to == "http":
            return client.ask(self.port, [client.get(question.text)])[0].body.decode()
        if question.to == "shell":
            command = shlex.split(question.text)
            return subprocess.run(command, capture_output=True, text=True, check=True).stdout
        piece = tail(question.text, self.positions[question.text])
        self.positions[question.text] = piece.position
        assert not piece.lost, piece.lost
        return piece.text


def wait_until(done: Callable[[], bool]) -> None:
    """Wait a little while for something to become so."""
    end = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < end, "it never became so"
        time.sleep(0.02)
