"""The same dialog as others would write it, each a program of its own in `.venv-peers`."""
