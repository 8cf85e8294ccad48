"""discovery/init-addr: a start that depends on DNS although a resolver is set.

HAProxy manual 5.2, init-addr.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
