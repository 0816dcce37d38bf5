"""The Telegram channel: updates in, API calls out."""

import os

# The library's own `RetryAfter` warns about itself unless it counts in timedeltas.
os.environ.setdefault("PTB_TIMEDELTA", "true")
