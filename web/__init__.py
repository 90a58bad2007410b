"""Who comes in: the HTTP API and the console."""
