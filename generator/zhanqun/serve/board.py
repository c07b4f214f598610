"""What the browser waits for: a number that grows with every build, and the problems of the last one."""

from __future__ import annotations

import threading
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class News:
    """State after a build."""

    number: int
    """Grows with every build."""
    good: int
    """Number of the last build that changed the output; a page older than this reloads."""
    problems: str
    """Text of the findings; empty when the last build went well."""


class Board:
    """Shared by the builder, which posts, and the connections, which wait."""

    def __init__(self) -> None:
        self._news = News(0, 0, "")
        self._changed = threading.Condition()
        self._closed = False

    @property
    def news(self) -> News:
        with self._changed:
            return self._news

    @property
    def closed(self) -> bool:
        with self._changed:
            return self._closed

    def post(self, *, problems: str) -> None:
        """A build ended; ``problems`` is empty when it went well."""
        with self._changed:
            number = self._news.number + 1
            self._news = News(number, self._news.good if problems else number, problems)
            self._changed.notify_all()

    def close(self) -> None:
        """Let every waiting connection go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def wait(self, after: int, seconds: float) -> News:
        """The news, at once when there is any after that number, else after at most so many seconds."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._news.number > after, seconds)
            return self._news
