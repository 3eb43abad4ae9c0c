"""Potluck: a git repository in which customers solve their own problems together."""

__version__ = "0.1.0"
