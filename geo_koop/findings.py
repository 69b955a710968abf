"""Findings: what was noticed, repaired, doubted or refused in the data, row by row, as a table.

A finding is a fact, not a text: a stable code with the place where it was found. Its wording is put
together only when it is shown, in the language that is asked for (:func:`render`).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import pandas as pd

from geo_koop import codelists
from geo_koop.locale import mark as _
from geo_koop.locale import translator

COLUMNS = ("code", "severity", "file", "sheet", "row", "column", "value", "params")
SEVERITIES = ("error", "warning", "info")

LIST_WORDS: Final[Mapping[str, str]] = {
    "actors": _("kinds of participants"),
    "completeness": _("words for completeness"),
    "covers": _("words for what a member stands for"),
    "formats": _("forms of cooperation"),
    "membership": _("words for membership"),
    "obligation": _("words for obligation"),
    "roles": _("roles"),
    "stages": _("stages of cooperation"),
    "topics": _("topics"),
}
"""What the entries of a codelist are in a planner's words, in the plural."""
_FEW_WORDS: Final = 12


@dataclass(frozen=True, slots=True)
class Kind:
    """What a finding of one code means.

    Attributes
    ----------
    severity : {"error", "warning", "info"}
        ``error``: the row was not used; ``warning``: used with repair or doubt; ``info``: worth knowing.
    message, expected, done, remedy : str
        English texts; ``{value}``, ``{column}``, ``{row}`` and the finding's parameters are filled in.
    """

    severity: str
    message: str
    expected: str
    done: str
    remedy: str


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # keys
        "key_zero_restored": Kind(
            "warning",
            _("The key {value} had lost its leading zero."),
            _("A key of 8 digits (municipality) or 5 digits (district)."),
            _("Read as {key}."),
            _("Format the column as text before saving the table."),
        ),
        "key_from_ars": Kind(
            "info",
            _("The key {value} is a regional key (ARS)."),
            _("A municipality key (AGS) of 8 digits."),
            _("Read as {key}."),
            _("Nothing to do."),
        ),
        "key_cleaned": Kind(
            "info",
            _("The key {value} is written with signs that do not belong to it."),
            _("A key of digits alone."),
            _("Read as {key}."),
            _("Format the column as text before saving the table."),
        ),
        "key_padded": Kind(
            "warning",
            _("The key {value} is not in the boundaries; {key} is, and differs in zeros before it or the prefix."),
            _("A key as the boundaries have it."),
            _("Read as {key}."),
            _("Format the column as text before saving the table."),
        ),
        "key_padded_district": Kind(
            "info",
            _("The key {value} is that of a district or a state, filled up with zeros to that of a municipality."),
            _("A key of 5 digits (district) or 2 digits (state)."),
            _("Read as {key}."),
            _("Nothing to do, if the district is meant."),
        ),
        "key_malformed": Kind(
            "error",
            _("{value} is not a key."),
            _("5, 8 or 12 digits."),
            _("The row was not used."),
            _("Correct the key."),
        ),
        "key_missing": Kind(
            "error",
            _("The key is empty."),
            _("A key in each row."),
            _("The row was not used."),
            _("Add the key; the name alone does not suffice."),
        ),
        "key_duplicate": Kind(
            "error",
            _("The key {value} stands more than once."),
            _("Each key once."),
            _("The first row was used."),
            _("Remove the surplus rows, or merge them."),
        ),
        "key_carried_forward": Kind(
            "info",
            _("The key {value} has ended; its successor is {key}."),
            _("A key of the Gebietsstand of the boundaries."),
            _("Read as the successor."),
            _("Nothing to do."),
        ),
        "key_carried_backward": Kind(
            "info",
            _("The key {value} is younger than the boundaries; the same municipality had the key {key} before."),
            _("A key of the Gebietsstand of the boundaries."),
            _("Read as the earlier key."),
            _("Nothing to do."),
        ),
        "key_split": Kind(
            "warning",
            _("The municipality {value} was divided among several (share of its area, an estimate): {candidates}"),
            _("A key of the Gebietsstand of the boundaries."),
            _("Kept as it is; no successor was chosen."),
            _("Name the municipality that is the member today."),
        ),
        "key_open_backward": Kind(
            "warning",
            _("The municipality {value} is younger than the boundaries; it was made from: {candidates}"),
            _("A key of the Gebietsstand of the boundaries."),
            _("Kept as it is; no predecessor was chosen."),
            _("Load boundaries of a later date, or name the municipalities of that time."),
        ),
        "key_part_ceded": Kind(
            "info",
            _("The municipality {value} ceded a part since then: {candidates}"),
            _("The same area on both dates."),
            _("The membership stays with the municipality."),
            _("Check whether the part is concerned."),
        ),
        "membership_merged": Kind(
            "info",
            _("{value} and another member of {cooperation} are the same municipality today, {key}."),
            _("Each membership once."),
            _("Counted once; the more certain row was used."),
            _("Nothing to do."),
        ),
        "change_contradictory": Kind(
            "warning",
            _("The table of changes names several successors or several ends of {value}, one of them {key}."),
            _("One end of a key, with one successor; several with the kind split."),
            _("The row was not used."),
            _("Correct the table of changes."),
        ),
        "change_circular": Kind(
            "warning",
            _("The changes of {value} lead in a circle, through {key}."),
            _("Changes that lead to a key that remains."),
            _("The row was not used."),
            _("Add the dates of the changes, or correct them."),
        ),
        "change_unconfirmed": Kind(
            "info",
            _("The proposed change of {value} is not confirmed."),
            _("yes in the column confirmed."),
            _("The row was not used."),
            _("Check the proposal, and write yes in the column confirmed."),
        ),
        # boundaries
        "geometry_repaired": Kind(
            "warning",
            _("The boundary of {value} was invalid: {reason}"),
            _("A valid polygon."),
            _("Repaired; its area changed by {change} m²."),
            _("Check the boundary in a GIS."),
        ),
        "geometry_missing": Kind(
            "error",
            _("{value} has no boundary."),
            _("A polygon."),
            _("The row was not used."),
            _("Add the boundary."),
        ),
        "geometry_broken": Kind(
            "error",
            _("The boundary of {value} has coordinates that are no numbers, or lines that nothing can be made of."),
            _("A polygon with finite coordinates."),
            _("The row was not used."),
            _("Correct the boundary in a GIS, or export it anew."),
        ),
        "geometry_not_area": Kind(
            "error",
            _("The geometry of {value} is not an area but {kind}."),
            _("Polygon or multipolygon."),
            _("The row was not used."),
            _("Choose the layer with the areas."),
        ),
        "parts_dissolved": Kind(
            "info",
            _("{value} consists of {count} rows."),
            _("One row for each municipality."),
            _("The parts were joined."),
            _("Nothing to do."),
        ),
        "parts_named_differently": Kind(
            "warning",
            _("The rows of {value} have different names: {names}."),
            _("One name for each municipality."),
            _("They were joined as parts of one municipality; the first name was used."),
            _("Check whether a key is wrong."),
        ),
        "parts_left_out": Kind(
            "info",
            _("{count} rows are parts without a municipality: water, or land outside the coast."),
            _("Land of municipalities."),
            _("Left out."),
            _("Nothing to do."),
        ),
        "tables_skipped": Kind(
            "warning",
            _("These tables of the file compute their rows or refer to other files: {names}."),
            _("Plain tables with areas."),
            _("Left out; nothing in them was run."),
            _("Save what is needed of them as a layer of its own."),
        ),
        "name_missing": Kind(
            "warning",
            _("{value} has no name."),
            _("A name for each municipality."),
            _("Its key stands for the name."),
            _("Choose the column of the names in the column map."),
        ),
        "crs_assumed": Kind(
            "warning",
            _("The boundary file names no coordinate system."),
            _("A coordinate system, such as EPSG:25832."),
            _("Assumed {crs}, because the coordinates fit it."),
            _("Save the file with its coordinate system."),
        ),
        "crs_given": Kind(
            "warning",
            _("The boundary file names the coordinate system {crs}, but {value} was given."),
            _("One coordinate system."),
            _("The given one was used."),
            _("Save the file with the right coordinate system."),
        ),
        "key_system_assumed": Kind(
            "info",
            _("The keys are those of the key system {value}: they have its form, and the areas lie there."),
            _("The key system in the file beside the boundaries, or in the option --country."),
            _("Read as such keys."),
            _("If they are others: --country de, at, ch, fr, it, nl, lau or other."),
        ),
        "key_system_unknown": Kind(
            "info",
            _("The keys have the form of no key system that is known and fits the place of the areas."),
            _("The key system in the file beside the boundaries, or in the option --country."),
            _("They stay as they stand; districts and states are not derived from them."),
            _("If they are of a known one: --country de, at, ch, fr, it, nl or lau."),
        ),
        "gebietsstand_unknown": Kind(
            "warning",
            _("The product does not tell on which date its boundaries were valid."),
            _("A Gebietsstand, such as 2024-01-01."),
            _("Left empty."),
            _("Name it with --gebietsstand; the source note has its year from there, or from --year."),
        ),
        "encoding_assumed": Kind(
            "info",
            _("The shapefile does not tell how its texts are encoded."),
            _("A file .cpg beside it."),
            _("Read as {encoding}, because its umlauts are then right."),
            _("Check a name with an umlaut."),
        ),
        "encoding_contradicted": Kind(
            "info",
            _("The texts of the shapefile are not in the encoding that its file .cpg names."),
            _("The encoding of the texts in the file .cpg."),
            _("Read as {encoding}."),
            _("Check a name with an umlaut; correct the file .cpg."),
        ),
        "population_missing": Kind(
            "info",
            _("{count} municipalities have no number of inhabitants."),
            _("Inhabitants for each municipality."),
            _("The city-hinterland rule treats them as no core city."),
            _("Load a table with --attributes."),
        ),
        "population_unavailable": Kind(
            "warning",
            _("Neither inhabitants nor central-place levels are loaded."),
            _("One of the two, to recognise core cities."),
            _("The pattern city-hinterland was not tested."),
            _("Load a table with --attributes."),
        ),
        "attribute_invalid": Kind(
            "error",
            _("{value} in the column {column} cannot be used."),
            _("{wanted}"),
            _("The value was left out."),
            _("Correct the value."),
        ),
        "number_open": Kind(
            "error",
            _("{value} in the column {column} can be {first} or {second}."),
            _("Numbers in a column whose other cells tell what its stops and commas mean."),
            _("The value was left out."),
            _("Write all numbers of the column without signs between thousands."),
        ),
        "number_mixed": Kind(
            "warning",
            _("{value} is written otherwise than most numbers of the column {column}."),
            _("One way of writing in a column."),
            _("Read as {number}."),
            _("Check it, and write all numbers of the column without signs between thousands."),
        ),
        "attribute_summed": Kind(
            "warning",
            _("The municipality {value} is part of {key} today; its inhabitants were summed: {candidates} = {total}."),
            _("Inhabitants of the municipality of the boundaries."),
            _("The sum was used."),
            _("Give the inhabitants of {key} itself, where they are known."),
        ),
        "attribute_not_summed": Kind(
            "warning",
            _("The municipality {value} is part of {key} today; these columns cannot be summed: {columns}"),
            _("Values of the municipality of the boundaries."),
            _("These values were left out."),
            _("Give the values of {key} itself."),
        ),
        "attribute_merger_incomplete": Kind(
            "warning",
            _("The municipality {value} is part of {key} today; inhabitants of other parts are missing: {lacking}"),
            _("All parts of a municipality that was merged."),
            _("Nothing was summed."),
            _("Complete the table, or give the inhabitants of {key} itself."),
        ),
        "attribute_merger_unclear": Kind(
            "warning",
            _("The municipality {value} is part of {key} today; the table has that too, or several dates."),
            _("Inhabitants of one date, and each inhabitant once."),
            _("Nothing was summed."),
            _("Take out what stands twice, or give one date for all."),
        ),
        "attribute_estimated": Kind(
            "warning",
            _("The municipality {value} was divided; its inhabitants were divided by area: {candidates}"),
            _("Inhabitants of the municipalities of the boundaries."),
            _("The estimate was used; these columns were left out: {columns}"),
            _("Give the inhabitants of the successors, where they are known."),
        ),
        "attribute_split_open": Kind(
            "warning",
            _("The municipality {value} was divided: {candidates}"),
            _("Inhabitants of the municipalities of the boundaries."),
            _("Nothing was divided, since shares, dates or successors are not complete."),
            _("Give the inhabitants of the successors."),
        ),
        "zone_merged": Kind(
            "info",
            _("The municipality {value} is part of {key} today, which has the same zone."),
            _("One row for each municipality."),
            _("Counted once."),
            _("Nothing to do."),
        ),
        "zone_differs": Kind(
            "warning",
            _("The municipality {value} is part of {key} today, whose other parts belong to another zone."),
            _("One zone for each municipality."),
            _("The row was not used."),
            _("Name the zone of {key}."),
        ),
        "columns_unused": Kind(
            "info",
            _("Columns whose headings are not known here: {value}."),
            _("Headings of the layout, or those that a column map names."),
            _("Not used."),
            _("If they are wanted, rename them, or name them in a column map."),
        ),
        "column_no_numbers": Kind(
            "info",
            _("The column {column} holds texts, such as {value}."),
            _("Numbers, such as 12.5."),
            _("Not used: further columns of attributes are numbers."),
            _("If they are numbers, write them without signs and words; a unit belongs into the heading."),
        ),
        "columns_of_boundaries": Kind(
            "info",
            _("Columns that the boundaries have themselves: {value}."),
            _("Other headings for further numbers."),
            _("Not used: those of the boundaries stand."),
            _("If they hold something else, give them other headings."),
        ),
        "attribute_key_unknown": Kind(
            "warning",
            _("The key {value} of this table is not in the boundaries."),
            _("Keys of the Gebietsstand of the boundaries."),
            _("The row was not used."),
            _("Check the Gebietsstand of both files."),
        ),
        "attribute_kept": Kind(
            "warning",
            _("{count} municipalities have no value of this table that can be used: {value}."),
            _("A value that can be read in each row."),
            _("The value of the boundaries was kept for them."),
            _("Correct the values of the table, or leave the cells empty to say so."),
        ),
        # records
        "value_missing": Kind(
            "error",
            _("The column {column} is empty."),
            _("A value in each row."),
            _("The row was not used."),
            _("Fill in the value."),
        ),
        "cooperation_missing": Kind(
            "error",
            _("The column {column} names no cooperation for “{value}”."),
            _("The name of a cooperation in each row."),
            _("The row was not used."),
            _("Fill it in; or set fill_down if an empty cell stands for the cooperation above."),
        ),
        "cooperation_duplicate": Kind(
            "error",
            _("The cooperation {value} stands more than once."),
            _("Each cooperation_id once."),
            _("The first row was used."),
            _("Give each cooperation an id of its own."),
        ),
        "cooperation_unknown": Kind(
            "error",
            _("The cooperation {value} is not in the table of cooperations."),
            _("A cooperation_id of the table of cooperations."),
            _("The row was not used."),
            _("Add the cooperation, or correct the id."),
        ),
        "topic_unknown": Kind(
            "warning",
            _("“{value}” is none of the known topics."),
            _("A topic by its name or code; the template names them all."),
            _("Read as “unknown”."),
            _("Correct the word, or add it to the words of the project."),
        ),
        "code_unknown": Kind(
            "warning",
            _("“{value}” in the column {column} is none of the known {list}."),
            _("One of: {known}."),
            _("Read as “unknown”."),
            _("Correct the word, or add it to the words of the project."),
        ),
        "word_read": Kind(
            "info",
            _("“{value}” in the column {column} is a word for “{label}”."),
            _("A known word or code."),
            _("Read as “{label}”."),
            _("Decide otherwise by hand if something else is meant."),
        ),
        "word_unknown": Kind(
            "warning",
            _("“{value}” in the column {column} is none of the known {list} ({count} cooperations)."),
            _("A known word. Similar: {candidates}."),
            _("Kept as it is written; counts as “unknown”."),
            _("Decide by hand what it means; the decision is kept in decisions.csv."),
        ),
        "stage_unknown": Kind(
            "warning",
            _("The status “{value}” in the column {column} is not understood ({count} cooperations)."),
            _("A known word. Similar: {candidates}."),
            _("Kept as it is written; counts as “unknown”: whether the work goes on must be checked."),
            _("Decide by hand what it means; the decision is kept in decisions.csv."),
        ),
        "grade_unknown": Kind(
            "error",
            _("“{value}” does not say how thoroughly a survey was made."),
            _("Register, survey or desk research."),
            _("The scope was not used: its area counts as not surveyed."),
            _("Correct the grade."),
        ),
        "membership_unknown": Kind(
            "warning",
            _("{value} in the column {column} does not tell whether the authority is a member."),
            _("Member, unclear or former."),
            _("Read as unclear: shown, but not counted."),
            _("Correct the code."),
        ),
        "covers_unknown": Kind(
            "warning",
            _("{value} in the column {column} does not say what the member stands for."),
            _("whole (all its municipalities), self (itself only), or empty."),
            _("Treated as empty: the rule of the method decides."),
            _("Correct the entry, or leave it empty."),
        ),
        "number_malformed": Kind(
            "warning",
            _("{value} in the column {column} is not a number of 0 or more."),
            _("A number such as 12.5 or 12,5."),
            _("Treated as unknown."),
            _("Correct the number."),
        ),
        "date_malformed": Kind(
            "warning",
            _("{value} in the column {column} is not a date."),
            _("YYYY, YYYY-MM, YYYY-MM-DD or DD.MM.YYYY."),
            _("Treated as unknown."),
            _("Correct the date."),
        ),
        "date_approximate": Kind(
            "info",
            _("{value} in the column {column} is not an exact date."),
            _("YYYY, YYYY-MM, YYYY-MM-DD or DD.MM.YYYY."),
            _("Read as {read}."),
            _("Give the exact date if it is known."),
        ),
        "date_range": Kind(
            "info",
            _("{value} in the column {column} is a beginning and an end."),
            _("Beginning and end in columns of their own."),
            _("Read as {read}; an end that is empty was filled with the other half."),
            _("Give each in its own column."),
        ),
        "date_serial": Kind(
            "info",
            _("{value} in the column {column} is the number by which a spreadsheet keeps a day."),
            _("YYYY, YYYY-MM, YYYY-MM-DD or DD.MM.YYYY."),
            _("Read as {read}."),
            _("Format the column as a date before saving the table."),
        ),
        "date_open": Kind(
            "info",
            _("{value} in the column {column} says that there is no date."),
            _("A date, or nothing."),
            _("Treated as unknown; a cooperation without an end goes on."),
            _("Nothing to do."),
        ),
        "date_zero": Kind(
            "warning",
            _("{value} in the column {column} is what a spreadsheet shows for an empty date."),
            _("A date, or nothing."),
            _("Treated as unknown."),
            _("Correct the date."),
        ),
        "date_never": Kind(
            "warning",
            _("{value} in the column {column} is a date that never comes."),
            _("A date, or nothing."),
            _("Treated as unknown; a cooperation without an end goes on."),
            _("Leave it empty if there is no end."),
        ),
        "date_implausible": Kind(
            "warning",
            _("{value} in the column {column} is no plausible date of a cooperation."),
            _("A year from 1800 on."),
            _("Treated as unknown."),
            _("Correct the date."),
        ),
        "date_late": Kind(
            "warning",
            _("{value} in the column {column} lies far in the future."),
            _("A date at most {years} years behind the date of the view."),
            _("Used as it is."),
            _("Correct the date if it is a slip."),
        ),
        "end_before_start": Kind(
            "warning",
            _("The end {value} lies before the start {start}."),
            _("An end after the start."),
            _("The end was treated as unknown."),
            _("Correct one of the two dates."),
        ),
        "membership_duplicate": Kind(
            "error",
            _("{value} stands more than once as a member of {cooperation}."),
            _("Each membership once."),
            _("Counted once; the most certain row was used, this one was not."),
            _("Remove the surplus rows."),
        ),
        # names
        "name_matched": Kind(
            "info",
            _("“{value}” is not the official name."),
            _("The official name or its key."),
            _("Read as {name} ({key}). Rows: {rows}."),
            _("Nothing to do."),
        ),
        "name_guessed": Kind(
            "warning",
            _("“{value}” fits {name} best."),
            _("The official name or its key."),
            _("Read as {name} ({key}): the only one that comes near, or by what stands beside it. Rows: {rows}."),
            _("Check it; a decision by hand is kept in decisions.csv."),
        ),
        "name_open": Kind(
            "error",
            _("“{value}” is not certain: {candidates}."),
            _("A name that only one municipality has, or a key."),
            _("The membership was not used; no candidate was chosen."),
            _("Add the key, the district or the state, or decide by hand in decisions.csv."),
        ),
        "key_contradicts_name": Kind(
            "error",
            _("“{value}” and the key beside it contradict each other: {candidates}."),
            _("A key and a name of the same municipality."),
            _("The membership was not used; neither of the two was chosen."),
            _("Correct the key or the name, or decide by hand in decisions.csv."),
        ),
        "key_ignored": Kind(
            "warning",
            _("The key with “{value}” does not exist, or is none."),
            _("A key of 8 digits (municipality) or 5 digits (district)."),
            _("Read by its name as {name} ({key}). Rows: {rows}."),
            _("Check it, and correct the key."),
        ),
        "key_without_use": Kind(
            "warning",
            _("{value} is not a key that exists."),
            _("A key of 8 digits (municipality) or 5 digits (district)."),
            _("The name beside it was looked up instead."),
            _("Correct the key."),
        ),
        "key_unlike_name": Kind(
            "warning",
            _("“{value}” is none of the names that the boundaries know; the key with it is that of {name}."),
            _("A key and a name of the same municipality."),
            _("Read by its key as {name} ({key}). Rows: {rows}."),
            _("Check whether the key is right."),
        ),
        "key_not_in_boundaries": Kind(
            "warning",
            _("The boundaries have the district of the key {key}, but not the key."),
            _("A key of the Gebietsstand of the boundaries."),
            _("Kept as it is. Rows: {rows}."),
            _("Check the key, or load boundaries of its year."),
        ),
        "district_key_padded": Kind(
            "info",
            _("The key with “{value}” is that of a district, filled up with zeros."),
            _("A district key of 5 digits."),
            _("Read as the district {name} ({key}). Rows: {rows}."),
            _("Nothing to do."),
        ),
        "context_unknown": Kind(
            "error",
            _("What stands beside “{value}” is not understood. It could be: {candidates}."),
            _("A district or state of the boundaries, by name, key or number plate."),
            _("The membership was not used: the place may lie elsewhere."),
            _("Correct the district or state, add the key, or decide by hand in decisions.csv."),
        ),
        "name_unknown": Kind(
            "error",
            _("“{value}” is no municipality of the boundaries."),
            _("A municipality or a district of the boundaries."),
            _("The membership was not used."),
            _("Correct the name, load boundaries that reach further, or decide by hand in decisions.csv."),
        ),
        "name_actor": Kind(
            "info",
            _("“{value}” is not a municipality."),
            _("Municipalities and districts as members."),
            _("Taken as a further actor. Rows: {rows}."),
            _("Nothing to do; decisions.csv can say otherwise."),
        ),
        "name_group": Kind(
            "error",
            _("“{value}” stands for several that are not named."),
            _("One name for each member."),
            _("The membership was not used."),
            _("Name each member."),
        ),
        "list_open_end": Kind(
            "warning",
            _("“{value}” says that the list goes on: not all members are named."),
            _("One name for each member."),
            _("The members that are named were used; the membership of the cooperation counts as incomplete."),
            _("Name the other members too."),
        ),
        "group_proposed": Kind(
            "error",
            _("“{value}” stands for several that are not named: perhaps {count} municipalities."),
            _("One name for each member."),
            _("The membership was not used. Those would be: {candidates}."),
            _("Name each member, or take over those proposed after checking them."),
        ),
        "either_reading": Kind(
            "error",
            _("“{value}” can be read in different ways: {candidates}."),
            _("Names that are certain by themselves."),
            _("The membership was not used; neither reading was chosen."),
            _("Separate members by a semicolon, write what tells namesakes apart in brackets, or decide by hand."),
        ),
        "member_excluded": Kind(
            "info",
            _("“{value}” is said not to be a member."),
            _("The names of members."),
            _("Not taken as a member."),
            _("Nothing to do."),
        ),
        "cell_heading": Kind(
            "info",
            _("“{value}” stands in front of other names, with a colon."),
            _("The names of members."),
            _("Read as a heading of the names behind it, not as a member."),
            _("Write it without the colon if it is a member itself."),
        ),
        "part_as_addition": Kind(
            "warning",
            _("“{value}” was read as the addition of the name in front of it."),
            _("A semicolon between members."),
            _("Not taken as a member of its own."),
            _("Separate the two by a semicolon if both are members."),
        ),
        "member_words_read": Kind(
            "info",
            _("Words stand beside a name: “{value}”."),
            _("Role, dates and shares in columns of their own."),
            _("“{words}” was read as role, membership, dates or share of the member."),
            _("Check it in the table of members."),
        ),
        "member_words_kept": Kind(
            "warning",
            _("Words stand beside a name: “{value}”."),
            _("Role, dates and shares in columns of their own."),
            _("“{words}” was kept as a note of the member; it changes nothing else."),
            _("Correct role, dates or membership by hand where the words mean one."),
        ),
        "members_in_title": Kind(
            "warning",
            _("“{value}” names municipalities that are not listed as members: {candidates}."),
            _("The members of a cooperation in a column of members."),
            _("None was taken: a name may also say where a cooperation lies."),
            _("Write them into the column of members if they are."),
        ),
        "member_far": Kind(
            "warning",
            _("“{value}” lies far from the other members of {cooperation}: in {where}."),
            _("A member that lies with the others."),
            _("Taken by its name alone as {name} ({key})."),
            _("If another place of this name is meant, write the key or the district beside it."),
        ),
        "district_beside_members": Kind(
            "info",
            _("“{value}” stands together with municipalities of its own."),
            _("A district, or municipalities of it."),
            _("Taken as a member, too."),
            _("Remove it if it only says where the municipalities lie."),
        ),
        "name_left_out": Kind(
            "info",
            _("“{value}” names nobody, or was left out by a decision."),
            _("The name of a member."),
            _("Left out."),
            _("Nothing to do."),
        ),
        "member_missing": Kind(
            "error",
            _("The cooperation {value} has no member in this row."),
            _("A member in each row."),
            _("The row was not used."),
            _("Add the member."),
        ),
        "mark_unknown": Kind(
            "error",
            _("{value} in the column {column} is no cross."),
            _("x, yes or 1 for a member; empty otherwise."),
            _("The membership was not used."),
            _("Write x, or name another mark in the import profile (marks)."),
        ),
        "row_without_membership": Kind(
            "info",
            _("The row holds no membership: {value}"),
            _("A member and its cooperation."),
            _("Left out."),
            _("Nothing to do, if that is meant."),
        ),
        "value_varies": Kind(
            "warning",
            _("The rows of {cooperation} disagree in the column {column}: {value}."),
            _("The same value in all rows of a cooperation."),
            _("The first row was used for this column."),
            _("Correct the rows that are wrong."),
        ),
        # join
        "member_outside": Kind(
            "warning",
            _("The member {value} of {cooperation} is not in the boundaries."),
            _("A key of the boundaries loaded{gebietsstand}."),
            _("Kept and listed; it has no place on the map."),
            _("Check the Gebietsstand, or load boundaries that reach further."),
        ),
        "member_unincorporated": Kind(
            "error",
            _("{value}, a member of {cooperation}, is an unincorporated area."),
            _("A municipality or a district."),
            _("The membership was not counted: such an area has no council."),
            _("Name the municipality that is meant."),
        ),
        "single_member": Kind(
            "warning",
            _("The cooperation {value} has a single certain member."),
            _("Two or more members."),
            _("Kept and listed; no pattern can be decided."),
            _("Complete the members."),
        ),
        "no_member": Kind(
            "warning",
            _("The cooperation {value} has no certain member."),
            _("Two or more members."),
            _("Kept and listed in tables, not on the map."),
            _("Complete the members."),
        ),
        "letter_not_set": Kind(
            "warning",
            _("The column {column} of {record} has letters that the fonts of a PDF lack: {value}"),
            _("Letters of Latin, Greek, Cyrillic or Hebrew, and usual signs."),
            _("In the PDF, {sign} stands for each of them."),
            _("Write them otherwise, or write HTML, which is shown with the fonts of the reader."),
        ),
        "name_differs": Kind(
            "info",
            _("The records name {key} “{value}”, the boundaries “{name}”."),
            _("The same name in both."),
            _("The key decided. Rows: {rows}."),
            _("Check that the key is right."),
        ),
        "name_designated": Kind(
            "info",
            _("In {count} rows the designation stands with the name, such as “{value}” for “{name}”."),
            _("The same name in both."),
            _("The name of the boundaries is shown. Rows: {rows}."),
            _("Nothing to do."),
        ),
        "lau_other_countries": Kind(
            "info",
            _("{value} units of the table are of other countries."),
            _("Units of the country of the boundaries."),
            _("Not used."),
            _("Nothing to do."),
        ),
        "lau_outside": Kind(
            "info",
            _("{value} units of the table are not in the boundaries."),
            _("Units of the boundaries."),
            _("Not used."),
            _("Nothing, if the boundaries show a part of the country."),
        ),
        "lau_code_ambiguous": Kind(
            "error",
            _(
                "The code {value} ({country}) is one of several countries, "
                "and the boundaries hold it without its country."
            ),
            _("Keys with the country before the code, such as FR_01001."),
            _("Not used."),
            _("Take boundaries of one country and name it (--country), or such with keys of Eurostat (GISCO_ID)."),
        ),
        "lau_area_missing": Kind(
            "info",
            _("{value}: {count} units have no area in the table."),
            _("The area of each unit."),
            _("Area and density stay empty."),
            _("Nothing: the table has none for some countries."),
        ),
        "lau_area_unit": Kind(
            "warning",
            _("{value}: the areas of {count} units are not in the unit that the table has for this country."),
            _("Areas that come near those of the boundaries: km² in DE, DK, FI and TR, m² elsewhere."),
            _("Area and density are not used."),
            _("Check the edition of the table."),
        ),
        "lau_degree_missing": Kind(
            "info",
            _("{value}: {count} units have no degree of urbanisation."),
            _("1 (city), 2 (town or suburb) or 3 (rural)."),
            _("It stays empty."),
            _("Nothing to do."),
        ),
        "fua_without_city": Kind(
            "warning",
            _("The functional urban area {value} ({count} units) has no unit with a city."),
            _("A city in each functional urban area."),
            _("The zone is not used; distance and steps decided."),
            _("Name its core in a table of its own: key, core_key, rule."),
        ),
        "fua_core_open": Kind(
            "warning",
            _(
                "Which unit is the core of the functional urban area {value} ({count} units) is open: "
                "several have a city."
            ),
            _("Inhabitants of each of them, of which one has the most."),
            _("The zone is not used; distance and steps decided."),
            _("Name its core in a table of its own: key, core_key, rule."),
        ),
        "fua_core_outside": Kind(
            "info",
            _("The core of the functional urban area {value} ({count} units) is not in the boundaries."),
            _("The core of each zone."),
            _("The zone is not used; distance and steps decided."),
            _("Nothing, if the boundaries show a part of the country."),
        ),
        "zone_rules_mixed": Kind(
            "error",
            _("The table of commuting zones mixes the rules {value}."),
            _("One rule in a run."),
            _("The table was not used; distance and steps decided."),
            _("Split the table by rule."),
        ),
        "cells_merged": Kind(
            "info",
            _("Merged cells in rows {row} to {last}: “{value}”."),
            _("The value in each row."),
            _("Read as standing in each of these rows."),
            _("Nothing, if that is meant."),
        ),
        "file_disguised": Kind(
            "warning",
            _("The file is {value} under another name."),
            _("An ending that fits the content."),
            _("Read by its content."),
            _("Check umlauts and numbers, or save it anew as XLSX."),
        ),
        "text_without_mark": Kind(
            "info",
            _("The file is UTF-16 and does not say so."),
            _("UTF-8, or UTF-16 with a byte-order mark."),
            _("Read as UTF-16."),
            _("Check a name with an umlaut."),
        ),
        "nul_removed": Kind(
            "warning",
            _("The file holds zero bytes within its text."),
            _("A text without them."),
            _("They were taken out; what stood around them was joined."),
            _("Check the cells for missing letters, or export the list anew."),
        ),
        "table_below": Kind(
            "warning",
            _("Another table begins here: {value}"),
            _("One table on a sheet."),
            _("Its rows are not part of this table."),
            _("Import it too: choose this row as the line of headings."),
        ),
        "line_above": Kind(
            "info",
            _("Above the headings stands: {value}"),
            _("The table."),
            _("Passed over."),
            _("Nothing, if it says nothing of the rows."),
        ),
        "header_repeated": Kind(
            "info",
            _("The headings stand here again: {value}"),
            _("Headings once, above the table."),
            _("The row was passed over."),
            _("Nothing to do."),
        ),
        "header_in_two_lines": Kind(
            "info",
            _("The headings stand in two lines, {first} and {row}. {value}"),
            _("Headings in one line."),
            _("The lower ones name the columns; where they do not suffice, both do."),
            _("Nothing, if that is meant."),
        ),
        "heading_repeated": Kind(
            "warning",
            _("The heading {value} stands more than once."),
            _("Each heading once."),
            _("The further columns got a number."),
            _("Check which column is which."),
        ),
        "row_of_sums": Kind(
            "info",
            _("The row holds sums: {value}"),
            _("Rows of the table."),
            _("The row was passed over."),
            _("Nothing to do."),
        ),
        "word_joined": Kind(
            "info",
            _("A word was parted at the end of a line: {value}"),
            _("Words in one piece."),
            _("Read as: {joined}"),
            _("Check it where a hyphen belongs to a name."),
        ),
        "row_hidden": Kind(
            "warning",
            _("The row is hidden in the workbook: {value}"),
            _("Rows that are meant to count."),
            _("Read as any other row."),
            _("Check whether it counts; delete it if not."),
        ),
        "column_hidden": Kind(
            "warning",
            _("The column {value} is hidden in the workbook."),
            _("Columns that are meant to count."),
            _("Read as any other column."),
            _("Check whether it counts."),
        ),
        "sheet_hidden": Kind(
            "warning",
            _("The sheet {value} is hidden in the workbook."),
            _("Sheets that are meant to count."),
            _("It can be chosen as any other sheet."),
            _("Check whether it counts."),
        ),
        "text_struck": Kind(
            "warning",
            _("Struck out: “{value}”."),
            _("Text that is meant to count."),
            _("Read as if it were not struck out."),
            _("Delete it, or note the end of the membership."),
        ),
        "cell_comment": Kind(
            "warning",
            _("A comment stands at this cell: “{value}”."),
            _("What matters in a cell."),
            _("Not used."),
            _("Check what it says of the cell."),
        ),
        "formula_without_value": Kind(
            "error",
            _("The formula in {value} has no stored result."),
            _("Cells with their results."),
            _("Read as empty."),
            _("Open the workbook in a spreadsheet, and save it; or paste the values."),
        ),
        "signs_not_sought": Kind(
            "info",
            _("Hidden rows, struck-out text and comments are not sought in files of this kind ({value})."),
            _("XLSX, where they matter."),
            _("All rows and texts were read alike."),
            _("Save the list as XLSX, if it has any."),
        ),
        "column_unused": Kind(
            "info",
            _("The column {column} was not used; {count} cells are filled, such as: {value}"),
            _("Columns that the import knows."),
            _("Left out."),
            _("Choose what the column holds, if it matters."),
        ),
        "column_private": Kind(
            "warning",
            _("The column {column} holds contacts or passwords; {count} cells are filled."),
            _("Nothing about persons."),
            _("Left out, and its content is shown nowhere."),
            _("Delete the column before you pass the list on."),
        ),
        "cell_private": Kind(
            "warning",
            _("The column {column} holds a contact or password in this row."),
            _("Nothing about persons."),
            _("The cell was left out, and its content is shown nowhere."),
            _("Delete it before you pass the list on."),
        ),
        "sheet_not_read": Kind(
            "info",
            _("The sheet {value} was not imported."),
            _("One sheet in an import."),
            _("Left out."),
            _("Import it too, if it holds cooperations."),
        ),
        "value_filled_down": Kind(
            "info",
            _("{column} is empty; above it stands “{value}”."),
            _("The value in each row."),
            _("That of the row above was taken, as the import profile says (fill_down)."),
            _("Nothing, if that is meant; else fill in the cell."),
        ),
        "row_unreadable": Kind(
            "error",
            _("The quotation marks of this row do not fit: {value}"),
            _("A quotation mark at the beginning of a cell, and one at its end."),
            _("The row was not used."),
            _("Check the quotation marks in this row."),
        ),
        "row_too_long": Kind(
            "error",
            _("The row has {count} cells, but there are {width} headings: {value}"),
            _("As many cells as the header has."),
            _("The row was not used."),
            _("Put a cell that holds the separator into quotation marks."),
        ),
        "row_joined": Kind(
            "warning",
            _("The row has {count} cells, but there are {width} headings: its members stand in cells of their own."),
            _("The members in one cell, in quotation marks."),
            _("Read as the members {value}: all are known names, and no other cell of the row is one."),
            _("Check it; put the cell into quotation marks."),
        ),
        "register_wins": Kind(
            "info",
            _("The project has a register ({value}) and record tables in cooperations/."),
            _("One place for the records."),
            _("The register was read, the tables were not."),
            _("Bring changes of the tables into the register: geo-koop register load."),
        ),
        "register_internal": Kind(
            "info",
            _("Records that readers saw in this state of the register are internal now."),
            _("Records that are public."),
            _("They were left out."),
            _("A sheet that was printed then may show more. Who keeps the register sees them in its history."),
        ),
    }
)


_NONE: Final = pd.DataFrame(
    {name: pd.Series(dtype={"row": "Int64", "params": "object"}.get(name, "str")) for name in COLUMNS}
)


def empty() -> pd.DataFrame:
    """Return a table of findings without a row."""
    return _NONE.copy()


def report(
    code: str,
    *,
    file: str = "",
    sheet: str = "",
    row: Any = None,
    column: str = "",
    value: Any = "",
    **params: Any,
) -> pd.DataFrame:
    """Make a table of findings of one code: one row for each element of ``value``.

    Parameters
    ----------
    code : str
        A key of :data:`KINDS`.
    file, sheet, column : str
        Where it was found.
    row : int or array-like of int, optional
        Line as a person counts it: the header of a table is line 1.
    value : str or array-like
        The value as it stood in the file.
    **params
        Further values that the text names; scalars, or arrays as long as ``value``. What differs by language is
        given as ``label_de`` and ``label_en`` for ``{label}``.

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`; ``params`` holds a dictionary in each row.
    """
    kind = KINDS[code]
    values = np.atleast_1d(np.asarray(value, dtype=object))
    n = len(values)
    if n == 0:
        return empty()
    columns = {name: np.broadcast_to(np.asarray(v, dtype=object), n) for name, v in params.items()}
    rows = pd.array(np.broadcast_to(np.asarray(pd.NA if row is None else row, dtype=object), n), dtype="Int64")
    table = pd.DataFrame(
        {
            "code": pd.Series([code] * n, dtype="str"),
            "severity": pd.Series([kind.severity] * n, dtype="str"),
            "file": pd.Series([file] * n, dtype="str"),
            "sheet": pd.Series([sheet] * n, dtype="str"),
            "row": rows,
            "column": pd.Series([column] * n, dtype="str"),
            "value": pd.Series(["" if v is None or v is pd.NA else str(v) for v in values], dtype="str"),
        }
    )
    table["params"] = pd.Series(
        [dict(zip(columns, cells, strict=True)) for cells in zip(*columns.values(), strict=True)]
        if columns
        else [{} for _i in range(n)],
        dtype=object,
    )
    return table


def collect(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Join tables of findings into one, errors first, keeping the order within a severity."""
    remaining = [t for t in tables if len(t)]
    if not remaining:
        return empty()
    joined = pd.concat(remaining, ignore_index=True)
    rank = joined["severity"].map({s: i for i, s in enumerate(SEVERITIES)})
    return joined.iloc[rank.argsort(kind="stable")].reset_index(drop=True)


def render(findings: pd.DataFrame, language: str = "de") -> pd.DataFrame:
    """Word the findings in a language.

    Parameters
    ----------
    findings : pandas.DataFrame
        As made by :func:`report` or :func:`collect`.
    language : {"de", "en"}

    Returns
    -------
    pandas.DataFrame
        ``severity, code, file, sheet, row, column, value, message, expected, done, remedy``,
        aligned with the input.
    """
    translate = translator(language, "findings")
    texts = {
        code: tuple(translate(getattr(KINDS[code], part)) for part in ("message", "expected", "done", "remedy"))
        for code in findings["code"].unique()
    }
    facts = [
        {"value": value, "column": column, "row": row, **_in(language, params), **_listed(params, language, translate)}
        for value, column, row, params in zip(
            findings["value"], findings["column"], findings["row"], findings["params"], strict=True
        )
    ]
    worded = pd.DataFrame(
        [
            tuple(text.format_map(fact) for text in texts[code])
            for code, fact in zip(findings["code"], facts, strict=True)
        ],
        columns=["message", "expected", "done", "remedy"],
        index=findings.index,
        dtype="str",
    )
    order = ["severity", "code", "file", "sheet", "row", "column", "value"]
    return pd.concat([findings[order], worded], axis=1)


def _in(language: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return values with those of a language under their plain names."""
    end = f"_{language}"
    return {**params, **{name.removesuffix(end): value for name, value in params.items() if name.endswith(end)}}


def _listed(params: Mapping[str, Any], language: str, translate: Callable[[str], str]) -> dict[str, str]:
    """Return what the entries of a codelist are called, and the first of them, where a finding is about one."""
    name = params.get("codelist")
    if not name:
        return {}
    labels = list(codelists.load(str(name)).labels(language).values())
    more = ", …" if len(labels) > _FEW_WORDS else ""
    return {"list": translate(LIST_WORDS[str(name)]), "known": ", ".join(labels[:_FEW_WORDS]) + more}


def has_errors(findings: pd.DataFrame) -> bool:
    """Tell whether any finding says that a row was not used."""
    return bool((findings["severity"] == "error").any())
