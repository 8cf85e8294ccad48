"""The verb ``test``: the policy's expectations, held against all requests."""

from collections.abc import Callable, Sequence

from steelyard.app.loading import POLICY_NAME, Reading, load_gateway, load_policy
from steelyard.app.workload import read_workload
from steelyard.core.errors import UsageError
from steelyard.core.record import record
from steelyard.expect.judge import judge
from steelyard.expect.result import Result, Verdict
from steelyard.forecast.workload.classify import Traffic, classify
from steelyard.lint.expectations import OfTraffic
from steelyard.lint.policy import Policy
from steelyard.model.gateway import Gateway


@record
class ExpectationReport:
    """What became of the expectations of one policy."""

    gateway: Gateway
    policy: Policy
    verdict: Verdict

    def closed(self, allow_unknown: bool) -> bool:
        """Whether an expectation closes the gate."""
        unknown = 0 if allow_unknown else self.verdict.count(Result.UNKNOWN)
        return bool(self.verdict.count(Result.FAILS) + unknown)


def hold_expectations(
    path: str,
    reading: Reading,
    *,
    policy: str | None = None,
    logs: Sequence[str] = (),
    log_format: str | None = None,
    progress: Callable[[float], None] | None = None,
    warn: Callable[[str], None] | None = None,
) -> ExpectationReport:
    """The report; arguments as on the command line."""
    stated = load_policy(path, policy)
    if not stated.expectations:
        where = stated.path or f"{POLICY_NAME} beside {path}"
        raise UsageError(
            f"{where} states no [[expect]]: there is nothing to test; `steelyard init {path}` "
            "prints first ones"
        )
    gateway = load_gateway(path, reading)
    traffic: Traffic | None = None
    if logs:
        if not any(isinstance(one.statement, OfTraffic) for one in stated.expectations):
            raise UsageError("--log is for max_of_traffic and min_of_traffic: none is expected")
        workload = read_workload(
            logs, [gateway], log_format=log_format, progress=progress, warn=warn
        )
        traffic = classify(gateway, workload)
    return ExpectationReport(gateway, stated, judge(gateway, stated.expectations, traffic))
