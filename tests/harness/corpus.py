"""The cases of ``corpus/``: one folder each, with ``case.toml`` and its configurations."""

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from steelyard.app.check import CheckReport, check
from steelyard.app.loading import Reading
from steelyard.core.finding import Finding, Severity

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
TODAY = date(2026, 11, 21)


@dataclass(frozen=True)
class Case:
    """One case; ``facts`` is its ``case.toml``."""

    folder: Path
    facts: dict[str, object]

    def __str__(self) -> str:
        return f"{self.folder.parent.name}-{self.folder.name}"

    @property
    def expect(self) -> set[str]:
        """The rules, any of which is a right answer."""
        return {str(name) for name in self.listed("expect")}

    def listed(self, key: str) -> list[object]:
        """A list of ``case.toml``, empty when it is not there."""
        value = self.facts.get(key, [])
        assert isinstance(value, list)
        return value

    def configuration(self, name: str) -> Path:
        """``good``, ``bad``, ``haproxy`` or ``nginx``: a file, or a folder."""
        return next(path for path in self.folder.glob(f"{name}*") if path.stem == name)

    def sound(self) -> list[Path]:
        """What is read of a sound case."""
        named = [self.folder / str(name) for name in self.listed("files")]
        kept = [path for path in named if path.is_dir() or path.suffix == ".cfg"]
        return kept or [self.configuration(self.folder.parent.name)]

    def check(self, config: Path, against: Path | None = None) -> CheckReport:
        """What ``check`` says about one of its configurations."""
        return check(
            [str(config)],
            Reading(dialect=self.folder.parent.name, root=str(self.folder)),
            against=None if against is None else str(against),
            today=TODAY,
        )


def cases(kind: str) -> list[Case]:
    """The cases of a kind, of every dialect, by name."""
    found = [
        Case(path.parent, tomllib.loads(path.read_text("utf-8")))
        for path in sorted(CORPUS.glob("*/*/case.toml"))
    ]
    return [case for case in found if case.facts["kind"] == kind]


def serious(findings: list[Finding]) -> list[Finding]:
    """The errors and warnings."""
    return [finding for finding in findings if finding.severity is not Severity.NOTE]


def told(findings: list[Finding]) -> list[str]:
    """Findings as lines, for a failed assertion."""
    return [f"{f.severity} {f.rule} {f.place}: {f.message}" for f in findings]
