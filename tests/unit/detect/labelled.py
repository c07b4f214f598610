"""A labelled set made in code: ordinary official sentences, some of them seeded with what must not be public.

Everything comes from a seed; no number belongs to anybody: identity numbers are computed from a region, a date and a
serial, cards from an issuer prefix, telephones from ranges. The ordinary sentences are of laws (著作权法第五条).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import pairwise

ORDINARY = (
    "国家秘密的密级分为绝密、机密、秘密三级，机密级国家秘密是重要的国家秘密。",
    "行政机关不得公开涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息。",
    "违反本法规定，依照《中华人民共和国治安管理处罚法》第四十二条的规定给予处罚。",
    "自2024年2月29日起至12月31日止，共计10个月，涉及资金1234567890123元。",
    "统一社会信用代码91110108MA01A2B3XK，注册号110108001234567，项目编号2023011410000123。",
    "办公地点：人民路88号政务服务中心2号楼305室，电话0551-62345678，传真010-66012345。",
    "电子邮箱：xxgk@example.gov.cn，邮政编码230001，网站标识码3401000012。",
    "户名：某市财政局，开户行：某银行，账号：01090520500120105123456。",
    "未成年人的监护人应当履行监护职责，不满十六周岁的未成年人不予拘留。",
    "| 姓名 | 村（社区） | 人数 | 金额 |\n| --- | --- | --- | --- |\n| 张三丰 | 东风村 | 2 | 800 |",
    "内部审计机构应当独立履行职责，内部资料的管理办法由各单位制定。",
    "申请人可以依申请公开的方式获取；工作人员应当保守工作秘密。",
    "| 姓名 | 残疾等级 |\n| --- | --- |\n|  |  |",
    "护照有效期十年，机动车号牌由公安机关核发，采购车辆12辆。",
    "国办发〔2017〕47号、国密办〔2017〕1号、财预〔2016〕143号。",
    "收入12 345 678 901 234元，支出 110105 199 元，比上年增长3.14159265358979%。",
    "二〇二四年一月一日起施行，一九九八年八月二十九日发布的同时废止；一、二、三、四、五、六、七、八、九、十项照办。",
    "资金1,381,234,567.80元，2024/01/02至2024/12/31，面积138/139平方米，数量138、1234、5678件，[138,1391,1402]，第150、151、152条。",
    "| 姓名 | 年龄 | 职务 |\n| --- | --- | --- |\n| 张三丰 | 42 | 儿童主任 |",
    "全市困境儿童保障工作联系人名单\n\n| 姓名 | 单位 | 职务 |\n| --- | --- | --- |\n| 张三丰 | 某镇 | 儿童督导员 |",
    "拟聘用人员名单\n\n| 姓名 | 出生年月 | 毕业院校 |\n| --- | --- | --- |\n| 张三丰 | 1996.08 | 某大学 |",
    "| 县区 | 孤儿人数 | 金额 |\n| --- | --- | --- |\n| 东风区 | 12 | 14400 |",
    "住址信息由派出所核对，住址变更的应当在30日内申报；小区配建7-9层住宅，容积率1-2。",
    "原告王大山（男，1975年3月生）与被告某公司买卖合同纠纷一案，2024年审结。",
    "| 地区 | 138 | 1391 | 1402 |\n| --- | --- | --- | --- |\n| 东区 | 138 | 1391 | 1402 |",
)
_NAMES = ("张三丰", "李小明", "王大力", "赵子龙", "刘文静", "陈建国")
_AREAS = ("110105", "340102", "440305", "510104", "650102")


@dataclass(frozen=True, slots=True)
class Case:
    rule: str
    """What must be found; empty for nothing."""
    text: str
    secret: str = ""


def identity(rng: random.Random) -> str:
    body = f"{rng.choice(_AREAS)}{rng.randint(1940, 2015)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(1, 999):03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def card(rng: random.Random) -> str:
    body = "62" + "".join(str(rng.randint(0, 9)) for _ in range(rng.choice((13, 16))))
    total = sum(int(d) if i % 2 else sum(divmod(2 * int(d), 10)) for i, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def mobile(rng: random.Random) -> str:
    return rng.choice(("138", "139", "150", "186", "177", "199")) + "".join(str(rng.randint(0, 9)) for _ in range(8))


def full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


def _spaced(text: str) -> str:
    return " ".join(text)


def _grouped(text: str) -> str:
    return (
        " ".join(text[i : i + 4] for i in range(0, len(text), 4))
        if len(text) != 11
        else f"{text[:3]}-{text[3:7]}-{text[7:]}"
    )


def _zero_width(text: str) -> str:
    return text[:5] + "\u200b" + text[5:]


def _bold(text: str) -> str:
    return text[:6] + "**" + text[6:] + "**"


def _characters(text: str) -> str:
    return "".join("〇一二三四五六七八九"[int(char)] if char.isdigit() else char for char in text)


def _capitals(text: str) -> str:
    return "".join("零壹贰叁肆伍陆柒捌玖"[int(char)] if char.isdigit() else char for char in text)


def _pieces(text: str, between: str) -> str:
    sizes = {11: (3, 4, 4), 18: (6, 8, 4)}.get(len(text), (4, 4, 4, 4, 3))
    ends = [sum(sizes[:count]) for count in range(len(sizes) + 1)]
    return between.join(piece for start, end in pairwise(ends) if (piece := text[start:end]))


def _linked(text: str) -> str:
    return f"[{text[:6]}](https://www.example.gov.cn/a){text[6:]}" if len(text) != 11 else f"{text[:3]}[{text[3:]}](https://www.example.gov.cn/)"


FORMS: tuple[Callable[[str], str], ...] = (
    str, full_width, _spaced, _grouped, _zero_width, _bold, _characters, _capitals, _linked,
    *(partial(_pieces, between=between) for between in (
        "/", "，", ",", "、", "／", ";", "；", "~", "+", "-", "—", "<br>", "*", " | ", "\t", '</b><b class="x">')),
)  # fmt: skip


def _numbers(rng: random.Random) -> Iterator[Case]:
    for form in FORMS:
        for rule, make, said in (
            ("resident-id", identity, "身份证号："), ("bank-card", card, "银行卡号："), ("mobile-number", mobile, "联系人电话"),
        ):  # fmt: skip
            number = form(make(rng))
            yield Case(rule, f"{rng.choice(ORDINARY)}\n\n{rng.choice(_NAMES)}，{said}{number}。", number)
    number = identity(rng)
    yield Case(
        "resident-id",
        f"| 姓名 | 身份证号 | 续 |\n| --- | --- | --- |\n| 张三丰 | {number[:10]} | {number[10:]} |",
        number[:10],
    )
    yield Case("resident-id", f"身份证号：{number[:6]}\n{number[6:14]}\n{number[14:]}", number[:6])
    yield Case("resident-id", f"姓名\t公民身份号码\n李小明\t{number}", number)
    yield Case("bank-card", f"户主\t一卡通账号\n李小明\t8101{rng.randint(10**11, 10**12 - 1)}")


def _words(rng: random.Random) -> Iterator[Case]:
    level = rng.choice(("绝密", "机密", "秘密"))
    star, term = rng.choice("★☆"), rng.choice(("1年", "长期", "６个月", "20年"))
    for mark in (
        f"{level}{star}{term}",
        f"{level[0]} {level[1]} {star} {term}",
        f"{level}＊{term}",
        f"| {level[0]} | {level[1]} |",
        level,
        f"密级：{level}",
    ):
        yield Case("classification-mark", f"{mark}\n\n{rng.choice(ORDINARY)}")
    yield Case("classification-mark", f"{rng.choice(ORDINARY)}\n根据市委密电〔2024〕{rng.randint(1, 99)}号。")
    for mark in (
        "内部资料　注意保存",
        "（此件不公开）",
        "此件依申请公开",
        "工作秘密★5年",
        "此 件 不 予 公 开",
        "【内部文件】",
    ):
        yield Case("internal-mark", f"{mark}\n\n{rng.choice(ORDINARY)}")
    door = f"{rng.randint(1, 30)}号楼{rng.randint(1, 6)}单元{rng.randint(101, 999)}室"
    for said in (
        f"家庭住址：幸福路{rng.randint(1, 300)}号{door}",
        f"现住东风小区{door}",
        f"户籍地：东风村{rng.randint(1, 9)}组{rng.randint(1, 99)}号",
        f"住址：东风小区{rng.randint(1, 30)}-{rng.randint(1, 6)}-{rng.randint(101, 999)}",
        f"住址：东风小区{rng.randint(1, 30)}幢{rng.randint(101, 999)}",
        f"家庭住址：东风路{rng.randint(1, 99)}弄{rng.randint(1, 30)} - {rng.randint(101, 999)}",
        f"住　址\n东风花园{rng.randint(1, 30)}—{rng.randint(101, 999)}",
        f"姓名\t家庭住址\n李小明\t东风小区{rng.randint(1, 30)}#{rng.randint(1, 6)}-{rng.randint(101, 999)}",
        f"| 姓名 | 住 址 |\n| --- | --- |\n| 李小明 | 东风里{rng.randint(1, 30)}-{rng.randint(1, 6)}-{rng.randint(101, 999)} |",
    ):
        yield Case("home-address", f"{rng.choice(ORDINARY)}\n{said}。")
    for said in (
        f"护照号码：E{rng.randint(10**7, 10**8 - 1)}",
        f"邮箱zhang{rng.randint(1, 999)}@163.com",
        f"微信号：li_{rng.randint(10**4, 10**5)}",
        f"号牌皖A{rng.randint(10**4, 10**5 - 1)}的车辆",
    ):
        yield Case("personal-identifier", f"{rng.choice(ORDINARY)}\n{said}。")
    name = rng.choice(_NAMES)
    for heads, cells in (("病种", "慢性肾病"), ("残疾等级", "二级"), ("家庭成员", "妻、子"), ("致贫原因", "因病")):
        yield Case("name-list", f"| 姓名 | {heads} |\n| --- | --- |\n| {name} | {cells} |")
        yield Case("name-list", f"序号\t姓名\t{heads}\n1\t{name}\t{cells}")
    group = rng.choice(("孤儿", "困境儿童", "留守儿童", "事实无人抚养儿童"))
    for text in (
        f"| 儿童姓名 | 类别 |\n| --- | --- |\n| {name} | {group} |",
        f"{group}基本生活费发放名单\n\n| 姓名 | 村（社区） | 金额 |\n| --- | --- | --- |\n| {name} | 东风村 | 1200 |",
        f"姓名\t人员类别\n{name}\t{group}",
        f"{group}名单：{name}、{rng.choice(_NAMES)}。",
        f"| 姓名 | 年龄 | 奖项 |\n| --- | --- | --- |\n| {name} | {rng.randint(3, 13)}岁 | 一等奖 |",
        f"| 姓名 | 年龄 |\n| --- | --- |\n| {name} | {rng.randint(14, 17)} 岁 |",
        f"| 学生姓名 | 出生年月 | 班级 |\n| --- | --- | --- |\n| {name} | 2015年3月 | 三（1）班 |",
    ):
        yield Case("name-list", text)
    yield Case(
        "sealed-penalty",
        f"违法行为人：{name}\n依据《中华人民共和国治安管理处罚法》第四十三条，决定行政拘留{rng.randint(1, 15)}日。",
    )
    yield Case("minor-in-case", f"2024年立案：被害人{name}（女，{rng.randint(2010, 2020)}年3月生）被猥亵一案。")
    yield Case("name-list", f"| 学生姓名 | 年龄 |\n| --- | --- |\n| {name} | {rng.choice('三五七九')}岁 |")
    yield Case("minor-in-case", f"被害人{name}（女，{rng.randint(3, 17)}岁）被猥亵一案已经立案。")


def cases(seed: int = 5, rounds: int = 30) -> tuple[Case, ...]:
    """The labelled set: seeded cases of every rule, and as many clean texts."""
    rng = random.Random(seed)
    made = [case for _ in range(rounds) for source in (_numbers, _words) for case in source(rng)]
    clean = [Case("", "\n\n".join(rng.sample(ORDINARY, 5))) for _ in range(len(made))]
    return (*made, *clean)
