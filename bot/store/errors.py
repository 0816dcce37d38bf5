"""What went wrong with the database, as one sentence for the person who runs the bot."""


class StoreError(Exception):
    """The store can't do what was asked of it.

    The message is one that a person who runs the bot can act on; nothing of a conversation, no key and
    no password is in it.
    """


class DecryptionError(StoreError):
    """What is stored can't be read with the keys at hand. Nothing was changed."""


class BrokenRowError(Exception):
    """A conversation is there and can't be read; the database itself works.

    Nothing of the row is in the message.
    """

    def __init__(self, version: object = None) -> None:
        """Take what the row has for its version, so that this very row can be set aside."""
        super().__init__("A conversation can't be read.")
        self.version = version
