"""routing/return-before-locations: a server-level return that makes every location dead.

NGINX manual, ngx_http_rewrite_module: the directives of the server run first.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
