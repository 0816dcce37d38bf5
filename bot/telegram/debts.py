"""Which replies are owed: the store knows it from the turn on, and is told in batches when they are delivered.

After a crash, whatever process works finds what the dead one owed, and sends it.
"""

import asyncio
from collections.abc import Callable

import structlog

from bot.store import Key, Owed, Store, StoreError

log = structlog.get_logger(__name__)

BATCH_SECONDS = 0.1  # over which deliveries are gathered
BEAT_SECONDS = 1.0  # between two signs of life


class Debts:
    """What this process owes."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._settled: list[tuple[Key, int]] = []

    def settle(self, key: Key, ticket: int) -> None:
        """Note that the reply under this number is owed no more."""
        self._settled.append((key, ticket))

    async def keep(self, resend: Callable[[Key, Owed], None], share: Callable[[int], None]) -> None:
        """Tell the store what is settled, and `resend` what a dead process owed, for ever.

        `share` is told how many processes there are.
        """
        await asyncio.gather(self._settle_forever(), self._claim_forever(resend, share))

    async def flush(self) -> None:
        """Tell the store what is settled. Raises `StoreError`; it can be told again."""
        settled, self._settled = self._settled, []
        try:
            if settled:
                await self._store.outbox.delivered(settled)
        except BaseException:
            self._settled = settled + self._settled
            raise

    async def _settle_forever(self) -> None:
        while True:
            await asyncio.sleep(BATCH_SECONDS)
            try:
                await self.flush()
            except StoreError:  # it is asked again, and turns tell the operator what is wrong
                await asyncio.sleep(BEAT_SECONDS)

    async def _claim_forever(self, resend: Callable[[Key, Owed], None], share: Callable[[int], None]) -> None:
        while True:
            try:
                await self._store.outbox.beat()
                while claimed := await self._store.outbox.claim():
                    log.info("replies that another process owed are sent", replies=len(claimed))
                    for key, owed in claimed:
                        resend(key, owed)
                share(self._store.outbox.workers)
            except StoreError:
                pass  # as above
            await asyncio.sleep(BEAT_SECONDS)
