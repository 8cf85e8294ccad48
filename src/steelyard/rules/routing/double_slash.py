"""routing/double-slash: the server sees a path with two slashes.

NGINX manual, ngx_http_proxy_module, proxy_pass with a URI.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
