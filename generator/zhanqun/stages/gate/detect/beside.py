"""Which clean lines mean nothing more beside others: detectors put numbers, cells, parties and cases together over lines.

Titles and labels stand in hundreds of files. What is clean and stands alone need be looked at once.
"""

from __future__ import annotations

from zhanqun.stages.gate.detect.folding import HAN, ODD_FAST
from zhanqun.text.patterns import later

LABELS = frozenset(
    # What data formats call things.
    "@context @graph @id @type ListItem BreadcrumbList GovernmentOrganization WebPage Article NewsArticle Legislation Dataset CollectionPage "
    "DataDownload PropertyValue address author dateCreated datePublished description headline inLanguage item itemListElement keywords "
    "legislationDate legislationIdentifier legislationLegalForce legislationPassedBy name position publisher telephone url "
    "authors content_text date_published portal print sha256 cite tags title zh-CN https://schema.org https://schema.org/InForce "
    "dcat:Distribution dcat:downloadURL dcat:mediaType dct:title "
    # Labels of pages and tables.
    "首页 正文 标题 名称 类型 网址 站点 栏目 条数 路径 时限 年份 格式 来源 附件 打印 复制引用 信息要素 当前位置 文字预览 校验值 暂无内容 按年份看 "
    "索引号 主题分类 信息分类 发文字号 发布日期 成文日期 生成日期 有效性 有效 更新周期 字节数 关键词".split()
)
"""Words of the program that stand on nearly every page, too short to be left out otherwise. One missing here costs time only."""
_SHORTEST = 6
"""Shorter ones may be a name, or half a word: 机 and 密."""
_TELLING = later(
    # Figures, cells, markup, words with spaces between their characters.
    rf"[\d|\t｜<>*_~`\\&\[\]①-⑨⓪₀-₉Ⅹⅹ]|[{HAN}]{{3}}|\A\W{{0,3}}[{HAN}]|[{HAN}]\W{{0,3}}\Z|(?:[\u4e00-\u9fff][ \u3000]){{2}}"
    # What goes on from the line before or onto the next, and lines set apart.
    r"|\A[\s：:，,、·]|\s\Z|\A[\W_]{2}|[\W_]{2}\Z"
    # Marks, whole and in halves.
    r"|密|[不予请]\s*公\s*开|公开属性|内\s*部|仅供|领导|使用|参阅|参考|掌握|刊物|情况|[禁勿]|资\s*料|保\s*存|外\s*传|传\s*阅|工\s*作|秘|[此本该]\s*件|[收退]\s*回|依据|团级|不宜|不得|删减|注\s*意|[绝絕机機秘祕内工仅注外此不予申请公份治]\s*\Z|\A\W*[第号條条]|\A\s*[部作件不予公开属供意传阅存料安管理处罚法]"
    # Names one after the other, and what is said of them.
    r"|[、；，·]"
    # Cases, their parties, minors.
    r"|[罚岁案儿弃男女]|被告|原告|被害|受害|[死伤患]者|少年|学生|[其之]子|无人抚养|未成年|出生|当事人|嫌疑人|违法行为人|相对人|拘留|警告|名单|治\s*安|犯罪|侵害|性侵|猥亵|强奸|殴打|判处|起诉|侦查|事故|遇害|欺凌|虐待"
    # Lists of people, and what their columns are called.
    r"|名\s*[单册字]|名\s*\Z|一览|公示|发放|台账|情况表|明细|生活费|登记表|统计表|补助|补贴|资助|低保|特困|救助|受助|孤|困境|困难|散居|留守"
    r"|家庭|家长|成员|监护|父亲|母亲|生日|年龄|周岁|年级|班级|学籍|就读|残|病|感染|诊断|障碍|信仰|前科|毒|矫正|罪|健康|保护对象|户主|农户|[益款请取]人|人\s*\Z"
    # What says what a number or a place is.
    r"|手机|电话|联系|号码|身份|证件|居民证|卡号|[账帐][号户]|银行|一卡通|一折通|存折|开户|[地住]\s*址|住地|家住|现住|户籍|户口|居住|护照|[行乡胞留]证"
    # Doors, what a number of a house goes on from.
    r"|单元|号楼|[栋幢座弄]|[A-Za-z路街巷道村屯庄里组队社]\s*\Z|份\s*号"
)


def stands_alone(line: str) -> bool:
    """True for a line in which, and because of which, no detector finds more than in the lines around it alone.

    To be asked of lines in which nothing was found.
    """
    return line in LABELS or len(line) >= _SHORTEST and _TELLING.search(line) is None and ODD_FAST.search(line) is None
