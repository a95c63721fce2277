"""A period cut into steps, counted by SQL.

`bounds` are the first moments of the steps and, last, the moment after the period: one more than
there are steps. They are made in Python from the business's days, so a day of 23 or 25 hours is
one step, and SQL never guesses what a day is.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, DateTime, Select, SQLColumnExpression, func, literal

Bounds = Sequence[datetime]
Moment = SQLColumnExpression[datetime] | SQLColumnExpression[datetime | None]
FiguresSelect = Select[*tuple[Any, ...]]
"""Its docstring names the columns; those who compose it read them by name."""


def step_of(moment: Moment, bounds: Bounds) -> ColumnElement[int]:
    """The number of the step that holds `moment`, from 0; -1 before them all, their count after.

    Group by the label, not by the expression: its parameters differ each time it is written.
    """
    thresholds = literal(list(bounds), ARRAY(DateTime(timezone=True)))
    step: ColumnElement[int] = func.width_bucket(moment, thresholds) - 1
    return step


def within(moment: Moment, bounds: Bounds) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """That `moment` lies in the period."""
    return moment >= bounds[0], moment < bounds[-1]
