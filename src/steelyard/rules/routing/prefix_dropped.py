"""routing/prefix-dropped: the server sees the path without the location's prefix.

NGINX manual, ngx_http_proxy_module, proxy_pass with a URI.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.NOTE)
check = from_notices(report)
