"""kill -9 at random moments while a crowd talks: nothing that was acknowledged is lost, and nobody is owed a reply for long."""

import asyncio
from contextlib import suppress
from random import Random
from time import perf_counter

from benchmarks.report import Claim, Report, percentile, say
from tests.kit.crowd import ANSWERS, kept
from tests.kit.deployment import Deployment, Way
from tests.trials.options import Options, in_each_way
from tests.trials.talker import Talker

CROWD = 16
"""People who talk."""

THINKING = 0.15
"""Seconds, at most, between a reply and the next act."""

BEFORE_A_KILL = 0.1, 1.2
"""Seconds of talk, at least and at most."""

OWED = 5.0
"""Seconds after a restart within which everybody has their reply."""

GIVEN_UP = 10.0
"""Seconds after a restart after which somebody without a reply counts as left alone, and writes once more."""

TELEGRAM_SECONDS = 0.06
"""Seconds until Telegram answers a call; it does half of them before that, and half after."""

LOOK = 0.05


def measure(options: Options) -> list[Report]:
    """A report for each way."""
    return in_each_way(_kills, options, kept=0)


class _Crowd:
    """People who talk, and what was seen at kills."""

    def __init__(self, bot: Deployment) -> None:
        self.bot = bot
        self.random = Random(11)
        self.talkers = [Talker(bot.api, f"Talker{number}", self.random) for number in range(CROWD)]
        self.replies: list[float] = []
        self.again = 0
        """Replies that came once more."""
        self.most_again = 0
        """The most of them that one person got after one kill."""
        self.left_alone: list[str] = []
        self._over = False

    async def talk(self) -> None:
        async with asyncio.TaskGroup() as everybody:
            for talker in self.talkers:
                everybody.create_task(self._talk(talker))

    def end(self) -> None:
        """Let everybody go on to their numbers, and then leave."""
        self._over = True

    async def _talk(self, talker: Talker) -> None:
        while not (self._over and talker.sees_numbers):
            await asyncio.sleep(self.random.random() * THINKING)
            self.replies.append(await talker.go_on(clock=False))
            self.again += talker.again
            self.most_again = max(self.most_again, talker.again)

    async def served(self, since: float) -> float:
        """Wait until everybody has the reply to what they did before `since`; the seconds that this took.

        Whoever waits for too long is noted, with what they see.
        """
        while waiting := [talker for talker in self.talkers if 0 < talker.waits_since <= since]:
            passed = perf_counter() - since
            if passed > GIVEN_UP:
                self.left_alone += [talker.person.screen for talker in waiting]
                for talker in waiting:
                    talker.tap_again()
                return passed
            await asyncio.sleep(LOOK)
        return perf_counter() - since


async def _kills(bot: Deployment, options: Options) -> Report:
    crowd = _Crowd(bot)
    await asyncio.gather(*(talker.arrive() for talker in crowd.talkers))
    bot.api.storm(crowd.random, {"slow": 0.5, "late": 0.5}, slow_seconds=TELEGRAM_SECONDS)
    talking = asyncio.create_task(crowd.talk())
    waits: list[float] = []
    owed = 0
    for number in range(options.kills):
        await asyncio.sleep(crowd.random.uniform(*BEFORE_A_KILL))
        one = bot.way is Way.PROCESSES and number % 2
        await _kill(bot, crowd.random if one else None)
        pending = {update.chat.id for update in bot.api.pending}
        killed = perf_counter()
        owed += sum(0 < each.waits_since <= killed and each.person.id not in pending for each in crowd.talkers)
        if not one:
            await bot.start()
        waits.append(await crowd.served(perf_counter()))
        if number % 10 == 9:
            say(f"killed {number + 1} times, slowest {max(waits):.1f} s")
        if talking.done():
            break
    crowd.end()
    lost = await _lost(crowd, talking)
    rows: list[tuple[str | int | float, ...]] = [
        ("kills", len(waits)),
        ("turns", len(crowd.replies)),
        ("replies owed at a kill for what was acknowledged", owed),
        ("seconds from the restart to the last reply, p50", percentile(waits, 50)),
        ("replies that came again", crowd.again),
        ("clocks on buttons that were not stopped before the next act", sum(each.clocks for each in crowd.talkers)),
    ]
    claims = [
        Claim("people whose acknowledged answers are not all there", lost, 0),
        Claim("people who were left without a reply", len(crowd.left_alone), 0),
        Claim("slowest last reply after a restart", max(waits), OWED, "s"),
        Claim("times that one person got the same card again after one kill", crowd.most_again, 1),
    ]
    notes = tuple(screen[-1500:] for screen in crowd.left_alone[:2])
    return Report(f"kill -9, {bot.way.value}", ("", ""), rows, claims, notes)


async def _kill(bot: Deployment, random: Random | None) -> None:
    """Kill everything, or, with a `random`, one of the processes that do the work."""
    if random is None:
        await bot.kill()
        return
    workers = [each for each in bot.processes if "spawn_main" in str(each.cmdline())]
    random.choice(workers).kill()


async def _lost(crowd: _Crowd, talking: "asyncio.Task[None]") -> int:
    """Let everybody end, and hold what is kept against what they said; of how many it is not the same.

    Who does not come to an end is noted as left alone.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(6 * GIVEN_UP):
            await talking
    crowd.left_alone += [talker.person.screen for talker in crowd.talkers if not talker.sees_numbers]
    ended = [talker.person for talker in crowd.talkers if talker.sees_numbers]
    return sum([await kept(crowd.bot.url, person) != ANSWERS for person in ended])
