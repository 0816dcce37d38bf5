"""What Telegram's errors mean."""

from datetime import timedelta

from telegram.error import BadRequest, RetryAfter


def seconds_asked(error: RetryAfter) -> float:
    """How long Telegram wants to be left alone."""
    asked = error.retry_after
    return asked.total_seconds() if isinstance(asked, timedelta) else float(asked)


def is_chat_gone(error: BadRequest) -> bool:
    """Whether there is nobody any more to send to."""
    return "chat not found" in error.message.casefold()


def is_markup_fault(error: BadRequest) -> bool:
    """Whether Telegram could not read the tags of a message."""
    return "can't parse entities" in error.message.casefold()
