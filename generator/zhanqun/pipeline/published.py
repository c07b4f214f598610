"""Which index number was last published from which source, so that neither changes unnoticed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from zhanqun.memo import Store
from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Cluster
from zhanqun.model.facts import SiteFacts
from zhanqun.stages.gate import Register


class _Line(msgspec.Struct):
    """What is read of one line of the open data."""

    number: str = msgspec.field(name="索引号", default="")
    url: str = msgspec.field(name="网址", default="")


_line = msgspec.json.Decoder(_Line)


class Published(Mapping[str, str]):
    """Index number -> source path, as the last build published it; read when somebody asks."""

    def __init__(self, marks: Mapping[str, str], read: Callable[[], dict[str, str]]) -> None:
        self._marks = marks
        self._read = read

    def moved(self, facts: Sequence[SiteFacts]) -> list[SiteFacts]:
        """The sites whose published index numbers or paths are not what they were. All where that is not known."""
        return [each for each in facts if self._marks.get(each.site) != each.standing]

    @cached_property
    def _pairs(self) -> dict[str, str]:
        return self._read()

    def __getitem__(self, number: str) -> str:
        return self._pairs[number]

    def __iter__(self) -> Iterator[str]:
        return iter(self._pairs)

    def __len__(self) -> int:
        return len(self._pairs)


def load_published(store: Store, cluster: Cluster, out: Path, mark: str) -> Published:
    """What the last build into ``out`` published.

    Without a cache the published open data themselves are asked; empty when there is no output yet.
    """
    data = store.get(f"published/{mark}")
    marks = {} if data is None else msgspec.msgpack.decode(data, type=dict[str, str])

    def read() -> dict[str, str]:
        found: dict[str, str] = {}
        for site in sorted({*marks, *(str(site.id) for site in cluster.sites)}):
            kept = store.get(f"published/{mark}-{site}") if site in marks else None
            found |= _from_output(cluster, out, site) if kept is None else msgspec.msgpack.decode(kept, type=dict[str, str])
        return found

    return Published(marks, read)


def _from_output(cluster: Cluster, out: Path, site: str) -> dict[str, str]:
    found: dict[str, str] = {}
    if cluster.site(site) is None:
        return found
    for path in sorted((out / "data" / site).glob("items-*.jsonl")):
        try:
            lines = [_line.decode(line) for line in path.read_bytes().splitlines()]
        except (OSError, msgspec.MsgspecError):
            continue
        for line in lines:
            address = unquote(urlsplit(line.url).path).lstrip("/").removeprefix(site_prefix(cluster, site))
            if line.number and address.endswith(".html"):
                found[line.number] = f"sites/{site}/docs/{address.removesuffix('.html')}.md"
    return found


def save_published(store: Store, mark: str, register: Register) -> None:
    """The sites of which something else is published than last time, and what is published of which."""
    data = store.get(f"published/{mark}")
    before = {} if data is None else msgspec.msgpack.decode(data, type=dict[str, str])
    for facts in register.facts:
        if before.get(facts.site) != facts.standing:
            pairs = {
                number: path for path, number, state in zip(facts.paths, facts.numbers, facts.states, strict=True)
                if number and state in "is"
            }
            store.put_changed(f"published/{mark}-{facts.site}", msgspec.msgpack.encode(pairs))
    store.put_changed(f"published/{mark}", msgspec.msgpack.encode({str(each.site): each.standing for each in register.facts}))
