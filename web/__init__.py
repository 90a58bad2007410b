"""The HTTP API and the pages, with the audience of each."""
