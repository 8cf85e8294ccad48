"""syntax/last-wins: a setting written twice, of which one counts.

Each notice names which one.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
