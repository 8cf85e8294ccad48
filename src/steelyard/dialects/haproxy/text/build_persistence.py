"""``cookie``, ``stick`` and kin -> what binds a client to its server (manual 4.2)."""

from steelyard.dialects.haproxy.text import quantities
from steelyard.dialects.haproxy.text.profile import Profile
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.pool import Persistence, Pool, Setting

_FLAGS = {"insert", "rewrite", "prefix", "indirect", "nocache", "postonly", "preserve"}
_MODES = ("insert", "rewrite", "prefix")
_CONDITION = frozenset({"if", "unless"})


def read_persistence(reading: Reading, profile: Profile, pool: Pool) -> list[Persistence]:
    """In the order in which HAProxy tries them: the cookie, then the stick rules."""
    found = []
    cookie = profile.last.get("cookie")
    if cookie is not None:
        found.append(_cookie(reading, cookie, pool))
    for line in profile.lines("appsession"):
        reading.reject(
            line,
            pool.name,
            "appsession does not exist any more since HAProxy 1.6.",
            "Use 'stick on' with a cookie, or 'cookie'.",
        )
        found.append(Persistence("learned", line.place(), "".join(line.words[1:2])))
    table = _table_settings(reading, profile, pool)
    for line in profile.lines("stick"):
        rule = _stick(reading, line, pool, table)
        if rule is not None:
            found.append(rule)
    return found


def _cookie(reading: Reading, line: Line, pool: Pool) -> Persistence:
    """``cookie NAME [insert|rewrite|prefix] [indirect] [maxidle T] [maxlife T] ...``."""
    words = line.words
    if len(words) < 2:
        reading.reject(line, pool.name, "cookie has no name.", "Write cookie NAME insert ...")
    rule = Persistence("cookie", line.place(), "".join(words[1:2]), written=" ".join(words[1:]))
    index = 2
    while index < len(words):
        word = words[index]
        if word in _MODES:
            rule.settings["mode"] = Setting(word, word, line.place(index))
        elif word in ("maxidle", "maxlife"):
            index += 1
            value = reading.seconds(line, index, pool.name, "s")
            if value is not None:
                rule.settings["max-idle" if word == "maxidle" else "max-life"] = value
        elif word in ("domain", "attr"):
            index += 1
            rule.settings[word] = Setting(
                "".join(words[index : index + 1]), word, line.place(index)
            )
        else:
            rule.settings[word] = Setting(True, word, line.place(index))
            if word not in _FLAGS and word not in ("httponly", "secure", "dynamic"):
                reading.reject(
                    line,
                    pool.name,
                    f"cookie has no argument {word!r}.",
                    "See section 4.2 of the manual, cookie.",
                    index,
                )
        index += 1
    return rule


def _table_settings(reading: Reading, profile: Profile, pool: Pool) -> dict[str, Setting]:
    """``stick-table type T size S expire E ...`` of the pool itself."""
    settings: dict[str, Setting] = {}
    for line in profile.lines("stick-table")[-1:]:
        words = line.words
        for index, word in enumerate(words[:-1]):
            value = words[index + 1]
            place = line.place(index + 1)
            if word == "type":
                settings["type"] = Setting(value, value, place)
            elif word == "size":
                size = quantities.size(value)
                if size is None:
                    reading.reject(
                        line,
                        pool.name,
                        f"The stick-table size {value!r} is not a number.",
                        "Write a number such as 100k.",
                        index + 1,
                    )
                else:
                    settings["size"] = Setting(size, value, place)
            elif word == "expire":
                expire = reading.seconds(line, index + 1, pool.name)
                if expire is not None:
                    settings["expire"] = expire
            elif word in ("peers", "srvkey"):
                settings[word] = Setting(value, value, place)
    return settings


def _stick(
    reading: Reading, line: Line, pool: Pool, table: dict[str, Setting]
) -> Persistence | None:
    """``stick on|match|store-request|store-response EXPRESSION [table T] [if COND]``."""
    # Imported late: the routing part is read after the pools.
    from steelyard.dialects.haproxy.text.samples import read_sample

    words = line.words
    action = "".join(words[1:2])
    forms = ("on", "match", "store-request", "store-response")
    end = 2
    while end < len(words) and words[end] != "table" and words[end] not in _CONDITION:
        end += 1
    if action not in forms or end == 2:
        reading.reject(
            line,
            pool.name,
            f"stick {action} is incomplete or unknown.",
            "Write stick on EXPRESSION.",
        )
        return None
    settings = dict(table)
    settings["action"] = Setting(action, action, line.place(1))
    name = pool.name
    if words[end : end + 1] == ["table"]:
        name = "".join(words[end + 1 : end + 2])
        if name != pool.name:
            settings = {"action": settings["action"]}
    return Persistence(
        "table",
        line.place(),
        name,
        read_sample(words[2:end], line.place(2)),
        " ".join(words[2:end]),
        settings,
        any(word in _CONDITION for word in words[end:]),
    )
