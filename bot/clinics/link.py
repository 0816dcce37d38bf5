"""What a clinic takes to its patients: the address of its guide, HTML for its website, codes, a poster."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import UsageError, unknown
from bot.files import poster as posters
from bot.files import qr
from bot.locale.printable import printable
from bot.locale.translator import Markup, Translator, translator
from dialogs.cards.clinic.poster import code
from dialogs.clinic import Clinic
from dialogs.guide import Guide
from dialogs.questions.links import AREAS, MAX_PAYLOAD, Link, is_campaign
from dialogs.text import Text, _, n_

SAFE_HTML = Markup(escape=lambda text: escape(printable(text)), strong=str)
"""For a website that is not ours: a clinic's name can neither end a tag nor hide or turn words around."""

QUESTION = _("How many mesotherapy sessions do people usually have?")

NO_LETTERS = _("The poster leaves out the clinic's name: the font lacks some of its letters.")

ICON = (
    '<svg width="28" height="30" viewBox="{left} 0 28 30" overflow="visible" fill="none" stroke="currentColor"'
    ' stroke-width="1.75" stroke-linejoin="round" aria-hidden="true" focusable="false">'
    '<path d="M1 16h18v12h-11l-4 4v-4h-3z"></path></svg>'
)
"""A speech bubble before the words."""

SPACER = '<svg width="1" height="14" viewBox="0 0 1 14" aria-hidden="true" focusable="false"></svg>'
"""Room below the words. It and the icon make the link 44 pixels high where a website's policy takes no style."""

ICON_GAP = 8  # pixels between the icon and the words


def address(username: str, link: Link) -> str:
    """Where `link` leads, such as "https://t.me/clinic_bot?start=smile__spring"; `username` is the bot's, without @.

    Raises `UsageError` for a campaign or an area that no link can carry, and for too long a link.
    """
    if link.campaign and not is_campaign(link.campaign):
        raise UsageError(_no_campaign(link.campaign))
    if link.area and link.area not in AREAS:
        raise UsageError(unknown(_("There is no area “{area}”.", area=link.area), link.area, AREAS))
    payload = link.payload
    if len(payload) > MAX_PAYLOAD:
        raise UsageError(_too_long(link, len(payload) - MAX_PAYLOAD))
    return f"https://t.me/{username}" + (f"?start={payload}" if payload else "")


def _no_campaign(campaign: str) -> Text:
    near = re.sub(r"[^a-z0-9]+", "-", campaign.casefold()).strip("-")
    return _(
        "“{campaign}” cannot be a campaign. It takes small letters a-z, digits, and single - or _ between them,"
        " such as “{near}”. It cannot begin with “area_”.",
        campaign=campaign,
        near=near or "spring-2027",
    )


def _too_long(link: Link, excess: int) -> Text:
    most = len(link.campaign) - excess
    return n_(
        "The link is {number} character longer than Telegram takes. {advice}",
        "The link is {number} characters longer than Telegram takes. {advice}",
        excess,
        number=excess,
        advice=n_(
            "A campaign of {most} character would fit.",
            "A campaign of at most {most} characters would fit.",
            most,
            most=most,
        )
        if most > 0
        else _("Leave the campaign out."),
    )


def snippet(guide: Guide, address: str, words: Translator) -> str:
    """HTML of a link to `address` in the translator's language: no style, no script, nothing from elsewhere.

    It is a block of its own, at least 44 pixels high, and takes the colours of the website that it stands on.
    """
    said = " ".join(words.write(text, SAFE_HTML) for text in (QUESTION, _ask(guide.clinic)))
    icon = ICON.format(left=-ICON_GAP if words.right_to_left else 0)
    language, direction = escape(words.tag), "rtl" if words.right_to_left else "ltr"
    return (
        f'<div lang="{language}" dir="{direction}">\n'
        f'  <a href="{escape(address)}" hreflang="{language}" rel="noopener noreferrer">'
        f"<div>{icon}{said}<br>{SPACER}</div></a>\n"
        "</div>"
    )


def _ask(clinic: Clinic | None) -> Text:
    if clinic is None:
        return _("Ask the automated guide (opens Telegram)")
    return _("Ask the automated guide of {clinic} (opens Telegram)", clinic=clinic.name)


def write_files(folder: Path, guide: Guide, link: Link, username: str, *, poster: bool) -> list[Path]:
    """Write the QR code of the link as SVG and PNG into `folder`, and with `poster` the poster as PDF; their paths.

    A missing folder is made. Earlier files are replaced, each as a whole: a full disk leaves no half one.
    Raises `UsageError` for a link that cannot be, and for a folder that cannot be written.
    """
    files = {
        folder / f"{link.payload}-{end}": content for end, content in _files(guide, address(username, link), poster)
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".mesoguide-", dir=folder) as unfinished:
            for path, content in files.items():
                written = Path(unfinished) / path.name
                written.write_bytes(content)
                written.replace(path)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise UsageError(_("{path} cannot be written: {why}.", path=str(folder), why=why)) from None
    return [*files]


def _files(guide: Guide, address: str, poster: bool) -> Iterator[tuple[str, bytes]]:  # noqa: FBT001  passed through
    """The content of each file by how its name ends."""
    speaking = [translator(language) for language in guide.languages]
    yield "qr.svg", qr.svg(address, speaking[0].write(code(address))).encode()
    yield "qr.png", qr.png(address)
    if poster:
        name = guide.clinic.name if guide.clinic else ""
        yield "poster.pdf", posters.pdf(name, address, speaking, datetime.now(UTC))
