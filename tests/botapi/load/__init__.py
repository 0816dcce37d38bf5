"""Many people at once in front of bots that are measured, on the strict server of the tests.

It runs in a process of its own, as `python -m tests.botapi --load`, serves any number of bots, each by its token,
and plays scenes with them: how fast turns are, and what they cost the processes of the bot.
"""
