"""The rules of each jurisdiction as data, one file an edition, never edited once enacted."""
