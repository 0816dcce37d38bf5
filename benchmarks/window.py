"""What one bot did in one window of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from benchmarks.report import percentile
from benchmarks.stage import Running, Stage


@dataclass(frozen=True, slots=True)
class Window:
    """A window: its turns, and CPU in seconds of the bot, of what works beside it, and of the stub."""

    seconds: float
    turns: tuple[float, ...]
    cpu: float
    beside: float
    stub: float

    @classmethod
    def of(cls, stage: Stage, scene: str, running: Running, **parameters: Any) -> Self:  # noqa: ANN401  JSON
        """Play a scene that measures."""
        pid, beside = running.process.pid, running.beside
        return cls(**stage.play(scene, running, pid=pid, beside=beside, **parameters))

    @property
    def rate(self) -> float:
        """Turns a second."""
        return len(self.turns) / self.seconds

    @property
    def cost(self) -> float:
        """Milliseconds of CPU for a turn, of the bot alone."""
        return 1000 * self.cpu / max(1, len(self.turns))

    @property
    def cost_beside(self) -> float:
        """Milliseconds of CPU for a turn, of its database server."""
        return 1000 * self.beside / max(1, len(self.turns))

    @property
    def whole_cost(self) -> float:
        """Milliseconds of CPU for a turn, of the bot and its database server."""
        return self.cost + self.cost_beside

    @property
    def share_of_stub(self) -> float:
        """How much of a core the stub used; near 1 it would be what is measured."""
        return self.stub / self.seconds

    def milliseconds(self, percent: int) -> float:
        """A percentile of the time that a turn took."""
        return 1000 * percentile(self.turns, percent)
