import asyncio
from pathlib import Path
from bot.app import open_conversation
from bot.settings import Settings
from bot.telegram.application import build
from bot.telegram.updates import ALLOWED
from bot.telegram.profile import register
from tests.botapi import BotApi
async def test_it(tmp_path):
    async with BotApi() as api:
        s=Settings(bot_api_url=api.root, database_url=f"sqlite+aiosqlite:///{tmp_path/'x.db'}")
        async with open_conversation(s) as c:
            app=build(c, api.token, api.root)
            await app.initialize(); await register(app.bot); await app.start(); await app.updater.start_polling(allowed_updates=ALLOWED)
            anna=api.person(first_name="Anna")
            await anna.send("/start clinic1")
            await anna.see("Hello")
            await anna.tap("I am 18")
            await anna.see("Question 1 of")
            await anna.tap("Face")
            await anna.see("Question 2")
            await anna.send("dry")
            await anna.see("Question 3")
            await anna.send("1")
            for x in ("dry","30"):
                await anna.send(x)
            await anna.see("everyday")
            await anna.send("i smoke, 5"); await anna.see("Chosen so far")
            await anna.tap("Done"); await anna.see("Question 7")
            await anna.tap("None of"); await anna.see("Your answers")
            await anna.tap("Show my")
            await anna.see("Typical")
            await anna.send("/help"); await anna.send_photo(); await anna.send_sticker(); await anna.send("i can't breathe")
            await anna.see("Call 112")
            await anna.quiet()
            print(anna.screen); print(api.refusals)
            await app.updater.stop(); await app.stop(); await app.shutdown()
