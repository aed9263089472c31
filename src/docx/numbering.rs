//! Numbers: native where Word will compute exactly the label that is shown, literal text elsewhere.
//!
//! What Word will compute is asked of the simulator in `counters`. A series that leaves its count gets a `num`
//! that starts where the source does; what hangs below it stays with that `num`, because LibreOffice keeps a
//! counter for each.

use super::counters::Counters;
use super::look::{LEVELS, Look};
use super::styles::number_properties;
use crate::roman::chinese_thousand;
use crate::style::Face;
use crate::tree::{Document, Entry, Label, Scheme, outline};
use crate::xml;
use std::collections::BTreeMap;

/// What a level prints: a number format of Word and the text around it (`（%）`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Form {
    format: &'static str,
    before: String,
    after: String,
}

impl Form {
    /// The form of a label; `None` where Word could not print it.
    fn of(label: &Label) -> Option<Self> {
        let n = label.number?;
        let shown = label.shown.as_str();
        let gap = if label.wants_space() { "\u{3000}" } else { "" };
        for format in [
            "chineseCountingThousand",
            "decimal",
            "decimalEnclosedCircle",
        ] {
            let numeral = print(format, n)?;
            let Some((before, after)) = shown.split_once(numeral.as_str()) else {
                continue;
            };
            if before.contains('%') || after.contains('%') || label.scheme == Scheme::None {
                return None;
            }
            return Some(Self {
                format,
                before: before.to_owned(),
                after: format!("{after}{gap}"),
            });
        }
        None
    }
}

/// A number as Word prints it; `None` beyond what is sure.
pub(crate) fn print(format: &str, n: u32) -> Option<String> {
    match format {
        "decimal" => Some(n.to_string()),
        "decimalEnclosedCircle" => match n {
            1..=20 => char::from_u32(0x2460 + n - 1).map(String::from),
            _ => Some("\u{0}".into()),
        },
        _ => Some(chinese_thousand(n)),
    }
}

/// How a paragraph gets its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Number {
    /// From `num` at `level`.
    Native {
        /// numId.
        num: usize,
        /// ilvl.
        level: usize,
    },
    /// The label is text; the style's own number is switched off.
    Literal,
}

impl Number {
    /// numPr, where it differs from the style's own level `own`.
    ///
    /// A number given beside the style's brings its list's indent with it, and LibreOffice forgets the style's
    /// where the number is switched off: so the style's `indent` (a `w:ind`) is said again.
    pub(super) fn properties(self, own: Option<usize>, indent: &str) -> String {
        let (num, level) = match self {
            Self::Native { num, level } if own == Some(level) && num == HEADINGS => {
                return String::new();
            }
            Self::Native { num, level } => (num, level),
            Self::Literal if own.is_some() => (0, 0),
            Self::Literal => return String::new(),
        };
        format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{num}\"/></w:numPr>{indent}")
    }
}

/// A `w:num`.
#[derive(Debug)]
struct Num {
    list: usize,
    /// Level and value to start with.
    start: Option<(usize, u32)>,
}

/// numId of the headings.
const HEADINGS: usize = 1;

/// A series outside the heading list: what it prints, and the face of its numbers where that is not the
/// paragraph's.
type Series = (Form, Option<Face>);

/// The plan of all numbers, made while the document is written in order.
#[derive(Debug)]
pub(super) struct Plan {
    /// Forms of the heading levels.
    heading: [Option<Form>; LEVELS],
    counters: Counters,
    /// `num`s that took over from the heading list's own, each with the level it began at; deepest last.
    branches: Vec<(usize, usize)>,
    /// List by kind of series.
    items: BTreeMap<Series, usize>,
    nums: Vec<Num>,
    /// The `num` in use by kind of series.
    current: BTreeMap<Series, usize>,
}

impl Plan {
    /// Chooses for each depth the form that most headings of that depth have.
    pub(super) fn of(doc: &Document) -> Self {
        let mut votes: Vec<BTreeMap<Option<Form>, usize>> = vec![BTreeMap::new(); LEVELS];
        for Entry { depth, heading, .. } in outline(doc) {
            if let Some(v) = votes.get_mut(depth - 1) {
                *v.entry(heading.label.as_ref().and_then(Form::of))
                    .or_default() += 1;
            }
        }
        let best = |v: &BTreeMap<Option<Form>, usize>| {
            v.iter()
                .max_by_key(|(_, n)| **n)
                .and_then(|(f, _)| f.clone())
        };
        let heading = std::array::from_fn(|i| votes.get(i).and_then(best));
        Self {
            heading,
            counters: Counters::default(),
            branches: Vec::new(),
            items: BTreeMap::new(),
            nums: vec![Num {
                list: 0,
                start: None,
            }],
            current: BTreeMap::new(),
        }
    }

    /// True where headings of a level are numbered by the list.
    pub(super) fn numbers(&self, level: usize) -> bool {
        self.heading
            .get(level.saturating_sub(1))
            .is_some_and(Option::is_some)
    }

    /// The number of a heading at `depth` (1-based), whose words are set in `face`.
    pub(super) fn heading(&mut self, depth: usize, label: Option<&Label>, face: Face) -> Number {
        let level = depth.saturating_sub(1);
        let Some(form) = self.heading.get(level) else {
            return Number::Literal;
        };
        let own = label.and_then(Form::of);
        if label.is_some() && own.is_none() {
            return Number::Literal;
        }
        if own != *form {
            // Another family than most headings of this level: a list of its own.
            return self.series(own.zip(label.and_then(|l| l.number)), Some(face), false);
        }
        self.branches.retain(|b| b.1 <= level);
        let would = self.counters.would(0, level);
        let want = match (label.and_then(|l| l.number), form) {
            (Some(n), Some(_)) => n,
            _ => would,
        };
        let num = if want == would {
            self.branches.last().map_or(HEADINGS, |b| b.0)
        } else {
            self.branches.retain(|b| b.1 < level);
            self.nums.push(Num {
                list: 0,
                start: Some((level, want)),
            });
            self.branches.push((self.nums.len(), level));
            self.nums.len()
        };
        self.count(num, level);
        Number::Native { num, level }
    }

    /// Lets the simulator count a paragraph.
    fn count(&mut self, num: usize, level: usize) {
        if let Some(n) = self.nums.get(num - 1) {
            self.counters.next(n.list, num, level, n.start);
        }
    }

    /// The number of an item; `first` begins a list.
    pub(super) fn item(&mut self, label: Option<&Label>, first: bool) -> Number {
        let numbered = label.and_then(|l| Form::of(l).zip(l.number));
        self.series(numbered, None, first)
    }

    /// The number of a member of a list of one level, which goes on or begins anew as the source does.
    fn series(&mut self, numbered: Option<(Form, u32)>, face: Option<Face>, first: bool) -> Number {
        let Some((form, n)) = numbered else {
            return Number::Literal;
        };
        let key = (form, face);
        let list = self.items.len() + 1;
        let list = *self.items.entry(key.clone()).or_insert(list);
        let num = match self.current.get(&key) {
            Some(&num) if !first && n > 1 && n == self.counters.would(list, 0) => num,
            _ => {
                self.nums.push(Num {
                    list,
                    start: Some((0, n)),
                });
                self.nums.len()
            }
        };
        self.current.insert(key, num);
        self.count(num, 0);
        Number::Native { num, level: 0 }
    }

    /// numbering.xml.
    pub(super) fn write(&self, look: &Look) -> String {
        let mut out = String::from(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:numbering xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">",
        );
        let indent = look.number_indent();
        out.push_str(
            "<w:abstractNum w:abstractNumId=\"0\"><w:multiLevelType w:val=\"multilevel\"/>",
        );
        for (i, form) in self.heading.iter().enumerate() {
            level(
                &mut out,
                i,
                form.as_ref(),
                Some(i + 1),
                &format!(
                    "{indent}{}",
                    number_properties(look, Some(look.heading(i + 1).face))
                ),
            );
        }
        out.push_str("</w:abstractNum>");
        let mut lists: Vec<(&Series, usize)> = self.items.iter().map(|(f, l)| (f, *l)).collect();
        lists.sort_by_key(|x| x.1);
        for ((form, face), list) in lists {
            out.push_str(&format!("<w:abstractNum w:abstractNumId=\"{list}\"><w:multiLevelType w:val=\"singleLevel\"/>"));
            level(
                &mut out,
                0,
                Some(form),
                None,
                &format!("{indent}{}", number_properties(look, *face)),
            );
            out.push_str("</w:abstractNum>");
        }
        for (i, n) in self.nums.iter().enumerate() {
            out.push_str(&format!(
                "<w:num w:numId=\"{}\"><w:abstractNumId w:val=\"{}\"/>",
                i + 1,
                n.list
            ));
            if let Some((level, start)) = n.start {
                out.push_str(&format!("<w:lvlOverride w:ilvl=\"{level}\"><w:startOverride w:val=\"{start}\"/></w:lvlOverride>"));
            }
            out.push_str("</w:num>");
        }
        out.push_str("</w:numbering>");
        out
    }
}

/// One `w:lvl`, children in the order of the schema.
fn level(
    out: &mut String,
    i: usize,
    form: Option<&Form>,
    heading: Option<usize>,
    properties: &str,
) {
    let format = form.map_or("none", |f| f.format);
    let text = form
        .map(|f| format!("{}%{}{}", f.before, i + 1, f.after))
        .unwrap_or_default();
    let linked = heading
        .map(|h| format!("<w:pStyle w:val=\"Heading{h}\"/>"))
        .unwrap_or_default();
    out.push_str(&format!(
        "<w:lvl w:ilvl=\"{i}\"><w:start w:val=\"1\"/><w:numFmt w:val=\"{format}\"/>{linked}<w:suff w:val=\"nothing\"/><w:lvlText w:val=\"{}\"/><w:lvlJc w:val=\"left\"/>{properties}</w:lvl>",
        xml::text(&text)
    ));
}

#[cfg(test)]
mod tests {
    use super::super::{DocxOptions, Fonts};
    use super::*;
    use crate::tree::Text;

    fn label(s: &str, scheme: Scheme, n: u32) -> Label {
        Label::new(s, Text::bare(s), scheme, Some(n))
    }

    #[test]
    fn numbers_are_those_of_word() {
        for (n, s) in [
            (1, "一"),
            (10, "十"),
            (11, "十一"),
            (20, "二十"),
            (101, "一百〇一"),
            (110, "一百一十"),
            (1010, "一千〇一十"),
        ] {
            assert_eq!(chinese_thousand(n), s);
        }
    }

    #[test]
    fn a_gap_starts_anew_and_a_run_goes_on() {
        let mut plan = Plan::of(&Document::default());
        let n = |plan: &mut Plan, s: &str, k, first| {
            plan.item(Some(&label(s, Scheme::CnShi, k)), first)
        };
        let a = n(&mut plan, "一是", 1, true);
        assert_eq!(n(&mut plan, "二是", 2, false), a);
        assert_ne!(n(&mut plan, "四是", 4, false), a);
        assert_eq!(
            plan.item(
                Some(&Label::new("——", Text::bare("——"), Scheme::Dash, None)),
                true
            ),
            Number::Literal
        );
    }

    #[test]
    fn words_around_the_number_are_native() {
        let f = Form::of(&label("第三，", Scheme::Ordinal, 3)).unwrap();
        assert_eq!((f.before.as_str(), f.after.as_str()), ("第", "，"));
        assert_eq!(
            Form::of(&label("③", Scheme::Circled, 3)).unwrap().format,
            "decimalEnclosedCircle"
        );
        assert!(Form::of(&label("一百零一、", Scheme::CnComma, 101)).is_none());
    }

    #[test]
    fn each_form_has_its_figures() {
        let form = |s: &str, scheme, n| {
            Form::of(&label(s, scheme, n)).map(|f| (f.format, f.before, f.after))
        };
        let own =
            |format, before: &str, after: &str| Some((format, before.to_owned(), after.to_owned()));
        assert_eq!(form("3.", Scheme::ArabicDot, 3), own("decimal", "", "."));
        assert_eq!(
            form("（三）", Scheme::CnParen, 3),
            own("chineseCountingThousand", "（", "）")
        );
        assert_eq!(form("%3.", Scheme::ArabicDot, 3), None);
        assert_eq!(form("3%", Scheme::ArabicDot, 3), None);
        assert_eq!(form("3.", Scheme::None, 3), None);
        assert_eq!(form("4.", Scheme::ArabicDot, 3), None);
        assert_eq!(print("decimal", 12).as_deref(), Some("12"));
        assert_eq!(print("decimalEnclosedCircle", 20).as_deref(), Some("⑳"));
    }

    #[test]
    fn a_paragraph_says_what_differs_from_its_style() {
        let native = |num, level| Number::Native { num, level };
        let said = |n: Number, own| n.properties(own, "<w:ind/>");
        let of = |num, level| {
            format!(
                "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{num}\"/></w:numPr><w:ind/>"
            )
        };
        assert_eq!(said(native(HEADINGS, 1), Some(1)), "");
        assert_eq!(said(native(HEADINGS, 1), Some(2)), of(1, 1));
        assert_eq!(said(native(3, 1), Some(1)), of(3, 1));
        assert_eq!(said(native(3, 0), None), of(3, 0));
        assert_eq!(said(Number::Literal, None), "");
        assert_eq!(said(Number::Literal, Some(0)), of(0, 0));
    }

    /// Pieces without labels, two of three with 一、二、 in them, the third with 1. 2.
    fn headed() -> Document {
        crate::markdown::read(
            "# 集\n\n## 甲\n\n### 一、出发\n\n文\n\n### 二、归来\n\n文\n\n## 乙\n\n### 一、出发\n\n文\n\n### 1.出发\n\n文\n",
        )
    }

    #[test]
    fn the_list_of_headings_has_the_form_of_most() {
        let mut plan = Plan::of(&headed());
        assert_eq!(
            (plan.numbers(1), plan.numbers(2), plan.numbers(3)),
            (false, true, false)
        );
        let number = |plan: &mut Plan, depth, s: &str, scheme, n| {
            plan.heading(depth, Some(&label(s, scheme, n)), Face::Hei)
        };
        let list = |num, level| Number::Native { num, level };
        assert_eq!(plan.heading(1, None, Face::Hei), list(HEADINGS, 0));
        assert_eq!(number(&mut plan, 2, "一、", Scheme::CnComma, 1), list(1, 1));
        assert_eq!(number(&mut plan, 2, "二、", Scheme::CnComma, 2), list(1, 1));
        // Another family is a list of its own, of which Word counts one level.
        let other = number(&mut plan, 2, "1.", Scheme::ArabicDot, 1);
        assert_eq!(other, list(2, 0));
        assert_eq!(number(&mut plan, 2, "2.", Scheme::ArabicDot, 2), other);
        // What Word cannot print is text, and so is what has no number among those that have.
        assert_eq!(
            number(&mut plan, 2, "百一、", Scheme::CnComma, 3),
            Number::Literal
        );
        assert_eq!(plan.heading(2, None, Face::Hei), Number::Literal);
        assert_eq!(plan.heading(99, None, Face::Hei), Number::Literal);
        // A number left out: the list begins anew there, and goes on from it.
        let jump = number(&mut plan, 2, "五、", Scheme::CnComma, 5);
        assert_eq!(jump, list(3, 1));
        assert_eq!(number(&mut plan, 2, "六、", Scheme::CnComma, 6), jump);
        // The next piece counts from one by itself.
        assert_eq!(plan.heading(1, None, Face::Hei), list(HEADINGS, 0));
        assert_eq!(number(&mut plan, 2, "一、", Scheme::CnComma, 1), list(1, 1));
        // A jump after a jump takes over from it.
        let again = number(&mut plan, 2, "八、", Scheme::CnComma, 8);
        let more = number(&mut plan, 2, "十、", Scheme::CnComma, 10);
        assert_eq!((again, more), (list(4, 1), list(5, 1)));
        assert_eq!(number(&mut plan, 2, "十一、", Scheme::CnComma, 11), more);
    }

    #[test]
    fn each_series_of_items_has_its_list() {
        let mut plan = Plan::of(&Document::default());
        let mut item =
            |s: &str, scheme, n, first| match plan.item(Some(&label(s, scheme, n)), first) {
                Number::Native { num, level: 0 } => num,
                other => panic!("{other:?}"),
            };
        let one = item("1.", Scheme::ArabicDot, 1, true);
        assert_eq!(item("2.", Scheme::ArabicDot, 2, false), one);
        let circled = item("①", Scheme::Circled, 1, true);
        assert_eq!((one, circled), (2, 3));
        assert_eq!(item("3.", Scheme::ArabicDot, 3, false), one);
        assert_eq!(item("②", Scheme::Circled, 2, false), circled);
        assert_eq!(item("1.", Scheme::ArabicDot, 1, false), 4);
        assert_eq!(item("2.", Scheme::ArabicDot, 2, true), 5);
        let style = crate::style::Style::named("gongwen").unwrap();
        let (doc, options) = (Document::default(), DocxOptions::default());
        let fonts = Fonts::of(&doc, &options.fonts);
        let xml = plan.write(&Look::of(&doc, [&style, &style], &fonts, &options));
        for list in [0, 1, 2] {
            let named = format!("<w:abstractNum w:abstractNumId=\"{list}\">");
            assert_eq!(xml.matches(&named).count(), 1, "{named}");
        }
        for (num, list) in [(1, 0), (2, 1), (3, 2), (4, 1), (5, 1)] {
            assert!(xml.contains(&format!(
                "<w:num w:numId=\"{num}\"><w:abstractNumId w:val=\"{list}\"/>"
            )));
        }
        assert!(xml.contains("<w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"none\"/><w:pStyle w:val=\"Heading2\"/>"));
        assert!(xml.contains("<w:lvlText w:val=\"%1.\"/>"));
    }
}
