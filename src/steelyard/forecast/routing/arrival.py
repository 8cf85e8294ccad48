"""Which listener a request arrives at."""

from steelyard.core.record import replace
from steelyard.forecast.health import Health
from steelyard.forecast.routing.request import Request
from steelyard.forecast.routing.state import State, Step
from steelyard.model.gateway import Bind, Gateway, Listener

USUAL = {"http": 80, "https": 443}
"""The ports that a URL without one means."""


def arrive(gateway: Gateway, request: Request, health: Health) -> tuple[State | None, str]:
    """The state at the entry of the listener that accepts the request.

    None with the reason when no listener does.  A URL without a port may mean
    any listener of its scheme when none is on the usual port: that is said in
    the assumptions.
    """
    wanted = request.port or USUAL[request.scheme]
    found = _find(gateway, request, wanted)
    assumed = []
    if found is None and request.port is None:
        found = _any(gateway, request)
        if found is not None:
            assumed.append(
                f"no listener is on port {wanted}, where {request.scheme} goes: the request "
                f"arrives at {found[0].kind} {found[0].name} on {_shown(found[1])}"
            )
    if found is None:
        return None, _nobody(gateway, wanted)
    listener, bind = found
    assumed += _doubts(gateway, request, listener, bind)
    # What an HTTP listener sees: TLS that ends ahead of it is not its own. What passes
    # through a TCP listener is still a TLS hello.
    seen = request
    if listener.protocol == "http":
        seen = replace(request, scheme="https" if bind.tls else "http")
    state = State(
        gateway,
        health,
        seen,
        method=request.method,
        target=request.target,
        headers=list(request.headers),
        source=request.source,
        listener=listener.name,
        destination=request.address or bind.address,
        port=bind.port,
        stack=[(bind.entry or listener.entry, 0)],
    )
    for sentence in assumed:
        state.assume(sentence)
    if bind.reads_proxy:
        state.assume("the PROXY header names the client's address as given")
    if "proxy-destination" in bind.settings:
        state.forget("destination")
        state.forget("destination-port")
    where = _shown(bind)
    state.steps.append(Step(bind.place, f"accepted by {listener.kind} {listener.name} on {where}"))
    return state, ""


def _doubts(gateway: Gateway, request: Request, listener: Listener, bind: Bind) -> list[str]:
    """What the question leaves open, or says otherwise than the listener expects."""
    found = []
    if listener.protocol == "http" and bind.tls != (request.scheme == "https"):
        if bind.tls:
            found.append(f"the client speaks TLS: {_shown(bind)} takes nothing else")
        else:
            found.append(f"TLS ends ahead of the gateway: {_shown(bind)} takes plain HTTP only")
    if not request.address:
        others = {
            other.address: None
            for _, other in _candidates(gateway)
            if other.port == bind.port and other.address != bind.address
        }
        if others and bind.port:
            named = ", ".join(address or "every other address" for address in others)
            where = bind.address or "an address without a listener of its own"
            found.append(f"the client connects to {where}; port {bind.port} is also on {named}")
    return found


def _shown(bind: Bind) -> str:
    """Where it listens, for people."""
    return f":{bind.port}" if bind.port else bind.address


def _candidates(gateway: Gateway) -> list[tuple[Listener, Bind]]:
    """Every (listener, bind) that takes requests of clients."""
    return [
        (listener, bind)
        for listener in gateway.listeners
        if not listener.disabled and listener.entry
        for bind in listener.binds
        if bind.transport != "udp"
    ]


def _find(gateway: Gateway, request: Request, port: int) -> tuple[Listener, Bind] | None:
    """The first listener on the port: on the address asked for, else any address."""
    found = [pair for pair in _candidates(gateway) if pair[1].port == port]
    exact = [pair for pair in found if request.address and pair[1].address == request.address]
    wild = [pair for pair in found if pair[1].address in ("", "*", "0.0.0.0", "::")]
    for group in (exact, wild, found):
        if group:
            return group[0]
    return None


def _any(gateway: Gateway, request: Request) -> tuple[Listener, Bind] | None:
    """Some listener of the request's scheme; HTTP ones before others, public before internal."""
    secure = request.scheme == "https"
    found = [
        pair for pair in _candidates(gateway) if pair[0].protocol == "http" and not pair[0].internal
    ] or [pair for pair in _candidates(gateway) if pair[0].protocol == "tcp"]
    fitting = [pair for pair in found if pair[1].tls == secure]
    return next(iter(fitting or found), None)


def _nobody(gateway: Gateway, port: int) -> str:
    """Why no listener accepts."""
    ports = sorted({bind.port for _, bind in _candidates(gateway) if bind.port})
    if not ports:
        return "no listener accepts requests"
    named = ", ".join(str(number) for number in ports[:10])
    return f"no listener is on port {port}; there are {named}"
