"""Runs the rules and the real case side by side on random roads. A road is a sequence of requests, waits and faults."""
