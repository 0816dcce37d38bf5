"""A Bot API server on loopback that is never the bottleneck, and the people who talk through it.

It runs in a process of its own (`python -m benchmarks.stub`), serves any number of bots, each by its token,
and checks nothing but what people are shown. The strict server is `tests.botapi`.
"""
