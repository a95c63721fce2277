"""What can be wrong about a client."""

from dvorik.kernel.errors import Conflict, Invalid, NotFound


class ClientNotFound(NotFound):
    code = "clients.not_found"


class ClientMerged(ClientNotFound):
    """The card was merged into another one, which is `merged_into_id`."""

    code = "clients.merged"


class MergeWithItself(Invalid):
    """A card cannot be merged into itself."""

    code = "clients.merge_with_itself"


class MergeOfTestAndReal(Conflict):
    """Test people are kept out of every figure, so a real client cannot become one."""

    code = "clients.merge_of_test_and_real"


class PhoneTaken(Conflict):
    """Another client has this phone. Which one is not said: the caller may not see them."""

    code = "clients.phone_taken"


class ConsentInFuture(Invalid):
    """Nobody decides tomorrow what is allowed today."""

    code = "clients.consent_in_future"


class ConsentSuperseded(Conflict):
    """The client has decided since, at `decided_at`: the newer word counts."""

    code = "clients.consent_superseded"


class BadPhone(Invalid):
    """Not a number anybody can be called at."""

    code = "clients.bad_phone"


class BirthdayUnreadable(Invalid):
    """No day, month and year can be made out in what was written."""

    code = "clients.birthday_unreadable"


class BirthdayImpossible(Invalid):
    """The calendar has no such day: 30 February, the 13th month."""

    code = "clients.birthday_impossible"


class BirthdayInFuture(Invalid):
    code = "clients.birthday_in_future"


class BirthdayTooLongAgo(Invalid):
    """`max_age` is the age in years above which a birthday is taken for a slip."""

    code = "clients.birthday_too_long_ago"


class BirthdayTooRecent(Invalid):
    """`min_age` in years: most likely the year of the next party was written."""

    code = "clients.birthday_too_recent"
