"""Runs the migrations over the connection that `eval.journal.database` hands it."""

from __future__ import annotations

from alembic import context

from eval.journal.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
)
with context.begin_transaction():
    context.run_migrations()
