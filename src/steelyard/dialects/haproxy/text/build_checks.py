"""Health checks: ``option httpchk`` and kin, ``http-check``, ``tcp-check`` (manual 4.2, 5.2)."""

from steelyard.core.record import field, record
from steelyard.dialects.haproxy.text import remarks
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.server_options import Draft
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import HealthCheck

CHECK_OPTIONS: dict[str, str] = {
    # 4.2: the option and the kind of dialogue
    "option httpchk": "http",
    "option tcp-check": "connect",
    "option mysql-check": "protocol",
    "option pgsql-check": "protocol",
    "option redis-check": "protocol",
    "option smtpchk": "protocol",
    "option ldap-check": "protocol",
    "option ssl-hello-chk": "protocol",
    "option spop-check": "protocol",
    "option external-check": "external",
}


@record
class CheckPlan:
    """What a pool's checks do, before a server's own options.

    ``line`` states the kind, None for the plain connection attempt.
    """

    kind: str = "connect"
    line: Line | None = None
    method: str = ""
    path: str = ""
    host: str = ""
    expect: str = ""
    timeout: float | None = None
    words: list[str] = field(default_factory=list)


def read_plan(reading: Reading, profile: Profile) -> CheckPlan:
    """The checks of a pool.

    Of several check options the last counts.  A section's own ``http-check``
    or ``tcp-check`` lines replace inherited ones as a whole, the request of an
    inherited ``option httpchk`` included (``tcpcheck.c``).
    """
    plan = CheckPlan()
    option = _option_in_force(profile)
    if option is not None:
        plan.line = option
        plan.kind = CHECK_OPTIONS[" ".join(option.words[:2])]
    timeout = profile.last.get("timeout check")
    if timeout is not None and len(timeout.words) > 2:
        found = reading.seconds(timeout, 2, profile.section.name)
        plan.timeout = None if found is None else float(found.value)
    if plan.kind == "http" and option is not None:
        _http(reading, profile, plan, option)
    elif option is not None and option.words[1] == "tcp-check":
        _tcp(profile, plan)
    elif option is not None:
        plan.words = option.words[1:]
    return plan


def _option_in_force(profile: Profile) -> Line | None:
    """The last check option of the section; else that of its defaults."""
    level: Profile | None = profile
    while level is not None:
        best: Line | None = None
        for key in CHECK_OPTIONS.keys() & level.own.keys():
            for line in level.own[key][-1:]:
                if best is None or line.number > best.number:
                    best = line
        if best is not None:
            return best
        level = level.parent
    return None


def _http(reading: Reading, profile: Profile, plan: CheckPlan, option: Line) -> None:
    """``option httpchk [METHOD] [URI] [VERSION]`` and the ``http-check`` lines."""
    own = [line for line in profile.section.lines if line.words[0] == "http-check"]
    rules = [line for line in own if line.words[1:2] not in (["disable-on-404"], ["send-state"])]
    here = option in profile.own.get("option httpchk", ())
    level = profile.parent
    while not rules and not here and level is not None:
        rules = [line for line in level.section.lines if line.words[0] == "http-check"]
        here = option in level.own.get("option httpchk", ())
        level = level.parent
    if here:
        plan.method, plan.path = "OPTIONS", "/"
        arguments = option.words[2:]
        if len(arguments) == 1:
            plan.path = arguments[0]
        elif arguments:
            plan.method, plan.path = arguments[0], arguments[1]
            _host_in_version(plan, arguments[2:])
    expectations = []
    for line in rules:
        words = line.words
        if words[1:2] == ["send"]:
            _send(plan, words)
        elif words[1:2] == ["expect"]:
            expectations.append(" ".join(_without_settings(words[2:])))
    plan.expect = "; ".join(expectations)
    if not plan.method and rules:
        _note_silent_check(reading, profile, rules[0], option)


def _note_silent_check(reading: Reading, profile: Profile, rule: Line, option: Line) -> None:
    """Own rules without a send replace the inherited request (measured with 2.6.12)."""
    name = profile.section.name
    reading.gateway.notices.append(
        remarks.ignored(
            rule.place(),
            name,
            f"The http-check lines here replace what 'option httpchk' in the defaults "
            f"says, and none of them sends a request for {name}.",
            "The check opens a connection, sends nothing and times out: every checked server "
            "goes down.",
            "Repeat 'option httpchk' in this section, or add an 'http-check send' line.",
        )
    )


def _host_in_version(plan: CheckPlan, version: list[str]) -> None:
    r"""The old way to send a host: ``HTTP/1.1\r\nHost:\ www``."""
    for part in " ".join(version).split("\r\n")[1:]:
        name, _, value = part.partition(":")
        if name.lower() == "host":
            plan.host = value.strip()


def _send(plan: CheckPlan, words: list[str]) -> None:
    """``http-check send [meth M] [uri U] [ver V] [hdr NAME FORMAT]* [body B]``."""
    index = 2
    while index < len(words):
        word = words[index]
        value = words[index + 1] if index + 1 < len(words) else ""
        if word == "meth":
            plan.method = value
            plan.path = plan.path or "/"
        elif word in ("uri", "uri-lf"):
            plan.path = value
            plan.method = plan.method or "OPTIONS"
        elif word == "hdr":
            if value.lower() == "host" and index + 2 < len(words):
                plan.host = words[index + 2]
            index += 1
        index += 2


def _without_settings(words: list[str]) -> list[str]:
    """The expectation itself, without ``min-recv``, ``comment`` and status names."""
    index = 0
    while index < len(words) and words[index] in (
        "min-recv",
        "comment",
        "ok-status",
        "error-status",
        "tout-status",
        "on-success",
        "on-error",
        "status-code",
    ):
        index += 2
    return words[index:]


def _tcp(profile: Profile, plan: CheckPlan) -> None:
    """``tcp-check`` lines: a dialogue when something is sent or expected."""
    rules = _rules(profile, "tcp-check")
    expectations = [
        " ".join(_without_settings(line.words[2:]))
        for line in rules
        if line.words[1:2] == ["expect"]
    ]
    if any(line.words[1:2] != ["connect"] for line in rules):
        plan.kind = "protocol"
    plan.expect = "; ".join(expectations)


def _rules(profile: Profile, keyword: str) -> list[Line]:
    """The rules of the nearest section that has some."""
    level: Profile | None = profile
    while level is not None:
        rules = [line for line in level.section.lines if line.words[0] == keyword]
        if rules:
            return rules
        level = level.parent
    return []


def server_check(plan: CheckPlan, draft: Draft, line: Line) -> HealthCheck | None:
    """The active check of a server, None without ``check`` and ``agent-check``."""
    checking = draft.checking
    check = checking.get("check")
    agent = checking.get("agent-check")
    if check is None:
        if agent is None:
            return None
        interval = checking.get("agent-inter") or checking.get("inter")
        port = checking.get("agent-port")
        return HealthCheck(
            "agent",
            agent.place,
            interval=2.0 if interval is None else float(interval.value),
            rise=1,
            fall=1,
            port=None if port is None else int(port.value),
            agent=True,
        )
    interval = checking.get("inter")
    rise, fall, port = checking.get("rise"), checking.get("fall"), checking.get("port")
    return HealthCheck(
        plan.kind,
        check.place,
        plan.method,
        plan.path,
        plan.host,
        plan.expect,
        2.0 if interval is None else float(interval.value),
        plan.timeout,
        2 if rise is None else int(rise.value),
        3 if fall is None else int(fall.value),
        None if port is None else int(port.value),
        agent is not None,
    )


def pool_check(plan: CheckPlan) -> HealthCheck | None:
    """The check that the pool's servers use when they are checked; None for the default one."""
    if plan.line is None:
        return None
    return HealthCheck(
        plan.kind,
        plan.line.place(),
        plan.method,
        plan.path,
        plan.host,
        plan.expect,
        timeout=plan.timeout,
    )
