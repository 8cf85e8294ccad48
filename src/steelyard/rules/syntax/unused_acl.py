"""syntax/unused-acl: a test that no rule asks.

HAProxy manual 7.1: ACLs of one section are not seen in others.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
