"""Poshtiban: the desktop of a support control room."""

__version__ = "0.1.0"
