"""A rule tree as one condition. Nothing a caller wrote becomes SQL: values are parameters."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy import CTE, ColumnElement, and_, false, or_, true

from dvorik.segments.queries.conditions import CONDITIONS, Asked, is_summed_up, opposite
from dvorik.segments.schemas.trees import AllOf, AnyOf, Condition, InSegment, Node, Not
from dvorik.settings.schemas import ShopSettings


def condition_of(
    rule: Node,
    saved: Mapping[int, Node],
    *,
    shop: ShopSettings,
    now: datetime,
    among: CTE | None = None,
) -> ColumnElement[bool]:
    """`saved` holds the rule of each segment that `rule` uses, however far.

    `among` is for parts that `split` has set aside: it asks them of these people alone.

    "Not" is the complement: whoever does not match, also where the answer is unknown. Groups only
    grow with their parts, so an unknown among them may stay; a "not" is carried down to the
    conditions, where it is answered with yes or no.
    """

    def compiled(node: Node, *, is_negated: bool) -> ColumnElement[bool]:
        match node:
            case Condition():
                asked = Asked(
                    operator=node.operator,
                    value=node.read_value(),
                    shop=shop,
                    now=now,
                    among=among,
                )
                wanted = CONDITIONS[node.field](asked)
                return opposite(wanted) if is_negated else wanted
            case Not():
                return compiled(node.rule, is_negated=not is_negated)
            case InSegment():
                return compiled(saved[node.segment_id], is_negated=is_negated)
            case AllOf() | AnyOf():
                parts = [compiled(child, is_negated=is_negated) for child in node.rules]
                # Not all of them: any of their opposites.
                if isinstance(node, AllOf) is not is_negated:
                    return and_(true(), *parts)
                return or_(false(), *parts)

    return compiled(rule, is_negated=False)


def split(rule: Node) -> tuple[list[Node], list[Node]]:
    """What people must meet, all of it: what is asked of everybody, and what of a few is enough.

    The second are conditions that are summed up, as they are or negated.
    """
    parts = list(_parts(rule))
    aside = [part for part in parts if _is_summed_up(part)]
    return [part for part in parts if part not in aside], aside


def _parts(rule: Node) -> Iterator[Node]:
    if isinstance(rule, AllOf):
        for child in rule.rules:
            yield from _parts(child)
    else:
        yield rule


def _is_summed_up(part: Node) -> bool:
    match part:
        case Condition():
            return is_summed_up(part)
        case Not():
            return _is_summed_up(part.rule)
    return False
