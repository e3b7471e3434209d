"""Entry point of ``python -m cf_secret_guard.ci``, which the action runs."""

import io
import os
import sys

from cf_secret_guard.ci.run import main

if __name__ == "__main__":
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")  # what a runner reads, whatever the code page of Windows is
    sys.exit(main(os.environ))
