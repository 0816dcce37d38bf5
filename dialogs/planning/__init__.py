"""Answers and a protocol in, the published ranges with their reasons out."""
