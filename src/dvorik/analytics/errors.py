"""What can be wrong about a question for figures."""

from dvorik.kernel.errors import Invalid


class PeriodReversed(Invalid):
    code = "analytics.period_reversed"


class PeriodTooLong(Invalid):
    """`max_days` is the longest that is answered."""

    code = "analytics.period_too_long"


class StepTooFine(Invalid):
    """The period has more than `max_points` steps: nobody reads such a series."""

    code = "analytics.step_too_fine"
