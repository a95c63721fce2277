"""Runs migrations on a connection handed over by `dvorik.migrations.runner`."""

from typing import Any

from alembic import context

from dvorik import tables


def include_name(name: str | None, type_: str, parents: Any) -> bool:
    return not (type_ == "table" and name == "alembic_version")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.metadata,
    include_name=include_name,
    compare_server_default=False,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
