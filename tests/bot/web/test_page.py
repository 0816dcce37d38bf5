"""The landing page as a visitor's browser gets it: its words, links, languages and headers, whatever is asked for."""

import gc
import re
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import pytest_asyncio

from bot.files import picture
from bot.files.measure import width
from bot.locale.printable import printable
from bot.locale.translator import Translator
from bot.web.page import STYLE, Page, render, telephone
from bot.web.pages import MAX_PAGES, Pages
from dialogs.cards.answer.figures import figures
from dialogs.cards.answer.timeline import Timeline
from dialogs.cards.clinic.landing import Landing
from dialogs.guide import Guide, Guides
from dialogs.questions import links
from tests.kit.brackets import BRACKETS, OPEN
from tests.kit.browser import serving
from tests.kit.clinics import OTRA, SIGNED, SMILE, directory
from tests.kit.colours import contrast
from tests.kit.paper import ISOLATES, flat
from tests.kit.scanner import look_at
from tests.kit.visitor import BOT, FULLEST, WORDS, Reader, Seen, Site, clinic, guides, page, with_clinic

LARGEST = 60_000  # bytes of the page and its style sheet

pytestmark = pytest.mark.asyncio(loop_scope="module")


@dataclass(slots=True)
class Shown:
    """What the web server shows: tests change it under its feet."""

    guides: Guides
    username: str = BOT


SHOWN = Shown(directory(SMILE + OTRA).guides)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site() -> AsyncIterator[Site]:
    pages = Pages(lambda: SHOWN.guides, lambda: SHOWN.username, "en")
    async with serving(pages.routes) as root:
        yield Site(root)


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Other clinics, or a bot of another name, until the test is over."""

    def change(*some: Guide, username: str = BOT) -> None:
        monkeypatch.setattr(SHOWN, "guides", guides(*some) if some else SHOWN.guides)
        monkeypatch.setattr(SHOWN, "username", username)

    return change


# --- what a visitor reads ------------------------------------------------------------------------


async def test_a_visitor_reads_whose_guide_it_is_what_it_is_and_what_it_is_not(site: Site) -> None:
    seen = await site.open("/c/smile")
    assert seen.status == 200
    seen.see("Clinic Smile", "We are glad that you are here.", "automated", "For adults only")
    seen.see("typical published ranges", "no diagnosis", "prescribes nothing", "A clinician examines you")
    seen.see("It does not say whether a treatment is right for you")
    seen.see("Clinic Smile offers this treatment itself and earns money with it.")
    seen.see("two general web articles, not from guidelines", "No clinician has reviewed these ranges yet.")
    seen.see("24 hours after your last message", "30 days", "12 months", "/delete", "Clinic Smile GmbH")
    seen.see("This person is made up", "not a plan for you", "Call 112.", "Beispielstraße 1, 10115 Berlin")
    assert seen.links == {
        "Русский": "?lang=ru",
        "English": "?lang=en",
        "Open the guide in Telegram": f"https://t.me/{BOT}?start=smile",
        "No Telegram? Ask the clinic itself.": "#contact",
        "Very unwell now? Call 112.": "tel:112",
        "How the clinic handles your data": "https://clinic.example/privacy",
        "Phone: +49 30 1234567": "tel:+49301234567",
        "The clinic's booking page": "https://clinic.example/book",
        "The clinic's website": "https://clinic.example",
    }
    assert any(attributes.get("id") == "contact" for _tag, attributes in seen.read.elements)


async def test_a_clinic_that_says_little_has_a_page_without_gaps() -> None:
    seen = page(clinic(OTRA), "ru").see("Clínica Otra", "123")
    assert "How to reach" not in seen.text
    assert set(seen.links.values()) == {f"https://t.me/{BOT}?start=otra", "tel:123"}, "no link leads nowhere"


async def test_the_welcome_is_in_the_language_of_the_page_or_not_there() -> None:
    page(clinic(), "ru").see("Мы рады, что вы здесь.")
    only_english = clinic(welcome={"en": "We are glad that you are here."})
    assert "glad" not in page(only_english, "ru").text


async def test_the_retention_is_the_one_that_is_set() -> None:
    guide = clinic()
    short = replace(guide, retention=replace(guide.retention, unfinished_hours=5, finished_days=9))
    page(short).see("5 hours after your last message, others after 9 days")


async def test_a_reviewer_and_a_protocol_of_ones_own_are_told() -> None:
    own = clinic(SMILE.replace("[clinic.hours]", 'protocol = "own.toml"\n[clinic.hours]'), SIGNED)
    seen = page(own).see("Reviewed by Dr. Ada Example", "Clinic Smile chose these ranges itself")
    assert "No clinician has reviewed" not in seen.text


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("+49 (0)30 123/456-7", "tel:+49301234567"),
        ("+49 30 1234567", "tel:+49301234567"),
        ("(030) 12 34", "tel:0301234"),
        ("112", "tel:112"),
    ],
)
async def test_a_phone_number_can_be_dialled(written: str, dialled: str) -> None:
    assert telephone(written) == dialled


# --- numbers -------------------------------------------------------------------------------------


def numbers(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def of_the_example(guide: Guide, words: Translator) -> set[str]:
    """The numbers that the protocol gives the made-up person."""
    shown = Landing(guide).example.picture
    drawn = Timeline(shown)
    said = chain(
        figures(shown.plan),
        (row.label for row in drawn.rows),
        (row.when for row in drawn.rows),
        (name for _day, name in drawn.marks),
        filter(None, [drawn.top_up_when]),
    )
    return {number for sentence in said for number in numbers(words.write(sentence))}


OWN_NUMBERS = {"2", "5", "9", "7"}  # minutes that it takes; hours, days and months that `UNUSUAL` keeps data


@pytest.mark.parametrize("own", [False, True], ids=["published", "own"])
@pytest.mark.parametrize("language", WORDS)
async def test_every_number_of_sessions_is_from_the_protocol(language: str, own: bool) -> None:
    text = SMILE.replace("[clinic.hours]", 'protocol = "own.toml"\n[clinic.hours]') if own else SMILE
    guide = clinic(text, SIGNED if own else "", name="Clinic", address="", phone="", emergency_number="00")
    unusual = replace(
        replace(guide, protocol=guide.protocol.model_copy(update={"reviewed_by": ""})),
        retention=replace(guide.retention, unfinished_hours=5, finished_days=9, consent_months=7),
    )
    found = set(numbers(page(unusual, language).text.replace(guide.protocol.version, "")))
    assert found - OWN_NUMBERS - {"00"} <= of_the_example(guide, WORDS[language])
    assert of_the_example(guide, WORDS[language]) <= found, "the example is not whole"


async def test_a_clinics_own_protocol_decides_what_the_example_says() -> None:
    page(clinic()).see("How many: 4 to 6 sessions")
    page(clinic(SMILE.replace("[clinic.hours]", 'protocol = "own.toml"\n[clinic.hours]'), SIGNED)).see(
        "How many: 4 to 5 sessions"
    )


async def test_the_product_that_the_clinic_uses_counts_in_the_example() -> None:
    page(clinic(products=("collagen",))).see("Gap: about 4 to 6 weeks")
    several = page(clinic(products=("collagen", "light_serum"))).see("Gap: about 2 weeks")
    assert several.body == page(clinic(products=())).body, "which of several is used, nobody can say"


# --- the link and its code -----------------------------------------------------------------------


@pytest.mark.parametrize("campaign", ["spring", "a", "2026-spring_mail", "x" * 57])
async def test_a_campaign_goes_along_into_every_link(site: Site, campaign: str) -> None:
    seen = await site.open(f"/c/smile?campaign={campaign}")
    payload = parse_qs(urlsplit(seen.telegram).query)["start"][0]
    assert links.read(payload) == links.Link("smile", campaign)
    assert len(payload) <= 64
    other = await site.open(f"/c/smile{seen.links['Русский']}")
    assert other.telegram == seen.telegram, "changing the language loses the campaign"
    assert other.html["lang"] == "ru"


@pytest.mark.parametrize(
    "query",
    [
        *("campaign=", "campaign=Spring", "campaign=area_face", "campaign=a__b", "campaign=" + "x" * 58),
        *("campaign=" + "x" * 5000, "campaign=%22%3E%3Cscript%3E", "campaign=%00", "campaign=%FF%FE"),
        *("campaign=%D0%BB", "campaign=a%0Ab", "%%%&&&===;;", "campaign"),
    ],
)
async def test_what_no_link_can_carry_is_left_out_without_a_word(site: Site, query: str) -> None:
    seen = await site.open(f"/c/smile?{query}")
    assert seen.status == 200
    assert seen.telegram == f"https://t.me/{BOT}?start=smile"
    assert seen.body == (await site.open("/c/smile")).body


def code_of(seen: Seen) -> str:
    """The QR code as a drawing of its own."""
    found = re.findall(r"<figure.*?(<svg.*?</svg>)", seen.body.decode(), re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize("campaign", ["", "spring", "x" * 57])
@pytest.mark.parametrize("language", WORDS)
async def test_the_code_opens_what_the_button_opens(tmp_path: Path, language: str, campaign: str) -> None:
    seen = page(clinic(), language, campaign)
    drawn = tmp_path / "code.svg"
    drawn.write_text(code_of(seen), encoding="utf-8")
    look = look_at(drawn)
    assert [code.text for code in look.codes] == [seen.telegram]
    quiet = look.codes[0].width * 4 / 41  # four modules, of a code that has 41 of them or fewer
    assert look.is_white_around(quiet * 0.9), "no quiet zone"
    assert 'role="img" aria-label="' in code_of(seen)


# --- languages -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        *(("", "en"), ("ru", "ru"), ("ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("en;q=0.3, ru;q=0.7", "ru")),
        *(("de, fr;q=0.9, RU-ru;q=0.1", "ru"), ("de,fr", "en"), ("ru;q=0", "en"), ("ru;q=0,*", "en")),
        *(("*", "en"), ("ru ; q = 0.9 , en ; q=0.1", "ru"), ("ru;q=nan", "en"), ("ru;q=much", "en")),
        *(("ru;level=1", "en"), (";;;,,,q=1;=", "en"), ("<script>, \xff\xfe, ../../ru", "en")),
        *((",".join(["xx"] * 5000), "en"), ("x" * 20_000 + ",ru", "en")),
    ],
)
async def test_the_browsers_languages_count_in_their_order(site: Site, wishes: str, language: str) -> None:
    seen = await site.open("/c/smile", **({"Accept_Language": wishes} if wishes else {}))
    assert (seen.status, seen.html["lang"], seen.headers["content-language"]) == (200, language, language)
    assert seen.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("query", "language"),
    [
        *(("lang=en", "en"), ("lang=ru", "ru"), ("lang=RU", "ru"), ("lang=xx", "ru"), ("lang=", "ru")),
        ("lang=%00", "ru"),
    ],
)
async def test_a_choice_goes_before_the_browser(site: Site, query: str, language: str) -> None:
    seen = await site.open(f"/c/smile?{query}", Accept_Language="ru")
    assert seen.html["lang"] == language
    chosen = {a["lang"]: a.get("aria-current") for t, a in seen.read.elements if t == "a" and "hreflang" in a}
    assert chosen == {"en": None, "ru": None} | {language: "true"}


async def test_only_the_clinics_languages_are_offered(site: Site) -> None:
    seen = await site.open("/c/otra?lang=en", Accept_Language="en")
    assert seen.html["lang"] == "ru"
    assert "English" not in seen.text
    assert "Русский" not in seen.text, "one language is no choice"


async def test_a_language_from_right_to_left_runs_so() -> None:
    seen = page(FULLEST, "ar")
    assert (seen.html["dir"], seen.html["lang"]) == ("rtl", "ar")
    assert page(FULLEST, "en").html["dir"] == "ltr"
    assert seen.links["العربية"] == "?lang=ar"


async def test_every_word_of_the_page_comes_from_the_catalogue() -> None:
    body = render(clinic(welcome={}), BRACKETS, BOT).html().decode()
    seen = Reader(re.sub("<text.*?</text>", "", body))  # the picture's font has no such brackets
    outside = " ".join(seen.words)
    while (bare := re.sub(r"⟦[^⟦⟧]*⟧", "", outside)) != outside:
        outside = bare
    assert ISOLATES.sub("", outside).split() == ["Clinic", "Smile"], "only the clinic's name stands alone"
    titles = [a["aria-label"] for _tag, a in seen.elements if "aria-label" in a]
    assert len(titles) == 3
    assert all(title.startswith((OPEN, "?")) for title in titles), titles


async def test_no_sentence_is_longer_than_20_words() -> None:
    said = page(clinic()).read.words
    sentences = chain.from_iterable(re.split(r"(?<=[.!?])\s+", flat(words)) for words in said)
    long = [sentence for sentence in sentences if len(sentence.split()) > 20]
    assert not long, long


# --- strangers -----------------------------------------------------------------------------------

POLICY = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


def assert_strict(headers: Mapping[str, str]) -> None:
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-opener-policy"] == headers["cross-origin-resource-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]
    assert "set-cookie" not in headers


async def test_nothing_runs_nothing_is_set_and_nothing_comes_from_elsewhere(site: Site) -> None:
    seen = await site.open("/c/smile")
    assert_strict(seen.headers)
    assert seen.headers["cache-control"] == "no-cache", "a change of the clinics' file has to show"
    for tag, attributes in seen.read.elements:
        assert tag not in ("script", "style", "img", "iframe", "form", "object", "base", "use", "image")
        harmful = {n for n in attributes if n in ("style", "src", "srcset") or n.startswith("on")}
        assert not harmful, (tag, attributes)
    loaded = [attributes["href"] for tag, attributes in seen.read.elements if tag == "link"]
    assert len(loaded) == 1
    assert loaded[0].startswith("/c/style.css?v=")


async def test_the_style_sheet_may_be_kept_for_ever_and_loads_nothing(site: Site) -> None:
    seen = await site.open("/c/smile")
    address = next(attributes["href"] for tag, attributes in seen.read.elements if tag == "link")
    status, headers, body = await site.ask(address)
    assert (status, headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert_strict(headers)
    assert "immutable" in headers["cache-control"]
    assert body == STYLE.content
    assert b"url(" not in body
    assert b"@import" not in body


ODD = [
    *("/c/unknown", "/c/SMILE", "/c/Smile", "/c/", "/c/smile/x", "/c/a/b", "/c/..", "/c/../x", "/c/%2e%2e"),
    *("/c/%2e%2e%2f%2e%2e%2fetc%2fpasswd", "/c/..%5c..%5cwindows", "/c/%00", "/c/smile%00", "/c/smile.html"),
    *("/c/style", "/c/style.css/x", "/c/smile%20", "/c/%FF%FE", "/c/%", "/c/page.py", "/c/landing.html"),
    *("/c//smile", "/c/./smile", "/c/smile;x", "/c/%3Cscript%3Ealert(1)%3C/script%3E", "/c/__proto__"),
    "/c/" + "x" * 5000,
]


@pytest.mark.parametrize("target", ODD, ids=[target[:30] for target in ODD])
async def test_an_odd_address_ends_on_a_friendly_page_of_its_own(site: Site, target: str) -> None:
    seen = await site.open(target, Accept_Language="en")
    assert seen.status == 404
    assert_strict(seen.headers)
    seen.see("This page is not here.", "Please open the link on your clinic's website once more.")
    assert seen.body == (await site.open("/c/nowhere", Accept_Language="en")).body
    assert (await site.open(target, Accept_Language="ru")).html["lang"] == "ru"


async def test_an_odd_address_in_no_language_of_the_guide_is_answered_in_its_own(site: Site) -> None:
    assert (await site.open("/c/unknown", Accept_Language="xx")).html["lang"] == "en"


async def test_a_slash_at_the_end_does_not_hurt(site: Site) -> None:
    assert (await site.open("/c/smile/")).see("Clinic Smile").status == 200


@pytest.mark.parametrize("target", ["/c/smile", "/c/style.css", "/c/unknown"])
async def test_nothing_can_be_sent(site: Site, target: str) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        status, headers, _body = await site.ask(target, method)
        assert (status, "GET" in headers["allow"]) == (405, True), method
    known = {"/c/unknown": 404}.get(target, 200)
    status, headers, body = await site.ask(target, "HEAD")
    assert (status, body) == (known, b"")
    assert int(headers["content-length"]) > 0


HOSTILE = (
    *("<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "</svg></title></style><b>"),
    *("{{ 7*7 }}{% raw %}", "&lt;b&gt; &amp; ]]> <!--"),
    *("\N{RIGHT-TO-LEFT OVERRIDE}evil\N{POP DIRECTIONAL FORMATTING}", "عيادة \N{GRINNING FACE} שלום"),
    "\0address\0code\0",
)


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("language", WORDS)
async def test_whatever_a_clinic_says_stays_words(language: str, text: str) -> None:
    said = replace(
        clinic(name=text, address=text, controller=text, welcome=dict.fromkeys(WORDS, text), phone="1"),
        languages=tuple(WORDS),
    )
    tame = replace(
        clinic(name="x", address="x", controller="x", welcome=dict.fromkeys(WORDS, "x"), phone="1"),
        languages=tuple(WORDS),
    )
    seen, other = page(said, language), page(tame, language)
    shape = [(tag, sorted(attributes)) for tag, attributes in other.read.elements]
    assert [(tag, sorted(attributes)) for tag, attributes in seen.read.elements] == shape
    shown = flat(printable(text))
    assert seen.text.count(shown) >= 4, "it is not shown as it was written"
    assert not re.search("[\u202a-\u202e\0]", seen.body.decode())


async def test_a_bot_without_a_name_yet_asks_for_patience(site: Site, show: Callable[..., None]) -> None:
    show(username="")
    seen = await site.open("/c/smile", Accept_Language="en")
    assert seen.status == 503
    seen.see("This page is not ready yet.", "Please try again in a minute.")
    assert_strict(seen.headers)
    assert not seen.links


# --- size, memory, colours -----------------------------------------------------------------------


@pytest.mark.parametrize("language", WORDS)
async def test_even_the_fullest_page_is_small(language: str) -> None:
    assert len(page(FULLEST, language, "x" * 30).body) + len(STYLE.content) < LARGEST


async def test_a_change_of_the_clinics_shows_at_once(site: Site, show: Callable[..., None]) -> None:
    (await site.open("/c/smile")).see("Clinic Smile")
    show(clinic(name="Clinic Grin"))
    seen = (await site.open("/c/smile")).see("Clinic Grin")
    assert "How to reach Clinic Smile" not in seen.text
    show(clinic(OTRA))
    assert (await site.open("/c/smile")).status == 404
    same = clinic()
    show(same)
    assert (await site.open("/c/smile")).telegram == f"https://t.me/{BOT}?start=smile"
    show(same, username="other_bot")
    assert (await site.open("/c/smile")).telegram == "https://t.me/other_bot?start=smile"


async def test_many_clinics_and_campaigns_take_no_more_memory(site: Site, show: Callable[..., None]) -> None:
    show(*(clinic_named(f"clinic-{number}") for number in range(MAX_PAGES + 20)))
    for number in range(MAX_PAGES + 20):
        assert (await site.open(f"/c/clinic-{number}?campaign=c{number}")).status == 200
    assert sum(isinstance(each, Page) for each in gc.get_objects()) <= MAX_PAGES


def clinic_named(slug: str) -> Guide:
    return with_clinic(SHOWN.guides.of("smile"), slug=slug)


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--(\w+): (#[0-9a-f]+);", block))


LIGHT, DARK = (tokens(block) for block in re.findall(r":root \{(.*?)\}", STYLE.content.decode(), re.DOTALL))


@pytest.mark.parametrize("colours", [LIGHT, {**LIGHT, **DARK}], ids=["light", "dark"])
async def test_every_colour_can_be_read_on_every_ground(colours: dict[str, str]) -> None:
    assert {*picture.COLOURS} <= {*colours}, "the picture has no colours"
    for ground in ("paper", "card"):
        for ink in ("ink", "soft", "session", "point"):
            assert contrast(colours[ground], colours[ink]) >= 4.5, f"{ink} on {ground}"


@pytest.mark.parametrize("language", WORDS)
async def test_each_line_of_the_picture_is_as_wide_as_it_was_measured(language: str) -> None:
    drawn = [a for tag, a in page(FULLEST, language).read.elements if tag == "text"]
    assert len(drawn) > 20
    shown = Landing(FULLEST).example.picture
    sent = picture.svg(shown, WORDS[language])
    assert "textLength" not in sent
    assert "var(" not in sent, "what the bot sends has colours of its own"
    assert {a["lengthadjust"] for a in drawn} == {"spacingAndGlyphs"}
    lines = re.findall(r'font-size="(\d+)" font-weight="(\d+)".*>(.*)</text>', sent)
    assert [float(a["textlength"]) for a in drawn] == [
        pytest.approx(width(words, int(size), bold=weight == "600"), abs=0.1) for size, weight, words in lines
    ]
