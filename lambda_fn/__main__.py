"""`python -m lambda_fn PATH…`: the command that is called `digits` once installed."""

import sys

from lambda_fn.cli import main

if __name__ == "__main__":
    sys.exit(main())
