"""The exception for mistakes that the user can correct."""


class LfiError(Exception):
    """A mistake that the user can correct; one line says what is wrong, where, and how to correct it."""
