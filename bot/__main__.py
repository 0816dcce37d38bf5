"""`python -m bot` is `mesoguide`."""

import sys

from bot.cli.main import main

sys.exit(main())
