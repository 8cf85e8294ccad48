"""exposure/client-picks-server: the client chooses the address that its request goes to.

NGINX manual, ngx_http_proxy_module, proxy_pass with variables.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
