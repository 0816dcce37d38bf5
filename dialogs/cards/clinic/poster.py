"""The poster for a waiting room: what it says in each language beside the code."""

from dialogs.text import Text, _

QUESTION = _("Thinking about mesotherapy?")
OFFER = _("See how many sessions are usual.")
SCAN = (_("Scan the code with your phone's camera."), _("It opens Telegram."))
HONESTY = (
    _("An automated guide gives general information, not medical advice."),
    _("For adults only. A clinician always decides."),
)


def code(address: str) -> Text:
    """The code, for those who cannot see it."""
    return _("QR code that opens {address}", address=address)
