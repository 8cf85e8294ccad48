"""The rewrite phase of a server or location, lowered to routes.

ngx_http_rewrite_module.c, ngx_http_script.c: ``set``, ``if``, ``rewrite``,
``return`` and ``break`` run in the order of the text.  ``last`` stops and
searches a location anew, ``break`` stops and stays; a changed URI without a
flag runs on and then searches anew.  An ``if`` that holds makes its own block
the configuration of what follows; the directives after it still run, and the
last one that holds wins.

What has happened on the way (URI changed or not, which ``if`` held) is part of
a `Turn`; where it differs the walk goes on in a chain of its own, so that a
chain says in itself what is known.
"""

from collections.abc import Callable

from steelyard.core.record import field, frozen, identity, replace
from steelyard.dialects.nginx.text.locations import PASSING, group_actions
from steelyard.dialects.nginx.text.rewrites_conditions import SEARCHES, read_condition
from steelyard.dialects.nginx.text.rewrites_uri import (
    Replacement,
    read_rewrite,
    redirect,
    rewritten,
)
from steelyard.dialects.nginx.text.routing_endings import return_routes
from steelyard.dialects.nginx.text.routing_level import Level, level_of, shorten
from steelyard.dialects.nginx.text.routing_plan import Plan
from steelyard.dialects.nginx.text.routing_room import MOVED, always, implicit
from steelyard.dialects.nginx.text.syntax import Directive
from steelyard.dialects.nginx.text.variables import read_value
from steelyard.dialects.nginx.text.variables_builtin import URI
from steelyard.model.conditions import ALWAYS, Condition, Match
from steelyard.model.routing import (
    Action,
    Chain,
    Goto,
    OpaqueAction,
    Restart,
    Route,
    SetField,
    SetVariable,
)
from steelyard.model.values import Literal, Pattern

STEPS = frozenset({"set", "if", "rewrite", "return", "break"})
"""Directives of the rewrite module."""

MAX_BRANCHES = 60
"""``if`` blocks with settings of their own that one location is followed through."""

_SCRIPTS = ("rewrite_by_lua", "set_by_lua", "server_rewrite_by_lua")


@frozen
class Turn:
    """Where a request stands in the rewrite phase.

    ``step`` is the index of the next directive; ``changed``: a URI was changed
    without a flag; ``branch``: index of the ``if`` whose settings hold, -1 for
    the location's; ``moved``: a ``break`` rewrite took the URI off the
    location (``valid_location`` is 0); ``handled``: an ``if`` on the way passes
    requests on, and its handler stays even where a later ``if`` takes over.
    """

    step: int = 0
    changed: bool = False
    branch: int = -1
    moved: bool = False
    handled: bool = False


@frozen
class Step:
    """One directive of the flattened phase; an ``if`` ends before ``after``."""

    directive: Directive
    after: int = 0
    plain: bool = True


Rest = Callable[[Chain, Level, Turn], None]
"""Writes what follows the rewrite phase: access, try_files, content."""


@identity
class Phase:
    """The rewrite phase of one server (``at_server``) or location."""

    plan: Plan
    level: Level
    title: str
    rest: Rest
    at_server: bool = False
    steps: list[Step] = field(default_factory=list)
    branches: dict[int, Level] = field(default_factory=dict)
    made: dict[Turn, str] = field(default_factory=dict)
    waiting: list[tuple[Turn, Chain]] = field(default_factory=list)

    def write(self, chain: Chain) -> None:
        """Appends the phase, and what follows, to ``chain``."""
        self._flatten()
        if len(self.branches) > MAX_BRANCHES:
            reason = f"more than {MAX_BRANCHES} if blocks with settings of their own"
            opaque = OpaqueAction(self.title, reason, may_end=True)
            chain.routes.append(always(opaque, self.level.place, self.title, "if"))
            return
        self._emit(chain, Turn())
        while self.waiting:
            turn, other = self.waiting.pop()
            self._emit(other, turn)

    def _flatten(self) -> None:
        """The directives in running order, the inner ones of an ``if`` after it."""
        needs_branch = "try_files" in self.level.own
        for item in self.level.items:
            name = item.words[0]
            if name == "if" and item.body is not None:
                inner = level_of(item, self.level)
                own = not self.at_server and any(name not in STEPS for name in inner.own)
                steps = [one for one in inner.items if one.words[0] in STEPS - {"if"}]
                index = len(self.steps)
                self.steps.append(Step(item, index + 1 + len(steps), not own))
                if own or needs_branch:
                    self.branches[index] = inner
                self.steps += [Step(one) for one in steps]
            elif name in STEPS - {"if"} or name.startswith(_SCRIPTS):
                self.steps.append(Step(item))

    def _goto(self, turn: Turn) -> Goto:
        """To the chain where the phase goes on in that state."""
        if turn not in self.made:
            name = f"{self.plan.label} {self.title} from step {turn.step + 1}"
            if turn.step >= len(self.steps):
                name = f"{self.plan.label} {self.title} after rewriting"
            chain = self.plan.room.chain(name, self.level.place)
            self.made[turn] = chain.name
            self.waiting.append((turn, chain))
        return Goto(self.made[turn])

    def _emit(self, chain: Chain, turn: Turn) -> None:
        """Writes the steps from ``turn`` on, as far as this chain goes.

        Where another chain already goes on from there, this one leads to it:
        the size stays in proportion to the text.
        """
        begin = turn
        while turn.step < len(self.steps):
            if turn != begin and turn in self.made:
                chain.routes.append(implicit(ALWAYS, self._goto(turn), kind="rewrite"))
                return
            step = self.steps[turn.step]
            name = step.directive.words[0]
            following = replace(turn, step=turn.step + 1)
            if name == "if":
                self._if(chain, turn, step)
                following = replace(turn, step=step.after)
            elif name == "return":
                level = self.branches.get(turn.branch, self.level)
                chain.routes += return_routes(self.plan, level, step.directive, ALWAYS)
                return
            elif name == "break":
                following = replace(turn, step=len(self.steps), changed=False)
            elif name == "rewrite":
                self._rewrite(chain, following, step.directive)
            else:
                chain.routes.append(self._set(step.directive))
            turn = following
        self._end(chain, turn)

    def _end(self, chain: Chain, turn: Turn) -> None:
        """The end of the phase."""
        if turn.changed and not self.at_server:
            again = always(Restart(self.plan.search), self.level.place, "", "rewrite")
            again.text = "the changed URI searches a location anew"
            chain.routes.append(again)
            return
        self.rest(chain, self.branches.get(turn.branch, self.level), turn)

    def _if(self, chain: Chain, turn: Turn, step: Step) -> None:
        """A block that runs when its condition holds."""
        directive = step.directive
        place = directive.place()
        condition, expression = read_condition(directive.words[1:], self.plan.scope, place)
        groups: tuple[Action, ...] = group_actions(expression) if expression else ()
        branch = turn.step if turn.step in self.branches else -1
        inner = [one.directive for one in self.steps[turn.step + 1 : step.after]]
        text = shorten(directive)
        names = {one.words[0] for one in inner}
        if branch == turn.branch and names <= {"set"}:
            actions = [action for one in inner for action in self._set(one).actions]
            if actions or not SEARCHES.isdisjoint(directive.words):
                chain.routes.append(Route(condition, (*groups, *actions), place, text, "if"))
            return
        level = self.branches.get(turn.step, self.level)
        if [one.words[0] for one in inner] == ["return"] and not groups:
            chain.routes += self._returns(level, inner[0], condition, text)
            return
        passes = turn.step in self.branches and any(name in level.own for name in PASSING)
        handled = turn.handled or passes
        taken = replace(turn, step=turn.step + 1, branch=branch, handled=handled)
        goto = self._goto(taken)
        chain.routes.append(Route(condition, (*groups, goto), place, text, "if"))

    def _returns(
        self, level: Level, directive: Directive, condition: Condition, text: str
    ) -> list[Route]:
        """``if (...) { return ...; }`` as routes of its own."""
        routes = return_routes(self.plan, level, directive, condition)
        for route in routes:
            route.text = f"{text} {{ {route.text} }}"
        return routes

    def _set(self, directive: Directive) -> Route:
        """``set $name value``."""
        place = directive.place()
        text = shorten(directive)
        if directive.words[0] != "set" or len(directive.words) != 3:
            opaque = OpaqueAction(text, "what a script does is not modelled", may_end=True)
            return always(opaque, place, text, directive.words[0])
        value = read_value(directive.words[2], self.plan.scope, place)
        name = directive.words[1].lstrip("$").lower()
        if name == "args":
            return always(SetField("query", "", value), place, text, "set")
        return always(SetVariable(name, value), place, text, "set")

    def _rewrite(self, chain: Chain, following: Turn, directive: Directive) -> None:
        """A ``rewrite``; the walk goes on in this chain when it does not match."""
        place = directive.place()
        found = read_rewrite(directive)
        if found is None:
            return
        match = Match(URI, (Pattern("regex", found.expression, place=place),), place, clears=True)
        actions = group_actions(found.expression) + self._rewritten(found, following, directive)
        chain.routes.append(Route(match, actions, place, shorten(directive), "rewrite"))

    def _rewritten(
        self, found: Replacement, following: Turn, directive: Directive
    ) -> tuple[Action, ...]:
        """What a ``rewrite`` that matches does."""
        place = directive.place()
        scope = self.plan.scope
        if found.status is not None:
            return (redirect(found, scope, place, self.level),)
        changes = rewritten(self.plan.room, found, scope, place)
        end = len(self.steps)
        if self.at_server:
            if not found.flag:
                return changes
            if found.flag == "break":
                changes = (*changes, SetVariable(MOVED, Literal("1")))
            return (*changes, self._goto(Turn(end)))
        if found.flag == "last":
            return (*changes, Restart(self.plan.search))
        if found.flag == "break":
            turn = replace(following, step=end, changed=False, moved=True)
            return (*changes, self._goto(turn))
        return (*changes, self._goto(replace(following, changed=True)))
