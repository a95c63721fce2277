"""Breakdowns of figures by the index alone"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

_INCLUDED = ["canceled_at", "currency", "bill_minor", "discount_minor", "is_test"]


def upgrade() -> None:
    _index_redeemed_at([*_INCLUDED, "cashier_id"])
    op.create_index(
        "ix_redemption_canceled",
        "redemption",
        ["redeemed_at"],
        postgresql_where=sa.text("canceled_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_redemption_canceled", table_name="redemption")
    _index_redeemed_at(_INCLUDED)


def _index_redeemed_at(included: list[str]) -> None:
    op.drop_index("ix_redemption_redeemed_at", table_name="redemption")
    op.create_index(
        "ix_redemption_redeemed_at", "redemption", ["redeemed_at"], postgresql_include=included
    )
