"""The registry of fields as a visual builder draws it."""

from dvorik.kernel.i18n import Language
from dvorik.segments import texts
from dvorik.segments.schemas.fields import FIELDS, FieldSpec
from dvorik.segments.schemas.segments import FieldList, FieldView, OperatorView, OptionView
from dvorik.segments.types import MAX_GROUPS, MAX_NODES


def list_fields(language: Language) -> FieldList:
    return FieldList(
        items=[_view(field, spec, language) for field, spec in FIELDS.items()],
        max_nodes=MAX_NODES,
        max_groups=MAX_GROUPS,
    )


def _view(field: str, spec: FieldSpec, language: Language) -> FieldView:
    return FieldView(
        field=field,
        title=texts.title(f"field.{field}", language),
        group=spec.group,
        group_title=texts.title(f"group.{spec.group}", language),
        type=spec.type,
        operators=[
            OperatorView(
                operator=operator,
                title=texts.operator_title(operator, field, spec.type, language),
                value_schema=None if adapter is None else adapter.json_schema(),
            )
            for operator, adapter in spec.operators.items()
        ],
        options=_options(field, spec, language),
        options_path=spec.options_path,
    )


def _options(field: str, spec: FieldSpec, language: Language) -> list[OptionView] | None:
    return [
        OptionView(value=value, title=texts.title(f"option.{field}.{value}", language))
        for value in spec.options
    ] or None
