//! What is known of a text and of each of its pieces: plain copies of what stands in the tree.

use super::lines::{Kind, Unit};
use super::{ReadOptions, file_name, names, roles};
use crate::source::Source;
use crate::tree::{
    Block, Document, Heading, Inline, Metadata, ParagraphRole as P, Section, SectionRole,
    plain_text, unmarked,
};

/// How many blocks at the head of a text may hold its byline.
const HEAD: usize = 4;
/// How many blocks at its end may hold its date.
const TAIL: usize = 3;
/// Words before the name of the place that a text was taken from.
const SOURCES: [&str; 6] = ["来源", "出处", "转自", "摘自", "原文链接", "來源"];
/// What is given on an occasion.
const GIVEN: [&str; 9] = [
    "讲话", "发言", "致辞", "致词", "报告", "演讲", "总结", "讲稿", "講話",
];

/// Fills in the metadata of the document and of its pieces.
pub(super) fn tell(doc: &mut Document, units: &[Unit], source: &Source, options: &ReadOptions) {
    sections(&mut doc.blocks, units, source, u32::MAX);
    let own = doc.title.as_ref();
    let from_title = own.map(|t| unlabelled(&plain_text(&t.title)));
    let name = options.name.as_deref().map(file_name::read);
    let named = options.named.clone().unwrap_or_default();
    let named_author = named.author.or_else(|| name.as_ref()?.author.clone());
    let facts = options.corrections.as_ref().map(|c| &c.facts);
    let told = facts.and_then(|f| f.title.clone());
    let title = options.title.clone().or(told).or(from_title);
    // A chapter's title is never the book's, where the file has a name.
    let title = title
        .or_else(|| issuer(doc))
        .or_else(|| stem(doc))
        .or(named.title)
        .or_else(|| name.map(|n| n.title))
        .or_else(|| first(doc));
    let mut m = Metadata::default();
    let number = doc.head.iter().find(|p| p.role == P::DocumentNumber);
    m.document_number = number.map(|p| plain_text(&p.inlines));
    if let Some(t) = &doc.title {
        below(&t.subtitle, &mut m);
        m.occasion = occasion(t.subtitle.iter().map(|s| plain_text(s)), m.occasion);
    }
    let works = doc.pieces().len();
    if works == 0 {
        within(&doc.blocks, &mut m);
        m.source = place(units, source, 0, u32::MAX);
        let own = title.iter().cloned();
        m.occasion = occasion(own, m.occasion);
    }
    m.title = title.map(|t| unmarked(&t).to_owned());
    m.author = options
        .author
        .clone()
        .or_else(|| facts.and_then(|f| f.author.clone()))
        .or_else(|| byline(doc))
        .or(m.author)
        .or(named_author);
    m.language = Some(super::script::language(&source.text).into());
    doc.metadata = m;
}

/// What an order is called, which has no title: 澄江市人民政府令.
fn issuer(doc: &Document) -> Option<String> {
    let lines = doc.head.iter().filter(|p| p.role == P::Issuer);
    let names: Vec<String> = lines.map(|p| plain_text(&p.inlines)).collect();
    (!names.is_empty()).then(|| names.join(" "))
}

/// Tells of pieces; `end` is the line behind the last of them.
fn sections(blocks: &mut [Block], units: &[Unit], source: &Source, end: u32) {
    let lines: Vec<u32> = blocks
        .iter()
        .filter_map(|b| match b {
            Block::Section(s) => Some(s.line),
            _ => None,
        })
        .collect();
    let mut n = 0;
    for b in blocks {
        let Block::Section(s) = b else { continue };
        n += 1;
        let next = lines.get(n).copied().unwrap_or(end);
        match s.role {
            SectionRole::Piece => s.metadata = piece(s, units, source, next),
            SectionRole::Volume => sections(&mut s.blocks, units, source, next),
            _ => {}
        }
    }
}

fn piece(s: &Section, units: &[Unit], source: &Source, next: u32) -> Metadata {
    let mut m = Metadata::default();
    if let Some(h) = &s.heading {
        let title = plain_text(&h.title);
        m.title = Some(title).filter(|t| !t.trim().is_empty());
        below(&h.subtitle, &mut m);
        let lines = h.subtitle.iter().map(|s| plain_text(s));
        m.occasion = occasion(lines.chain(m.title.clone()), None);
    }
    within(&s.blocks, &mut m);
    m.source = place(units, source, s.line, next);
    m
}

/// 书名：渡口 without the words that say that it is a title.
fn unlabelled(title: &str) -> String {
    let words = [
        "书名",
        "書名",
        "题目",
        "题名",
        "作品名",
        "作品名称",
        "標題",
        "标题",
    ];
    let label = title
        .split_once(['：', ':'])
        .filter(|(w, t)| words.contains(&w.trim()) && !t.trim().is_empty());
    label.map_or(title, |(_, t)| t).trim().to_owned()
}

/// What the lines below a title say.
fn below(lines: &[Vec<Inline>], m: &mut Metadata) {
    for line in lines {
        let s = plain_text(line);
        if roles::is_date(&s) {
            m.date.get_or_insert_with(|| bare_date(&s));
        } else if names::is_byline(&s) || names::may_be_name(&s) {
            let name = names::author(&s).unwrap_or_else(|| s.trim().to_owned());
            m.author.get_or_insert(name);
        } else {
            m.subtitle
                .get_or_insert_with(|| s.trim_start_matches(['—', '─']).trim().to_owned());
        }
    }
}

/// What the first and last paragraphs of a work say.
fn within(blocks: &[Block], m: &mut Metadata) {
    let paragraph = |b: &Block| match b {
        Block::Paragraph(p) => Some((p.role, plain_text(&p.inlines))),
        _ => None,
    };
    for (role, text) in blocks.iter().take(HEAD).filter_map(paragraph) {
        match role {
            P::DocumentNumber => m.document_number = m.document_number.take().or(Some(text)),
            P::Signature if m.author.is_none() => m.author = names::author(&text),
            P::Date => m.date = m.date.take().or_else(|| Some(bare_date(&text))),
            _ => {}
        }
    }
    let mut last = blocks;
    while let Some(Block::Section(s)) = last.last() {
        last = &s.blocks;
    }
    for (role, text) in last.iter().rev().take(TAIL).filter_map(paragraph) {
        if role == P::Date && m.date.is_none() {
            m.date = Some(bare_date(&text));
        }
    }
}

fn bare_date(s: &str) -> String {
    let brackets = ['（', '）', '(', ')', '〔', '〕'];
    s.trim().trim_matches(brackets).trim().to_owned()
}

/// 在全市质量工作会议上的讲话: the meeting.
fn occasion(lines: impl Iterator<Item = String>, known: Option<String>) -> Option<String> {
    known.or_else(|| {
        { lines }.find_map(|s| {
            let at = GIVEN.iter().filter_map(|g| s.rfind(g)).max()?;
            let (_, rest) = s.get(..at)?.split_once('在')?;
            let meeting = rest
                .strip_suffix("上的")
                .or_else(|| rest.strip_suffix("上"))?;
            let plain = !meeting.contains(['，', '。', '；']);
            (plain && meeting.chars().count() > 2).then(|| meeting.to_owned())
        })
    })
}

/// 来源：某网: where the text between two lines was taken from, as the site says.
fn place(units: &[Unit], source: &Source, from: u32, to: u32) -> Option<String> {
    let start = units.partition_point(|u| u.line < from);
    let own = units.get(start..)?.iter().take_while(|u| u.line < to);
    own.filter(|u| u.kind == Kind::Boilerplate).find_map(|u| {
        let s = u.text(&source.text);
        let rest = SOURCES.iter().find_map(|w| s.split_once(w))?.1;
        let rest = rest.trim_start().strip_prefix(['：', ':'])?.trim_start();
        let name = rest.split([' ', '\u{3000}', '|', '，']).next()?;
        (!name.is_empty()).then(|| name.to_owned())
    })
}

/// The author named between the title and the first piece.
fn byline(doc: &Document) -> Option<String> {
    let head = doc.blocks.iter().take_while(|b| {
        !matches!(b, Block::Section(s) if matches!(s.role, SectionRole::Piece | SectionRole::Volume))
    });
    head.filter_map(|b| match b {
        Block::Paragraph(p) => Some(plain_text(&p.inlines)),
        _ => None,
    })
    .take(HEAD)
    .find_map(|s| names::author(&s))
}

/// What the titles of the pieces begin with.
fn stem(doc: &Document) -> Option<String> {
    let titles: Vec<String> = doc
        .pieces()
        .iter()
        .filter_map(|s| s.heading.as_ref())
        .map(Heading::shown)
        .collect();
    let first = titles.first()?.trim_start_matches([';', '；']).to_owned();
    let common = titles.iter().skip(1).fold(first, |a, b| {
        a.chars()
            .zip(b.trim_start_matches([';', '；']).chars())
            .take_while(|(x, y)| x == y)
            .map(|(x, _)| x)
            .collect()
    });
    let stem = common
        .trim_end_matches(['篇', '(', '（', '第', '【'])
        .trim()
        .to_owned();
    (titles.len() > 1 && stem.chars().count() >= 4).then_some(stem)
}

fn first(doc: &Document) -> Option<String> {
    let pieces = doc.pieces();
    Some(pieces.first()?.heading.as_ref()?.shown())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{Corrections, read};

    fn document(text: &str) -> Document {
        let source = Source::decode(text.as_bytes(), None).unwrap();
        read(&source, &ReadOptions::default()).document
    }

    #[test]
    fn what_stands_below_titles_is_known_of_the_pieces() {
        let doc = document(
            "讲话选集\n\n在全市工作会议上的讲话\n——在全市质量工作会议上的讲话\n（2018年1月5日）\n市长　王大海\n\n同志们：\n\n今天召开全市质量工作会议，主要任务是总结去年工作，部署今年任务，动员全市上下再接再厉。\n\n关于城市更新工作的报告\n（2019年3月8日）\n来源：某某网 阅读：12\n\n同志们：\n\n下面我讲两点意见，供大家参考，不对的地方请批评指正，希望大家多提意见。\n",
        );
        let pieces = doc.pieces();
        assert_eq!(pieces.len(), 2);
        let m = &pieces[0].metadata;
        assert_eq!(m.title.as_deref(), Some("在全市工作会议上的讲话"));
        assert_eq!(m.subtitle.as_deref(), Some("在全市质量工作会议上的讲话"));
        assert_eq!(m.occasion.as_deref(), Some("全市质量工作会议"));
        assert_eq!(m.date.as_deref(), Some("2018年1月5日"));
        assert_eq!(m.author.as_deref(), Some("市长　王大海"));
        let m = &pieces[1].metadata;
        assert_eq!(m.date.as_deref(), Some("2019年3月8日"));
        assert_eq!(m.source.as_deref(), Some("某某网"));
        let heading = pieces[0].heading.as_ref().unwrap();
        assert_eq!(heading.subtitle.len(), 3);
    }

    #[test]
    fn the_last_piece_of_a_volume_has_no_source_of_a_later_one() {
        let piece = |n: &str, last: &str| {
            format!(
                "第{n}章　山路\n\n他走到门口，回头看了一眼，屋里的灯还亮着，他想了想，还是没有拿那封信。\n{last}\n"
            )
        };
        let text = format!(
            "第一卷　春\n\n{}{}第二卷　夏\n\n{}{}第三卷　秋\n\n{}",
            piece("一", ""),
            piece("二", ""),
            piece("三", "来源：某某晚报 阅读：12\n"),
            piece("四", ""),
            piece("五", "来源：某某日报 阅读：12\n"),
        );
        // What the lines are is not asked here.
        let file = "[[line]]\nstarts = '来源：某某晚报'\nas = 'boilerplate'\n[[line]]\nstarts = '来源：某某日报'\nas = 'boilerplate'\n";
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let options = ReadOptions {
            corrections: Some(Corrections::parse(file).unwrap().anchor(&source).unwrap()),
            ..ReadOptions::default()
        };
        let doc = read(&source, &options).document;
        let sources: Vec<Option<&str>> = doc
            .pieces()
            .iter()
            .map(|p| p.metadata.source.as_deref())
            .collect();
        assert_eq!(
            sources,
            [None, None, Some("某某晚报"), None, Some("某某日报")]
        );
    }

    #[test]
    fn a_title_below_its_number_is_the_title() {
        let doc = document(
            "第一章\n出门\n\n他走到门口，回头看了一眼，屋里的灯还亮着，他想了想，还是没有拿那封信。\n\n第二章\n上船\n\n船是九点开的，船上的人不多，大家都不说话，只听见机器的声音在水面上回响。\n",
        );
        let shown: Vec<String> = crate::tree::outline(&doc)
            .iter()
            .map(crate::tree::Entry::shown)
            .collect();
        assert_eq!(shown, ["第一章　出门", "第二章　上船"]);
    }

    #[test]
    fn occasions_are_meetings() {
        let of = |s: &str| occasion([s.to_owned()].into_iter(), None);
        assert_eq!(of("——在县委全会上的讲话").as_deref(), Some("县委全会"));
        assert_eq!(of("在春天里歌唱"), None);
        assert_eq!(of("在路上"), None);
        assert_eq!(of("关于开展检查的报告"), None);
    }
}
