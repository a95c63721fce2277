"""The outbox by channel and status without reading all of it"""

from collections.abc import Sequence

from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_index("ix_outgoing_message_channel", "outgoing_message", ["channel", "id"])
    op.create_index("ix_outgoing_message_status", "outgoing_message", ["status", "id"])


def downgrade() -> None:
    op.drop_index("ix_outgoing_message_status", table_name="outgoing_message")
    op.drop_index("ix_outgoing_message_channel", table_name="outgoing_message")
