"""HTTP phases: ``monitor-uri``, ``http-request``, ``redirect``, ``stats uri``.

Configuration manual 4.2; order as in http_ana.c (http_process_req_common).
"""

from steelyard.dialects.haproxy.text import conditions_remarks as remarks
from steelyard.dialects.haproxy.text.actions_redirect import read_redirect
from steelyard.dialects.haproxy.text.routing_chain import ChainWriter
from steelyard.dialects.haproxy.text.routing_rules import Rules, condition_start, shown
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.conditions import All, Always, Condition, Match
from steelyard.model.notice import Notice
from steelyard.model.routing import OpaqueAction, Respond, Route
from steelyard.model.values import Apply, Field, Pattern

DEFAULT_STATS = "/haproxy?stats"
_PATH_AND_QUERY = Apply("uri-part", Field("target"), ("", "", "1", "1"))
_OPENING = frozenset(
    {"enable", "uri", "auth", "realm", "scope", "refresh", "admin", "hide-version"}
)


def add_http_phases(chain: ChainWriter, rules: Rules, *, accepting: bool) -> None:
    """The HTTP rules of a frontend (``accepting``) or backend."""
    if accepting:
        _monitor(chain, rules)
    chain.phase(rules.phase("http-request"), "http-request")
    for line, read in rules.lines("redirect"):
        end = condition_start(line.words, 1)
        condition = read(end)
        text = shown(line)
        found = read_redirect(line.words[1:end], line.place(), rules.context, formats=False)
        if found is None:
            action = OpaqueAction(text, "the redirect is not understood", True)
            chain.add(Route(condition, (action,), line.place(), text, "redirect"))
            continue
        needs = found[1]
        if needs is not None:
            condition = needs if isinstance(condition, Always) else All((condition, needs))
        chain.add(Route(condition, (found[0],), line.place(), text, "redirect"))
    _stats(chain, rules)


def ignore_http_rules(rules: Rules, notices: list[Notice]) -> None:
    """HTTP rules in tcp mode: HAProxy leaves them out."""
    for keyword in ("http-request", "redirect"):
        for line, read in rules.lines(keyword):
            notices.append(remarks.ignored_in_tcp(rules.section.name, line.place(), keyword))
            # Their ACLs count as used all the same.
            read(condition_start(line.words, 1))
            break


def _monitor(chain: ChainWriter, rules: Rules) -> None:
    """``monitor-uri`` is answered before any HTTP rule, 503 when ``monitor fail`` holds."""
    line = rules.section.find("monitor-uri")
    if line is None or len(line.words) < 2:
        return
    asked = Match(Field("target"), (Pattern("exact", line.words[1]),), line.place())
    for failing, read in rules.lines("monitor"):
        if failing.words[1:2] == ["fail"]:
            condition: Condition = read(condition_start(failing.words, 2))
            both = asked if isinstance(condition, Always) else All((asked, condition))
            answer = Respond(503, "monitor fail")
            chain.add(Route(both, (answer,), failing.place(), shown(failing), "monitor fail"))
    chain.add(
        Route(asked, (Respond(200, "monitor-uri"),), line.place(), shown(line), "monitor-uri")
    )


def _stats(chain: ChainWriter, rules: Rules) -> None:
    """The statistics page answers every target that starts with its URI."""
    opened: Line | None = None
    uri = DEFAULT_STATS
    secured = False
    for section in rules.section.chain():
        for line in section.all("stats"):
            words = line.words
            if len(words) < 2 or words[1] not in _OPENING:
                continue
            if opened is None or words[1] == "uri":
                opened = line
            if words[1] == "uri" and len(words) > 2:
                uri = words[2]
            secured = secured or words[1] == "auth"
        if opened is not None:
            break
    if opened is None:
        return
    place = opened.place()
    asked = Match(_PATH_AND_QUERY, (Pattern("prefix", uri),), place)
    answer = Respond(401 if secured else 200, "statistics")
    chain.add(Route(asked, (answer,), place, f"stats uri {uri}", "stats uri"))
