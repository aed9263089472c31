//! The list of entries.

use super::Takes::{
    Colour, Count, Flag, Length, Number, Size, Space, Spacing, Text, Type, Whole, Word,
};
use super::{Group, Key, Takes};

const fn key(name: &'static str, takes: Takes, en: &'static str, zh: &'static str) -> Key {
    Key {
        name,
        takes,
        en,
        zh,
    }
}

/// Names of the faces.
const FACES: &[&str] = &["fangsong", "song", "hei", "kai", "title"];
const PLACES: &[&str] = &["outer", "center", "inner"];
/// Styles that others may be based on.
const BASES: &[&str] = &["gongwen", "xinhan", "mingling", "jiyao", "book"];

/// All tables but that of the roles.
pub const GROUPS: &[Group] = &[
    Group {
        name: "",
        en: "The style",
        zh: "样式",
        keys: &[
            key("name", Text, "its name", "样式名"),
            key(
                "base",
                Word(BASES),
                "the style from which all comes that is not said here",
                "没有写的各项取自哪个样式",
            ),
        ],
    },
    Group {
        name: "page",
        en: "Page and grid",
        zh: "版面",
        keys: &[
            key(
                "size",
                Size,
                "trimmed size: a name or WIDTHxHEIGHT; all that follows below is found by it",
                "开本：名称或 宽x高；以下各项随之而定",
            ),
            key(
                "font_size",
                Type,
                "size of the text's type; lines and characters follow",
                "正文字号；行数、字数随之而定",
            ),
            key(
                "line_spacing",
                Spacing,
                "distance of lines, in sizes of the type or with a unit",
                "行距：字号的倍数，或带单位",
            ),
            key("width", Length(20.0, 2000.0), "trimmed width", "成品宽"),
            key("height", Length(20.0, 2000.0), "trimmed height", "成品高"),
            key(
                "top",
                Length(0.0, 2000.0),
                "margin above the text block",
                "天头",
            ),
            key(
                "inner",
                Length(0.0, 2000.0),
                "margin at the binding",
                "订口",
            ),
            key(
                "text_width",
                Length(5.0, 2000.0),
                "width of the text block",
                "版心宽",
            ),
            key(
                "text_height",
                Length(5.0, 2000.0),
                "height of the text block",
                "版心高",
            ),
            key("lines", Whole(1.0, 500.0), "lines on a page", "每面行数"),
            key(
                "chars",
                Whole(1.0, 500.0),
                "characters in a line",
                "每行字数",
            ),
            key(
                "folio_drop",
                Length(0.0, 2000.0),
                "from the text block down to the page number",
                "版心到页码",
            ),
            key(
                "head_rise",
                Length(0.0, 2000.0),
                "from the text block up to the running head",
                "版心到书眉",
            ),
            key("running_heads", Flag, "running heads at the top", "有书眉"),
            key(
                "folio_dashes",
                Flag,
                "dashes beside the page number: — 1 —",
                "页码两侧加横线：— 1 —",
            ),
            key(
                "recto",
                Flag,
                "pieces begin on right-hand pages",
                "各篇起于右页（单页）",
            ),
            key(
                "kinsoku",
                Word(&["basic", "gb", "strict"]),
                "marks that lines may not begin or end with",
                "避头尾：基本、国标、严格",
            ),
            key(
                "hanging",
                Flag,
                "、，。 at a line's end stand in the margin",
                "行末的、，。悬于版心之外",
            ),
            key(
                "hyphenate",
                Flag,
                "English words may be divided",
                "英文单词可断开",
            ),
            key(
                "notes",
                Word(&["foot", "end"]),
                "notes at the foot of the page or the end of the piece",
                "注释在页末或篇末",
            ),
            key(
                "front_folios",
                Flag,
                "roman page numbers in the contents",
                "目录页用罗马数字页码",
            ),
            key(
                "imprint",
                Flag,
                "a page at the end that names book, maker and size",
                "书末有版本记录页",
            ),
            key(
                "gutter",
                Word(&["", "kdp", "glued"]),
                "rules of shops for the margin at the binding by the number of pages",
                "印厂按页数加宽订口的规定",
            ),
            key(
                "word_line",
                Whole(60.0, 31_680.0),
                "exact height of a line in Word, in twips",
                "Word 中的固定行距（1/20 磅）",
            ),
        ],
    },
    Group {
        name: "vertical",
        en: "The text block in vertical writing",
        zh: "竖排的版心",
        keys: &[
            key("top", Length(0.0, 2000.0), "margin above the lines", "天头"),
            key(
                "inner",
                Length(0.0, 2000.0),
                "margin at the binding, at the right of odd pages",
                "订口（单页在右）",
            ),
            key("length", Length(5.0, 2000.0), "length of a line", "行长"),
            key(
                "breadth",
                Length(5.0, 2000.0),
                "what all lines of a page take",
                "各行所占的宽度",
            ),
            key("lines", Whole(1.0, 500.0), "lines on a page", "每面行数"),
            key(
                "chars",
                Whole(1.0, 500.0),
                "characters in a line",
                "每行字数",
            ),
            key(
                "folio_drop",
                Length(0.0, 2000.0),
                "from the text block to head and number in the outer margin",
                "版心到切口处的书眉和页码",
            ),
        ],
    },
    Group {
        name: "heads",
        en: "Running heads",
        zh: "书眉",
        keys: &[
            key(
                "verso",
                Text,
                "over left-hand pages: words with {book}, {piece}, {page}",
                "左页的书眉，可用 {book}（书名）、{piece}（篇名）、{page}（页码）",
            ),
            key("recto", Text, "over right-hand pages", "右页的书眉"),
            key(
                "place",
                Word(PLACES),
                "at the outer side, in the middle, at the binding",
                "在切口一侧、居中、订口一侧",
            ),
            key("rule", Flag, "a rule below them", "书眉下加线"),
            key(
                "openings",
                Flag,
                "also where a piece begins",
                "一篇起首的页面也有书眉",
            ),
        ],
    },
    Group {
        name: "folios",
        en: "Page numbers",
        zh: "页码",
        keys: &[
            key(
                "text",
                Text,
                "words with {page}, {book}, {piece}; empty for the number (with dashes where page.folio_dashes says so)",
                "含 {page} 的文字，如“第{page}页”；空为页码本身",
            ),
            key(
                "place",
                Word(PLACES),
                "at the outer side, in the middle, at the binding",
                "在切口一侧、居中、订口一侧",
            ),
            key(
                "openings",
                Flag,
                "also where a piece begins",
                "一篇起首的页面也有页码",
            ),
        ],
    },
    Group {
        name: "ornaments",
        en: "Ornaments",
        zh: "装饰",
        keys: &[
            key(
                "scene",
                Text,
                "the mark between scenes, in place of the text's own; empty to keep that",
                "场景之间的记号，代替原文的；空为照原文",
            ),
            key(
                "opening_rule",
                Flag,
                "a short rule below the title of a piece",
                "篇名之下加短线",
            ),
            key(
                "vertical_title",
                Flag,
                "titles of pieces of up to eight characters stand one below the other",
                "八字以内的篇名竖写",
            ),
        ],
    },
    Group {
        name: "proportions",
        en: "What pages of other sizes are made from",
        zh: "其他开本所依的比例",
        keys: &[
            key(
                "most_chars",
                Whole(10.0, 100.0),
                "the type grows where more characters would stand in a line",
                "每行超过此数时字号加大",
            ),
            key(
                "page.width",
                Number(0.1, 1.0),
                "width of the text block, of the page's",
                "版心宽与页宽之比",
            ),
            key(
                "page.height",
                Number(0.1, 1.0),
                "height of the text block, of the page's",
                "版心高与页高之比",
            ),
            key(
                "page.inner",
                Number(0.0, 0.5),
                "margin at the binding, of the page's width",
                "订口与页宽之比",
            ),
            key(
                "page.top",
                Number(0.0, 0.5),
                "margin at the head, of the page's height",
                "天头与页高之比",
            ),
            key(
                "page.line_spacing",
                Number(1.0, 4.0),
                "distance of lines in sizes of the type",
                "行距为字号的几倍",
            ),
            key(
                "page.spacing_step",
                Number(0.0, 0.2),
                "what each character more in a line adds to it",
                "每行多一字，行距增加多少",
            ),
            key(
                "vertical.width",
                Number(0.1, 1.0),
                "the same in vertical writing",
                "竖排时的同一项",
            ),
            key(
                "vertical.height",
                Number(0.1, 1.0),
                "the same in vertical writing",
                "竖排时的同一项",
            ),
            key(
                "vertical.inner",
                Number(0.0, 0.5),
                "the same in vertical writing",
                "竖排时的同一项",
            ),
            key(
                "vertical.top",
                Number(0.0, 0.5),
                "the same in vertical writing",
                "竖排时的同一项",
            ),
            key(
                "vertical.line_spacing",
                Number(1.0, 4.0),
                "the same in vertical writing",
                "竖排时的同一项",
            ),
            key(
                "vertical.spacing_step",
                Number(0.0, 0.2),
                "the same in vertical writing",
                "竖排时的同一项",
            ),
        ],
    },
    Group {
        name: "paper",
        en: "What official papers show beside their text",
        zh: "公文的版头",
        keys: &[
            key(
                "form",
                Word(&["general", "letter", "order", "minutes"]),
                "form of the paper",
                "格式：一般、信函、命令、纪要",
            ),
            key(
                "sign",
                Word(&["seal", "plain", "stamp"]),
                "how it is signed",
                "加盖印章、不加盖印章、加盖签名章",
            ),
            key(
                "issuer",
                Text,
                "发文机关标志; several are parted by |",
                "发文机关标志，多个以 | 分隔",
            ),
            key("copy", Text, "份号", "份号"),
            key("secrecy", Text, "密级和保密期限", "密级和保密期限"),
            key("urgency", Text, "紧急程度", "紧急程度"),
            key("number", Text, "发文字号", "发文字号"),
            key("signer", Text, "签发人", "签发人"),
        ],
    },
];

/// Roles of text.
pub const ROLES: &[(&str, &str, &str)] = &[
    ("body", "running text", "正文"),
    ("title", "title above a text of one piece", "单篇的题名"),
    ("cover", "title on the title page", "扉页上的书名"),
    ("subtitle", "subtitle", "副题"),
    ("volume", "heading of a volume", "卷、辑的题名"),
    ("piece", "heading of a piece", "篇名、章名"),
    (
        "heading1",
        "first heading below a piece: 一、",
        "一级标题：一、",
    ),
    ("heading2", "second heading: （一）", "二级标题：（一）"),
    ("heading3", "deeper headings", "三级以下标题"),
    ("salutation", "同志们：", "称呼"),
    ("closing", "谢谢大家！", "结束语"),
    ("signature", "signature", "署名"),
    ("date", "date", "日期"),
    ("docnumber", "发文字号", "发文字号"),
    ("verse", "verse", "诗"),
    ("quotation", "quotation, preface", "引文"),
    ("note", "notes", "注释"),
    ("toc1", "contents, first level", "目录第一级"),
    ("toc2", "contents, deeper", "目录其余各级"),
    ("folio", "page number and running head", "页码、书眉"),
];

/// Entries of every role.
pub const ROLE_KEYS: &[Key] = &[
    key("face", Word(FACES), "typeface", "字体"),
    key("size", Type, "size of type", "字号"),
    key(
        "indent",
        Count(0.0, 100.0),
        "first-line indent in characters",
        "首行缩进，字",
    ),
    key(
        "align",
        Word(&["justify", "left", "center", "right"]),
        "alignment",
        "对齐：两端、左、中、右",
    ),
    key(
        "before",
        Space,
        "space before it: lines, or points (12pt)",
        "段前：行数，或磅数（12pt）",
    ),
    key("after", Space, "space after it", "段后"),
    key(
        "bold",
        Flag,
        "bold: in PDFs the heavier face (Song: 小标宋; Fangsong, Kai: 黑体)",
        "加粗：PDF 中换用粗体（宋体换小标宋，仿宋、楷体换黑体）",
    ),
    key(
        "italic",
        Flag,
        "italic: in PDFs 楷体, as Chinese books render it",
        "斜体：PDF 中用楷体，与中文图书的习惯相同",
    ),
    key(
        "colour",
        Colour,
        "colour: #c00000, or black, grey, red, blue, green, brown; black in the print profile",
        "颜色：#c00000，或 black、grey、red、blue、green、brown；印刷配置中为黑色",
    ),
    key(
        "letter_space",
        Number(0.0, 2.0),
        "space between characters, in characters",
        "字距，以字计",
    ),
    key(
        "latin",
        Word(FACES),
        "the face of Latin letters and figures, where it is another",
        "西文和数字另用的字体",
    ),
];

/// Words for entries that people know from elsewhere.
pub(super) const OTHERS: &[(&str, &str)] = &[
    ("font", "face"),
    ("typeface", "face"),
    ("font_family", "face"),
    ("fontfamily", "face"),
    ("字体", "face"),
    ("fontsize", "size"),
    ("font-size", "size"),
    ("字号", "size"),
    ("color", "colour"),
    ("颜色", "colour"),
    ("weight", "bold"),
    ("font_weight", "bold"),
    ("加粗", "bold"),
    ("italics", "italic"),
    ("slanted", "italic"),
    ("spacing", "letter_space"),
    ("letter_spacing", "letter_space"),
    ("tracking", "letter_space"),
    ("字距", "letter_space"),
    ("justify", "align"),
    ("alignment", "align"),
    ("text_align", "align"),
    ("对齐", "align"),
    ("text_indent", "indent"),
    ("first_line", "indent"),
    ("indentation", "indent"),
    ("缩进", "indent"),
    ("space_before", "before"),
    ("margin_top", "before"),
    ("段前", "before"),
    ("space_after", "after"),
    ("margin_bottom", "after"),
    ("段后", "after"),
    ("english", "latin"),
    ("西文", "latin"),
    ("margin_inner", "inner"),
    ("margin_left", "inner"),
    ("binding", "inner"),
    ("订口", "inner"),
    ("top_margin", "top"),
    ("天头", "top"),
    ("format", "size"),
    ("paper_size", "size"),
    ("开本", "size"),
    ("leading", "line_spacing"),
    ("line_height", "line_spacing"),
    ("行距", "line_spacing"),
    ("header", "heads.recto"),
    ("headers", "heads.recto"),
    ("running_head", "running_heads"),
    ("书眉", "running_heads"),
    ("footer", "folios.text"),
    ("page_number", "folios.text"),
    ("页码", "folios.text"),
    ("inherit", "base"),
    ("inherits", "base"),
    ("extends", "base"),
    ("parent", "base"),
];

/// Colours that have names.
pub(super) const COLOURS: &[(&str, [u8; 3])] = &[
    ("black", [0, 0, 0]),
    ("grey", [112, 112, 112]),
    ("gray", [112, 112, 112]),
    ("red", [200, 16, 24]),
    ("blue", [24, 64, 140]),
    ("green", [24, 104, 64]),
    ("brown", [112, 72, 40]),
];
