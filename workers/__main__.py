"""The command line of Towpath: `towpath --help` lists its commands."""

from workers.commands import program

if __name__ == "__main__":
    program()
