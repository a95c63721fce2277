"""What a client wants to hear, and how each decision changes it."""

import hashlib
from dataclasses import dataclass, replace

from dvorik.clients.types import Frequency, Topic

EVERYTHING = frozenset(Topic)


@dataclass(frozen=True, slots=True)
class Wishes:
    """`topics` are those that are allowed; none is "no messages that I did not ask for"."""

    topics: frozenset[Topic] = frozenset()
    is_weekly: bool = False

    @property
    def frequency(self) -> Frequency:
        if not self.topics:
            return Frequency.NONE
        return Frequency.WEEKLY if self.is_weekly else Frequency.ALL

    def granted(self, topic: Topic | None) -> "Wishes":
        """None is every topic, as often as there is something to say."""
        return Wishes(EVERYTHING) if topic is None else replace(self, topics=self.topics | {topic})

    def withdrawn(self, topic: Topic | None) -> "Wishes":
        """None is every topic. The last topic taken back is all of them."""
        return replace(self, topics=self.topics - ({topic} if topic else EVERYTHING))

    def paced(self, frequency: Frequency) -> "Wishes":
        """Who wants to hear again, and said nothing of what, hears of everything."""
        if frequency is Frequency.NONE:
            return self.withdrawn(None)
        return Wishes(self.topics or EVERYTHING, is_weekly=frequency is Frequency.WEEKLY)


def text_version(text: str) -> str:
    """The name of a wording: the same words have the same one everywhere.

    >>> text_version("We write about offers.")
    '770c336c4f40be69'
    """
    return hashlib.sha256(text.encode()).hexdigest()[:16]
