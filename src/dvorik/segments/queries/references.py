"""What a rule refers to: other segments, templates, campaigns."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.loyalty.queries import segmenting as loyalty
from dvorik.segments.errors import RuleRefused
from dvorik.segments.models import Segment
from dvorik.segments.rules.nesting import Shape, Shapes, is_too_much
from dvorik.segments.schemas.trees import (
    Condition,
    InSegment,
    Node,
    Place,
    pointer,
    read_rule,
    walk,
)
from dvorik.segments.schemas.values import FactCount

Saved = dict[int, Node]
"""Rules by the id of their segment."""

Named = tuple[Place, int]
"""An id that a rule names, and where."""


async def load_used(session: AsyncSession, rule: Node) -> Saved:
    """The rules of all segments that `rule` uses, however far.

    Raises `RuleRefused` for those that are not there, and when all that makes too much.
    """
    pending = {id_ for _, id_ in used_segments(rule)}
    if not pending:
        return {}
    # In one statement, and so as of one moment: two edits seen by halves could show a circle.
    stored = await _load_stored(session)
    refuse_segments(rule, pending - stored.keys(), "unknown_segment")
    saved: Saved = {}
    while pending:
        segment_id = pending.pop()
        saved[segment_id] = read_rule(stored[segment_id])
        pending |= {id_ for _, id_ in used_segments(saved[segment_id])} - saved.keys()
    check_shape({id_: shape_of(each) for id_, each in saved.items()}, shape_of(rule))
    return saved


async def load_all(session: AsyncSession) -> Saved:
    return {id_: read_rule(rule) for id_, rule in (await _load_stored(session)).items()}


async def check_facts(session: AsyncSession, rule: Node) -> None:
    """Raise `RuleRefused` for templates and campaigns that never were."""
    templates, campaigns = list(_templates(rule)), list(_campaigns(rule))
    errors = []
    if templates:
        known = await loyalty.existing_templates(session, {id_ for _, id_ in templates})
        errors += _unknown("unknown_template", templates, known)
    if campaigns:
        known = await loyalty.existing_campaigns(session, {id_ for _, id_ in campaigns})
        errors += _unknown("unknown_campaign", campaigns, known)
    if errors:
        raise RuleRefused(errors)


def check_shape(shapes: Shapes, shape: Shape) -> None:
    """Raise `RuleRefused` when a rule, with all it uses, is too deep or too large."""
    if code := is_too_much(shapes, shape):
        raise RuleRefused([_error(code, ())])


def refuse_segments(rule: Node, ids: Collection[int], code: str) -> None:
    """Raise `RuleRefused` at each place where `rule` names one of `ids`, if there are any."""
    if ids:
        named = (item for item in used_segments(rule) if item[1] in ids)
        raise RuleRefused([_error(code, place) for place, _ in named])


def used_segments(rule: Node) -> Iterator[Named]:
    for place, node in walk(rule):
        if isinstance(node, InSegment):
            yield (*place, "segment_id"), node.segment_id


def shape_of(rule: Node) -> Shape:
    return Shape(
        conditions=sum(isinstance(node, Condition) for _, node in walk(rule)),
        uses=[id_ for _, id_ in used_segments(rule)],
    )


async def _load_stored(session: AsyncSession) -> dict[int, dict[str, Any]]:
    rows = await session.execute(select(Segment.id, Segment.rule))
    return {row.id: row.rule for row in rows}


def _templates(rule: Node) -> Iterator[Named]:
    for place, condition in _conditions(rule):
        if isinstance(facts := condition.read_value(), FactCount):
            for number, id_ in enumerate(facts.templates or ()):
                yield (*place, "value", "templates", number), id_


def _campaigns(rule: Node) -> Iterator[Named]:
    for place, condition in _conditions(rule):
        if condition.field == "campaign":
            for number, id_ in enumerate(condition.read_value() or ()):
                yield (*place, "value", number), id_


def _conditions(rule: Node) -> Iterator[tuple[Place, Condition]]:
    for place, node in walk(rule):
        if isinstance(node, Condition):
            yield place, node


def _unknown(code: str, named: Collection[Named], known: set[int]) -> list[dict[str, str]]:
    return [_error(code, place) for place, id_ in named if id_ not in known]


def _error(code: str, place: Place) -> dict[str, str]:
    return {"pointer": pointer("body", "rule", *place), "code": code}
