"""``distinct`` says what ``numpy.unique`` says, and loads nothing for it."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from zhanqun.text.distinct import distinct


@pytest.mark.parametrize("values", [[], [7], [3, 1, 3, 2, 1], [5, 5, 5], list(range(40, 0, -1))])
def test_as_numpy_says(values: list[int]) -> None:
    given = np.array(values, np.uint64)
    assert distinct(given).tolist() == np.unique(given).tolist()
    assert given.tolist() == values


def test_masked_arrays_stay_unloaded() -> None:
    code = (
        f"import sys; sys.path[:0] = {sys.path!r}; import numpy as np; from zhanqun.text.distinct import distinct;"
        "distinct(np.array([2, 1, 2])); sys.exit('numpy.ma' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
