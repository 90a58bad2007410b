"""Who runs it: composes the rooms, opens connections, starts processes; the command line."""
