"""The poster for a waiting room: one A5 page that can be scanned, read, selected and read aloud."""

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pytest
from babel import Locale
from pypdf import PdfReader

from bot.files.poster import pdf
from bot.locale.translator import Translator
from dialogs.cards.clinic.poster import HONESTY, OFFER, QUESTION, SCAN
from tests.kit.chat import NOW
from tests.kit.paper import LANGUAGES, Outside, flat
from tests.kit.scanner import look_at_pdf
from tests.kit.tags import tags_of

ADDRESS = "https://t.me/clinic_bot?start=smile__spring__area_face"
LONGEST = f"https://t.me/{'w' * 28}_bot?start={'w' * 64}"
SHORTEST = "https://t.me/abot?start=a"
A5 = (148 / 25.4 * 72, 210 / 25.4 * 72)  # points
MARGIN = 10 / 148  # of the width; a little less than it is, for letters that lean out
LONG_NAME = "Dermatological Centre for Aesthetic Medicine beside the River"

CLINICS: dict[str, tuple[str, ...]] = {
    "one language": ("en",),
    "another": ("ru",),
    "from right to left": ("pseudo",),
    "two": ("en", "ru"),
    "three": ("en", "ru", "pseudo"),
    "right to left first": ("pseudo", "ru"),
    "twelve": ("en", "ru", "pseudo") * 4,
}
clinics = pytest.mark.parametrize("languages", CLINICS.values(), ids=CLINICS)


@cache
def poster(languages: tuple[str, ...], name: str = "Clinic Smile", address: str = ADDRESS) -> bytes:
    return pdf(name, address, [LANGUAGES[language] for language in languages], NOW)


def opened(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content), strict=True)


def text_of(content: bytes) -> str:
    """Its words, as they are when somebody selects them all."""
    return flat(" ".join(page.extract_text() for page in opened(content).pages))


def is_one_page_with_white_margins(content: bytes) -> bool:
    return len(opened(content).pages) == 1 and look_at_pdf(content).is_white_around(MARGIN)


# --- the page ------------------------------------------------------------------------------------


@clinics
def test_it_is_one_page_of_a5_in_however_many_languages(languages: tuple[str, ...]) -> None:
    (page,) = opened(poster(languages)).pages
    assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx(A5, abs=0.5)
    assert is_one_page_with_white_margins(poster(languages))


@pytest.mark.parametrize("name", [LONG_NAME, "W" * 60, "م" * 60, ""], ids=["words", "one", "joined", "none"])
def test_long_names_and_addresses_stay_on_the_page(name: str) -> None:
    assert is_one_page_with_white_margins(poster(("en", "ru", "pseudo"), name, LONGEST))


@pytest.mark.parametrize("languages", [("en",), ("en", "ru"), ("en", "ru", "pseudo")], ids=len)
def test_nothing_is_too_small_for_somebody_who_stands_before_it(languages: tuple[str, ...]) -> None:
    assert min(place.size for place in places(poster(languages, LONG_NAME))) >= 8


class Place(NamedTuple):
    """Words of the page, where they begin and how large they are, in points."""

    x: float
    y: float
    size: float
    words: str


def places(content: bytes) -> list[Place]:
    """All words, in the order in which they are read."""
    found = []

    def see(words: str, user: list[float], matrix: list[float], _font: Any, size: float) -> None:
        if words.strip():
            x, y = user[0] * matrix[4] + user[4], user[3] * matrix[5] + user[5]
            found.append(Place(x, y, size * abs(user[3] * matrix[3]), words.strip()))

    opened(content).pages[0].extract_text(visitor_text=see)
    assert len(found) > 5
    return found


# --- the code ------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [SHORTEST, ADDRESS, LONGEST], ids=["shortest", "usual", "longest"])
@pytest.mark.parametrize("languages", [("en",), CLINICS["twelve"]], ids=["one", "twelve"])
def test_a_phone_reads_the_address_from_a_large_code(address: str, languages: tuple[str, ...]) -> None:
    (code,) = look_at_pdf(poster(languages, address=address)).codes
    assert code.text == address
    assert code.width * 148 >= 55 - 0.5, "millimetres, as exactly as the pixels tell"


@clinics
def test_whoever_has_no_camera_can_type_the_address_or_open_it(languages: tuple[str, ...]) -> None:
    content = poster(languages)
    assert ADDRESS.removeprefix("https://") in text_of(content)
    assert set(_links(content)) == {ADDRESS}


def _links(content: bytes) -> Iterator[str]:
    annotations: Any = opened(content).pages[0]["/Annots"]
    for annotation in annotations:
        yield str(annotation.get_object()["/A"]["/URI"])


# --- words ---------------------------------------------------------------------------------------


@clinics
def test_it_says_the_same_in_every_language(languages: tuple[str, ...]) -> None:
    said = text_of(poster(languages))
    assert "Clinic Smile" in said
    for language in set(languages) - {"pseudo"}:
        for sentence in (QUESTION, OFFER, *SCAN, *HONESTY):
            written = flat(LANGUAGES[language].write(sentence))
            assert said.count(written) >= languages.count(language), f"{written!r} is missing in\n{said}"


def test_it_says_what_the_guide_is_before_anybody_scans_it() -> None:
    said = text_of(poster(("en",)))
    for words in ("Thinking about mesotherapy?", "It opens Telegram.", "automated guide", "not medical advice"):
        assert words in said
    assert "For adults only. A clinician always decides." in said


@pytest.mark.parametrize("languages", [("pseudo",), ("en", "ru", "pseudo")], ids=len)
def test_words_from_right_to_left_stay_in_reading_order(languages: tuple[str, ...]) -> None:
    said = text_of(poster(languages)).replace(" ", "")
    for sentence in (QUESTION, OFFER, *SCAN, *HONESTY):
        for word in re.findall(r"[\u0621-\u064a]{3,}", LANGUAGES["pseudo"].write(sentence)):
            assert word in said, f"{word!r} is not on the page"


def test_a_question_from_right_to_left_ends_on_the_left() -> None:
    printed = places(poster(("pseudo", "en")))
    (mark,) = (place for place in printed if place.words == "?")
    beside = [place.x for place in printed if place.y == mark.y and place is not mark]
    assert beside
    assert all(mark.x <= x for x in beside)


@pytest.mark.parametrize(("languages", "left"), [(("pseudo", "ru"), True), (("en", "ru"), False)], ids=str)
def test_the_first_language_stands_where_its_readers_begin(languages: tuple[str, ...], left: bool) -> None:
    """The second one is Russian."""
    word = LANGUAGES["ru"].write(HONESTY[-1]).split()[0]
    (place,) = (place for place in places(poster(languages)) if place.words.startswith(word))
    assert (place.x < A5[0] / 2) == left


# --- what programs read --------------------------------------------------------------------------


@clinics
def test_screen_readers_know_every_language_and_the_code(languages: tuple[str, ...]) -> None:
    reader = opened(poster(languages))
    root: Any = reader.trailer["/Root"]
    tags = list(tags_of(root["/StructTreeRoot"]))
    spoken = {str(tag["/Lang"]) for tag in tags if "/Lang" in tag} | {str(root["/Lang"])}
    assert spoken == {LANGUAGES[language].tag for language in languages}
    assert root["/Lang"] == LANGUAGES[languages[0]].tag
    assert [str(tag["/S"]) for tag in tags].count("/H1") == len(languages)
    (figure,) = (tag for tag in tags if tag["/S"] == "/Figure")
    assert ADDRESS in flat(str(figure["/Alt"]))
    assert root["/MarkInfo"]["/Marked"]
    to_the_left = root["/ViewerPreferences"].get("/Direction") == "/R2L"
    assert to_the_left == LANGUAGES[languages[0]].right_to_left
    assert reader.metadata
    assert reader.metadata.title == LANGUAGES[languages[0]].write(QUESTION)


# --- words from outside --------------------------------------------------------------------------

HOSTILE = {
    "panic": '#panic("x") #import "evil.typ": * #read("/etc/passwd")',
    "marks": "*bold* _it_ `raw` $x^2$ <label> @ref = heading",
    "escapes": '\\ \\u{41} \\n " \\" // no /* comment */',
    "markup": "</text><script>alert(1)</script>&amp;\"'<![CDATA[",
    "json": '", "title": "evil", "x": ["',
}


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_the_name_of_a_clinic_stays_a_name(name: str) -> None:
    content = poster(("en", "ru"), name)
    assert is_one_page_with_white_margins(content)
    assert flat(name) in text_of(content)


@pytest.mark.parametrize("name", ["a\x00b\x1b[31mc\u202egnp", "half \ud83d a \ude00 sign", "  ", "\u2067"])
def test_what_no_page_can_hold_is_left_out_of_a_name(name: str) -> None:
    content = poster(("en",), name)
    assert is_one_page_with_white_margins(content)
    assert not set("\x00\x1b\u202e\ud83d\ude00") & set(text_of(content))


@pytest.mark.parametrize("name", ["Δέρμα", "王医生", "Clinic Δέρμα"])
def test_a_name_whose_letters_the_font_lacks_is_left_out_and_not_hung_up_as_question_marks(name: str) -> None:
    content = poster(("en",), name)
    assert is_one_page_with_white_margins(content)
    said = text_of(content)
    assert said.startswith("Thinking about mesotherapy?")
    assert said.count("?") == 2, "of the question and of the address"


def test_a_name_keeps_its_letters_without_signs_that_the_font_lacks() -> None:
    assert text_of(poster(("en",), "👩 Clinic Ngô ❤")).startswith("Clinic Ngô Thinking about")


@pytest.mark.parametrize("said", [HOSTILE["panic"], HOSTILE["escapes"]], ids=["panic", "escapes"])
def test_words_of_a_catalogue_stay_words(said: str) -> None:
    words = Translator(Locale("en"), Outside(said.replace("{", "{{").replace("}", "}}")))
    content = pdf("Clinic Smile", ADDRESS, [words], NOW)
    assert text_of(content).replace(" ", "").count(said.replace(" ", "")) == 6
