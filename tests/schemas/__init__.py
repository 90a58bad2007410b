"""Tests of the package with this name."""
