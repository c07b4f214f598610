from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from helpers.node import Node


@pytest.fixture(scope="session")
def node() -> Iterator[Node]:
    process = Node(Path(__file__).with_name("driver.js"))
    yield process
    process.close()
