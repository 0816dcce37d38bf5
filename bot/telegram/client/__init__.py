"""The way to the Bot API."""
