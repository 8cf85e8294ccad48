"""The verb ``review``: every configuration that a change of a git repository touches."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date

from steelyard.app.check import CheckReport
from steelyard.app.diff import DiffReport, weigh
from steelyard.app.discover import Found, configurations, read_found
from steelyard.app.git import Renamed, Repository
from steelyard.app.judging import judged
from steelyard.app.loading import Reading, load_policy
from steelyard.app.revision import Revision, write_revision
from steelyard.core.errors import PolicyError, SteelyardError
from steelyard.core.finding import Finding, Severity
from steelyard.core.record import field, record, replace
from steelyard.lint.policy import Policy


@record
class Reviewed:
    """One configuration that the change touches.

    ``before`` is its path in the old revision, "" for a new one.  ``state``:
    ``changed``, ``added``, ``removed``, ``unreadable`` (``why`` says why).
    ``report`` holds findings, ``diff`` what becomes of traffic, where both
    revisions could be read; ``notes`` what else to know.
    """

    path: str
    before: str
    state: str
    report: CheckReport | None = None
    diff: DiffReport | None = None
    notes: list[str] = field(default_factory=list)
    why: str = ""


@record
class Review:
    """A change of a repository: ``base`` and ``head`` are the revisions as told."""

    base: str
    head: str
    files: int = 0
    gateways: list[Reviewed] = field(default_factory=list)

    @property
    def report(self) -> CheckReport:
        """The findings of all configurations, as of one ``check --against``."""
        reports = [one.report for one in self.gateways if one.report is not None]
        return CheckReport(
            [gateway for report in reports for gateway in report.gateways],
            [finding for report in reports for finding in report.findings],
            True,
        )

    @property
    def unreadable(self) -> list[Reviewed]:
        """The configurations that cannot be judged."""
        return [one for one in self.gateways if one.state == "unreadable"]

    def failing(self, fail_on: Severity) -> list[Finding]:
        """The findings that close the gate."""
        return self.report.failing(fail_on)


@record
class Options:
    """How to review: ``root`` and ``policy`` are paths in the repository."""

    reading: Reading
    today: date
    patterns: Sequence[str] = ()
    root: str | None = None
    policy: str | None = None


def review(repository: Repository, base: str, head: str, options: Options) -> Review:
    """Compares two revisions, given as commits or trees."""
    changed = repository.changed(base, head)
    found = Review(base, head, len(changed))
    if not changed:
        return found
    with tempfile.TemporaryDirectory(prefix="steelyard-") as folder:
        old = write_revision(repository, base, os.path.join(folder, "old"), options.root)
        new = write_revision(repository, head, os.path.join(folder, "new"), options.root, old)
        pair = _Pair(old, new, changed, options)
        found.gateways = pair.gateways()
    return found


class _Pair:
    """Two revisions on disk, being compared."""

    def __init__(
        self, old: Revision, new: Revision, changed: Sequence[Renamed], options: Options
    ) -> None:
        self._old, self._new, self._options = old, new, options
        self._touched = {name for one in changed for name in (one.old, one.new) if name}
        self._moved = {one.new: one.old for one in changed if one.old and one.new}

    def gateways(self) -> list[Reviewed]:
        """Every configuration that the change touches, in the order of paths."""
        patterns, reading = self._options.patterns, self._options.reading
        old = configurations(self._old, patterns, reading)
        new = configurations(self._new, patterns, reading)
        self._add_broken(old, new)
        twins = self._twins(old, new)
        found = []
        for path, now in new.items():
            was = old.get(twins.get(path, ""))
            files = now.files | (was.files if was else set()) | {self._options.policy or path}
            if was is None or files & self._touched:
                found.append(self._reviewed(was, now))
        for path in old.keys() - set(twins.values()):
            if path in self._touched or old[path].files & self._touched:
                found.append(self._removed(old[path]))
        return sorted(found, key=lambda one: one.path)

    def _add_broken(self, old: Mapping[str, Found], new: dict[str, Found]) -> None:
        """A configuration that is not recognised any more is one that cannot be read."""
        taken = {name for one in new.values() for name in one.files}
        for path in old:
            if path not in new and path not in taken and path in self._new.files:
                new[path] = read_found(self._new, path, self._options.reading)

    def _twins(self, old: Mapping[str, Found], new: Mapping[str, Found]) -> dict[str, str]:
        """For configurations of the new revision the path they had in the old one."""
        twins = {path: path for path in new if path in old}
        for path in new:
            before = self._moved.get(path, "")
            if path not in twins and before in old and before not in new:
                twins[path] = before
        return twins

    def _removed(self, was: Found) -> Reviewed:
        gone = Reviewed(was.path, was.path, "removed")
        if was.path in self._new.files:
            gone.notes.append("it is still there, but part of another configuration now")
        return gone

    def _reviewed(self, was: Found | None, now: Found) -> Reviewed:
        """What the change does to one configuration."""
        one = Reviewed(now.path, was.path if was else "", "changed" if was else "added")
        if now.gateway is None:
            return replace(one, state="unreadable", why=now.why)
        try:
            policy = load_policy(now.path, self._options.policy, self._new.folder)
        except PolicyError as error:
            return replace(one, state="unreadable", why=str(error))
        before, old_policy = None if was is None else was.gateway, None
        if was is not None and was.gateway is None:
            one.notes.append(f"the old revision cannot be read, so all findings count: {was.why}")
        if was is not None and was.gateway is not None:
            old_policy = self._old_policy(was, one)
        findings = judged(now.gateway, before, policy, self._options.today, old_policy=old_policy)
        one.report = CheckReport([now.gateway], findings, True)
        if before is not None:
            one.diff = weigh(before, now.gateway, policy, findings)
        one.notes += self._policy_notes(now, policy, old_policy, findings)
        return one

    def _old_policy(self, was: Found, one: Reviewed) -> Policy | None:
        try:
            return load_policy(was.path, self._options.policy, self._old.folder)
        except SteelyardError as error:
            one.notes.append(f"the old policy file cannot be read: {error}")
            return None

    def _policy_notes(
        self, now: Found, policy: Policy, old: Policy | None, findings: Sequence[Finding]
    ) -> list[str]:
        """What the change says about itself: it may allow what it brings in."""
        if not policy.path or policy.path not in self._touched:
            return []
        known = {(entry.rule, entry.subject) for entry in old.allowances} if old else set()
        fresh = {
            entry.place for entry in policy.allowances if (entry.rule, entry.subject) not in known
        }
        notes = [f"the policy file {policy.path} changes too"]
        notes += [
            f"this change allows what it brings in: {finding.rule} at {finding.place}: "
            f"{finding.message} (reason given: {finding.suppressed.reason})"
            for finding in findings
            if finding.suppressed is not None and finding.suppressed.place in fresh
        ]
        return notes
