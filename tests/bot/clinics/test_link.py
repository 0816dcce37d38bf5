"""What a clinic gets for its website and its waiting room: the link, the HTML, the codes, the poster."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from pypdf import PdfReader

from bot.app import bot_username as username
from bot.cli.main import main
from bot.clinics.link import address, snippet, write_files
from bot.errors import UsageError
from bot.locale.translator import translator
from bot.settings import Settings
from dialogs.questions.links import AREAS, MAX_PAYLOAD, Link, read
from dialogs.text import Text
from tests.botapi import BotApi
from tests.kit.clinics import OTRA, SMILE, guide
from tests.kit.scanner import look_at

ENGLISH = translator("en")
FACE = Link("smile", "spring", "face")
WHERE = "https://t.me/clinic_bot?start=smile__spring__area_face"


@contextmanager
def refused(*words: str) -> Iterator[None]:
    """Whatever happens inside is refused with these words."""
    with pytest.raises(UsageError) as error:
        yield
    said = ENGLISH.write(error.value.explanation)
    for each in words:
        assert each in said, said


# --- the address ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("link", "payload"),
    [
        (Link("smile"), "?start=smile"),
        (Link("smile", "spring"), "?start=smile__spring"),
        (Link("smile", "", "face"), "?start=smile__area_face"),
        (FACE, "?start=smile__spring__area_face"),
        (Link(), ""),
    ],
)
def test_the_address_opens_the_bot_with_what_the_link_carries(link: Link, payload: str) -> None:
    assert address("clinic_bot", link) == f"https://t.me/clinic_bot{payload}"
    assert read(payload.removeprefix("?start=")) == link


def test_a_campaign_may_be_as_long_as_telegram_takes() -> None:
    fitting = Link("smile", "s" * (MAX_PAYLOAD - len("smile____area_face")), "face")
    assert len(fitting.payload) == 64
    assert read(address("clinic_bot", fitting).partition("=")[2]) == fitting


@pytest.mark.parametrize(("extra", "said"), [(1, "1 character longer"), (12, "12 characters longer")])
def test_a_link_that_is_too_long_is_refused_with_what_would_fit(extra: int, said: str) -> None:
    with refused(said, "at most 46 characters would fit"):
        address("clinic_bot", Link("smile", "s" * (46 + extra), "face"))


def test_a_clinic_whose_slug_leaves_room_for_no_campaign_is_told_so() -> None:
    with refused("10 characters longer", "Leave the campaign out."):
        address("clinic_bot", Link("s" * 53, "spring", "thighs"))


@pytest.mark.parametrize(
    ("campaign", "near"),
    [
        ("Spring 2027!", "“spring-2027”"),
        ("a__b", "“a-b”"),
        ("-x", "“x”"),
        ("area_face", "“area-face”"),
        ("Frühling", "“fr-hling”"),
        ("🙂", "“spring-2027”"),
        ("x&y=<b>", "“x-y-b”"),
    ],
)
def test_a_campaign_that_no_link_can_carry_is_refused_with_one_that_it_can(campaign: str, near: str) -> None:
    with refused(f"“{campaign}” cannot be a campaign", "small letters a-z, digits", near):
        address("clinic_bot", Link("smile", campaign))


def test_an_area_for_which_there_are_no_ranges_is_refused_with_those_that_there_are() -> None:
    with refused("There is no area “fase”.", "Did you mean “face”?", *AREAS):
        address("clinic_bot", Link("smile", "", "fase"))
    with refused("There is no area “pregnant”.", *AREAS):
        address("clinic_bot", Link("smile", "", "pregnant"))


# --- the bot's name ------------------------------------------------------------------------------


async def test_the_name_of_the_bot_is_as_it_is_set_and_nobody_is_asked() -> None:
    assert await username(Settings(bot_username="@Clinic_Bot", bot_token=None)) == "Clinic_Bot"


async def test_the_name_of_the_bot_is_asked_of_telegram_where_it_is_not_set() -> None:
    async with BotApi() as api:
        settings = Settings(bot_username="", bot_token=SecretStr(api.token), bot_api_url=api.root)
        assert await username(settings) == "mesoguide_bot"


async def test_a_name_that_nobody_knows_is_one_sentence_that_says_what_to_set() -> None:
    with refused("BOT_USERNAME", "BOT_TOKEN"):
        await username(Settings(bot_username="", bot_token=None))
    async with BotApi() as api:
        settings = Settings(bot_username="", bot_token=SecretStr("1:wrong"), bot_api_url=api.root)
        with refused("Telegram does not accept BOT_TOKEN"):
            await username(settings)


# --- the files -----------------------------------------------------------------------------------


def test_the_codes_and_the_poster_lead_to_the_address(tmp_path: Path) -> None:
    paths = write_files(tmp_path / "for" / "print", guide("smile"), FACE, "clinic_bot", poster=True)
    assert [path.name for path in paths] == [
        "smile__spring__area_face-qr.svg",
        "smile__spring__area_face-qr.png",
        "smile__spring__area_face-poster.pdf",
    ]
    for path in paths:
        (code,) = look_at(path).codes
        assert code.text == WHERE, path
    assert sorted((tmp_path / "for" / "print").iterdir()) == sorted(paths), "nothing else is left there"


@pytest.mark.parametrize(
    ("link", "name"),
    [
        (Link("otra"), "otra"),
        (Link("otra", "x"), "otra__x"),
        (Link("otra", "", "back_of_thighs"), "otra__area_back_of_thighs"),
    ],
)
def test_files_are_named_as_the_link_and_a_poster_is_optional(tmp_path: Path, link: Link, name: str) -> None:
    write_files(tmp_path, guide("otra"), link, "clinic_bot", poster=False)
    assert {file.name for file in tmp_path.iterdir()} == {f"{name}-qr.svg", f"{name}-qr.png"}


def test_the_poster_speaks_for_the_clinic_in_its_languages(tmp_path: Path) -> None:
    path = write_files(tmp_path, guide("otra"), Link("otra"), "clinic_bot", poster=True)[-1]
    said = PdfReader(path).pages[0].extract_text()
    assert "Clínica Otra" in said
    assert "врач" in said
    assert "clinician" not in said


def test_files_of_an_earlier_time_are_replaced(tmp_path: Path) -> None:
    paths = write_files(tmp_path, guide("smile"), FACE, "old_bot", poster=True)
    assert write_files(tmp_path, guide("smile"), FACE, "clinic_bot", poster=True) == paths
    for path in paths:
        assert look_at(path).codes[0].text == WHERE


def test_a_disk_that_is_full_leaves_the_earlier_files_whole_and_no_half_ones(tmp_path: Path) -> None:
    paths = write_files(tmp_path, guide("smile"), FACE, "old_bot", poster=True)
    before = {path: path.read_bytes() for path in paths}
    with at_most(1_000), refused(f"{tmp_path} cannot be written: File too large."):
        write_files(tmp_path, guide("smile"), FACE, "clinic_bot", poster=True)
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@contextmanager
def at_most(size: int) -> Iterator[None]:
    """No file can be longer than so many bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_place_that_is_no_folder_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("not a folder")
    with refused(f"{taken} cannot be written"):
        write_files(taken, guide("smile"), FACE, "clinic_bot", poster=False)
    (tmp_path / "smile__spring__area_face-qr.png").mkdir()
    with refused(f"{tmp_path} cannot be written"):
        write_files(tmp_path, guide("smile"), FACE, "clinic_bot", poster=False)
    assert taken.read_text() == "not a folder"


def test_a_link_that_cannot_be_leaves_no_folder(tmp_path: Path) -> None:
    with refused("There is no area"):
        write_files(tmp_path / "new", guide("smile"), Link("smile", "", "moon"), "clinic_bot", poster=True)
    assert not (tmp_path / "new").exists()


# --- the command ---------------------------------------------------------------------------------


class Seen:
    """What a run of the command printed, and how it ended."""

    def __init__(self, capsys: pytest.CaptureFixture[str], *arguments: str) -> None:
        self.status = main(["link", *arguments])
        self.out, self.err = capsys.readouterr()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Settings of somebody who knows the bot's name; calling it writes the file of the clinics."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BOT_USERNAME", "clinic_bot")

    def written(text: str = SMILE + OTRA) -> None:
        Path("clinics.toml").write_text(text, encoding="utf-8")
        monkeypatch.setenv("CLINICS", "clinics.toml")

    return written


SPRING = ("smile", "--campaign", "spring", "--area", "face")


def test_it_prints_address_html_and_files(desk: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    desk()
    seen = Seen(capsys, *SPRING, "--poster", "--folder", "out")
    assert (seen.status, seen.err) == (0, "")
    assert seen.out.splitlines()[0] == WHERE
    for language, name in (("en", "English"), ("ru", "Русский")):
        html = snippet(guide("smile"), WHERE, translator(language))
        assert f"For the website, in this language: {name}\n\n{html}\n" in seen.out
    files = seen.out.partition("Files:\n")[2].splitlines()
    assert len(files) == 3
    assert all(Path(file).is_file() for file in files)


def test_the_command_speaks_the_chosen_language(
    desk: Callable[..., None], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk()
    monkeypatch.setenv("DEFAULT_LANGUAGE", "ru")
    assert f"\n\n{translator('ru').write(Text('Files:'))}\n" in Seen(capsys, "smile").out


@pytest.mark.parametrize(("slug", "near"), [("smil", "Did you mean “smile”?"), ("nobody", "Allowed:")])
def test_an_unknown_clinic_is_named_with_those_that_there_are(
    desk: Callable[..., None], capsys: pytest.CaptureFixture[str], slug: str, near: str
) -> None:
    desk()
    seen = Seen(capsys, slug, "--poster", "--folder", "out")
    assert (seen.status, seen.out) == (2, "")
    for words in (f"There is no clinic “{slug}”.", near, "smile, otra"):
        assert words in seen.err
    assert not Path("out").exists()


@pytest.mark.usefixtures("desk")
def test_without_a_file_of_clinics_it_says_how_to_have_one(capsys: pytest.CaptureFixture[str]) -> None:
    seen = Seen(capsys, *SPRING)
    assert seen.status == 2
    for words in ("CLINICS is not set", ".env", "docs/clinics.md"):
        assert words in seen.err


def test_a_file_of_clinics_that_is_broken_is_told_with_every_problem(
    desk: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    desk(SMILE.replace("Europe/Berlin", "Mars/North").replace('"112"', '"help"'))
    seen = Seen(capsys, *SPRING)
    assert seen.status == 2
    for words in ("cannot be used", "Mars/North", "emergency_number"):
        assert words in seen.err


def test_a_name_it_cannot_draw_is_told(desk: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    desk(SMILE.replace("Clinic Smile", "Δέρμα"))
    assert "The poster leaves out the clinic's name" in Seen(capsys, *SPRING, "--poster").out
    assert "The poster" not in Seen(capsys, *SPRING).out
