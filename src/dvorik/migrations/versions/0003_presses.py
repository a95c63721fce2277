"""Buttons that are counted, and drafts put away"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("broadcast", sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("delivery", sa.Column("clicked_button", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("delivery", "clicked_button")
    op.drop_column("delivery", "clicked_at")
    op.drop_column("broadcast", "deleted_at")
