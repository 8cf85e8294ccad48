"""``server`` and ``server-template`` lines -> the servers of a pool (manual 4.2, 5.2)."""

from steelyard.dialects.haproxy.text import addresses, quantities, remarks
from steelyard.dialects.haproxy.text.build_checks import CheckPlan, server_check
from steelyard.dialects.haproxy.text.names import bad_character
from steelyard.dialects.haproxy.text.reading import Reading
from steelyard.dialects.haproxy.text.server_options import Draft, read_options
from steelyard.dialects.haproxy.text.syntax import Line
from steelyard.model.notice import Notice
from steelyard.model.pool import Pool, Server

MAX_TEMPLATE = 50_000
"""Servers that are made of all templates; more is hardly meant."""


class ServerReader:
    """Reads the server lines of one pool, in order, as HAProxy does.

    ``prototype`` holds what the default-server lines so far say; they affect
    only later lines.
    """

    def __init__(self, reading: Reading, pool: Pool, plan: CheckPlan) -> None:
        """No server yet."""
        self.reading = reading
        self.pool = pool
        self.plan = plan
        self.prototype = Draft()
        self.named: dict[str, Line] = {}
        self.numbered: dict[int, Line] = {}

    def read(self, line: Line) -> None:
        """A ``server``, ``server-template`` or ``default-server`` line."""
        words = line.words
        keyword = words[0]
        if keyword == "default-server":
            read_options(self.reading, line, 1, self.pool.name, self.prototype)
            if self.prototype.id or "guid" in line.words:
                what = "id" if self.prototype.id else "guid"
                self.reading.reject(
                    line,
                    self.pool.name,
                    f"default-server cannot set {what}, which belongs to one server.",
                    "Move it to the server lines.",
                )
                self.prototype.id = 0
        elif keyword == "server":
            if len(words) < 3:
                self._incomplete(line, "server NAME ADDRESS[:PORT]")
                return
            subject = f"{self.pool.name}/{words[1]}"
            draft = self.prototype.copy()
            read_options(self.reading, line, 3, subject, draft)
            self._add(line, words[1], self._address(line, 2, subject), draft)
        else:
            self._template(line)

    def finish(self) -> None:
        """Gives ids to the servers that state none (``check_config_validity``)."""
        forced = set(self.numbered)
        following = 1
        for server in self.pool.servers:
            if not server.id:
                while following in forced:
                    following += 1
                server.id = following
                forced.add(following)
            following += 1

    def _template(self, line: Line) -> None:
        """``server-template PREFIX COUNT|LOW-HIGH ADDRESS``: PREFIX1, PREFIX2, ..."""
        words = line.words
        if len(words) < 4:
            self._incomplete(line, "server-template PREFIX COUNT ADDRESS[:PORT]")
            return
        subject = f"{self.pool.name}/{words[1]}"
        low, high = _range(words[2])
        if low < 0 or high < low:
            self.reading.reject(
                line,
                subject,
                f"The range {words[2]!r} of server-template {words[1]} makes no server.",
                "Write a number above 0, or LOW-HIGH.",
                2,
            )
            return
        room = MAX_TEMPLATE - self.reading.template_servers
        if high - low >= room:
            self.pool.unknown.append(
                f"server-template {words[1]} makes {high - low + 1} servers; {room} were read"
            )
            high = low + room - 1
        self.reading.template_servers += high - low + 1
        draft = self.prototype.copy()
        read_options(self.reading, line, 4, subject, draft)
        address = self._address(line, 3, subject)
        for number in range(low, high + 1):
            self._add(line, f"{words[1]}{number}", address, draft)
            draft = draft.copy()

    def _incomplete(self, line: Line, form: str) -> None:
        self.reading.reject(
            line, self.pool.name, f"The {line.words[0]} line is incomplete.", f"Write {form}."
        )

    def _address(self, line: Line, word: int, subject: str) -> addresses.Address:
        found = addresses.parse(line.words[word])
        problem = found.problem
        if not problem and found.last_port is not None:
            problem = "has a port range, which only a bind may have"
        if found.odd:
            self.reading.odd_number(line.place(word), subject, "port", found.odd, found.port or 0)
        if problem:
            self.reading.reject(
                line,
                subject,
                f"The address {line.words[word]!r} {problem}.",
                "Write ADDRESS:PORT.",
                word,
            )
        return found

    def _add(self, line: Line, name: str, address: addresses.Address, draft: Draft) -> None:
        """One server of a line."""
        if draft.id or name in self.named or bad_character(name):
            self._check_identity(line, name, draft)
        if not draft.id:
            self.named.setdefault(name, line)
        if address.port is None and address.family == "ip" and not address.host.startswith("_"):
            self._without_port(line, name, draft)
        if "agent-check" in draft.checking and "agent-port" not in draft.checking:
            self.reading.reject(
                line,
                f"{self.pool.name}/{name}",
                f"Server {name} has agent-check but no agent-port.",
                "Add agent-port.",
            )
        server = Server(
            name,
            address.host,
            None if address.offset else address.port,
            line.place(1),
            draft.weight,
            draft.applied_weight,
            draft.admin,
            draft.backup,
            draft.id,
            "",
            1,
            server_check(self.plan, draft, line),
            draft.limits,
            draft.passive,
            draft.slow_start,
            draft.cookie,
            draft.tls,
            draft.protocol,
            draft.send_proxy,
            draft.resolver,
            draft.track,
            "",
            draft.settings,
        )
        if address.family != "ip":
            server.protocol = server.protocol or address.family
        if "#" in line.raw or "#" in self.reading.lines[line.file][line.number - 2].raw:
            server.comment = self.reading.comment(line)
        if address.named:
            self._by_name(line, server)
        self.pool.servers.append(server)

    def _check_identity(self, line: Line, name: str, draft: Draft) -> None:
        """Ids and names that HAProxy refuses."""
        subject = f"{self.pool.name}/{name}"
        bad = bad_character(name)
        if bad:
            self.reading.reject(
                line,
                subject,
                f"The server name {name!r} has the character {bad!r}.",
                "Use letters, digits, '-', '_', '.' and ':'.",
                1,
            )
        if draft.id:
            earlier = self.numbered.setdefault(draft.id, line)
            what = f"The id {draft.id} is given twice in {self.pool.name}."
            remedy = "Give each server an id of its own."
        else:
            earlier = self.named.get(name, line)
            what = f"Two servers of {self.pool.name} are named {name} and neither has an id."
            remedy = "Give them different names."
        if earlier is not line:
            related = ((earlier.place(), "first here"),)
            self.reading.reject(line, subject, what, remedy, 1, related)

    def _without_port(self, line: Line, name: str, draft: Draft) -> None:
        """A server without port is reached on the port that the client connected to (5.2)."""
        if "port" not in draft.checking:
            return
        port = draft.checking["port"]
        self.reading.gateway.notices.append(
            remarks.ignored(
                line.place(1),
                f"{self.pool.name}/{name}",
                f"The port {port.written} of {self.pool.name}/{name} is that of its checks "
                "only; its address has none.",
                "Requests go to the port that the client connected to, which the check does "
                "not watch.",
                f"Write the port after the address, such as {line.words[2]}:{port.written}.",
            )
        )

    def _by_name(self, line: Line, server: Server) -> None:
        """A server whose address is a name (5.3): looked up at start, or by a resolver."""
        pool = self.pool
        if server.resolver:
            pool.resolves_late = True
        if server.address.startswith("_"):
            return
        methods = server.settings.get("init-addr")
        chosen = str(methods.value).split(",") if methods else ["last", "libc"]
        safe = any(method == "none" or _is_address(method) for method in chosen)
        if (
            safe
            or not server.resolver
            or any(
                notice.rule == "discovery/init-addr" and notice.subject == pool.name
                for notice in self.reading.gateway.notices[-1:]
            )
        ):
            return
        self.reading.gateway.notices.append(
            Notice(
                "discovery/init-addr",
                line.place(2),
                pool.name,
                f"Server {server.name} is looked up at start with init-addr "
                f"{','.join(chosen)}: that lookup must succeed.",
                f"When {server.address} cannot be resolved at that moment, HAProxy does not "
                "start or reload, although a resolver is set for it.",
                "Add 'init-addr last,libc,none' to the server or default-server line.",
            )
        )


def _is_address(text: str) -> bool:
    return bool(text) and not addresses.is_name(text)


def _range(text: str) -> tuple[int, int]:
    """``3`` is 1 to 3; both parts as ``atoi`` reads them."""
    low, dash, high = text.partition("-")
    if text.startswith("-"):
        return -1, 0
    if dash:
        return quantities.leading_integer(low), quantities.leading_integer(high)
    return 1, quantities.leading_integer(low)
