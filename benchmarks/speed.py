"""The product and its peers side by side: the same people, the same dialog, one after another in every round."""

from benchmarks.bots import DIALOG, FLOOR, POSTGRES, PTB, SQLITE, WEBHOOK
from benchmarks.report import Claim, Report, say
from benchmarks.stage import COSTS, Stage, Windows, costs, median, ratio

BOTS = (SQLITE, POSTGRES, WEBHOOK, PTB, DIALOG, FLOOR)
PEOPLE = (1, 64, 256)
AT = 64
"""People at once for whom something is asked."""

ASKED = {
    # bot: how many times the turns a second of each
    SQLITE: ((PTB, 7.0), (DIALOG, 4.0), (FLOOR, 0.5)),
    POSTGRES: ((PTB, 6.0), (DIALOG, 3.3), (FLOOR, 0.4)),
}
CROWD = 512
"""People at once, for whom it is asked how long a turn takes."""

P99 = 600.0
"""Milliseconds that 99 of 100 of their turns may take, on SQLite."""


def measure(stage: Stage, *, quick: bool) -> Report:
    """Turns a second, CPU and time of a turn. About 5 minutes."""
    rounds, seconds = (1, 1.0) if quick else (9, 1.2)
    running = {bot: stage.start(bot) for bot in BOTS}
    measured = {(bot, people): Windows() for people in PEOPLE for bot in BOTS} | {(SQLITE, CROWD): Windows()}
    for number in range(rounds):
        for (bot, people), windows in measured.items():
            windows.append(stage.talk(running[bot], people, seconds))
            rate = f"{windows[-1].rate:,.0f} turns a second"
            say(f"round {number + 1} of {rounds}, {people} at once, {bot.name}: {rate}")
    return Report(
        "Side by side",
        ("bot", "at once", "turns/s", *COSTS, "Telegram, of a core"),
        [
            (bot.name, people, median(windows, "rate"), *costs(windows), median(windows, "share_of_server"))
            for (bot, people), windows in measured.items()
        ],
        [
            Claim(
                f"{bot.name}: turns a second, times those of {peer.name}, {AT} at once",
                ratio(measured[bot, AT], measured[peer, AT], "rate"),
                least,
                at_least=True,
            )
            for bot, asked in ASKED.items()
            for peer, least in asked
        ]
        + [Claim(f"{SQLITE.name}: p99 of a turn, {CROWD} at once", median(measured[SQLITE, CROWD], "p99"), P99, "ms")],
        (
            f"Medians of {rounds} rounds in which the bots take turns, {seconds} s each; ratios are medians of the rounds' own.",
            "The product alone also brings a picture with each answer, after one tap of nine.",
            "A turn lasts until its card stands and the clock on the button has stopped.",
        ),
    )
