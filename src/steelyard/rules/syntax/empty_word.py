"""syntax/empty-word: an empty word that ends its line.

HAProxy manual 2.2, quoting and escaping.
"""

from steelyard.core.finding import Severity
from steelyard.lint.rule import Reporter, from_notices

report = Reporter(__name__, Severity.WARNING)
check = from_notices(report)
