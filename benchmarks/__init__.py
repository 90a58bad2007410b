"""Benchmarks: each file starts a stack of its own in a temporary directory, measures, and prints the results."""
