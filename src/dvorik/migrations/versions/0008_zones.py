"""Quiet hours by the recipient's zone"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("client", sa.Column("timezone", sa.String(), nullable=True))
    op.add_column("delivery", sa.Column("timezone", sa.String(), nullable=True))
    # Whatever was started before knows the shop's zone only.
    op.add_column(
        "broadcast",
        sa.Column("zones", sa.ARRAY(sa.String()), server_default="{NULL}", nullable=False),
    )
    op.alter_column("broadcast", "zones", server_default=None)


def downgrade() -> None:
    op.drop_column("broadcast", "zones")
    op.drop_column("delivery", "timezone")
    op.drop_column("client", "timezone")
