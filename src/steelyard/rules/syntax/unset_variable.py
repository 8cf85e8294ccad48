"""syntax/unset-variable: an environment variable that is read as nothing.

HAProxy manual 2.3, environment variables.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
