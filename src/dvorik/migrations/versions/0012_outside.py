"""Who works at the till and never asked for the panel stays outside of it"""

from collections.abc import Sequence

from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        """
        UPDATE account SET status = 'outside'
        FROM cashier
        WHERE cashier.account_id = account.id
            AND account.status = 'pending' AND account.email IS NULL
        """
    )


def downgrade() -> None:
    op.execute("UPDATE account SET status = 'pending' WHERE status = 'outside'")
