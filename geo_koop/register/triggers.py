"""Triggers that keep the history: whatever changes a row, it is written down with its revision.

A change that nobody announced (SQL by hand) gets a revision of its own, author "SQL". On SQLite that is one for each
statement; on PostgreSQL one for each transaction.
"""

from collections.abc import Iterator
from importlib.resources import files
from typing import Final

import sqlalchemy as sa

from geo_koop.register import schema

PREFIX: Final = "geo_koop_"
_NOW: Final = "CAST(ROUND((julianday('now') - 2440587.5) * 86400000.0) AS INTEGER) * 1000"
_SQL_REVISION: Final = f"""
  INSERT INTO revisions (number, recorded, author, kind, moment)
  SELECT (SELECT coalesce(max(number), 0) + 1 FROM revisions),
         (SELECT max({_NOW}, coalesce(max(recorded), 0) + 1) FROM revisions), 'SQL', 'sql', {_NOW}
  WHERE (SELECT revision FROM context WHERE id = 1) IS NULL
  AND NOT EXISTS (SELECT 1 FROM revisions WHERE number = (SELECT max(number) FROM revisions)
                  AND kind = 'sql' AND moment = {_NOW});"""
"""Rows that one statement of SQL changes share a moment: SQLite stops its clock within a statement."""
_REVISION: Final = "coalesce((SELECT revision FROM context WHERE id = 1), (SELECT max(number) FROM revisions))"


def recreate(connection: sa.Connection) -> None:
    """Make all triggers anew, for the columns that the tables have now.

    Parameters
    ----------
    connection : sqlalchemy.Connection
        In a transaction that the caller ends.
    """
    drop(connection)
    for statement in statements(connection):
        # The driver takes a single sign for the place of a parameter.
        connection.exec_driver_sql(
            statement.replace("%", "%%") if connection.dialect.paramstyle != "qmark" else statement
        )


def drop(connection: sa.Connection) -> None:
    """Remove all triggers of the register, for the time that its tables are rebuilt."""
    for name, table in present(connection).items():
        on = f' ON "{table}"' if connection.dialect.name == "postgresql" else ""
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"{on}')


def present(connection: sa.Connection) -> dict[str, str]:
    """Return the triggers of the register that the database has, each with its table."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, c.relname FROM pg_trigger JOIN pg_class AS c ON c.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND c.relnamespace = current_schema()::regnamespace"
        )
    rows = connection.exec_driver_sql(query).all()
    # A name is that of a trigger on one table: the table is part of it.
    return {name: table for name, table in rows if name.startswith(PREFIX)}


def statements(connection: sa.Connection) -> Iterator[str]:
    """Yield the statements that make the triggers of this kind of database."""
    if connection.dialect.name == "sqlite":
        yield from _sqlite(connection)
    else:
        yield from _postgresql()


def _sqlite(connection: sa.Connection) -> Iterator[str]:
    look = sa.inspect(connection)
    for table in schema.TRACKED:
        columns = [column["name"] for column in look.get_columns(table)]
        yield from _sqlite_history(table, columns)
    for table in ("revisions", *map(schema.history_of, schema.TRACKED)):
        for operation in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER {PREFIX}{table}_keeps_{operation.lower()} BEFORE {operation} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END"
            )
        # REPLACE would take a row out without a word.
        key = "number" if table == "revisions" else "seq"
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_keeps_insert BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key}) "
            "BEGIN SELECT RAISE(ABORT, 'the history of the register cannot be changed'); END"
        )
    yield (
        f"CREATE TRIGGER {PREFIX}context_last BEFORE UPDATE OF revision ON context "
        "WHEN NEW.revision IS NOT NULL AND NEW.revision IS NOT (SELECT max(number) FROM revisions) "
        "BEGIN SELECT RAISE(ABORT, 'only the last revision can be written'); END"
    )


def _sqlite_history(table: str, columns: list[str]) -> Iterator[str]:
    item, record = schema.ITEM[table], schema.RECORD.get(table)
    history = schema.history_of(table)
    quoted = f'"{item}"'

    def row(of: str) -> str:
        cells = ", ".join(f"'{column}', {of}.\"{column}\"" for column in columns)
        return f"json_object({cells})"

    def write(operation: str, of: str, old: str, new: str) -> str:
        owner = f'{of}."{record}"' if record else "''"
        return (
            f"\n  INSERT INTO {history} (revision, operation, item, record, old, new)"
            f"\n  VALUES ({_REVISION}, '{operation}', CAST({of}.{quoted} AS TEXT), {owner}, {old}, {new});"
        )

    def trigger(name: str, when: str, body: str) -> str:
        return f"CREATE TRIGGER {PREFIX}{table}_{name} {when}\nBEGIN{_SQL_REVISION}{body}\nEND"

    same = f'OLD."{item}" IS NEW."{item}"' + (f' AND OLD."{record}" IS NEW."{record}"' if record else "")
    # REPLACE takes a row out and fires no trigger for it, but where recursive triggers are on: a row that comes while
    # the history has one of its name still there has replaced that.
    replaced = (
        f"\n  INSERT INTO {history} (revision, operation, item, record, old, new)"
        f"\n  SELECT {_REVISION}, 'delete', h.item, h.record, h.new, NULL FROM {history} AS h"
        f'\n  WHERE h.seq = (SELECT max(seq) FROM {history} WHERE item = CAST(NEW."{item}" AS TEXT))'
        " AND h.new IS NOT NULL;"
    )
    yield trigger("insert", f"AFTER INSERT ON {table}", replaced + write("insert", "NEW", "NULL", row("NEW")))
    yield trigger(
        "update",
        f"AFTER UPDATE ON {table} WHEN {same} AND {row('OLD')} IS NOT {row('NEW')}",
        write("update", "NEW", row("OLD"), row("NEW")),
    )
    # A row that goes to another record, or gets another name, leaves the one and comes to the other.
    yield trigger(
        "move",
        f"AFTER UPDATE ON {table} WHEN NOT ({same})",
        write("delete", "OLD", row("OLD"), "NULL") + replaced + write("insert", "NEW", "NULL", row("NEW")),
    )
    yield trigger("delete", f"AFTER DELETE ON {table}", write("delete", "OLD", row("OLD"), "NULL"))


def _postgresql() -> Iterator[str]:
    functions = (files(__package__) / "triggers.postgresql.sql").read_text(encoding="utf-8")
    end = "END $$;"
    yield from (f"{function}{end}" for function in functions.split(end)[:-1])
    for table in schema.TRACKED:
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_lock BEFORE INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION geo_koop_lock()"
        )
        names = f"'{schema.ITEM[table]}', '{schema.RECORD.get(table, '')}'"
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_history AFTER INSERT OR UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION geo_koop_history({names})"
        )
    kept = ("revisions", *map(schema.history_of, schema.TRACKED))
    for table in (*schema.TRACKED, *kept, "context"):
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION geo_koop_refuse()"
        )
    for table in kept:
        yield (
            f"CREATE TRIGGER {PREFIX}{table}_keeps BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION geo_koop_refuse()"
        )
