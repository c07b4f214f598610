"""Search documents of any number from a folder of real Markdown texts; the same seed gives the same documents."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import paths  # noqa: F401
from item_texts import body_length, make_body, make_title
from source_texts import SourceText, read_sources

from zhanqun.model.catalog import Card
from zhanqun.model.ids import Address, ColumnCode, SiteId
from zhanqun.model.moment import Moment
from zhanqun.model.searching import SearchDoc

FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰志建国文斌宇浩凯健俊帆雪琳晨铁柱翠花富贵来福"
PLACES = "桃李柳杏松竹梅石桥河湾岭坪塘坝沟洼店铺寨营庄集镇前后上下东西南北大小新老"
COLUMNS = tuple(f"20-{n:02d}" for n in range(1, 13))
CODES = ("HZ", "GC", "ZB", "XM")


def make_documents(folder: Path, count: int, seed: int = 1, mean: int = 2500) -> Iterator[SearchDoc]:
    """``count`` documents, oldest numbers first; addresses are unique."""
    sources = read_sources(folder)
    rng = random.Random(seed)
    sites = max(10, min(100, count // 500))
    for number in range(count):
        yield _document(rng, sources, number, sites, mean)


def _document(rng: random.Random, sources: tuple[SourceText, ...], number: int, sites: int, mean: int) -> SearchDoc:
    first = rng.randrange(len(sources))
    day = date(2006, 1, 1) + timedelta(days=int(7600 * rng.random() ** 0.6))
    site = f"s{min(sites - 1, int(rng.paretovariate(0.9)) - 1):02d}"
    title = make_title(rng, sources[first], number)
    lines = make_body(rng, sources, first, body_length(rng, mean)).split("\n\n")
    lines.insert(rng.randrange(len(lines) + 1), injected(rng))
    agency = rng.choice(("民", "财", "教", "卫", "发改", "人社", "交", "住建"))
    doc_no = f"黄{agency}〔{day.year}〕{rng.randrange(1, 400)}号" if rng.random() < 0.6 else ""
    card = Card(
        address=Address(f"{site}/a/{day.year}/{number}.html"),
        site=SiteId(site),
        column=ColumnCode(COLUMNS[min(11, int(rng.expovariate(0.35)))]),
        kind="文件",
        title=title,
        published=Moment(day),
        formed=None,
        doc_no=doc_no,
        index_no=f"0142{site[1:]}/{day.year}-{number:05d}",
        issuer=sources[first].issuer[:40],
        validity="废止" if rng.random() < 0.04 else "有效",
        genre="",
        topics=(),
        keywords=(),
        summary="",
        until=None,
        submitted=False,
        files=0,
        start=None,
        end=None,
        feedback=None,
        sha256="",
    )
    return SearchDoc(card, "\n".join(lines), ())


def injected(rng: random.Random) -> str:
    """What real notices are searched for and texts of law lack: names, villages, telephones, codes, amounts."""
    name = rng.choice(FAMILY) + "".join(rng.choices(GIVEN, k=rng.choice((1, 2, 2))))
    village = "".join(rng.choices(PLACES, k=2)) + "村"
    phone = f"0713-{rng.randrange(6000000, 8999999)}"
    code = f"{rng.choice(CODES)}-{rng.randrange(2010, 2026)}-{rng.randrange(1000, 9999)}"
    amount = f"{rng.randrange(10, 99999)}.{rng.randrange(100):02d}"
    return f"{village}{name}户，项目编号{code}，补助{amount}元，联系电话{phone}，监测指标PM2.5。"
