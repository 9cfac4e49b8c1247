"""
What GeoNames and OpenStreetMap call a thing, in the words of a story.

Where the kinds of a story's places have a word ("camp", "crossing", "hospital") it is that.
"""

from __future__ import annotations

from collections.abc import Mapping

_CLASSES = {
    "A": "area",
    "H": "water",
    "L": "area",
    "P": "town",
    "R": "road",
    "S": "site",
    "T": "landform",
    "U": "seabed",
    "V": "forest",
}
_CODES = {
    "country": "PCL PCLD PCLF PCLI PCLIX PCLS",
    "division": "ADM1",
    "district": "ADM2 ADM3 ADM4 ADM5 PRSH",
    "former area": "ADM1H ADM2H ADM3H ADM4H ADM5H ADMDH PCLH RGNH",
    "quarter": "PPLX",
    "former town": "PPLCH PPLH PPLQ PPLW",
    "region": "RGN RGNE RGNL TRB",
    "river": "STM STMA STMB STMC STMD STMH STMI STMIX STMM STMQ STMS STMSB STMX WTRC",
    "wadi": "WAD WADB WADJ WADM WADS WADX",
    "canal": "CNL CNLA CNLB CNLD CNLI CNLN CNLQ CNLSB CNLX DTCH DTCHD DTCHI DTCHM",
    "lake": "LK LKC LKI LKN LKNI LKO LKOI LKS LKSB LKSC LKSI LKSN LKSNI LKX",
    "reservoir": "RSV RSVI",
    "spring": "SPNG SPNS SPNT",
    "well": "WLL WLLQ WLLS WTRH",
    "marsh": "MRSH MRSHN SWMP WTLD WTLDI BOG",
    "confluence": "CNFL",
    "oasis": "OAS",
    "port": "PRT HBR HBRX WHRF QUAY",
    "base": "MILB NVB INSM BRKS FT",
    "oil field": "OILF GASF",
    "park": "PRK RES RESA RESF RESH RESN RESP RESW",
    "battlefield": "BTL",
    "camp": "CMP CMPL CMPLA CMPMN CMPO CMPRF",
    "airport": "AIRB AIRF AIRH AIRP AIRQ AIRS",
    "bridge": "BDG BDGQ",
    "dam": "DAM DAMQ DAMSB WEIR",
    "crossing": "PSTB PSTC CSTM",
    "checkpoint": "PSTP STNI",
    "hospital": "HSP HSPC HSPD HSPL CTRM",
    "school": "SCH SCHA SCHC SCHL SCHM SCHN SCHT UNIV",
    "mosque": "MSQE",
    "church": "CH",
    "prison": "PRN PRNJ PRNQ",
    "police": "PP PPQ",
    "power station": "PS PSH",
    "refinery": "OILR",
    "station": "RSTN RSTP RSTNQ RSTPQ BUSTN MTRO",
    "railway": "RR RRQ RJCT RYD TNLRR",
    "tunnel": "TNL TNLRD TNLS",
    "farm": "FRM FRMQ FRMS FRMT EST",
    "ruin": "RUIN ANS HSTS",
    "tomb": "TMB SHRN GRVE",
    "island": "ISL ISLET ISLF ISLM ISLS ISLT ISLX ATOL",
    "mountain": "MT MTS PK PKS HLL HLLS MND RDGE SPUR",
    "pass": "PASS GAP SDL",
    "valley": "VAL VALS VALX GRGE CNYN",
    "desert": "DSRT ERG HMDA REG",
    "plain": "PLN PLNX PLAT PLATX",
    "cape": "CAPE HDLD PT PTS PROM PEN PENX",
}
_BY_CODE = {code: kind for kind, codes in _CODES.items() for code in codes.split()}

# In the order in which a key of OpenStreetMap says what a thing is: a town's boundary has
# `place` too, and a hospital's building is a building only if it is nothing else.
_KEYS = (
    *("place", "boundary", "aeroway", "barrier", "military", "amenity", "healthcare", "bridge"),
    *("man_made", "waterway", "natural", "railway", "highway", "historic", "landuse", "leisure"),
    *("tourism", "power", "office", "shop", "building"),
)
_TAGS = {
    "place": {
        "town": "city town village hamlet isolated_dwelling municipality allotments",
        "quarter": "suburb quarter neighbourhood borough city_block",
        "country": "country",
        "division": "state province",
        "district": "district county",
        "island": "island islet archipelago",
        "water": "sea ocean",
        "place": "locality",
    },
    "aeroway": {"airport": "aerodrome airstrip heliport helipad"},
    "barrier": {"crossing": "border_control"},
    "military": {"base": "base barracks naval_base", "airport": "airfield"},
    "amenity": {
        "hospital": "hospital clinic doctors",
        "school": "school college university kindergarten",
        "camp": "refugee_site",
    },
    "healthcare": {"hospital": "hospital clinic doctor centre"},
    "bridge": {"bridge": "yes viaduct"},
    "man_made": {"bridge": "bridge", "mine": "mineshaft adit"},
    "waterway": {"river": "river stream", "canal": "canal ditch drain", "dam": "dam weir"},
    "natural": {
        "mountain": "peak hill ridge volcano mountain_range",
        "pass": "saddle mountain_pass",
        "marsh": "wetland",
        "cape": "cape peninsula",
        "water": "water bay strait",
    },
    "railway": {"station": "station halt", "railway": "rail"},
    "highway": {
        "road": "motorway trunk primary secondary tertiary unclassified residential track service",
        "station": "bus_stop",
    },
    "historic": {"ruin": "ruins archaeological_site", "tomb": "tomb"},
    "landuse": {"base": "military", "port": "port harbour"},
}
_BY_TAG = {
    (key, value): kind
    for key, kinds in _TAGS.items()
    for kind, values in kinds.items()
    for value in values.split()
}
_LEVELS = {"2": "country", "3": "division", "4": "division"}
_WORSHIP = {"muslim": "mosque", "christian": "church", "jewish": "synagogue"}


def kind_of_code(feature_class: str, feature_code: str) -> str:
    """
    Return what a feature of GeoNames is, by its class and code ("P", "PPL": town).

    The codes are those of https://www.geonames.org/export/codes.html. One that is not in our
    table is called by what its class holds.
    """
    return _BY_CODE.get(feature_code, _CLASSES.get(feature_class, "place"))


def kind_of_tags(tags: Mapping[str, str]) -> str:
    """
    Return what the tags of OpenStreetMap say that a thing is; "place" where none says it.

    A tag that is not in our table speaks for itself: amenity=fire_station is a fire station.
    https://wiki.openstreetmap.org/wiki/Map_features tells what the tags mean.
    """
    for key in _KEYS:
        value = tags.get(key, "")
        if not value or value == "no":
            continue
        if key == "boundary":
            if value != "administrative":
                return "area"
            return _LEVELS.get(tags.get("admin_level", ""), "district")
        if value == "place_of_worship":
            return _WORSHIP.get(tags.get("religion", ""), "place of worship")
        if value == "social_facility" and tags.get("social_facility:for") == "refugee":
            return "camp"
        in_words = key if value == "yes" else value
        return _BY_TAG.get((key, value), in_words.partition(";")[0].replace("_", " "))
    return "place"
