"""The space of all requests: what a gateway does with every one of them.

A gateway is unfolded into a tree of steps over the request as the client sent
it (`program`, `environment`).  Questions about all requests become conjunctions
of conditions, and `solver` answers each with a request, a proof that there is
none, or an honest "unknown".  It reasons per field of the request on exact
automata (`variables`, `carry`, `texts`), splits cases only where a request that
was tried shows the need, and believes a request only when the very evaluation
that follows single requests (`steelyard.forecast.routing.evaluate`) agrees.
"""
