"""What Alembic runs: the steps, on the connection and in the transaction of the caller."""

from alembic import context

from geo_koop.register import schema

# Whoever imports this without Alembic, such as a collector of tests, finds no settings.
if hasattr(context, "config"):
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=schema.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        transaction_per_migration=False,
    )
    context.run_migrations()
