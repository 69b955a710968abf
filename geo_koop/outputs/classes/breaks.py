"""Where classes of a number begin and end, taken from its values."""

import numpy as np


def quantiles(values: np.ndarray, number: int) -> np.ndarray:
    """Return the upper bounds of classes of about equally many values, rising, each once.

    Parameters
    ----------
    values : numpy.ndarray of float
    number : int
        Of classes; fewer where many values are alike.

    Examples
    --------
    >>> quantiles(np.arange(1, 101), 5).tolist()
    [20.8, 40.6, 60.4, 80.2, 100.0]
    """
    if not len(values):
        return np.empty(0)
    return np.unique(np.quantile(values, np.arange(1, number + 1) / number))


def head_tail(values: np.ndarray) -> np.ndarray:
    """Return the upper bounds of head/tail breaks, which suit values of which few are large.

    The mean parts a tail from a head, which is parted again, until no value is left above the mean (Jiang 2013,
    The Professional Geographer 65(3), 482–494), without a limit for the share of the head.

    Examples
    --------
    >>> head_tail(np.array([1, 1, 1, 1, 2, 2, 4, 8])).tolist()
    [2.5, 6.0, 8.0]
    """
    bounds: list[float] = []
    rest = np.asarray(values, dtype=float)
    while len(rest):
        mean = float(rest.mean())
        bounds.append(mean)
        head = rest[rest > mean]
        if not len(head) or len(head) == len(rest):
            break
        rest = head
    return np.unique(bounds)
