"""What two sets of cooperations have in common, and where they differ."""

import pandas as pd

SIDES = ("left", "both", "right")


def cooperations(left: pd.Index, right: pd.Index) -> pd.Series:
    """Tell for each cooperation of two sets on which side it stands.

    Parameters
    ----------
    left, right : pandas.Index
        Ids.

    Returns
    -------
    pandas.Series
        Indexed by id, one of :data:`SIDES`; first those of the left.

    Examples
    --------
    >>> cooperations(pd.Index(["a", "b"]), pd.Index(["b", "c"])).to_dict()
    {'a': 'left', 'b': 'both', 'c': 'right'}
    """
    ids = left.union(right, sort=False)
    side = pd.Series("both", index=ids, dtype="str", name="side")
    side[~ids.isin(right)] = "left"
    side[~ids.isin(left)] = "right"
    return side


def numbers(left: pd.Series, right: pd.Series) -> pd.DataFrame:
    """Set two series of numbers side by side.

    Parameters
    ----------
    left, right : pandas.Series
        Of numbers, with unique indexes; what one of them lacks counts 0 there.

    Returns
    -------
    pandas.DataFrame
        ``left, right, difference`` (right less left), in the order of ``left`` and then of ``right``.

    Examples
    --------
    >>> numbers(pd.Series({"a": 1, "b": 2}), pd.Series({"b": 5, "c": 1})).values.tolist()
    [[1, 0, -1], [2, 5, 3], [0, 1, 1]]
    """
    index = left.index.union(right.index, sort=False)
    table = pd.DataFrame({"left": left.reindex(index, fill_value=0), "right": right.reindex(index, fill_value=0)})
    return table.assign(difference=table["right"] - table["left"])
