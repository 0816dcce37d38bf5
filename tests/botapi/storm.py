"""A storm: each call of some methods fails at random, in one of the ways in which Telegram fails."""

from collections import Counter
from collections.abc import Collection, Mapping
from random import Random

from tests.botapi.errors import BadGateway, Forbidden, ServerError, TooManyRequests
from tests.botapi.faults import CutConnection, Fault, check_methods


class Storm:
    """The dice. At most one fault strikes a call."""

    def __init__(
        self,
        random: Random,
        chances: Mapping[str, float],
        methods: Collection[str],
        retry_after: int,
        slow_seconds: float,
    ) -> None:
        faults = {
            "429": Fault(TooManyRequests(retry_after)),
            "500": Fault(ServerError()),
            "cut": Fault(CutConnection()),
            "cut_applied": Fault(CutConnection(), applied=True),
            "slow": Fault(None, applied=True, delay=slow_seconds),
            "forbidden": Fault(Forbidden()),
            "bad_gateway_html": Fault(BadGateway()),
        }
        if unknown := chances.keys() - faults.keys():
            raise ValueError(f"A storm has {', '.join(faults)}, but no {unknown.pop()}")
        if min(chances.values(), default=0) < 0 or round(sum(chances.values()), 6) > 1:
            raise ValueError("The chances of a storm can't be below 0, nor be more than 1 together")
        check_methods(methods)
        self.struck: Counter[str] = Counter()  # how often each fault did
        self._random = random
        self._faults = {kind: (chance, faults[kind]) for kind, chance in chances.items()}
        self._methods = set(methods)

    def take(self, method: str) -> Fault | None:
        """Return the fault that strikes a call, if one does."""
        if method not in self._methods:
            return None
        left = self._random.random()
        for kind, (chance, fault) in self._faults.items():
            left -= chance
            if left < 0:
                self.struck[kind] += 1
                return fault
        return None
