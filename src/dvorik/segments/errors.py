"""What can be wrong about a segment."""

from collections.abc import Sequence

from dvorik.kernel.errors import Conflict, Invalid, NotFound, Unavailable


class SegmentNotFound(NotFound):
    code = "segments.not_found"


class RuleRefused(Invalid):
    """The rule is well-formed, but what it refers to is not there or does not fit together.

    `errors` names each place in the tree.
    """

    code = "segments.rule_refused"

    def __init__(self, errors: Sequence[dict[str, str]]) -> None:
        super().__init__(errors=list(errors))
        self.errors = list(errors)


class SegmentInUse(Conflict):
    """Something that stands on the segment would fall. `used_by` lists the segments among it."""

    code = "segments.in_use"


class SegmentTooSlow(Unavailable):
    """The people could not be found in the time that one question may take."""

    code = "segments.too_slow"
