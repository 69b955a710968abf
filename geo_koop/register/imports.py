"""Makes a change set of a list that was imported: what it says, and nothing of what it leaves empty."""

from collections.abc import Mapping

import pandas as pd
import sqlalchemy as sa

from geo_koop.intake.records import merge
from geo_koop.intake.records.cooperations import ALIASES
from geo_koop.register import csv_form, schema, views
from geo_koop.register.reading import ROW, Given


def tables(connection: sa.Connection) -> dict[str, pd.DataFrame]:
    """Return the records as they are worked on, as text with columns of the exchange."""
    found = views.tables(connection, view="working", internal=True)
    return {name: csv_form.spread(name, found[name], ALIASES[name]) for name in merge.TABLES}


def of_list(
    connection: sa.Connection, content: Mapping[str, pd.DataFrame], *, file: str, national: str = "de"
) -> dict[str, Given]:
    """Return the tables with which a list is loaded: its cooperations, with what the register knows of them beside it.

    Parameters
    ----------
    connection : sqlalchemy.Connection
    content : mapping of str to pandas.DataFrame
        Record tables that were made of the list.
    file : str
        Its name, for messages.
    national : str
        Key system of the boundaries.
    """
    wanted = merge.merge(tables(connection), content, national=national)
    ids = set(content["cooperations"]["cooperation_id"])
    given = {}
    for name in ("cooperations", *schema.PARTS):
        if name not in wanted:
            continue
        rows = wanted[name]
        rows = rows[rows["cooperation_id"].isin(ids)].reset_index(drop=True).fillna("").astype("str")
        given[name] = Given(file=file, rows=rows.assign(**{ROW: range(2, len(rows) + 2)}))
    return given
