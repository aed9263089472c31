//! Notes printed behind a text joined to their marks in it.
//!
//! A list of notes answers to the marks before it only where each of its numbers stands exactly once among them,
//! in the same order, and nothing else does: `[1]` … `[2]` in the text, `[1] …` and `[2] …` below. Otherwise
//! everything stays where it stands.

use crate::diagnostic::{Diagnostic, Severity};
use crate::tree::{
    Block, Document, Inline, Item, List, Note, Paragraph, Rule, Scheme, Section, SectionRole, Text,
};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What stands over notes.
pub(super) const HEADS: [&str; 12] = [
    "注",
    "注释",
    "注解",
    "附注",
    "脚注",
    "尾注",
    "原注",
    "编者注",
    "註",
    "註釋",
    "注釋",
    "附註",
];

/// So many paragraphs below the notes, at most, are no notes and stay without their head.
const LEFT: usize = 2;

/// Does the line stand over notes: 注释, 【注】, □注释?
pub(super) fn heads(line: &str) -> bool {
    let marks = [
        '【', '】', '[', ']', '：', ':', '〔', '〕', '□', '■', '◎', '*', '·',
    ];
    HEADS.contains(&line.trim_matches(marks).trim())
}

/// How a mark in the text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Family {
    Circled,
    Bracket,
}

/// A mark in the text.
#[derive(Debug, Clone, Copy)]
struct Mark {
    family: Family,
    number: u32,
    /// First byte in the source.
    at: u32,
}

/// Notes that answer to marks.
struct Answer {
    /// First line of the notes.
    line: u32,
    /// Where each note begins in the source, with the mark it answers to.
    marks: Vec<(u32, Mark)>,
}

/// Joins the notes of `doc` to their marks where `join`; says where it could, and where numbers do not agree.
pub(super) fn join(doc: &mut Document, join: bool) -> Vec<Diagnostic> {
    let mut survey = Survey::default();
    survey.blocks(&doc.blocks, false);
    let mut found: Vec<Diagnostic> = survey.odd;
    if join {
        let mut wanted: HashMap<u32, Mark> = HashMap::new();
        for answer in &survey.answers {
            wanted.extend(answer.marks.iter().copied());
        }
        let mut taken = Vec::new();
        take(&mut doc.blocks, &wanted, &mut taken);
        let mut notes = taken.into_iter().map(|(m, n)| (m.at, n)).collect();
        doc.each_line(&mut |line| hang(line, &mut notes));
    } else {
        found.extend(survey.answers.iter().map(could));
    }
    found
}

fn could(answer: &Answer) -> Diagnostic {
    let n = answer.marks.len();
    Diagnostic {
        severity: Severity::Note,
        ..Diagnostic::warning(
            answer.line,
            "notes",
            format!(
                "notes that answer to marks in the text: {n} (--join-notes sets them as footnotes)"
            ),
            format!("{n} 条注释与正文中的注码相符（--join-notes 可排成脚注）"),
        )
    }
}

/// Marks and lists of notes in reading order.
#[derive(Default)]
struct Survey {
    /// Marks that no notes answered yet, and how many of them stand before the current piece.
    marks: Vec<Mark>,
    before: usize,
    answers: Vec<Answer>,
    odd: Vec<Diagnostic>,
}

impl Survey {
    fn blocks(&mut self, blocks: &[Block], under_head: bool) {
        for b in blocks {
            match b {
                Block::Section(s) => {
                    if matches!(s.role, SectionRole::Piece | SectionRole::Volume) {
                        self.before = self.marks.len();
                    }
                    if let Some(h) = &s.heading {
                        self.line(&h.title);
                    }
                    // References under a head of their own are read there.
                    let own = matches!(s.blocks.as_slice(), [Block::List(_)]) && !is_head(s);
                    let notes = is_head(s) && self.paragraphs(&s.blocks);
                    if !own && !notes {
                        self.blocks(&s.blocks, is_head(s));
                    }
                }
                Block::List(l) => self.list(l, under_head),
                Block::Paragraph(p) => self.line(&p.inlines),
                Block::Verse(v) => v.stanzas.iter().flatten().for_each(|l| self.line(l)),
                Block::Table(t) => t.rows.iter().flatten().for_each(|c| self.line(c)),
                Block::SceneBreak(_) | Block::Image(_) => {}
            }
        }
    }

    fn list(&mut self, list: &List, under_head: bool) {
        let family = match list.items.first().and_then(|i| i.label.as_ref()) {
            Some(l) if l.scheme == Scheme::Circled => Some(Family::Circled),
            Some(l) if l.scheme == Scheme::Bracket => Some(Family::Bracket),
            Some(_) if under_head => self.marks.last().map(|m| m.family),
            _ => None,
        };
        let notes: Option<Vec<(u32, u32)>> = list
            .items
            .iter()
            .map(|i| {
                let simple = matches!(i.blocks.as_slice(), [Block::Paragraph(_)]);
                Some((first_byte(i)?, number(i)?)).filter(|_| simple)
            })
            .collect();
        let line = list.items.first().map_or(0, |i| i.line);
        let answered = match (family, notes) {
            (Some(family), Some(notes)) => self.answer(&notes, family, line, under_head),
            _ => false,
        };
        if !answered {
            for item in &list.items {
                self.blocks(&item.blocks, false);
            }
        }
    }

    /// Notes below their head that are too few to be told for a list.
    fn paragraphs(&mut self, blocks: &[Block]) -> bool {
        let notes: Option<Vec<(u32, Family, u32)>> = blocks
            .iter()
            .map(|b| match b {
                Block::Paragraph(p) => opening(p).map(|(_, m)| (m.at, m.family, m.number)),
                _ => None,
            })
            .collect();
        let (Some(notes), Some(Block::Paragraph(p))) = (notes, blocks.first()) else {
            return false;
        };
        let Some(family) = notes.first().map(|n| n.1) else {
            return false;
        };
        let notes: Vec<(u32, u32)> = notes.into_iter().map(|(at, _, n)| (at, n)).collect();
        self.answer(&notes, family, p.line, true)
    }

    /// Do these notes, each with its first byte and its number, answer to the marks before them?
    fn answer(
        &mut self,
        notes: &[(u32, u32)],
        family: Family,
        line: u32,
        under_head: bool,
    ) -> bool {
        // The notes of a piece stand in it; those of a book behind all its pieces.
        let scopes = [self.before, 0];
        let answered = scopes.into_iter().find_map(|from| {
            let marks = self.marks.get(from..)?.iter();
            let marks: Vec<Mark> = marks.filter(|m| m.family == family).copied().collect();
            let agree = marks.iter().map(|m| m.number).eq(notes.iter().map(|n| n.1));
            (agree && !marks.is_empty()).then_some(marks)
        });
        if let Some(marks) = answered {
            let theirs: HashSet<u32> = marks.iter().map(|m| m.at).collect();
            self.marks.retain(|m| !theirs.contains(&m.at));
            self.before = self.before.min(self.marks.len());
            let begins = notes.iter().map(|n| n.0);
            self.answers.push(Answer {
                line,
                marks: begins.zip(marks).collect(),
            });
            return true;
        }
        if under_head {
            self.odd.push(Diagnostic::warning(
                line,
                "notes",
                "the numbers of these notes and of the marks in the text do not agree; they stay where they stand".into(),
                "注释的编号与正文注码不一致，保持原样".into(),
            ));
        }
        false
    }

    fn line(&mut self, line: &[Inline]) {
        for i in line {
            if let Inline::Text(t) = i {
                self.marks.extend(marks(t).map(|(_, mark)| mark));
            }
            self.line(i.content().map_or(&[], Vec::as_slice));
        }
    }
}

fn number(item: &Item) -> Option<u32> {
    item.label.as_ref()?.number
}

/// Does the section hold notes? A numbered head keeps its place in the text's order and is none.
fn is_head(s: &Section) -> bool {
    s.heading.as_ref().is_some_and(|h| {
        let words = crate::tree::plain_text(&h.title);
        let words =
            words.trim_matches(|c: char| c.is_whitespace() || "：:【】[]〔〕（）".contains(c));
        h.label.is_none() && HEADS.contains(&words)
    })
}

/// False where no mark can stand: few texts have any, which is told from their bytes without a look at each character.
fn may_have_marks(s: &str) -> bool {
    let bytes = s.as_bytes();
    let next = |n| bytes.get(n..).unwrap_or_default().iter();
    let begins = |(a, (b, c)): (&u8, (&u8, &u8))| {
        // ① to ⑳, ［, 〔.
        matches!(
            (a, b, c),
            (0xe2, 0x91, _) | (0xef, 0xbc, 0xbb) | (0xe3, 0x80, 0x94)
        )
    };
    let threes = bytes.iter().zip(next(1).zip(next(2)));
    memchr::memchr(b'[', bytes).is_some() || threes.fold(false, |any, t| any | begins(t))
}

/// The marks in a text: where in its string they stand, what they say.
fn marks(t: &Text) -> impl Iterator<Item = (Range<usize>, Mark)> {
    let s = t.as_str();
    let s = if may_have_marks(s) { s } else { "" };
    let opens = |c| matches!(c, '①'..='⑳' | '[' | '［' | '〔');
    s.match_indices(opens).filter_map(move |(at, c)| {
        let last = s.get(..at)?.chars().next_back();
        let (len, family, number) = written(s.get(at..)?, c.chars().next()?)?;
        // A mark hangs on a word or a sentence; `：①…；②…` counts things.
        let hangs = last.is_some_and(|c| !c.is_whitespace() && !"：；，、:;,（(".contains(c));
        let range = at..at + len;
        let mark = Mark {
            family,
            number,
            at: source(t, &range)?,
        };
        hangs.then_some((range, mark))
    })
}

/// Reads a mark at the head of `s`, whose first character is `c`: its length in bytes, how it is written, its number.
fn written(s: &str, c: char) -> Option<(usize, Family, u32)> {
    let close = match c {
        '①'..='⑳' => {
            let number = u32::from(c) - u32::from('①') + 1;
            return Some((c.len_utf8(), Family::Circled, number));
        }
        '[' => ']',
        '［' => '］',
        '〔' => '〕',
        _ => return None,
    };
    let inside = s.get(c.len_utf8()..)?;
    let end = inside.find(close)?;
    let digits = inside
        .get(..end)
        .filter(|d| d.len() <= 3 && d.bytes().all(|b| b.is_ascii_digit()))?;
    let len = c.len_utf8() + end + close.len_utf8();
    Some((len, Family::Bracket, digits.parse().ok()?))
}

/// Where a range of a text's string stands in the source, if it stands there unchanged.
fn source(t: &Text, range: &Range<usize>) -> Option<u32> {
    let mut from = 0;
    for (run, span, rule) in t.runs() {
        let end = from + run.len();
        if range.start >= from && range.end <= end {
            let into = u32::try_from(range.start - from).ok()?;
            return rule.is_none().then_some(span.start + into);
        }
        from = end;
    }
    None
}

/// Takes the notes that answer to marks out of their lists; lists and heads that are left empty go with them.
fn take(blocks: &mut Vec<Block>, wanted: &HashMap<u32, Mark>, notes: &mut Vec<(Mark, Note)>) {
    // What follows the notes, such as where the work was printed, stays where the notes stood.
    let mut behind: Vec<(usize, Vec<Block>)> = Vec::new();
    let mut at = 0;
    blocks.retain_mut(|b| match b {
        Block::Section(s) => {
            let begun = notes.len();
            take(&mut s.blocks, wanted, notes);
            let left = s.blocks.iter().all(|b| matches!(b, Block::Paragraph(_)));
            let emptied = is_head(s) && left && s.blocks.len() <= LEFT && notes.len() > begun;
            if let (true, Some(h), Some((_, note))) = (emptied, &s.heading, notes.last_mut()) {
                note.content.extend(withdrawn(&h.title));
            }
            if emptied && !s.blocks.is_empty() {
                behind.push((at, std::mem::take(&mut s.blocks)));
            }
            at += usize::from(!emptied);
            !emptied
        }
        Block::List(l) => {
            l.items.retain_mut(|item| {
                let Some(mark) = first_byte(item).and_then(|at| wanted.get(&at)) else {
                    take(&mut item.blocks, wanted, notes);
                    return true;
                };
                notes.push((*mark, note(std::mem::take(item))));
                false
            });
            at += usize::from(!l.items.is_empty());
            !l.items.is_empty()
        }
        Block::Paragraph(p) => {
            let mark = opening(p).and_then(|(len, own)| Some((len, wanted.get(&own.at)?)));
            let Some((len, mark)) = mark else {
                at += 1;
                return true;
            };
            let mut content = std::mem::take(&mut p.inlines);
            let mut label = Text::default();
            if let Some(Inline::Text(t)) = content.first_mut() {
                label = t.slice(0..len);
                *t = t.slice(len..t.as_str().len());
            }
            let note = Note {
                label,
                line: p.line,
                content,
                ..Note::default()
            };
            notes.push((*mark, note));
            false
        }
        _ => {
            at += 1;
            true
        }
    });
    for (at, left) in behind.into_iter().rev() {
        blocks.splice(at..at, left);
    }
}

/// The mark that opens a paragraph: how long it is in bytes, what it says.
fn opening(p: &Paragraph) -> Option<(usize, Mark)> {
    let Some(Inline::Text(t)) = p.inlines.first() else {
        return None;
    };
    let (len, family, number) = written(t.as_str(), t.as_str().chars().next()?)?;
    let at = source(t, &(0..len))?;
    let mark = Mark { family, number, at };
    Some((len, mark))
}

/// Where an item's label begins in the source.
fn first_byte(item: &Item) -> Option<u32> {
    let label = item.label.as_ref()?;
    label.shown.segments().first().map(|s| s.span.start)
}

fn note(item: Item) -> Note {
    let mut content = Vec::new();
    for b in item.blocks {
        if let Block::Paragraph(p) = b {
            for i in p.inlines {
                match i {
                    Inline::Lead { content: lead } => content.extend(lead),
                    other => content.push(other),
                }
            }
        }
    }
    Note {
        mark: Text::default(),
        label: item.label.map(|l| l.shown).unwrap_or_default(),
        line: item.line,
        content,
    }
}

/// The head over notes that are no longer there: nothing of it is shown, all of it is accounted for.
fn withdrawn(title: &[Inline]) -> Vec<Inline> {
    let mut gone = Text::default();
    for i in title {
        if let Inline::Text(t) = i {
            for (_, span, _) in t.runs() {
                gone.push_replaced("", span, Rule::Notes);
            }
        }
    }
    vec![Inline::Text(gone)]
}

/// Hangs notes on their marks in a line.
fn hang(line: &mut Vec<Inline>, notes: &mut HashMap<u32, Note>) {
    if notes.is_empty() {
        return;
    }
    let mut out = Vec::with_capacity(line.len());
    for mut i in line.drain(..) {
        match &mut i {
            Inline::Text(t) => {
                let mut from = 0;
                for (range, mark) in marks(t) {
                    if let Some(mut note) = notes.remove(&mark.at) {
                        if from < range.start {
                            out.push(Inline::Text(t.slice(from..range.start)));
                        }
                        from = range.end;
                        note.mark = t.slice(range);
                        out.push(Inline::Note(note));
                    }
                }
                if from == 0 {
                    out.push(i);
                } else if from < t.as_str().len() {
                    out.push(Inline::Text(t.slice(from..t.as_str().len())));
                }
                continue;
            }
            _ => {
                if let Some(content) = i.content_mut() {
                    hang(content, notes);
                }
            }
        }
        out.push(i);
    }
    *line = out;
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadOptions, read};
    use crate::receipt::Receipt;
    use crate::source::Source;
    use crate::tree::{Inline, plain_text};

    #[test]
    fn where_marks_may_stand_is_told_from_bytes() {
        for mark in ["①", "⑨", "⑳", "[1]", "［2］", "〔3〕"] {
            assert!(super::may_have_marks(&format!("山高{mark}水长")), "{mark}");
            assert!(super::may_have_marks(mark), "{mark}");
        }
        for text in ["", "山", "a", "山高——水长……「月」（一）【二】《三》"]
        {
            assert!(!super::may_have_marks(text), "{text}");
        }
    }

    /// The notes of a text as `label|content` behind their marks, and the codes of what was found.
    fn joined(text: &str) -> (Vec<String>, Vec<&'static str>) {
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let options = ReadOptions {
            join_notes: true,
            ..ReadOptions::default()
        };
        let reading = read(&source, &options);
        let receipt = Receipt::draw(&source, &reading).unwrap();
        assert_eq!(receipt.rebuild(&source), text);
        let mut notes = Vec::new();
        let mut doc = reading.document;
        doc.each_line(&mut |line| {
            for i in line.iter() {
                if let Inline::Note(n) = i {
                    let words = plain_text(&n.content);
                    notes.push(format!("{}{}|{words}", n.mark.as_str(), n.label.as_str()));
                }
            }
        });
        let told = reading.diagnostics.iter().map(|d| d.code);
        // So short a text leaves doubts, which are none about notes.
        let codes = told.filter(|c| *c != "doubtful").collect();
        (notes, codes)
    }

    const BODY: &str = "山里的秋天来得早[1]，树叶先从高处黄起，一夜之间便落满了石阶。住在山下的人说，这是霜信[2]。\n\n";

    #[test]
    fn notes_of_a_text_hang_on_their_marks() {
        let (notes, codes) = joined(&format!(
            "林中札记\n\n{BODY}注释：\n[1] 指那一年的秋天。\n[2] 初霜之前的大雾。\n"
        ));
        assert_eq!(
            notes,
            ["[1][1]|指那一年的秋天。", "[2][2]|初霜之前的大雾。"]
        );
        assert_eq!(codes, [""; 0]);
    }

    #[test]
    fn numbers_begin_anew_in_each_piece() {
        let piece = |n: &str| {
            format!(
                "第{n}篇 论学{n}\n\n学而时习之①，不亦说乎，这句话人人都会背。有朋自远方来②，不亦乐乎。\n\n①时习：按时温习。\n②朋：同门曰朋。\n\n"
            )
        };
        let (notes, _) = joined(&(piece("一") + &piece("二")));
        assert_eq!(notes.len(), 4);
        assert_eq!(notes[2], "①①|时习：按时温习。");
    }

    #[test]
    fn notes_of_a_book_answer_to_all_its_pieces() {
        let text = "第一章 出门\n\n他走到门口，回头看了一眼[1]，屋里的灯还亮着。\n\n第二章 上船\n\n船上的人不多，大家都不说话[2]，只听见机器的声音。\n\n注释\n\n[1]此处原稿有删改。\n[2]当天船上只有十二人。\n";
        assert_eq!(joined(text).0.len(), 2);
    }

    #[test]
    fn what_follows_the_notes_stays_without_their_head() {
        for below in [
            "（原载《渡口》2019年第3期）",
            "2019年3月于渡口",
            "（作者系渡口中学教师）",
        ] {
            let text = format!(
                "第一章 出门\n\n他走到门口，回头看了一眼[1]，屋里的灯还亮着。\n\n注释：\n[1]此处原稿有删改。\n\n{below}\n"
            );
            let source = Source::decode(text.as_bytes(), None).unwrap();
            let options = ReadOptions {
                join_notes: true,
                ..ReadOptions::default()
            };
            let reading = read(&source, &options);
            assert_eq!(
                Receipt::draw(&source, &reading).unwrap().rebuild(&source),
                text
            );
            let words = crate::render::text(&reading.document);
            assert!(words.contains(below), "{words}");
            let heads = crate::tree::outline(&reading.document);
            assert!(heads.iter().all(|h| !h.shown().contains("注释")), "{below}");
        }
    }

    #[test]
    fn one_note_is_no_list_and_still_a_note() {
        let text = "第一章 出门\n\n他走到门口，回头看了一眼[1]，屋里的灯还亮着。\n\n注释：\n[1]此处原稿有删改。\n";
        assert_eq!(joined(text).0, ["[1][1]|此处原稿有删改。"]);
    }

    #[test]
    fn what_does_not_agree_stays() {
        for (body, below) in [
            // A mark too many.
            (
                "看了一眼[1]，灯还亮着[2]，雨停了[2]。",
                "[1] 一。\n[2] 二。",
            ),
            // A mark too few.
            ("看了一眼[1]，灯还亮着，雨停了。", "[1] 一。\n[2] 二。"),
            // Another order.
            ("看了一眼[2]，灯还亮着[1]，雨停了。", "[1] 一。\n[2] 二。"),
        ] {
            let text = format!("札记\n\n他走到门口，{body}\n\n注释：\n{below}\n");
            let (notes, codes) = joined(&text);
            assert!(notes.is_empty(), "{body}");
            assert!(codes.contains(&"notes"), "{body}: {codes:?}");
        }
    }

    #[test]
    fn things_counted_in_a_sentence_are_no_marks() {
        let text = "札记\n\n种树分三步：①选苗；②挖坑；③浇水。下面分开来说一说。\n\n①选苗：选壮实的。\n②挖坑：挖一尺深。\n③浇水：浇透为止。\n";
        assert!(joined(text).0.is_empty());
        let (notes, _) = joined(
            "引文\n\n前人已有论述[1]，后来又有补充[2]，至今没有定论。\n\n参考文献\n[1] 某书，某社。\n[2] 某刊，某期。\n",
        );
        assert!(notes.is_empty(), "references stay below their head");
    }
}
