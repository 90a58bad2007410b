"""The command line of Towpath: `towpath --help` lists its commands."""

import sys

from workers.commands import program
from workers.terminal import accept_any_text

if __name__ == "__main__":
    accept_any_text(sys.stdout, sys.stderr)
    program(prog_name="towpath")
