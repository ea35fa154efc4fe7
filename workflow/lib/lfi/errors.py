"""The one exception that is meant for the person at the terminal."""


class LfiError(Exception):
    """Something the user can mend: the message is one line saying what, where, and how to mend it."""
