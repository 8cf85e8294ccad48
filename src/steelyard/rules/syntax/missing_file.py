"""syntax/missing-file: a file that takes part is not there.

What depends on it is unknown, and the binary refuses to start without it.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
