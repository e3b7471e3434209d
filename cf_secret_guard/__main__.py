"""Entry point of ``python -m cf_secret_guard``."""

import sys

from cf_secret_guard.cli import main

if __name__ == "__main__":
    sys.exit(main())
