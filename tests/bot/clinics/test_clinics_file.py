"""The clinics' file: every problem is named at once, each with its place; what is weak is told and stops nobody."""

import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot.clinics.directory import Directory
from bot.clinics.file import Clinics, ClinicsError, read
from bot.clinics.source import MAX_BYTES
from bot.guide import PUBLISHED
from dialogs.hours import Opening
from tests.kit.chat import Chat, published
from tests.kit.clinics import OTRA, SIGNED, SMILE

Edit = tuple[str, str]

WHOLE = SMILE.replace('controller = "', 'protocol = ""\nstats_token = ""\ncontroller = "')
WIDE = SIGNED.replace("S3 = { range = [4, 5]", "S3 = { range = [4, 9]")
UNSIGNED = PUBLISHED.read_text(encoding="utf-8")
HOURS = WHOLE[WHOLE.index("[clinic.hours]") : WHOLE.index("[clinic.prices]")]
UNSEEN = "a line break or a character that cannot be seen"
HTTPS = "must begin with https:// and name a website"
NUMBER = "takes a number without quotation marks"
AMOUNT = "takes an amount from 0 to 1000000"
LINKED = "which Telegram turns into a link"


def edited(*edits: Edit, text: str = WHOLE) -> str:
    """The first clinic's text with each passage replaced where it stands first."""
    for old, new in edits:
        assert old in text, f"{old!r} is not in the file"
        text = text.replace(old, new, 1)
    return text


def of(field: str, value: str) -> Edit:
    """An edit that gives a field of the file, wherever that stands, another value."""
    line = next(line for line in WHOLE.splitlines() if line.startswith(f"{field} = "))
    return line, f"{field} = {value}"


def reading(folder: Path, content: str | bytes, **beside: str) -> Clinics:
    """What is read from a file with this content; `beside` it, other files by what comes before `.toml`."""
    for name, text in beside.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    path = folder / "clinics.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, published())


def problems(folder: Path, content: str | bytes, **beside: str) -> list[str]:
    with pytest.raises(ClinicsError) as raised:
        reading(folder, content, **beside)
    assert str(raised.value) == "\n".join(raised.value.problems)
    return list(raised.value.problems)


def remarks(folder: Path, content: str, **beside: str) -> list[str]:
    return list(reading(folder, content, **beside).remarks)


def own(protocol: str = "own.toml") -> str:
    """A clinic that brings its own protocol."""
    return edited(of("protocol", f'"{protocol}"'))


# One thing wrong: the edit, and what has to be named, its place first.
WRONG: dict[str, tuple[Edit, tuple[str, ...]]] = {
    "no slug": (of("slug", '""'), ("clinic 1, slug:", "small letters")),
    "capitals in the slug": (of("slug", '"Smile"'), ("clinic 1, slug:", "small letters")),
    "two underscores": (of("slug", '"smile__berlin"'), ("clinic 1, slug:", "single - or _")),
    "a path for a slug": (of("slug", '"../smile"'), ("clinic 1, slug:", "small letters")),
    "digits of another script": (of("slug", '"smile\u0662"'), ("clinic 1, slug:", "small letters")),
    "a long slug": (of("slug", f'"{"s" * 33}"'), ("slug:", "longer than 32 characters")),
    "no name": (of("name", '""'), ("clinic 1 (smile), name:", "is empty")),
    "a name of spaces": (of("name", '" \u00a0\u3000 "'), ("(smile), name:", "is empty")),
    "a name of letters that show nothing": (of("name", '"\u3164\u3164"'), ("name:", UNSEEN)),
    "a name of accents alone": (of("name", '"\u0301\u0301"'), ("name:", "shows nothing")),
    "a name that covers the lines around it": (of("name", f'"Smile{chr(0x0301) * 9}"'), ("name:", "accents")),
    "a name of 61 characters": (of("name", f'"{"n" * 61}"'), ("name:", "longer than 60 characters")),
    "a control character": (of("name", r'"Smile\u001b[31m"'), ("name:", UNSEEN)),
    "a zero": (of("name", r'"Smile\u0000"'), ("name:", UNSEEN)),
    "turned around": (of("name", r'"Smile\u202e"'), ("name:", UNSEEN)),
    "a mark of direction": (of("name", r'"Smile\u200f"'), ("name:", UNSEEN)),
    "a soft hyphen": (of("name", r'"Smi\u00adle"'), ("name:", UNSEEN)),
    "two lines": (of("name", r'"Smile\nCall 113"'), ("name:", UNSEEN)),
    "a line separator": (of("name", r'"Smile\u2028Call 113"'), ("name:", UNSEEN)),
    "an address for a name": (of("name", '"Smile https://other.example"'), ("name:", LINKED)),
    "a name that is another account": (of("name", '"@other_bot"'), ("name:", LINKED)),
    "a name that is a command": (of("name", '"Smile /delete"'), ("name:", LINKED)),
    "a number for a name": (of("name", "7"), ("name:", "in quotation marks")),
    "no language": (of("languages", "[]"), ("(smile), languages:", "is empty")),
    "an unknown language": (of("languages", '["en", "ru", "tlh"]'), ("languages.3:", "'tlh'", "en, ru")),
    "a language without brackets": (of("languages", '"en"'), ("languages:", "takes a list")),
    "an unknown time zone": (of("time_zone", '"Mars/Olympus"'), ("time_zone:", "'Mars/Olympus'")),
    "a folder of time zones": (of("time_zone", '"Europe"'), ("time_zone:", "no time zone")),
    "a path for a time zone": (of("time_zone", '"../../etc/passwd"'), ("time_zone:", "no time zone")),
    "words for an emergency number": (of("emergency_number", '"call us"'), ("emergency_number:", "digits")),
    "one digit": (of("emergency_number", '"1"'), ("emergency_number:", "2 to 15 digits")),
    "one digit and a sign": (of("emergency_number", '"1-"'), ("emergency_number:", "2 to 15 digits")),
    "no emergency number": (of("emergency_number", '""'), ("emergency_number:", "is empty")),
    "Arabic digits": (of("emergency_number", '"\u0661\u0661\u0662"'), ("emergency_number:", "digits")),
    "a number for an emergency": (of("emergency_number", "112"), ("emergency_number:", "in quotation marks")),
    "nobody responsible": (of("controller", '" "'), ("controller:", "is empty")),
    "a long controller": (of("controller", f'"{"c" * 121}"'), ("controller:", "longer than 120 characters")),
    "two phones in one": (of("phone", '"030 1234567 / 030 7654321"'), ("phone:", "takes one number")),
    "words for a phone": (of("phone", '"ask Ada"'), ("phone:", "digits")),
    "an address of two lines": (of("address", r'"Street 1\r\nBerlin"'), ("address:", UNSEEN)),
    "a booking link without a lock": (of("booking", '"http://clinic.example"'), ("booking:", HTTPS)),
    "a booking link that runs": (of("booking", '"javascript:alert(1)"'), ("booking:", HTTPS)),
    "a booking link that holds a page": (of("booking", '"data:text/html,hello"'), ("booking:", HTTPS)),
    "a booking link of this machine": (of("booking", '"https://localhost/book"'), ("booking:", HTTPS)),
    "a booking link without a dot": (of("booking", '"https://clinic"'), ("booking:", HTTPS)),
    "a booking link of dots": (of("booking", '"https://.."'), ("booking:", HTTPS)),
    "a booking link to a number": (of("booking", '"https://127.0.0.1/"'), ("booking:", HTTPS)),
    "a booking link with a password": (of("booking", '"https://u:p@clinic.example"'), ("booking:", HTTPS)),
    "a booking link to elsewhere": (of("booking", '"https://clinic.example@x.example"'), ("booking:", HTTPS)),
    "a booking link with no port": (of("booking", '"https://clinic.example:x"'), ("booking:", HTTPS)),
    "a website with a zero": (of("website", r'"https://clinic.example/\u0000"'), ("website:", "character")),
    "a website in quotes": (of("website", r'"https://clinic.example/\"onclick=x"'), ("website:", "character")),
    "a website with a space": (of("website", '"https://clinic.example/a b"'), ("website:", "character")),
    "a website in other letters": (of("website", '"https://клиника.example"'), ("website:", "https://")),
    "a long website": (
        of("website", f'"https://clinic.example/{"x" * 500}"'),
        ("website:", "longer than 500 characters"),
    ),
    "an unknown product": (of("products", '["botox"]'), ("products.1:", "'botox'", "collagen")),
    "a token as it is": (of("stats_token", '"my-secret-token"'), ("stats_token:", "--new-token")),
    "a protocol that is not there": (of("protocol", '"own.toml"'), ("protocol:", "own.toml", "No such file")),
    "a protocol with a zero in its name": (of("protocol", r'"o\u0000wn"'), ("protocol:", "cannot be read")),
    "a folder for a protocol": (of("protocol", '"."'), ("protocol:", "cannot be read")),
    "a protocol by number": (of("protocol", "3"), ("protocol:", "in quotation marks")),
    "no such time": (of("monday", '"9:00-25:00"'), ("hours.monday:", "'9:00-25:00'", "no such time")),
    "no such minute": (of("monday", '"9:60-11:00"'), ("hours.monday:", "no such time")),
    "closes before it opens": (of("monday", '"18:00-9:00"'), ("hours.monday:", "closes before it opens")),
    "closes when it opens": (of("monday", '"9:00-9:00"'), ("hours.monday:", "closes before it opens")),
    "over midnight": (of("monday", '"22:00-2:00"'), ("hours.monday:", "belongs to the next day")),
    "overlapping hours": (of("monday", '"9:00-12:00, 11:00-13:00"'), ("hours.monday:", "overlap")),
    "hours in wrong order": (of("monday", '"14:00-18:00, 9:00-12:00"'), ("hours.monday:", "earlier time")),
    "hours without minutes": (of("monday", '"9-18"'), ("hours.monday:", "'9-18'", "09:00-12:30")),
    "hours in Arabic digits": (of("monday", '"\u0669:\u0660\u0660-11:00"'), ("monday:",)),
    "hours as a number": (of("monday", "9"), ("hours.monday:", "in quotation marks")),
    "no such weekday": (of("monday", '""\nmondy = "9:00-18:00"'), ("hours.mondy:", "did you mean monday?")),
    "a closed day in quotes": (
        of("monday", '""\nclosed_on = ["2026-12-25"]'),
        ("hours.closed_on.1:", "without quotation"),
    ),
    "a closed day as a number": (of("monday", '""\nclosed_on = [0]'), ("hours.closed_on.1:", "2026-12-25")),
    "a closed moment": (of("monday", '""\nclosed_on = [2026-12-25T00:00:00]'), ("hours.closed_on.1:", "2026-12-25")),
    "a closed day alone": (of("monday", '""\nclosed_on = 2026-12-25'), ("hours.closed_on:", "takes a list")),
    "a phone among the hours": (
        of("monday", '""\nphone = "+49 30 1"'),
        ("hours.phone:", "above the line [clinic.hours]"),
    ),
    "hours in one line": ((HOURS, 'hours = "9-18"\n\n'), ("hours:", "lines of its own below [clinic.hours]")),
    "an unknown currency": (of("currency", '"EURO"'), ("prices.currency:", "'EURO'")),
    "a currency in small letters": (of("currency", '"eur"'), ("prices.currency:", "'eur'")),
    "prices upside down": (of("session_from", "130"), ("prices:", "session_from is more than session_to")),
    "both kinds of prices": (of("consultation", "0\nsession = 90"), ("prices:", "not all of them")),
    "half a range": (("session_to = 120\n", ""), ("prices:", "belong together")),
    "a price of nothing": (of("session_from", "0"), ("prices.session_from:", "more than 0")),
    "a negative price": (of("session_from", "-90"), ("prices.session_from:", AMOUNT)),
    "a negative fee": (of("consultation", "-1"), ("prices.consultation:", AMOUNT)),
    "a huge price": (of("session_to", "1_000_001"), ("prices.session_to:", AMOUNT)),
    "no number at all": (of("session_to", "nan"), ("prices.session_to:", AMOUNT)),
    "a price without end": (of("session_to", "inf"), ("prices.session_to:", AMOUNT)),
    "parts of a cent": (of("session_to", "90.005"), ("prices.session_to:", "2 digits behind the point")),
    "a price in quotation marks": (of("session_to", '"120"'), ("prices.session_to:", NUMBER)),
    "a price in Arabic digits": (of("session_to", '"\u0661\u0662\u0660"'), ("prices.session_to:", NUMBER)),
    "yes for a price": (of("session_to", "true"), ("prices.session_to:", NUMBER)),
    "a welcome in an unlisted language": (of("languages", '["en"]'), ("welcome:", "ru")),
    "an unknown welcome": (of("ru", '"Добрый день."\ntlh = "nuqneH"'), ("welcome.tlh:", "'tlh'")),
    "a welcome that promises": (of("en", '"Perfect skin, guaranteed!"'), ("welcome.en:", "“guarant”")),
    "a welcome that foretells": (of("en", '"You will see results."'), ("welcome.en:", "“will result”")),
    "a welcome that hurries": (of("en", '"Hurry: only today!"'), ("welcome.en:", "presses")),
    "a promise in the other line": (of("ru", '"No side effects!"'), ("welcome.ru:", "side effects")),
    "a number of sessions": (of("en", '"Only 3 sessions."'), ("welcome.en:", "holds a number")),
    "a number in another script": (of("en", '"Only \u0663 sessions."'), ("welcome.en:", "holds a number")),
    "a number in a circle": (of("en", '"Only \u2462 sessions, \u00bd price."'), ("welcome.en:", "a number")),
    "a link in the welcome": (of("en", '"Look: www.other.example"'), ("welcome.en:", LINKED)),
    "a long welcome": (of("en", f'"{"x" * 121}"'), ("welcome.en:", "longer than 120 characters")),
    "an empty welcome": (of("en", '""'), ("welcome.en:", "is empty")),
    "a token in a welcome": (
        of("en", '"Hello."\nstats_token = "x"'),
        ("welcome.stats_token:", "above the line [clinic.welcome]"),
    ),
    "an unknown field": (of("phone", '""\nbookng = "x"'), ("bookng:", "did you mean booking?")),
    "a field like no other": (of("phone", '""\nzzz = 1'), ("zzz:", "is not known here")),
    "a field that is obeyed": (of("phone", '""\n"\\u001b[31mred" = 1'), (r"\x1b[31mred:", "is not known here")),
    **{
        f"no {field}": ((next(line for line in WHOLE.splitlines() if line.startswith(field)), ""), place)
        for field, place in {
            "slug = ": ("clinic 1, slug: is missing",),
            "name = ": ("(smile), name: is missing",),
            "languages": ("(smile), languages: is missing",),
            "time_zone": ("(smile), time_zone: is missing",),
            "emergency": ("(smile), emergency_number: is missing",),
            "controller": ("(smile), controller: is missing",),
            "currency": ("(smile), prices.currency: is missing",),
        }.items()
    },
}


def test_a_file_without_a_fault_has_no_problem_and_no_weak_spot(tmp_path: Path) -> None:
    clinics = reading(tmp_path, WHOLE)
    assert list(clinics.guides.of_clinics) == ["smile"]
    assert clinics.remarks == ()


@pytest.mark.parametrize("what", WRONG)
def test_a_problem_is_named_with_its_place(what: str, tmp_path: Path) -> None:
    edit, named = WRONG[what]
    found = problems(tmp_path, edited(edit))
    assert any(all(words in problem for words in named) for problem in found), f"{named} not in {found}"
    assert len(found) == 1, f"one fault is named as {found}"
    assert all(problem.isprintable() for problem in found), f"{found!r} would reach a terminal or a log"


def test_all_problems_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    """Whoever edits the file sees everything in one go, not a second list after mending the first."""
    text = "".join(
        edited(edit).replace('slug = "smile"', f'slug = "smile{number}"')
        for number, (edit, _named) in enumerate(WRONG.values(), 1)
    )
    found = problems(tmp_path, text)
    for number, (edit, named) in enumerate(WRONG.values(), 1):
        words = [word.removeprefix("clinic 1").removeprefix(" ").removeprefix("(smile)") for word in named]
        here = [each for each in found if each.startswith((f"clinic {number},", f"clinic {number} ("))]
        assert any(all(word in problem for word in words) for problem in here), f"{edit}: {here}"


def test_many_faults_of_one_clinic_hide_none_of_each_other(tmp_path: Path) -> None:
    chosen = [
        *("two lines", "one digit", "a booking link that runs", "no such time", "an unknown currency"),
        *("a welcome that promises", "a protocol that is not there", "an unknown time zone"),
    ]
    found = problems(tmp_path, edited(*(WRONG[what][0] for what in chosen)))
    assert len(found) == len(chosen)
    for what in chosen:
        assert any(all(words in problem for words in WRONG[what][1]) for problem in found), what


def test_two_clinics_with_one_slug_are_named_whatever_else_is_wrong(tmp_path: Path) -> None:
    found = problems(tmp_path, SMILE + OTRA + edited(of("name", '""'), text=SMILE))
    assert found == [
        "clinic 1 (smile) and clinic 3 (smile): have one slug, smile; each needs its own",
        "clinic 3 (smile), name: is empty",
    ]


@pytest.mark.parametrize(
    "line",
    [
        *("Мы гарантируем результат.", "Совершенно безопасно!", "Без побочных эффектов."),
        *("Только сегодня: скидка!", "Идеальная кожа навсегда."),
    ],
)
def test_a_promise_is_found_in_russian_too(line: str, tmp_path: Path) -> None:
    found = problems(tmp_path, edited(of("ru", f'"{line}"')))
    assert len(found) == 1
    assert found[0].startswith("clinic 1 (smile), welcome.ru: promises or presses (“")


# --- the file as a whole -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "the file: holds no clinic; every clinic begins with a line [[clinic]]"),
        ("# nothing yet\n", "the file: holds no clinic"),
        ("clinic = []", "the file: holds no clinic"),
        ("[clinic]\nslug = 'smile'", "clinic: takes double brackets"),
        ("clinic = 3", "clinic: takes double brackets"),
        ("clinic = [3]", "clinic 1: takes double brackets"),
        ("[[clinics]]\nslug = 'smile'", "clinics: is not known here; every clinic begins with"),
        ("slug = 'smile'\n" + SMILE, "slug: is not known here; every clinic begins with"),
        ('"\\u001b]0;x\\u0007" = 1\n' + SMILE, r"\x1b]0;x\x07: is not known here"),
        (SMILE + "name = ", "not TOML"),
        (SMILE.replace('name = "Clinic Smile"', 'name = "Clinic Smile'), "(at line 4, column 21)"),
        (SMILE.replace("[[clinic]]", "[[clinic]"), "(at line 2, column 9)"),
        (SMILE + SMILE.replace("[[clinic]]", ""), "(at line"),
        ("x = [2026-02-30]", "(at line 1, column 6)"),
        ("x = " + "9" * 5000, "not TOML: a number is too long"),
        ("x = " + "[" * 100_000, "brackets stand in brackets too deep"),
        ("x = " + "{a=" * 100_000, "brackets stand in brackets too deep"),
        (".".join("x" * 100_000) + " = 1", "not TOML"),
        (SMILE.encode("cp1251", "replace"), "is not text in UTF-8"),
        (SMILE.encode("utf-16"), "is not text in UTF-8"),
        (b"\0" * 100, "not TOML"),
        (b"#" * (MAX_BYTES + 1), "is larger than 4 MB"),
    ],
)
def test_a_file_that_is_none_says_why(content: str | bytes, said: str, tmp_path: Path) -> None:
    found = problems(tmp_path, content)
    assert len(found) == 1
    assert said in found[0]
    assert found[0].isprintable()


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda path: None, "No such file"),
        (lambda path: path.mkdir(), "Is a directory"),
        (lambda path: path.symlink_to(path), "cannot be read"),
        (lambda path: path.symlink_to("/dev/zero"), "is larger than 4 MB"),
    ],
    ids=["missing", "a folder", "a link to itself", "a file without end"],
)
def test_an_unreadable_file_is_named(tmp_path: Path, write: Callable[[Path], None], said: str) -> None:
    path = tmp_path / "clinics.toml"
    write(path)
    with pytest.raises(ClinicsError) as raised:
        read(path, published())
    assert "clinics.toml" in str(raised.value)
    assert said in str(raised.value)


@pytest.mark.parametrize("content", ["\ufeff" + SMILE, SMILE.replace("\n", "\r\n")], ids=["mark", "ends"])
def test_what_windows_editors_write_is_read(tmp_path: Path, content: str) -> None:
    assert reading(tmp_path, content).guides.of_clinics.keys() == {"smile"}


def test_a_problem_names_long_and_secret_values_no_further_than_helps(tmp_path: Path) -> None:
    text = edited(of("time_zone", f'"{"z" * 100_000}"'), of("stats_token", '"my-secret-token"'))
    text = text.replace("[clinic.hours]", f"{'k' * 100_000} = 1\n[clinic.hours]")
    found = problems(tmp_path, text)
    assert len(found) == 3
    assert max(map(len, found)) < 500
    assert any(problem.endswith("such as Europe/Berlin") for problem in found)
    assert "my-secret-token" not in "".join(found)


def test_of_a_thousand_clinics_the_one_that_is_wrong_is_named(tmp_path: Path) -> None:
    many = [SMILE.replace('"smile"', f'"clinic-{number}"') for number in range(1, 1001)]
    clinics = reading(tmp_path, "".join(many))
    assert len(clinics.guides.of_clinics) == 1000
    many[699] = edited(of("booking", '"http://clinic.example"'), text=many[699])
    assert problems(tmp_path, "".join(many)) == [
        f"clinic 700 (clinic-700), booking: {HTTPS}, such as https://clinic.example"
    ]


# --- what is allowed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "edit",
    [
        *(of("slug", '"a"'), of("slug", '"7"'), of("name", f'"{"n" * 60}"')),
        *(of("name", '"Klinik Ä & Ö <b>Haut</b> =1+1 {name} %s"'), of("name", '"می\u200cخواهم"')),
        *(of("name", '"Smile.dental 24/7"'), of("emergency_number", '"15"')),
        *(of("emergency_number", '"112 / 103"'), of("phone", '"030/1234567"')),
        *(of("website", '"https://xn--80aesnfb.xn--p1ai/?a=b&c=%20#d"'), of("monday", '"00:00-24:00"')),
        of("monday", '"9:00–12:00,12:00 - 13:00,"'),
        *(of("monday", '""\nclosed_on = [2026-12-25, 2026-12-26]'), of("consultation", "0")),
        *(of("session_from", "89.90"), of("en", '"For instance: 一 we are glad."')),
        *(of("en", '"Our team will welcome you."'), of("languages", '["en", "ru", "en"]')),
        of("stats_token", f'"sha256:{"0f" * 32}"'),
    ],
)
def test_what_a_clinic_may_really_write_is_taken(edit: Edit, tmp_path: Path) -> None:
    assert reading(tmp_path, edited(edit)).guides.of_clinics


def test_what_stands_in_the_file_is_what_the_guide_knows(tmp_path: Path) -> None:
    token = "0f" * 32
    clinics = reading(tmp_path, edited(of("stats_token", f'"sha256:{token}"')) + OTRA)
    smile, otra = clinics.guides.of_clinics.values()
    assert smile.clinic
    assert otra.clinic
    assert (smile.operator, smile.languages) == ("Clinic Smile GmbH, privacy@clinic.example", ("en", "ru"))
    assert smile.clinic.hours
    assert smile.clinic.hours.week[0] == (Opening(540, 750), Opening(840, 1080))
    assert smile.clinic.price
    assert (smile.clinic.price.low, smile.clinic.price.high) == (Decimal(90), Decimal(120))
    assert (otra.clinic.hours, otra.clinic.price, otra.clinic.reachable) == (None, None, False)
    assert clinics.digests == {"smile": token}


def test_what_is_left_empty_counts_as_left_out(tmp_path: Path) -> None:
    empty = edited(*(of(field, '""') for field in ("phone", "address", "website", "booking", "privacy")))
    clinic = reading(tmp_path, empty).guides.of("smile").clinic
    assert clinic
    assert not clinic.reachable


# --- what is weak --------------------------------------------------------------------------------


def test_everything_that_a_clinic_leaves_out_is_told_with_its_place(tmp_path: Path) -> None:
    found = remarks(tmp_path, SMILE + OTRA)
    assert len(found) == 6
    for left_out in ("phone", "privacy page", "booking link", "address", "opening hours", "website"):
        assert any(remark.startswith(f"clinic 2 (otra): no {left_out}") for remark in found), left_out


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (('ru = "Мы рады, что вы здесь."\n', ""), "clinic 1 (smile), welcome: no line in ru"),
        (of("emergency_number", '"+49 900 12345"'), "clinic 1 (smile), emergency_number: is long"),
        (of("name", '"Perfect Skin Clinic"'), "clinic 1 (smile), name: sounds like a promise (“perfect”)"),
    ],
)
def test_what_may_be_meant_but_seldom_is_good_is_told(edit: Edit, said: str, tmp_path: Path) -> None:
    found = remarks(tmp_path, edited(edit))
    assert len(found) == 1
    assert found[0].startswith(said)


def test_hours_without_any_time_are_told(tmp_path: Path) -> None:
    found = remarks(tmp_path, OTRA + "[clinic.hours]\nmonday = ''\n")
    assert any(remark.startswith("clinic 1 (otra), hours: no day has a time") for remark in found)


# --- a protocol of its own -----------------------------------------------------------------------


def at_smile(folder: Path, protocol: str) -> Chat:
    """Somebody with the numbers of a clinic that has this protocol."""
    (folder / "own.toml").write_text(protocol, encoding="utf-8")
    (folder / "clinics.toml").write_text(own(), encoding="utf-8")
    chat = Chat(clinics=Directory(folder / "clinics.toml", published()))
    chat.send("/start smile").choose("consent", "agree").answer(concern="fine_lines")
    return chat.tap("Show my ranges")


def test_a_signed_protocol_is_in_force_with_its_reviewer(tmp_path: Path) -> None:
    assert remarks(tmp_path, own(), own=SIGNED) == []
    chat = at_smile(tmp_path, SIGNED).see("4 to 5 sessions").tap("Why these numbers")
    chat.see("Reviewed by Dr. Ada Example on October 1, 2026.", "smile-3")


def test_an_unsigned_protocol_is_in_force_and_told(tmp_path: Path) -> None:
    found = remarks(tmp_path, own(), own=UNSIGNED)
    assert found == ["clinic 1 (smile), protocol: nobody has signed it: fill in reviewed_by and reviewed_on"]
    at_smile(tmp_path, UNSIGNED).tap("Why these numbers").see("No clinician has reviewed these ranges yet.")


def test_a_protocol_wider_than_published_is_told_and_shown_to_nobody(tmp_path: Path) -> None:
    found = remarks(tmp_path, own(), own=WIDE)
    assert found[0].startswith("clinic 1 (smile), protocol: face.sessions.S3.range: 4 to 9 is outside")
    assert "published ranges are shown instead" in found[1]
    chat = at_smile(tmp_path, WIDE).see("4 to 6 sessions").see_not("4 to 9").tap("Why these numbers")
    chat.see_not("Dr. Ada Example", "smile-3", "chose these ranges")


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ("not TOML", "not TOML"),
        ("", "version"),
        (SIGNED.replace('sessions = "B1"', 'sessions = "B9"', 1), "'B9'"),
        (SIGNED.replace('version = "', f'version = "{"v" * 121}', 1), "version: is longer than 120"),
        (SIGNED.replace("Dr. Ada Example", r"Dr. Ada\u202e", 1), f"reviewed_by: holds {UNSEEN}"),
        (SIGNED.replace("Dr. Ada Example", r"Dr. Ada\nCall 113", 1), f"reviewed_by: holds {UNSEEN}"),
        ("x = " + "9" * 5000, "a number is too long"),
        ("x = " + "[" * 10_000, "brackets stand in brackets too deep"),
    ],
)
def test_a_broken_protocol_is_named_at_the_clinics_place(tmp_path: Path, protocol: str, said: str) -> None:
    found = problems(tmp_path, own(), own=protocol)
    assert any(problem.startswith("clinic 1 (smile), protocol: ") and said in problem for problem in found)


def test_a_broken_protocol_is_named_for_each_clinic_that_uses_it(tmp_path: Path) -> None:
    text = own() + own().replace('slug = "smile"', 'slug = "smile2"')
    assert [problem[:17] for problem in problems(tmp_path, text, own="x")] == ["clinic 1 (smile),", "clinic 2 (smile2)"]


def test_parts_of_a_yen_are_no_price(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, edited(of("currency", '"JPY"'), of("session_to", "120.5")))
    assert "prices: JPY has fewer digits behind the point" in problem


@pytest.mark.parametrize(
    ("line", "helps"),
    [
        ("slug = smile", "straight quotation marks"),
        ("name = “Smile”", "use straight quotation marks"),
        ("session = 90 €", "a price is a number alone"),
        ("session = 90,50", "a price is a number alone"),
        ("saturday = 9-13", "between quotation marks"),
        ("closed_on = [24.12.2026]", "written 2026-12-24"),
        ('name = "A"\nname = "B"', "stands there twice"),
        ("[[clinic]", "two brackets on each side"),
    ],
)
def test_what_is_no_toml_is_shown_with_what_to_do(tmp_path: Path, line: str, helps: str) -> None:
    (problem,) = problems(tmp_path, f"[[clinic]]\n{line}\n" if not line.startswith("[") else line)
    assert "line" in problem
    assert line.splitlines()[-1] in problem
    assert helps in problem


def test_a_heading_without_its_clinic_says_how_to_write_it(tmp_path: Path) -> None:
    found = problems(tmp_path, SMILE + "\n[hours]\nmonday = '09:00-12:00'\n")
    assert "write [clinic.hours], below its [[clinic]]" in "\n".join(found)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_no_file_and_nobody_waits_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clinics.toml")
    with pytest.raises(ClinicsError) as raised:
        read(tmp_path / "clinics.toml", published())
    assert "is a pipe and no file" in str(raised.value)


def test_a_review_that_has_not_come_yet_is_a_weak_spot(tmp_path: Path) -> None:
    late = SIGNED.replace('"2026-10-01"', '"2126-10-01"')
    own = SMILE.replace("products", 'protocol = "own.toml"\nproducts')
    assert any("has not come yet" in remark for remark in reading(tmp_path, own, own=late).remarks)


@pytest.mark.parametrize("line", ["Visit evil.com", "evil.example is ours", "Come to evil\u2024com."])
def test_a_bare_web_address_is_no_welcome(tmp_path: Path, line: str) -> None:
    found = problems(tmp_path, SMILE.replace("We are glad that you are here.", line))
    assert "welcome.en: holds a web address" in "\n".join(found)
