"""routing/duplicate-server-name: a server block that never gets the requests for its name.

NGINX manual, "Server names"; NGINX warns "conflicting server name" and goes on.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
