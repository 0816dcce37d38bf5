"""`python -m bot` is `mesoguide`."""

import sys

from bot.cli import main

sys.exit(main())
