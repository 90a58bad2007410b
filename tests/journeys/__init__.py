"""Tests that follow one case through the whole application."""
