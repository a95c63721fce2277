"""E-mail addresses as people type them."""


def same_address(stored: str, given: str) -> bool:
    """Whether limits count both as one.

    PostgreSQL's lower() takes İ for i, Python's casefold does not: without this, each spelling
    that only the database finds equal would be a fresh set of guesses at one account.

    >>> same_address("Nina@dvorik.test", "NINA@dvorik.test")
    True
    >>> same_address("nina@dvorik.test", "nİna@dvorik.test")
    False
    """
    return stored.casefold() == given.casefold()
