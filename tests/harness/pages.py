"""Reads a rule's page: its examples are its tests.

A page has the headings of `HEADINGS` in order.  Below ``## Fires`` and
``## Quiet`` stand fenced blocks.  A block's info string says what it is:

``haproxy`` / ``nginx``       a configuration: one example
``haproxy old``               the revision that the next configuration replaces
``toml policy``               the policy of the next configuration
``text NAME``                 a file NAME beside the next configuration
"""

from dataclasses import dataclass, field
from pathlib import Path

HEADINGS = ["What it finds", "Why it matters", "Fires", "Quiet", "What to do"]
DIALECTS = ("haproxy", "nginx")


@dataclass
class Example:
    """One configuration of a page, with what stands around it."""

    dialect: str
    text: str
    fires: bool
    line: int
    old: str | None = None
    policy: str | None = None
    files: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> tuple[Path, Path | None, Path | None]:
        """Writes the files; the paths of configuration, old revision and policy."""
        suffix = "cfg" if self.dialect == "haproxy" else "conf"
        new = folder / "new"
        new.mkdir()
        for name, text in self.files.items():
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_text(text)
        config = new / f"{self.dialect}.{suffix}"
        config.write_text(self.text)
        old = policy = None
        if self.old is not None:
            (folder / "old").mkdir()
            for name, text in self.files.items():
                (folder / "old" / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / "old" / name).write_text(text)
            old = folder / "old" / config.name
            old.write_text(self.old)
        if self.policy is not None:
            policy = folder / "steelyard.toml"
            policy.write_text(self.policy)
        return config, old, policy


def headings(text: str) -> list[str]:
    """The second-level headings, outside fences."""
    found, fenced = [], False
    for line in text.splitlines():
        if line.startswith("```"):
            fenced = not fenced
        elif line.startswith("## ") and not fenced:
            found.append(line[3:].strip())
    return found


def examples(text: str) -> list[Example]:
    """The examples of a page, in order."""
    found: list[Example] = []
    section, info, start = "", None, 0
    body: list[str] = []
    waiting: dict[str, str] = {}
    files: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        if info is None and line.startswith("## "):
            section = line[3:].strip()
        elif info is None and line.startswith("```"):
            info, body, start = line[3:].strip(), [], number
        elif info is not None and line.startswith("```"):
            block = "\n".join(body) + "\n"
            words = info.split()
            if words[:1] == ["text"] and len(words) == 2:
                files[words[1]] = block
            elif words == ["toml", "policy"]:
                waiting["policy"] = block
            elif words[1:] == ["old"] and words[0] in DIALECTS:
                waiting["old"] = block
            elif words and words[0] in DIALECTS and section in ("Fires", "Quiet"):
                found.append(
                    Example(
                        words[0],
                        block,
                        section == "Fires",
                        start,
                        waiting.get("old"),
                        waiting.get("policy"),
                        files,
                    )
                )
                waiting, files = {}, {}
            info = None
        elif info is not None:
            body.append(line)
    return found
