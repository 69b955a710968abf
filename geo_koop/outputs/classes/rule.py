"""Tests by which a row belongs to a class: for tables here, as expressions in GIS programs."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Test:
    """A test of a field.

    Attributes
    ----------
    field : str
    operator : str
        ``=``, ``>=``, ``<``, ``is null``, ``has`` or ``has not`` (a code in a list joined by ``;``); ``else`` for
        what no other class holds; ``qgis`` for an expression that QGIS alone knows.
    value : str, float or bool
    """

    __test__ = False

    field: str
    operator: str
    value: str | float | bool = ""

    def expression(self) -> str:
        """Return the test as QGIS expression.

        Examples
        --------
        >>> print(Test("topics", "has", "water").expression())
        ';' || "topics" || ';' LIKE '%;water;%'
        """
        name = f'"{self.field}"'
        if self.operator in ("else", "qgis"):
            return "ELSE" if self.operator == "else" else str(self.value)
        if self.operator == "is null":
            return f"{name} IS NULL"
        if self.operator in ("has", "has not"):
            no = {"has": "", "has not": "NOT "}[self.operator]
            return f"';' || {name} || ';' {no}LIKE '%;{self.value};%'"
        if isinstance(self.value, bool):
            return f"{name} {self.operator} {str(self.value).lower()}"
        text = f"'{self.value}'" if isinstance(self.value, str) else f"{self.value:g}"
        return f"{name} {self.operator} {text}"

    def holds(self, table: pd.DataFrame) -> pd.Series:
        """Tell for each row of a table whether the test holds; a missing value passes ``is null`` alone.

        Examples
        --------
        >>> Test("n", ">=", 2).holds(pd.DataFrame({"n": [1, 2, None]})).tolist()
        [False, True, False]
        """
        if self.operator in ("else", "qgis"):
            raise ValueError(f"a table alone does not tell whether “{self.operator}” holds")
        values = table[self.field]
        if self.operator == "is null":
            return values.isna()
        if self.operator in ("has", "has not"):
            listed = ";" + values.astype("string").fillna("") + ";"
            found = listed.str.contains(f";{self.value};", regex=False).astype(bool)
            return found if self.operator == "has" else ~found
        compared = {"=": values.eq, ">=": values.ge, "<": values.lt}[self.operator](self.value)
        return compared.fillna(False).astype(bool) & values.notna()


def holding(when: tuple[Test, ...], table: pd.DataFrame) -> pd.Series:
    """Tell for each row of a table whether all tests hold."""
    found = pd.Series(True, index=table.index)
    for test in when:
        found &= test.holds(table)
    return found
