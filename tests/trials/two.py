from benchmarks.report import Report
from tests.trials.options import Options


def measure(options: Options) -> list[Report]:
    return []
