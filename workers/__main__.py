"""The command line of Towpath: `towpath --help` lists what it can do."""

from workers.commands import program

if __name__ == "__main__":
    program()
