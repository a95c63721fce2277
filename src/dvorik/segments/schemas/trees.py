"""The rule tree as JSON. Whatever passed `Rule` is known to the registry, down to each value.

Errors carry the place in the tree as the caller wrote it, so a panel can mark the condition that
is wrong. Whether segments, templates and campaigns that a rule names exist is asked later, by
`queries.references`.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import (
    BaseModel,
    Field,
    JsonValue,
    TypeAdapter,
    ValidationError,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError
from typing_extensions import TypeAliasType

from dvorik.kernel.schemas import Id, Input, Line
from dvorik.segments.schemas.fields import FIELDS
from dvorik.segments.types import MAX_GROUPS, MAX_NODES, Operator

Place: TypeAlias = tuple[int | str, ...]
"""Keys and positions from the root of a rule."""


class Condition(Input):
    """One question about one field. What `value` must be follows from the other two."""

    type: Literal["condition"]
    field: Annotated[Line, Field(json_schema_extra={"enum": list(FIELDS)})]
    operator: Operator
    value: Annotated[JsonValue, Field(validate_default=True)] = None

    @field_validator("field")
    @classmethod
    def _know(cls, field: str) -> str:
        if field not in FIELDS:
            raise PydanticCustomError("unknown_field", "There is no such field")
        return field

    @field_validator("operator")
    @classmethod
    def _offer(cls, operator: Operator, info: ValidationInfo) -> Operator:
        field = info.data.get("field")
        if field is not None and operator not in FIELDS[field].operators:
            raise PydanticCustomError("unknown_operator", "The field has no such operator")
        return operator

    @field_validator("value")
    @classmethod
    def _fit(cls, value: JsonValue, info: ValidationInfo) -> JsonValue:
        if not {"field", "operator"} <= info.data.keys():
            return None
        adapter = FIELDS[info.data["field"]].operators[info.data["operator"]]
        if adapter is not None:
            kept: JsonValue = adapter.dump_python(adapter.validate_python(value), mode="json")
            return kept
        if value is not None:
            raise PydanticCustomError("value_not_expected", "The operator takes no value")
        return None

    def read_value(self) -> Any:
        """The value as the registry types it; None for an operator without one."""
        adapter = FIELDS[self.field].operators[self.operator]
        return None if adapter is None else adapter.validate_python(self.value)


class InSegment(Input):
    """Whom another segment selects at the time of asking."""

    type: Literal["segment"]
    segment_id: Id


class Not(Input):
    """Everybody whom `rule` does not select, also those of whom the answer is unknown."""

    type: Literal["not"]
    rule: "Node"


class AllOf(Input):
    """Everybody, if there are no rules."""

    type: Literal["and"]
    rules: Annotated[list["Node"], Field(max_length=MAX_NODES)]


class AnyOf(Input):
    """Nobody, if there are no rules."""

    type: Literal["or"]
    rules: Annotated[list["Node"], Field(max_length=MAX_NODES)]


Node = TypeAliasType(
    "Node", Annotated[AllOf | AnyOf | Not | InSegment | Condition, Field(discriminator="type")]
)


def _check(raw: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    if isinstance(raw, BaseModel):
        return handler(raw)
    _check_size(raw)
    try:
        return handler(raw)
    except ValidationError as error:
        raise _without_tags(error) from None


Rule: TypeAlias = Annotated[Node, WrapValidator(_check)]

_RULE: TypeAdapter[Any] = TypeAdapter(Rule)


def read_rule(stored: Any) -> "Node":
    """A rule from its JSON. Raises pydantic's `ValidationError`."""
    rule: Node = _RULE.validate_python(stored)
    return rule


def walk(rule: "Node", place: Place = ()) -> Iterator[tuple[Place, "Node"]]:
    """Each node with its place, parents first."""
    yield place, rule
    match rule:
        case AllOf() | AnyOf():
            for number, child in enumerate(rule.rules):
                yield from walk(child, (*place, "rules", number))
        case Not():
            yield from walk(rule.rule, (*place, "rule"))


def pointer(*places: int | str) -> str:
    """RFC 6901."""
    escaped = (str(part).replace("~", "~0").replace("/", "~1") for part in places)
    return "".join(f"/{part}" for part in escaped)


def _check_size(raw: Any) -> None:
    """Before anything recursive looks at it: JSON may be nested as deep as its sender likes."""
    nodes = 0
    pending: list[tuple[Place, Any, int]] = [((), raw, 0)]
    while pending:
        place, node, groups = pending.pop()
        nodes += 1
        if nodes > MAX_NODES:
            raise _error("too_many_nodes", "The rule has too many parts", place, node)
        if groups > MAX_GROUPS:
            raise _error("too_deep", "Too many groups inside each other", place, node)
        for key, child in _children(node):
            pending.append(((*place, *key), child, groups + 1))


def _children(node: Any) -> Iterator[tuple[Place, Any]]:
    if not isinstance(node, dict):
        return
    if "rule" in node:
        yield ("rule",), node["rule"]
    if isinstance(node.get("rules"), list):
        for number, child in enumerate(node["rules"]):
            yield ("rules", number), child


def _without_tags(error: ValidationError) -> ValidationError:
    """The same errors where the caller wrote them: pydantic also names the kind of each node."""
    return ValidationError.from_exception_data(
        error.title,
        [
            _detail(item["type"], item["msg"], tuple(_strip(item["loc"])), item["input"])
            for item in error.errors(include_url=False)
        ],
    )


def _strip(place: Sequence[int | str]) -> Iterator[int | str]:
    """`and, rules, 0, condition, value` → `rules, 0, value`."""
    rest = list(place)
    while rest:
        rest.pop(0)
        if rest[:1] == ["rules"] and len(rest) > 1:
            yield from (rest.pop(0), rest.pop(0))
        elif rest[:1] == ["rule"]:
            yield rest.pop(0)
        else:
            yield from rest
            return


def _error(code: str, message: str, place: Place, node: Any) -> ValidationError:
    return ValidationError.from_exception_data("Rule", [_detail(code, message, place, node)])


def _detail(code: Any, message: Any, place: Place, given: Any) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError(code, message), loc=place, input=given)
