"""syntax/ignored-setting: a setting without effect where it stands.

Each notice names the reason.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
