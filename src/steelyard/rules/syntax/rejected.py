"""syntax/rejected: what the binary refuses to start with.

Each notice names what is refused.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.ERROR)
check = from_notices(report)
