"""exposure/alias-traversal: an alias that opens the directory above it.

NGINX manual, ngx_http_core_module, alias: the prefix is replaced as text.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
