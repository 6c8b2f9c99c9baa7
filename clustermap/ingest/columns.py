"""Finding which column of a table is which, by names in English, Japanese and Korean."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from clustermap.errors import DataError, UnknownNameError
from clustermap.messages import listed, shown
from clustermap.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pandas as pd

    from clustermap.ingest.problems import Findings

#: Names of the columns of a table of sites; the first is the shipped one.
SITES: dict[str, tuple[str, ...]] = {
    "id": ("id", "site_id", "識別子", "拠点ID", "拠点番号", "管理番号", "番号", "No", "아이디", "식별자"),
    "name_en": ("name_en", "name_english", "english_name", "英語名", "英名", "영문명", "영어명"),
    "name_ja": ("name_ja", "日本語名", "일본어명", "일본명"),
    "name_ko": ("name_ko", "韓国語名", "한국어명", "한글명"),
    "name": (
        "name", "site", "site_name", "facility", "facility_name", "plant", "factory", "title",
        "名称", "名前", "拠点", "拠点名", "施設", "施設名", "施設名称", "工場", "工場名", "事業所",
        "事業所名", "事業所名称", "企業名", "会社名", "이름", "명칭", "명", "시설명", "시설", "거점명", "거점",
        "공장명", "공장", "사업장명", "기업명",
    ),
    "sector": (
        "sector", "industry", "field", "category", "分野", "業種", "産業", "産業分野", "部門", "カテゴリ",
        "カテゴリー", "분야", "업종", "산업", "산업분야", "부문", "섹터", "folder",
    ),
    "segment": ("segment", "type", "kind", "種別", "種類", "区分", "施設区分", "세그먼트", "종류", "유형", "구분"),
    "operator": (
        "operator", "company", "owner", "operator_name", "事業者", "事業者名", "運営者", "運営",
        "運営主体", "事業主体", "企業", "会社", "운영자", "운영사", "기업", "회사", "회사명", "사업자", "운영주체",
        "企業名", "会社名", "法人名", "社名", "商号", "商号又は名称", "company_name", "firm", "firm_name",
        "기업명", "법인명", "상호",
    ),
    "operator_en": ("operator_en",),
    "operator_ja": ("operator_ja",),
    "corporate_number": (
        "corporate_number", "houjin_bangou", "法人番号", "法人NO", "法人ナンバー", "법인번호",
    ),
    "prefecture": (
        "prefecture", "prefecture_code", "pref", "pref_code", "prefecture_name", "都道府県", "県",
        "都道府県名", "県名", "都道府県コード", "県コード", "도도부현", "현", "도도부현명", "도도부현코드", "현명",
    ),
    "municipality": (
        "municipality", "municipality_ja", "municipality_name", "city", "市区町村",
        "市町村", "市区町村名", "市町村名", "自治体", "自治体名", "시구정촌", "시정촌", "시구정촌명", "지자체",
        "도시", "시군구",
    ),
    "municipality_code": (
        "municipality_code", "city_code", "muni_code", "lgcode", "jiscode", "市区町村コード",
        "市町村コード", "団体コード", "全国地方公共団体コード", "自治体コード", "行政区域コード", "地域コード",
        "시구정촌코드", "시정촌코드", "행정구역코드", "지자체코드", "code", "コード", "코드", "n03_007",
    ),
    "address": (
        "address", "full_address", "addr", "location", "住所", "所在地", "所在地住所", "住所1", "事業所所在地",
        "所在地1", "本社所在地", "本店所在地", "本社住所", "施設所在地", "施設住所", "現住所", "住所地", "立地",
        "立地場所", "주소", "소재지", "위치",
    ),
    "town": (
        "町名", "町丁目", "町域", "町域名", "町丁", "町字", "大字", "大字町丁目", "大字・町丁目", "大字町丁目名",
        "地名", "市区町村以下", "市区町村以降", "town", "town_name", "street",
    ),
    "block": (
        "番地", "丁目番地", "丁目・番地", "番地以下", "番地以降", "番地等", "番地号", "町名・番地", "町名番地",
        "街区符号・地番", "地番", "住所2", "所在地2", "block",
    ),
    "lon": (
        "lon", "lng", "long", "longitude", "経度", "東経", "経度（10進）", "경도", "동경", "x", "x座標",
        "lon_deg", "경도좌표", "longitude_deg", "fx", "point_x", "xcoord", "x_coord", "x経度", "経度x",
        "経度座標", "経度値", "経度10進", "経度10進数", "十進経度", "東経経度", "gps_lon", "gps_longitude",
    ),
    "lat": (
        "lat", "latitude", "緯度", "北緯", "緯度（10進）", "위도", "북위", "y", "y座標", "lat_deg",
        "위도좌표", "latitude_deg", "fy", "point_y", "ycoord", "y_coord", "y緯度", "緯度y", "緯度座標",
        "緯度値", "緯度10進", "緯度10進数", "十進緯度", "北緯緯度", "gps_lat", "gps_latitude",
    ),
    "point": ("point", "lonlat", "latlon", "latlng", "coordinates", "緯度経度", "経緯度", "緯度・経度", "座標",
              "좌표", "위경도", "경위도", "wkt", "geometry", "geom"),
    "datum": ("datum", "crs", "geodetic_datum", "測地系", "測地基準系", "座標系", "측지계", "좌표계"),
    "position": ("position", "accuracy", "位置精度", "精度", "위치정확도", "정확도"),
    "status": ("status", "state", "状態", "状況", "操業状況", "稼働状況", "ステータス", "상태", "현황", "가동상황"),
    "announced": (
        "announced", "announcement", "announced_date", "発表", "発表日", "公表日", "発表年月",
        "発表年", "公表年月日", "발표", "발표일", "발표연도", "발표연월",
    ),
    "opened": (
        "opened", "opening", "opened_date", "start", "operation_start", "開設", "開設日", "開設年",
        "開業", "操業開始", "稼働", "稼働開始", "稼働年", "稼働時期", "操業開始日", "操業開始年", "完成", "竣工", "設立",
        "開所", "開設年月", "年月日", "개설", "개설일", "가동", "가동연도", "가동시기", "가동개시", "준공", "설립",
        "개소",
    ),
    "investment_jpy_bn": (
        "investment_jpy_bn", "investment", "capex", "investment_amount", "投資額", "設備投資額",
        "総投資額", "投資", "事業費", "投資規模", "투자액", "투자금액", "투자", "투자규모", "총투자액",
    ),
    "subsidy_jpy_bn": (
        "subsidy_jpy_bn", "subsidy", "grant", "補助金", "補助額", "助成額", "助成金", "支援額", "보조금",
        "지원금", "보조금액",
    ),
    "jobs": ("jobs", "employees", "employment", "workers", "雇用", "雇用者数", "従業員数", "雇用人数", "従業者数",
             "人員", "고용", "고용인원", "종업원수", "직원수", "고용자수"),
    "jobs_kind": ("jobs_kind",),
    "jobs_year": ("jobs_year",),
    "anchor_id": ("anchor_id", "anchor", "アンカー", "앵커"),
    "source_url": ("source_url", "url", "source", "link", "出典", "出典URL", "リンク", "ソース", "情報源",
                   "출처", "링크", "출처URL"),
    "source_date": ("source_date", "出典日", "出典日付", "출처일"),
    "source_url_2": ("source_url_2", "出典2", "출처2"),
    "confidence": ("confidence", "確度", "확실도"),
    "checked": ("checked", "確認日", "확인일"),
    "evidence": ("evidence", "note", "notes", "remarks", "備考", "メモ", "説明", "根拠", "비고", "메모", "설명"),
}  # fmt: skip
#: Names of the columns of a table of special zones.
ZONES: dict[str, tuple[str, ...]] = {
    "id": SITES["id"],
    "name_en": SITES["name_en"],
    "name_ja": SITES["name_ja"],
    "name_ko": SITES["name_ko"],
    "name": ("name", "zone", "zone_name", "title", "名称", "区域名", "特区名", "特区", "区域", "総合特区名",
             "이름", "명칭", "특구명", "특구", "구역명"),
    "scheme": ("scheme", "type", "kind", "制度", "制度名", "区分", "種別", "제도", "제도명", "유형", "구분"),
    "focus_sectors": ("focus_sectors", "sectors", "sector", "分野", "対象分野", "重点分野", "분야", "대상분야"),
    "prefecture_codes": ("prefecture_codes", "prefectures", *SITES["prefecture"]),
    "municipality_codes": (
        "municipality_codes", "municipalities", "municipalities_ja", *SITES["municipality_code"],
        *SITES["municipality"],
    ),
    "whole_prefecture": ("whole_prefecture", "全域", "全県", "전역"),
    "designated": ("designated", "designation", "date", "指定", "指定日", "指定年月日", "指定年月", "認定日",
                   "지정", "지정일", "지정연월일"),
    "ended": ("ended", "end", "解除", "解除日", "終了", "終了日", "종료", "종료일", "해제일"),
    "programme_note_en": ("programme_note_en", "note", "notes", "備考", "概要", "説明", "비고", "설명", "개요"),
    "source_url": SITES["source_url"],
    "source_date": SITES["source_date"],
    "evidence": ("evidence", "根拠", "근거"),
}  # fmt: skip
#: Names of the column that says which area a row is of.
KEYS: tuple[str, ...] = (
    "code", "area_code", "region_code", *SITES["municipality_code"], "prefecture_code",
    "pref_code", "prefcode", "都道府県コード", "県コード", "地域コード", "도도부현코드", "地域", "地域名",
    "area", "region", "都道府県・市区町村", "全国・都道府県", *SITES["municipality"], "town",
    *SITES["prefecture"],
    "name", "名称", "이름", "지역", "지역명", "지역코드", "id",
)  # fmt: skip


def fold_header(name: str) -> str:
    """Fold a header for matching: width, case, separators, and a unit in brackets don't count.

    Examples
    --------
    >>> fold_header("投資額（億円）"), fold_header("Name_EN"), fold_header(" 経 度 ")
    ('投資額', 'nameen', '経度')
    """
    plain = fold(name)
    plain = re.sub(r"[(\[【<〔].*?[)\]】>〕]", "", plain) or plain
    return re.sub(r"[_:：/／*※#]+", "", plain)


def last_part(name: str) -> str:
    """Return the last part of a name that a header of several rows made: 総数 of 人口 総数.

    Examples
    --------
    >>> last_part("事業所 従業者数"), last_part("従業者数")
    ('従業者数', '従業者数')
    """
    return name.rsplit(" ", 1)[-1]


def find_columns(
    frame: pd.DataFrame,
    roles: Mapping[str, tuple[str, ...]],
    mapped: Mapping[str, str],
    findings: Findings,
) -> dict[str, str]:
    """Say which column plays which role.

    Parameters
    ----------
    frame : pandas.DataFrame
        The table.
    roles : mapping
        Names that each role's column goes by.
    mapped : mapping
        Role -> column, as the user says; goes before what is found.
    findings : Findings
        Where to say which columns were taken for what.

    Returns
    -------
    dict
        Role -> column of the frame.

    Raises
    ------
    DataError, UnknownNameError
        A mapped role or column is not there.
    """
    found = check_mapped(frame, roles, mapped, findings)
    folded: dict[str, str] = {}
    for name in map(str, frame.columns):
        folded.setdefault(fold_header(name), name)
    for name in map(str, frame.columns):  # a name of several rows goes by its last part too
        folded.setdefault(fold_header(last_part(name)), name)
    taken = set(found.values())
    taken_as = []
    for role, names in roles.items():
        if role in found:
            continue
        for name in names:
            column = folded.get(fold_header(name))
            if column is not None and column not in taken:
                found[role] = column
                taken.add(column)
                if column.casefold() != role:
                    taken_as.append(f"{shown(column)} as {role}")
                break
    if taken_as:
        findings.note(f"columns taken: {listed(taken_as, 30)}", kind="columns")
    return found


def check_mapped(
    frame: pd.DataFrame,
    roles: Iterable[str],
    mapped: Mapping[str, str],
    findings: Findings,
) -> dict[str, str]:
    """Return the user's own mapping, checked."""
    roles = list(roles)
    columns = list(map(str, frame.columns))
    found = {}
    for role, column in mapped.items():
        if role not in roles:
            raise UnknownNameError.of("column of clustermap's", role, roles)
        found[role] = find_column(column, columns, findings.file)
    return found


def find_column(name: str, columns: list[str], file: str) -> str:
    """Return a column that the user names; width, case and a unit in brackets don't count.

    Raises
    ------
    DataError
        No such column; the error names the nearest, and all there are.
    """
    if name in columns:
        return name
    folded = {fold(column): column for column in reversed(columns)}
    if fold(name) in folded:
        return folded[fold(name)]
    by_header = [column for column in columns if fold_header(column) == fold_header(name)]
    if len(by_header) == 1:
        return by_header[0]
    by_word = [column for column in columns if name in column.split()]
    if len(by_word) == 1:  # a header of two rows: "投資額 2024年"
        return by_word[0]
    near = difflib.get_close_matches(name, columns, n=2, cutoff=0.5)
    hint = f"Did you mean {' or '.join(map(shown, near))}? " if near else ""
    raise DataError(
        f"{file} has no column {shown(name)}.",
        f"{hint}It has: {listed(map(shown, columns), 12)}.",
    )


def parse_mapping(given: Iterable[str]) -> dict[str, str]:
    """Understand ``role=column`` pairs, as ``--map-columns`` has them (commas or repeated).

    Raises
    ------
    DataError
        Not of that form.

    Examples
    --------
    >>> parse_mapping(["name=施設名,lat=Y座標", "lon=X座標"])
    {'name': '施設名', 'lat': 'Y座標', 'lon': 'X座標'}
    """
    found: dict[str, str] = {}
    for text in given:
        for pair in re.split(r",(?=\s*[A-Za-z_]+\s*=)", text):
            role, equals, column = pair.partition("=")
            if not equals or not role.strip() or not column.strip():
                raise DataError(
                    f"{shown(pair)} does not say which column is meant.",
                    "Write ROLE=COLUMN, e.g. --map-columns name=施設名,lat=緯度,lon=経度.",
                )
            found[role.strip()] = column.strip()
    return found
