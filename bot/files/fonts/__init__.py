"""The font of every file: Rubik, which covers Latin, Cyrillic and Arabic (licence: OFL.txt)."""

from pathlib import Path

FOLDER = Path(__file__).parent
FAMILY = "Rubik"
REGULAR = FOLDER / "Rubik-Regular.ttf"
SEMI_BOLD = FOLDER / "Rubik-SemiBold.ttf"
