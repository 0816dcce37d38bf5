"""What went wrong with the database, as one sentence for the person who runs the bot."""


class StoreError(Exception):
    """The store can't do what was asked of it.

    The message is one that a person who runs the bot can act on; nothing of a conversation, no key and
    no password is in it.
    """


class DecryptionError(StoreError):
    """What is stored can't be read with the keys at hand. Nothing was changed."""
