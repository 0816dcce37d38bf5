"""Talk with the bot in a terminal, as a person does in Telegram.

    python -m tests.botapi --port 8081

prints BOT_API_URL and BOT_TOKEN, with which a bot in another terminal talks to this one. Type a text to send
it, `#2` to tap the second button of the last card, `!block` or `!unblock`, or nothing to look again.
"""

import argparse
import asyncio
import threading

from tests.botapi import TOKEN, BotApi, Person
from tests.botapi.screen import draw


def main() -> None:
    """Start the server and the prompt."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.botapi", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0, help="a free one by default")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--name", default="Anna", help="your first name")
    parser.add_argument("--language", default="en", help="your language_code")
    parser.add_argument("--load", action="store_true", help="for benchmarks: any number of bots, and many people")
    options = parser.parse_args()
    if options.load:
        from tests.botapi.load import server

        server.run(options.port)
        return
    try:
        asyncio.run(_talk(options))
    except KeyboardInterrupt:
        print()


async def _talk(options: argparse.Namespace) -> None:
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    threading.Thread(target=_read, args=(asyncio.get_running_loop(), lines), daemon=True).start()
    async with BotApi(token=options.token, port=options.port, patience=3) as api:
        person = api.person(options.name, options.language)
        print(f"BOT_API_URL={api.root}\nBOT_TOKEN={api.token}\n\n{options.name}> ", end="", flush=True)
        while (line := await lines.get()) is not None:
            try:
                await _do(person, line.strip())
            except AssertionError as told:
                print(str(told).partition("\n")[0])
            for call in api.refusals:
                print(f"refused: {call.method}: {call.error}")
            api.calls.clear()
            print(f"{draw(person.chat, numbered=True)}\n\n{options.name}> ", end="", flush=True)


def _read(loop: asyncio.AbstractEventLoop, lines: "asyncio.Queue[str | None]") -> None:
    # Not sys.stdin: Python's shutdown would wait for the lock that a thread reading it holds.
    with open(0, closefd=False) as stdin:
        for line in stdin:
            loop.call_soon_threadsafe(lines.put_nowait, line)
    loop.call_soon_threadsafe(lines.put_nowait, None)


async def _do(person: Person, line: str) -> None:
    if line == "!block":
        await person.block()
    elif line == "!unblock":
        await person.unblock()
    elif line.startswith("#"):
        card = person.last
        labels = [label for row in card.buttons for label in row]
        if not line[1:].isdecimal() or not 1 <= int(line[1:]) <= len(labels):
            raise AssertionError(f"The last card has {len(labels)} buttons")
        await person.tap(labels[int(line[1:]) - 1], on=card)
        await person.quiet()
    elif line:
        await person.send(line)
        await person.quiet()


if __name__ == "__main__":
    main()
