"""Where a call is taken: it is checked, it may fail on order, it is played and written down."""

from contextlib import suppress
from inspect import iscoroutine
from time import perf_counter
from typing import Any, NamedTuple

from tests.botapi import methods
from tests.botapi.errors import ApiError, CutConnection, Failure
from tests.botapi.failures import WRITING, Failures, Fault
from tests.botapi.objects import Chat, Json, Query
from tests.botapi.state import Telegram


class Call(NamedTuple):
    """A call that the bot made, and what it got."""

    method: str
    params: Json
    result: Any = None
    error: Failure | None = None
    injected: bool = False  # the error was ordered with `fail`, `limit` or `storm`
    in_response: bool = False  # it came in the answer to a webhook: the bot never saw the result
    at: float = 0.0  # when it was answered, in seconds of `time.perf_counter`

    @property
    def refused(self) -> bool:
        """Whether a bot without mistakes wouldn't have made it."""
        return self.error is not None and not self.injected


class Journal(list[Call]):
    """Calls, oldest first: all of them, or at most `kept`. A refusal is never left out."""

    def __init__(self, kept: int | None) -> None:
        super().__init__()
        self.kept = kept
        self.made = 0  # how many calls there were, also those that are not here any more

    def add(self, call: Call) -> None:
        """Write down a call; for it the oldest that was no refusal goes, if there are too many."""
        self.made += 1
        if self.kept == 0 and not call.refused:
            return
        self.append(call)
        if self.kept is not None and len(self) > self.kept:
            oldest = next((index for index, made in enumerate(self) if not made.refused), None)
            if oldest is not None:
                del self[oldest]


class Desk:
    """Takes the calls of one bot, however they come."""

    def __init__(self, telegram: Telegram, failures: Failures, calls: Journal) -> None:
        self._telegram = telegram
        self._failures = failures
        self._calls = calls

    async def take(self, method: str, params: Json, in_response: bool = False) -> Any:
        """Return the result of a call, or raise what the bot gets instead: ApiError or CutConnection."""
        result: Any = None
        error: Failure | None = None
        fault: Fault | None = None
        query, chat = self._about(params)
        try:
            params = methods.prepare(method, params)
            query, chat = self._about(params)
            fault = self._failures.take(method, chat.id if chat else None)
            if fault and fault.delay:
                await self._telegram.clock.sleep(fault.delay)
            if fault is None or fault.applied:
                result = methods.play(self._telegram, method, params)
                if iscoroutine(result):
                    result = await result
            if fault:
                error = fault.failure
                if fault.late:
                    await self._telegram.clock.sleep(fault.late)
        except ApiError as refusal:
            error, fault = refusal, None
        injected = bool(fault and error)
        self._calls.add(Call(method, params, result, error, injected, in_response, perf_counter()))
        if error is None or error.final or (fault and fault.applied):
            self._settle(method, query, chat)
        (chat or self._telegram).changes.tell()
        if error:
            raise error.with_traceback(None)  # one fault can strike many calls
        return result

    async def take_from_answer(self, call: Json) -> None:
        """Do what the bot's answer to a webhook asks for; how that ends is written down and nothing else."""
        with suppress(ApiError, CutConnection):
            await self.take(call.pop("method"), call, in_response=True)

    def _about(self, params: Json) -> tuple[Query | None, Chat | None]:
        """Which tap and which chat a call is about."""
        query = self._telegram.queries.get(str(params.get("callback_query_id")))
        chat_id = params.get("chat_id")
        return query, query.chat if query else self._telegram.chats.get(chat_id if isinstance(chat_id, int) else 0)

    def _settle(self, method: str, query: Query | None, chat: Chat | None) -> None:
        """Note that the bot will do no more about this: the people needn't wait for it."""
        if query and not query.answered:
            query.refused = True
        if chat and (method in WRITING or (query and query.text)):
            self._telegram.replied(chat)
