"""Messages that nobody asked for, by topic"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("outgoing_message", sa.Column("topic", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("outgoing_message", "topic")
