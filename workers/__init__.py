"""What runs it: composes the packages, opens connections, starts processes; the command line."""
