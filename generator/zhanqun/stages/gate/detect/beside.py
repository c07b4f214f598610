"""Which clean lines mean nothing more beside others: detectors put numbers, cells, parties and cases together over lines.

Titles and labels stand in hundreds of files. What is clean and stands alone need be looked at once.
"""

from __future__ import annotations

import re

from zhanqun.stages.gate.detect.folding import HAN

_SHORTEST = 4
"""Shorter ones may be half a word: 机 and 密."""
_TELLING = re.compile(
    # Figures, cells, markup.
    rf"[\d|\t｜<>*_~`\\&\[\]①-⑨⓪₀-₉Ⅹⅹ]|[{HAN}]{{3}}"
    # Cases, their parties, minors.
    r"|[罚岁案儿弃男女]|被告|原告|被害|受害|[死伤患]者|少年|学生|[其之]子|无人抚养|未成年|出生|当事人|嫌疑人|违法行为人|相对人|拘留|警告|名单|治\s*安|犯罪|侵害|性侵|猥亵|强奸|殴打|判处|起诉|侦查|事故|遇害|欺凌|虐待"
    # What says what a number or a place is.
    r"|手机|电话|联系|号码|身份|证件|居民证|卡号|[账帐][号户]|银行|一卡通|一折通|存折|开户|[地住]\s*址|家住|现住|户籍|户口|居住|护照|[行乡胞留]证"
    # Doors, what a number of a house goes on from, and halves of marks.
    r"|单元|号楼|[栋幢座弄]|[一二三四五六七八九十A-Za-z路街巷道村屯庄里组队社]\s*\Z|份\s*号|密[发电]|[绝絕机機秘祕内工]\s*\Z|\A\s*[密部作秘]"
)


def stands_alone(line: str) -> bool:
    """True for a line in which, and because of which, no detector finds more than in the lines around it alone.

    To be asked of lines in which nothing was found.
    """
    return len(line) >= _SHORTEST and _TELLING.search(line) is None
