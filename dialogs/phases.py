"""The phases around a session and a course, in their order; their words are in `dialogs.cards.phases`."""

PHASES: tuple[str, ...] = ("before", "same_day", "first_days", "between", "after")
