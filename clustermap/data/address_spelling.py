"""Japanese addresses folded, so that the usual spellings of one place are found to be the same.

Kanji numerals become digits, kana become katakana of one size, old characters new ones, every
hyphen one hyphen; 大字 and 字 go. The same is done to the names that are known, so what a fold
spoils, it spoils on both sides.
"""

from __future__ import annotations

import re
import unicodedata

#: Characters in which a writing is told apart from another one of the same name, never shown.
_OLD = (
    "﨑崎 埼崎 碕崎 嵜崎 龍竜 瀧滝 髙高 澤沢 濵浜 濱浜 "
    "廣広 邊辺 邉辺 齋斉 齊斉 斎斉 檜桧 竈釜 竃釜 檮梼 "
    "乃ノ 之ノ 廳庁 嶋島 嶌島 冨富 曽曾 會会 國国 縣県 "
    "區区 舘館 鰺鯵 籠篭 櫻桜 藪薮 鷗鴎 鹽塩 鹼塩 淵渕 "
    "渊渕 壽寿 榮栄 學学 靜静 檢検 總総 惣総 聲声 臺台 "
    "當当 萬万 與与 豐豊 賴頼 瀨瀬 眞真 槇槙 晝昼 驛駅 "
    "鐵鉄 鷄鶏 雞鶏 圓円 樂楽 藥薬 禮礼 禪禅 彌弥 處処 "
    "拂払 佛仏 假仮 傳伝 劍剣 劔剣 剱剣 勞労 勳勲 勵励 "
    "卷巻 咒呪 單単 圍囲 圖図 團団 堯尭 增増 墮堕 壯壮 "
    "壹壱 壹一 壱一 弌一 弍二 貳二 弐二 參三 奧奥 孃嬢 "
    "實実 寬寛 寢寝 寶宝 將将 專専 對対 屬属 峯峰 峽峡 "
    "巖巌 帶帯 廢廃 廐厩 廏厩 彈弾 徑径 從従 德徳 恆恒 "
    "惠恵 應応 懷懐 戰戦 戲戯 拔抜 擇択 擔担 據拠 攝摂 "
    "收収 敍叙 效効 敕勅 數数 斷断 曉暁 曆暦 條条 棧桟 "
    "椶棕 樓楼 樞枢 樣様 橫横 檔档 歐欧 歡歓 步歩 歲歳 "
    "歷歴 歸帰 殘残 每毎 氣気 沒没 涉渉 淨浄 淺浅 渴渇 "
    "溪渓 溫温 滿満 潛潜 澁渋 濕湿 濟済 灣湾 爐炉 燒焼 "
    "營営 爭争 犧犠 狀状 狹狭 獨独 獵猟 獸獣 甁瓶 畫画 "
    "疊畳 癡痴 發発 盡尽 礒磯 祕秘 祿禄 稱称 穗穂 穰穣 "
    "竊窃 竝並 粹粋 絲糸 經経 綠緑 緣縁 縱縦 繩縄 繪絵 "
    "繼継 續続 纖繊 罐缶 羣群 聯連 聰聡 聽聴 肅粛 膽胆 "
    "舊旧 艷艶 莊荘 莖茎 萠萌 蔣蒋 藏蔵 蘆芦 虛虚 號号 "
    "螢蛍 蟬蝉 蠶蚕 蠻蛮 衞衛 裝装 覺覚 覽覧 觀観 觸触 "
    "譯訳 證証 讓譲 讀読 變変 豫予 賣売 踐践 輕軽 轉転 "
    "辨弁 遙遥 遲遅 鄕郷 郞郎 醉酔 醫医 釋釈 錢銭 鎭鎮 "
    "鑛鉱 關関 陷陥 險険 隨随 隱隠 雙双 雜雑 靈霊 顏顔 "
    "顯顕 飜翻 餘余 騷騒 驒騨 驗験 髮髪 鬪闘 鶯鴬 麥麦 "
    "黃黄 黑黒 默黙 點点 黨党 齒歯 齡齢 龜亀 祇祗 靏鶴 "
    "鸖鶴 曻昇 桒桑 𠮷吉 𣘺橋 槗橋 栁柳 㙒野 埜野 埓埒 "
    "梹浜 泻潟 閒間 侭儘 迠辻 舩船 厶ム 苅刈 莱来 來来 "
    "萊来 鋪舗 穐秋 龝秋 坐座 嶽岳 垰峠 嵓岩 巌岩 巖岩 "
    "淸清 豬猪 甞嘗 緖緒 蠣蛎 礪砺 籔薮 棲栖 楳梅 檪櫟 "
    "畠畑 畍界 硏研 礦鉱 稻稲 箇ケ 個ケ 个ケ ヶケ ヵケ "
    "ガケ ッツ ャヤ ュユ ョヨ ァア ィイ ゥウ ェエ ォオ "
    "ヮワ ヰイ ヱエ ヲオ ヂジ ヅズ 俠侠 塡填 頰頬 剝剥 "
    "繫繋 麴麹 嚙噛 蠟蝋 屛屏 幷并 倂併 搔掻 瀆涜 瘦痩 "
    "禱祷 萊莱 驩歓 鰮鰯 鴈雁 鵞鵝 籐藤 廼ノ 迺ノ 祢禰 "
    "袮禰 "
)
_HYPHENS = "‐‑‒–—―−－﹣-˗ᅳ⁃➖─━╌╴ｰ"
_BLANKS = " \t\r　,、，。.・･/／|｜;；:：\"'“”‘’`「」『』[]【】〔〕"
#: Where blanks and 字 stood, which are gone in the fold: what follows a name there is another one.
SPACE, PART = "\x1f", "\x1e"


def _table() -> dict[int, str]:
    table = {ord(pair[0]): pair[1] for pair in _OLD.split() if len(pair) == 2}
    # a new character may be an old one's own new one
    for old, new in list(table.items()):
        table[old] = table.get(ord(new), new)
    for code in range(0x3041, 0x3097):  # hiragana, in katakana's place
        kana = chr(code + 0x60)
        table[code] = table.get(ord(kana), kana)
    table |= dict.fromkeys(map(ord, _HYPHENS), "-")
    table |= dict.fromkeys(
        map(ord, " \t\r　,、，。.・･･/／|｜;；:：\"'“”‘’`「」『』[]【】〔〕"), SPACE
    )
    table |= dict.fromkeys(map(ord, "〒\u200b\ufeff\u00ad"), "")
    return table


_FOLDED = _table()
_VALUES = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_NUMERALS = re.compile(r"([0-9]?)([〇一二三四五六七八九十百]+)(?=([0-9])?)")
_BAR = re.compile(r"(?<=[0-9])[一ー~〜](?=[0-9A-Za-z])")
_CHOME = re.compile(r"(?<=[0-9])(?:丁メ|町目|チヨウメ)")
_OF = re.compile(r"(?<=[0-9])ノ(?=[0-9])")
_DAI = re.compile(r"第(?=[0-9])")
_PARTS = re.compile(r"[大小]?字")
_BETWEEN = re.compile(f"(?<=[0-9]){SPACE}+(?=[0-9])")


def fold_address(text: str) -> str:
    r"""Fold an address, or many names joined by line feeds.

    Marks stay where blanks and 字 stood (:data:`SPACE`, :data:`PART`).

    Examples
    --------
    >>> fold_address("大手町１丁目２番３号"), fold_address("大手町一丁目2－3")
    ('大手町1丁目2番3号', '大手町1丁目2-3')
    >>> fold_address("霞が関") == fold_address("霞ヶ関"), fold_address("二十四軒二条")
    (True, '24軒2条')
    """
    plain = unicodedata.normalize("NFKC", text).translate(_FOLDED).upper()
    plain = _BAR.sub("-", plain)
    plain = _NUMERALS.sub(_number, plain)
    plain = _CHOME.sub("丁目", plain)
    if "ノ" in plain:
        plain = _OF.sub("-", plain)
    if "第" in plain:
        plain = _DAI.sub("", plain)
    if "字" in plain:
        plain = plain.replace("(大字ナシ)", "")
        plain = _PARTS.sub(PART, plain)
    if SPACE in plain:
        plain = _BETWEEN.sub("-", plain)
    return plain


def bare(folded: str) -> str:
    """Take the marks out of a folded text."""
    return folded.replace(SPACE, "").replace(PART, "")


def _number(match: re.Match[str]) -> str:
    before, run, after = match.group(1), match.group(2), match.group(3)
    if run in {"百", "〇"}:
        return before + run
    # digits beside it are another number: 三 in 字三12番地
    return f"{before}{'-' if before else ''}{value_of(run)}{'-' if after else ''}"


def value_of(run: str) -> int:
    """Return the number that kanji write.

    Examples
    --------
    >>> value_of("二十三"), value_of("一〇"), value_of("百二"), value_of("十")
    (23, 10, 102, 10)
    """
    total, digits = 0, ""
    for char in run:
        if char in "十百":
            total += (int(digits) if digits else 1) * (10 if char == "十" else 100)
            digits = ""
        else:
            digits += str(_VALUES[char])
    return total + (int(digits) if digits else 0)
