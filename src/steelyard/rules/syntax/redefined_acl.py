"""syntax/redefined-acl: a test that hides a predefined one.

HAProxy manual 7.4, pre-defined ACLs.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
