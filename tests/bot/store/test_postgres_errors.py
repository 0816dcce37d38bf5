"""What the operator is told where PostgreSQL can't be used: a sentence, and never the password."""

import traceback

import pytest

from bot.store import Store, StoreError
from tests.kit.postgres import Server
from tests.kit.stores import ANNA, KEYS, Opens, ask


@pytest.fixture
def kind() -> str:
    return "postgres"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("//postgres:", "//nobody:"), "doesn't let Mesoguide in. Correct user and password in DATABASE_URL."),
        (("/shared", "/missing"), "doesn't exist. Create it, or correct DATABASE_URL."),
        (("?host=", "?host=/nowhere"), "can't be reached. Is PostgreSQL running there, is DATABASE_URL right?"),
        (("@/", "@[::1/"), "DATABASE_URL can't be understood."),
        (("@/", "@localhost:port/"), "DATABASE_URL can't be understood."),
        (("?", "?colour=blue&"), "can't be used (UndefinedObjectError). PostgreSQL's own log says more."),
    ],
)
async def test_no_problem_tells_the_password(url: str, change: tuple[str, str], sentence: str) -> None:
    wrong = url.replace(":@", ":secret@").replace(*change)
    assert "secret" in wrong
    with pytest.raises(StoreError) as caught:
        await Store.open(wrong, KEYS)
    assert sentence in str(caught.value)
    assert "secret" not in "".join(traceback.format_exception(caught.value))


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+asyncpg"])
async def test_postgresql_has_several_names(url: str, opens: Opens, scheme: str) -> None:
    store = await opens(f"{scheme}://{url.partition('://')[2]}")
    assert await store.count() == 0


async def test_a_user_who_may_create_nothing_is_explained(postgres: Server) -> None:
    url = await postgres.database()
    await ask(url, "CREATE ROLE guest LOGIN")
    try:
        with pytest.raises(StoreError, match="Let this user create and change tables there"):
            await Store.open(url.replace("//postgres:", "//guest:secret"), KEYS)
    finally:
        await ask(url, "DROP ROLE guest")


async def test_a_standby_is_explained(postgres: Server) -> None:
    url = await postgres.database("standby")
    await (await Store.open(url, KEYS)).close()
    await ask(url, "ALTER DATABASE standby SET default_transaction_read_only = on")
    read_only = await Store.open(url, KEYS)
    with pytest.raises(StoreError, match="can only be read"):
        await read_only.save(ANNA, {}, expected=None)
    await read_only.close()
