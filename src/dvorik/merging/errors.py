"""What can be wrong about merging two cards, and about undoing it."""

from dvorik.kernel.errors import Conflict, NotFound


class MergeNotFound(NotFound):
    code = "merging.not_found"


class LaterMergeFirst(Conflict):
    """The kept card was merged again since, by `merge_id`: that has to be undone first."""

    code = "merging.later_merge_first"


class UndoBlocked(Conflict):
    """What would go back to the other card is taken there."""

    code = "merging.undo_blocked"
