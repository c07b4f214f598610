"""Open data: what the schema promises, what spreadsheets get, which slices a change touches."""

from __future__ import annotations

import csv
import hashlib
import json
from io import StringIO
from pathlib import Path

import jsonschema
from hypothesis import given
from hypothesis import strategies as st

from unit.machine.sample import full_items, make_catalog, make_cluster, make_item
from unit.machine.whole import DAY, machine_outputs, slices
from zhanqun.model.ids import Address
from zhanqun.stages.render.machine.kinds import SLUGS
from zhanqun.stages.render.machine.opendata import ITEM_COLUMNS, table
from zhanqun.stages.render.machine.record import FIELDS, Maker
from zhanqun.stages.render.machine.text import line, plain_cell
from zhanqun.stages.render.machine.urls import Urls


def _outputs() -> dict[str, bytes]:
    return {file.path: file.data for file in machine_outputs(make_catalog(make_cluster()))}


def test_every_published_line_is_valid_against_the_published_schema() -> None:
    files = _outputs()
    schema = json.loads(files["data/schema/item.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
    lines = [json.loads(row) for path, data in files.items() if path.endswith(".jsonl") for row in data.splitlines()]
    assert len(lines) == len(full_items(make_cluster()))
    for record in lines:
        validator.validate(record)


def test_the_schema_refuses_unknown_keys_and_another_label() -> None:
    files = _outputs()
    schema = json.loads(files["data/schema/item.schema.json"])
    record = json.loads(files["data/jiaoyu/items-2026.jsonl"])
    validator = jsonschema.Draft202012Validator(schema)
    assert not validator.is_valid({**record, "正文": "x"})
    assert not validator.is_valid({**record, "公开属性": "不予公开"})


def test_keys_come_in_one_order() -> None:
    cluster = make_cluster()
    order = [field.key for field in FIELDS]
    maker = Maker(cluster, Urls.of(cluster), DAY)
    for linked in full_items(cluster):
        keys = list(maker.record(linked))
        assert keys == sorted(keys, key=order.index)


def test_zero_opinions_received_is_said_and_not_left_out() -> None:
    cluster = make_cluster()
    record = Maker(cluster, Urls.of(cluster), DAY).record(full_items(cluster)[0])
    assert record["征集"]["反馈"] == {"日期": "2026-05-10", "收到": 0, "采纳": 0, "说明": "没有收到意见"}


def test_the_index_tells_count_size_and_digest_of_every_part() -> None:
    files = _outputs()
    index = json.loads(files["data/index.json"])
    assert index["条目数"] == len(full_items(make_cluster()))
    listed = {part["网址"].removeprefix("https://www.qihe.example/"): part for part in index["文件"]}
    assert set(listed) == {path for path in files if "/items-" in path}
    for path, part in listed.items():
        assert (part["字节数"], part["sha256"]) == (len(files[path]), hashlib.sha256(files[path]).hexdigest())


@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=2), max_size=5))
def test_any_cell_round_trips_and_none_starts_a_formula(rows: list[list[str]]) -> None:
    _check_rows(rows)


def test_cells_that_would_run_are_quoted() -> None:
    _check_rows([[f"{sign}1+1", f"'{sign}x"] for sign in "=+-@＝＋－＠"] + [["\t=1", "  =1"], ["'", "a"]])


def _check_rows(rows: list[list[str]]) -> None:
    data = table(("甲", "乙"), rows)
    assert data.startswith(b"\xef\xbb\xbf")
    _, *found = csv.reader(StringIO(data.decode("utf-8-sig"), newline=""))
    assert [[plain_cell(value) for value in row] for row in found] == [[line(value) for value in row] for row in rows]
    assert not any(value.strip()[:1] in tuple("=+-@＝＋－＠") for row in found for value in row if value.strip())


def test_the_catalogue_counts_a_column_with_all_below_it() -> None:
    files = _outputs()
    rows = {row["代码"]: row for row in csv.DictReader(StringIO(files["data/catalog.csv"].decode("utf-8-sig")))}
    assert rows["20"]["条数"] == str(len(full_items(make_cluster())) - 2)
    assert rows["20-08"]["条数"] == "0"
    own = json.loads(files["data/jiaoyu/catalog.json"])["栏目"][0]
    assert (own["条数"], own["网址"]) == (1, "https://www.qihe.example/jiaoyu/lanmu/20.html")


def test_the_same_catalogue_gives_the_same_bytes_and_fingerprints() -> None:
    assert _outputs() == _outputs()
    first, second = (slices(make_catalog(make_cluster())) for _ in range(2))
    assert [(x.name, x.fingerprint, x.paths) for x in first] == [(x.name, x.fingerprint, x.paths) for x in second]


def test_slices_name_exactly_the_files_they_make() -> None:
    found = slices(make_catalog(make_cluster(domain="https://jy.example")))
    assert len({each.name for each in found}) == len(found)
    for each in found:
        assert tuple(file.path for file in each.make()) == each.paths


def test_one_edited_item_changes_only_its_own_slices_and_equal_fingerprints_mean_equal_bytes() -> None:
    cluster = make_cluster()
    items = full_items(cluster)
    before = {each.name: each for each in slices(make_catalog(cluster, items))}
    edited = make_item(cluster, "jiaoyu", "新")
    after = {each.name: each for each in slices(make_catalog(cluster, [*items, edited]))}
    changed = {name for name, each in after.items() if before[name].fingerprint != each.fingerprint}
    assert changed == {
        "data/jiaoyu/2026", "sitemap/jiaoyu/2026", "feed/jiaoyu/all", "feed/jiaoyu/20", "feed/jiaoyu/20-01",
        "feed/portal/all", "feed/portal/20", "feed/portal/20-01",
        "feed/leixing-wenjian", "feed/zhanqun", "catalog/", "catalog/jiaoyu",
    }
    for name in set(after) - changed:
        assert [file.data for file in after[name].make()] == [file.data for file in before[name].make()]


def test_files_of_the_cluster_are_where_the_design_puts_them() -> None:
    assert {Address("data/index.json"), Address("data/catalog.csv"), Address("data/departments.json"),
            Address("data/dcat.jsonld"), Address("sitemap.xml"), Address("robots.txt")} <= set(_outputs())


def test_the_manual_lists_every_key_every_column_and_every_kind_of_feed() -> None:
    manual = (Path(__file__).parents[3] / "docs/open-data.md").read_text(encoding="utf-8")
    assert [row.split("|")[1].strip() for row in manual.splitlines() if row.startswith("| ") and row.count("|") == 4
            and not row.startswith(("| `", "| 键"))] == [field.key for field in FIELDS]
    assert "、".join(ITEM_COLUMNS) in manual
    assert all(f"{slug} {kind}" in manual for kind, slug in SLUGS.items())
