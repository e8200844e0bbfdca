"""Alembic's environment: the connection is handed in by core/schema.py."""

from alembic import context

from blogdesk.core.database import WRITE_OPTION, Model

connection = context.config.attributes["connection"].execution_options(**{WRITE_OPTION: True})
context.configure(connection=connection, target_metadata=Model.metadata, render_as_batch=True, compare_type=True)
with connection.begin() if not connection.in_transaction() else connection.get_transaction():
    context.run_migrations()
