"""Which index number was last published from which source, so that neither changes unnoticed."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import msgspec

from zhanqun.memo import Store
from zhanqun.model.address import site_prefix
from zhanqun.model.cluster import Cluster
from zhanqun.stages.gate import Register


class _Line(msgspec.Struct):
    """What is read of one line of the open data."""

    number: str = msgspec.field(name="索引号", default="")
    url: str = msgspec.field(name="网址", default="")


_line = msgspec.json.Decoder(_Line)


def load_published(store: Store, cluster: Cluster, out: Path, mark: str) -> dict[str, str]:
    """Index number -> source path, as the last build into ``out`` published it.

    Without a cache the published open data themselves are asked; empty when there is no output yet.
    """
    data = store.get(f"published/{mark}")
    if data is not None:
        return msgspec.msgpack.decode(data, type=dict[str, str])
    found: dict[str, str] = {}
    for site in cluster.sites:
        for path in sorted((out / "data" / site.id).glob("items-*.jsonl")):
            try:
                lines = [_line.decode(line) for line in path.read_bytes().splitlines()]
            except (OSError, msgspec.MsgspecError):
                continue
            for line in lines:
                address = unquote(urlsplit(line.url).path).lstrip("/").removeprefix(site_prefix(cluster, site.id))
                if line.number and address.endswith(".html"):
                    found[line.number] = f"sites/{site.id}/docs/{address.removesuffix('.html')}.md"
    return found


def save_published(store: Store, mark: str, register: Register) -> None:
    pairs = {
        number: path for facts in register.facts
        for path, number, state in zip(facts.paths, facts.numbers, facts.states, strict=True)
        if number and state in "is"
    }
    store.put_changed(f"published/{mark}", msgspec.msgpack.encode(pairs))
