"""routing/split-gap: a split that gives some requests no pool.

NGINX manual, ngx_http_split_clients_module: without ``*`` the rest gets an empty text.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
