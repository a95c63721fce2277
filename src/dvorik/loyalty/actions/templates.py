"""What the shop gives, to whom and how often."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy.ext.asyncio import AsyncSession

from dvorik.kernel import events
from dvorik.kernel.actor import Actor, Permission
from dvorik.kernel.errors import StaleVersion
from dvorik.loyalty.actions.budgets import recount
from dvorik.loyalty.errors import TemplateInvalid
from dvorik.loyalty.events import TemplateChanged, TemplateCreated, TemplateDeleted
from dvorik.loyalty.models import DiscountTemplate
from dvorik.loyalty.queries import templates
from dvorik.loyalty.rules.terms import contradictions
from dvorik.loyalty.schemas.templates import TemplateCreate, TemplateEdit


async def create_template(
    session: AsyncSession, actor: Actor, *, terms: TemplateCreate, now: datetime
) -> DiscountTemplate:
    """Raises `TemplateInvalid`."""
    actor.require(Permission.TEMPLATES_MANAGE)
    values = _columns(terms, TemplateCreate.model_fields)
    _check(values)
    template = DiscountTemplate(**values, created_at=now, updated_at=now)
    session.add(template)
    await session.flush()
    events.record(session, actor, TemplateCreated(template_id=template.id))
    return template


async def edit_template(
    session: AsyncSession,
    actor: Actor,
    *,
    template_id: int,
    edit: TemplateEdit,
    version: int | None,
    now: datetime,
) -> DiscountTemplate:
    """Change what `edit` names, for codes issued from now on and for windows and budgets at once.

    Redemptions from the template wait meanwhile. Raises `TemplateNotFound`, `TemplateInvalid`,
    and `StaleVersion` when `version` is not the present one.
    """
    actor.require(Permission.TEMPLATES_MANAGE)
    template = await templates.lock_template(session, template_id)
    if version is not None and version != template.version:
        raise StaleVersion(version=template.version)
    values = _columns(edit, edit.model_fields_set)
    changed = sorted(name for name, value in values.items() if getattr(template, name) != value)
    if not changed:
        return template
    _check({name: getattr(template, name) for name in TemplateCreate.model_fields} | values)
    changes = {
        name: to_jsonable_python([getattr(template, name), values[name]]) for name in changed
    }
    for name in changed:
        setattr(template, name, values[name])
    template.version += 1
    template.updated_at = now
    if {"budget_count", "budget_minor"} & set(changed):
        await recount(session, template)
    await session.flush()
    event = TemplateChanged(template_id=template_id, fields=changed, changes=changes)
    events.record(session, actor, event)
    return template


async def delete_template(
    session: AsyncSession, actor: Actor, *, template_id: int, now: datetime
) -> None:
    """Nothing more is issued from it; codes that people hold stay good.

    Raises `TemplateNotFound`.
    """
    actor.require(Permission.TEMPLATES_MANAGE)
    template = await templates.lock_template(session, template_id)
    template.deleted_at = now
    template.is_active = False
    events.record(session, actor, TemplateDeleted(template_id=template_id))


def _columns(terms: TemplateCreate | TemplateEdit, names: Iterable[str]) -> dict[str, Any]:
    """Fields as the table keeps them."""
    values = {name: getattr(terms, name) for name in names}
    if values.get("recurrence") is not None:
        values["recurrence"] = terms.recurrence and terms.recurrence.model_dump(mode="json")
    for name in {"kind", "event", "usage_type"} & values.keys():
        values[name] = values[name] and values[name].value
    return values


def _check(values: dict[str, Any]) -> None:
    if found := contradictions(values):
        raise TemplateInvalid(
            errors=[{"pointer": f"/body/{field}", "code": code} for field, code in found]
        )
