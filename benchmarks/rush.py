"""Ten thousand newcomers at the rate that Telegram allows, beside people in mid-conversation: the trial of the tests."""

from benchmarks.report import Report
from benchmarks.stage import Stage
from tests.kit.deployment import Way
from tests.trials import rush
from tests.trials.options import Options

PEOPLE, RATE = 10_000, 30.0


def measure(_stage: Stage, *, quick: bool) -> Report:
    """What newcomers and the others saw. About 6 minutes, in which nearly nothing is computed."""
    (report,) = rush.measure(Options((Way.POLLING,), PEOPLE // 50 if quick else PEOPLE, RATE, 0, 0, ()))
    return report
