"""How segments may use one another: in no circle, not too deep, not too much in all."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dvorik.segments.types import MAX_CONDITIONS, MAX_NESTING


@dataclass(frozen=True, slots=True)
class Shape:
    """What matters of a rule here: its own conditions, and the segments it names, repeated ones
    as often as they are named."""

    conditions: int
    uses: Sequence[int]


Shapes = Mapping[int, Shape]


def reaches(shapes: Shapes, start: int, goal: int) -> bool:
    """Whether `goal` is `start` or anything that `start` uses, however far."""
    seen: set[int] = set()
    pending = [start]
    while pending:
        current = pending.pop()
        if current == goal:
            return True
        if current not in seen:
            seen.add(current)
            pending.extend(shapes[current].uses)
    return False


def nesting(shapes: Shapes, shape: Shape) -> int:
    """The longest chain of segments from a rule; 0 for one that uses none. No circles, please."""
    depths: dict[int, int] = {}

    def depth(segment_id: int) -> int:
        if segment_id not in depths:
            uses = shapes[segment_id].uses
            depths[segment_id] = 1 + max((depth(used) for used in uses), default=0)
        return depths[segment_id]

    return max((depth(used) for used in shape.uses), default=0)


def size(shapes: Shapes, shape: Shape) -> int:
    """The conditions of a rule with everything it uses put in its place. No circles, please."""
    sizes: dict[int, int] = {}

    def total(one: Shape) -> int:
        return one.conditions + sum(of_segment(used) for used in one.uses)

    def of_segment(segment_id: int) -> int:
        if segment_id not in sizes:
            sizes[segment_id] = total(shapes[segment_id])
        return sizes[segment_id]

    return total(shape)


def is_too_much(shapes: Shapes, shape: Shape) -> str | None:
    """The code of what is wrong with a rule that is in no circle, or None."""
    if nesting(shapes, shape) > MAX_NESTING:
        return "nested_too_deep"
    return "too_many_conditions" if size(shapes, shape) > MAX_CONDITIONS else None
