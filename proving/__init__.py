"""Proof by exhaustion: every road that a case can take, and what is true on each of them."""
