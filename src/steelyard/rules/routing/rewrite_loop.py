"""routing/rewrite-loop: an internal redirect that comes back to itself.

NGINX manual, ngx_http_rewrite_module: at most ten rounds, then 500.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
