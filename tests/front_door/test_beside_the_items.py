"""What reaches the output beside an item's own text: words of the configuration, files that two items share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.clusters import BASE, item, page
from helpers.front_door import build, write

FOLDER = "sites/jiaoyu/docs/tongzhi/2026"
SITE = "sites/jiaoyu/site.yml"
CLUSTER = "sites/_cluster/cluster.yml"
CATALOGUE = "sites/_cluster/catalog.yml"
IDENTITY = "11010519491231002X"


@pytest.mark.parametrize(("file", "more"), [
    (SITE, f"说明: 联系人身份证号{IDENTITY}\n"),
    (SITE, f"链接:\n  - {{名称: 王某{IDENTITY}, 网址: \"https://www.example.gov.cn/\"}}\n"),
    (CLUSTER, f"通知条: 王某（{IDENTITY}）已经找到\n"),
    (CLUSTER, "紧急横幅: 请联系王某 13812345678\n"),
    (CATALOGUE, f"  - {{代码: \"95\", 名称: 其他, 类型: 其他, 说明: 经办人{IDENTITY}}}\n"),
])
def test_a_personal_number_in_the_configuration_is_not_published(
    cluster: Callable[..., Path], file: str, more: str,
) -> None:
    root = cluster({file: BASE[file] + more})
    ran = build(root)
    assert (ran.code, (root / "dist").exists()) == (1, False), ran.out
    assert file in ran.out and IDENTITY not in ran.out and "13812345678" not in ran.out


def test_an_office_may_be_reached_by_a_mobile_telephone(cluster: Callable[..., Path]) -> None:
    root = cluster({SITE: BASE[SITE].replace("  联系电话: 0000-0000000", "  联系电话: \"13812345678\"")})
    ran = build(root)
    assert ran.code == 0, ran.out


def test_why_something_is_waived_excuses_no_output(cluster: Callable[..., Path]) -> None:
    """The proof of the output lets pass what configuration says, but only what pages show of it."""
    secret = "琥珀计划第三批人员名单及其安置去向"
    root = cluster({
        f"{FOLDER}/mi.md": item("一件", f"{secret}。\n", 公开属性="不予公开", 不予公开理由="国家秘密", 索引号="DEMO00032/2026-00008"),
        f"{FOLDER}/chao.md": item("另一件", "正文。\n", 索引号="DEMO00032/2026-00009", 附件="[biao.txt]"),
        f"{FOLDER}/biao.txt": "表\n",
        "sites/_cluster/waivers.yml": f"豁免:\n  - {{规则: attachment-size, 文件: {FOLDER}/chao.md, 理由: {secret}, 批准人: 李四, 至: 2026-12-31}}\n",
    })
    from zhanqun.config import load_cluster
    from zhanqun.pipeline.cleared import ClearedTexts

    loaded = load_cluster(root).cluster
    assert loaded is not None
    shown = "\n".join(ClearedTexts(loaded, {}, None, None)._configuration())  # type: ignore[arg-type]
    assert "甲县教育局" in shown and secret not in shown


def test_a_file_of_an_item_taken_down_that_another_item_still_shows_is_told(cluster: Callable[..., Path]) -> None:
    taken = f"{FOLDER}/cuo.md"
    root = cluster({
        taken: item("名单", 附件="[mingdan.txt]", 索引号="DEMO00032/2026-00008"),
        f"{FOLDER}/er.md": item("另一件", "见[名单](mingdan.txt)。\n", 索引号="DEMO00032/2026-00009"),
        f"{FOLDER}/mingdan.txt": "名单\n",
    })
    text = (root / taken).read_text("utf-8")
    write(root, {taken: text.replace("\n审查:", "\n撤回: {日期: 2026-08-20, 原因: 内容有误}\n审查:", 1)})
    ran = build(root)
    assert ran.code == 0, ran.out
    assert "[shared-attachment]" in ran.out and "已经撤下" in ran.out and f"{FOLDER}/er.md" in ran.out
    write(root, {CLUSTER: BASE[CLUSTER] + "策略: {严重程度: {shared-attachment: 错误}}\n"})
    assert build(root).code == 0


@pytest.mark.parametrize("more", [
    "  - pymdownx.snippets:\n      base_path: [sites]\n",
    "  - pymdownx.b64\n",
    "  - mdx_include\n",
    "hooks: [hook.py]\n",
    "plugins: [search]\n",
    "INHERIT: other.yml\n",
    'copyright: !!python/object/apply:eval ["open(\'ran\', \'w\')"]\n',
    'copyright: !!%70ython/object/apply:eval ["open(\'ran\', \'w\')"]\n',
])
def test_the_engine_reads_nothing_into_a_page_that_was_not_cleared(
    cluster: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, more: str,
) -> None:
    root = cluster({
        "sites/jiaoyu/docs/zhinan.md": page("指南", '正文\n\n--8<-- "jiaoyu/docs/neibu.txt"\n'),
        "sites/jiaoyu/docs/neibu.txt": "没有审查过的琥珀\n", "hook.py": "open('ran', 'w').close()\n",
    })
    base = root / "mkdocs.base.yml"
    text = base.read_text("utf-8").rstrip() + "\n"
    base.write_text((text.replace("plugins: []\n", "") if "plugins" in more else text) + more, "utf-8")
    monkeypatch.chdir(root)
    ran = build(root)
    assert (ran.code, (root / "dist").exists(), (root / "ran").exists()) == (2, False, False), ran.out
    assert "mkdocs.base.yml" in ran.err and "不能用" in ran.err, ran.err
