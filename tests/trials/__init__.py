"""Long trials of what the program promises, in front of the loopback Telegram: commands, outside of the suite."""
