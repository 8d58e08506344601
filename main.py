"""Starts Poshtiban."""

import sys

from app.bootstrap import main

if __name__ == "__main__":  # a process that is started to measure imports this file
    sys.exit(main())
