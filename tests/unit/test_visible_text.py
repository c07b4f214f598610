"""What the proof reads of machine-readable files."""

from __future__ import annotations

import json

from zhanqun.stages.gate import scan_all
from zhanqun.stages.verify import file_text

PACKED = "163004601,xZ@AGD:2<C163004601,v[@AGD:2>03163004601,u[@AGC;2=13163004601,t[@AGE92=13163004601,s[@"


def test_counts_of_a_title_index_are_no_telephone() -> None:
    # Of 300 sites one had eleven such characters in a row: the whole build was refused.
    assert scan_all(PACKED)
    index = {"v": 1, "docs": [["关于学费的公示", "a.html"]], "index": {"n": {"df": PACKED, "gaps": PACKED}}}
    data = json.dumps(index, ensure_ascii=False, separators=(",", ":")).encode()
    text = file_text("s189/search/titles-5de35e2ce5ceb5c4.json", data)
    assert "关于学费的公示" in text
    assert not scan_all(text)


def test_titles_beside_them_are_read_and_other_files_whole() -> None:
    data = b'{"docs":[["13800138000","a.html"]],"index":{"n":{"df":"13800138001","gaps":"\\"13800138002"}}}'
    assert "13800138000" in file_text("s/search/titles-0.json", data)
    assert "1380013800" not in file_text("s/search/titles-0.json", data).replace("13800138000", "")
    assert "13800138001" in file_text("s/data/items.json", data)
