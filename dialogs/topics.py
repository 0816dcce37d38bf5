"""The topics of general information, which anyone can read at any time, agreement or not."""

TOPICS: tuple[str, ...] = (
    "what",
    "how",
    "sessions",
    "first_sessions",
    "lasting",
    "alone",
    "aftercare",
    "side_effects",
    "too_much",
    "who_waits",
    "ask_clinic",
    "sources",
)
