"""What is served over HTTP: Telegram's deliveries, and what an operator's tools ask."""
