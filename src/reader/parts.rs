//! Parts of books that their place and their words tell: to whom a book is given, words of others before a work, what a
//! table or a picture shows, the speakers and directions of plays and talks.

use crate::tree::{Block, Document, Inline, Paragraph, ParagraphRole as P, Section, plain_text};
use std::collections::BTreeMap;

/// How a dedication begins.
const GIVEN: [&str; 10] = [
    "谨以此",
    "謹以此",
    "谨以本",
    "謹以本",
    "献给",
    "獻給",
    "谨献给",
    "謹獻給",
    "此书献给",
    "本书献给",
];
/// Longest dedication, word before a work, name of whose it is, caption, and name of a speaker, in characters.
const GIFT: usize = 40;
const WORD: usize = 120;
const SAYER: usize = 40;
const CAPTION: usize = 48;
const NAME: usize = 8;
/// A name with a direction behind it.
const REACH: usize = 40;
/// So many lines with speakers make a play or a talk, where they are half of its text.
const SPOKEN: usize = 4;
/// What names end with that only tell that somebody speaks.
const VERBS: &str = "说說道曰云想叫喊笑写";
/// Names before a colon that are no speakers.
const FIELDS: [&str; 12] = [
    "时间",
    "地点",
    "人物",
    "布景",
    "注",
    "附",
    "例如",
    "编者按",
    "答案",
    "提示",
    "来源",
    "作者",
];

/// Tells them.
pub(super) fn tell(doc: &mut Document) {
    // Below the title it was taken for a part of it.
    if let Some(t) = &mut doc.title
        && t.subtitle.last().is_some_and(|s| is_given(&plain_text(s)))
        && let Some(inlines) = t.subtitle.pop()
    {
        let given = Paragraph {
            role: P::Dedication,
            line: 0,
            inlines,
        };
        doc.blocks.insert(0, Block::Paragraph(given));
    }
    let first = |b: &Block| matches!(b, Block::Section(_));
    let until = doc.blocks.iter().position(first).unwrap_or(0);
    for b in doc.blocks.iter_mut().take(until) {
        if let Block::Paragraph(p) = b
            && matches!(p.role, P::Body | P::Preface)
            && is_given(&plain_text(&p.inlines))
        {
            p.role = P::Dedication;
        }
    }
    epigraph(&mut doc.blocks);
    courtesies(&mut doc.blocks);
    // A play's acts have the same speakers; works of several hands have their own.
    let all = speakers(&doc.blocks, &|_| true);
    blocks(&mut doc.blocks, &all);
}

/// What stands flush left below 此致 or 敬颂, in all that is below.
pub(crate) fn courtesies(list: &mut [Block]) {
    let mut opened = false;
    for b in list {
        match b {
            Block::Paragraph(p) => {
                let own = matches!(p.role, P::Body | P::Closing);
                if opened && own && is_courtesy(&plain_text(&p.inlines)) {
                    p.role = P::Courtesy;
                }
                opened =
                    matches!(p.inlines.last(), Some(Inline::Text(t)) if opens_courtesy(t.as_str()));
            }
            Block::Section(s) => {
                opened = false;
                courtesies(&mut s.blocks);
            }
            _ => opened = false,
        }
    }
}

/// True for words below which 敬礼 and its like stand on a line of their own.
fn opens_courtesy(words: &str) -> bool {
    let words = words.trim_end_matches(['。', '，', '！', '：', ' ', '\u{3000}']);
    [
        "此致", "即颂", "即頌", "敬颂", "敬頌", "顺颂", "順頌", "并颂", "並頌", "敬请", "敬請",
        "此请", "此請", "祝您", "祝你",
    ]
    .iter()
    .any(|w| words.ends_with(w))
}

/// True for 敬礼！, 大安, 秋祺.
fn is_courtesy(words: &str) -> bool {
    let words = words.trim().trim_end_matches(['。', '！', '!']);
    (2..=6).contains(&words.chars().count())
        && words.chars().all(|c| !c.is_ascii() && c.is_alphabetic())
}

fn is_given(text: &str) -> bool {
    let text = text.trim();
    text.chars().count() <= GIFT && GIVEN.iter().any(|g| text.starts_with(g))
}

/// All below, in a work with these speakers.
fn blocks(list: &mut [Block], speakers: &BTreeMap<String, usize>) {
    captions(list);
    for b in list {
        match b {
            Block::Section(s) if s.role.is_work() || speakers.is_empty() => work(s, speakers),
            Block::Section(s) => blocks(&mut s.blocks, speakers),
            Block::List(l) => {
                for i in &mut l.items {
                    captions(&mut i.blocks);
                }
            }
            Block::Paragraph(p) if p.role == P::Body && !speakers.is_empty() => {
                let says = |told: fn(&str) -> Option<&str>| {
                    told(opening(p)).is_some_and(|n| speakers.contains_key(n))
                };
                if says(speaker) || says(spaced) {
                    p.role = P::Speaker;
                } else if is_direction(p) || is_open_direction(p) {
                    p.role = P::StageDirection;
                }
            }
            _ => {}
        }
    }
}

fn work(s: &mut Section, around: &BTreeMap<String, usize>) {
    epigraph(&mut s.blocks);
    let mut names = speakers(&s.blocks, &|s| !s.role.is_work());
    names.extend(around.iter().map(|(name, n)| (name.clone(), *n)));
    blocks(&mut s.blocks, &names);
}

/// Who speaks in a play or a talk, and how often; nobody in other texts. `inside` tells the sections that belong to it.
fn speakers(list: &[Block], inside: &dyn Fn(&Section) -> bool) -> BTreeMap<String, usize> {
    for told in [speaker, spaced] {
        let mut names = BTreeMap::new();
        let all = count(list, told, inside, &mut names);
        // A name that comes once is a field of a form, or a quotation's.
        names.retain(|_, n| *n > 1);
        let lines: usize = names.values().sum();
        if names.len() > 1 && lines >= SPOKEN && lines * 2 >= all {
            return names;
        }
    }
    BTreeMap::new()
}

/// 赵老栓　（不抬头）谁呀？: the name before a gap, as plays are printed.
fn spaced(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let (at, _) = text
        .char_indices()
        .take(NAME + 1)
        .find(|(_, c)| c.is_whitespace())?;
    let (name, words) = text.split_at_checked(at)?;
    let gap = words.starts_with('\u{3000}') || words.starts_with("  ");
    let own = name.chars().count() > 1 && name.chars().all(|c| c.is_alphabetic() || c == '·');
    let said = words.trim_start();
    (gap && own && said.chars().count() > 1 && !FIELDS.contains(&name)).then_some(name)
}

/// Counts the names that are told at the beginning of paragraphs, in sections of the work too; how many paragraphs there
/// are.
fn count(
    list: &[Block],
    told: fn(&str) -> Option<&str>,
    inside: &dyn Fn(&Section) -> bool,
    names: &mut BTreeMap<String, usize>,
) -> usize {
    let mut all = 0;
    for b in list {
        match b {
            Block::Paragraph(p) if p.role == P::Body => {
                all += usize::from(!is_direction(p));
                if let Some(name) = told(opening(p)) {
                    *names.entry(name.to_owned()).or_default() += 1;
                }
            }
            Block::Section(s) if inside(s) => all += count(&s.blocks, told, inside, names),
            _ => {}
        }
    }
    all
}

/// The name before a colon; a direction in brackets may stand between them.
fn speaker(text: &str) -> Option<&str> {
    let text = text.trim_start();
    let mut begin = text.char_indices().take(REACH);
    let (at, _) = begin.find(|(_, c)| matches!(c, '：' | ':'))?;
    let (name, words) = text.split_at(at);
    let name = match name.find(['（', '(', '〔', '［']) {
        Some(at) if name.ends_with(['）', ')', '〕', '］']) => name.get(..at)?,
        Some(_) => return None,
        None => name,
    };
    let own = |c: char| c.is_alphabetic() || matches!(c, '·' | '\u{3000}' | ' ');
    let fits = !name.is_empty() && name.chars().count() <= NAME && name.chars().all(own);
    let told = name.chars().last().is_some_and(|c| VERBS.contains(c));
    (fits && !told && words.chars().nth(1).is_some() && !FIELDS.contains(&name))
        .then_some(name.trim_end())
}

/// The words with which a paragraph begins, as far as no mark stands in them.
fn opening(p: &Paragraph) -> &str {
    match p.inlines.first() {
        Some(Inline::Text(t)) => t.as_str(),
        _ => "",
    }
}

/// Words that stand in brackets as a whole.
fn is_direction(p: &Paragraph) -> bool {
    if !opening(p)
        .trim_start()
        .starts_with(['（', '(', '〔', '［', '[', '【'])
    {
        return false;
    }
    let text = plain_text(&p.inlines);
    let text = text.trim();
    let pairs = [
        ('（', '）'),
        ('(', ')'),
        ('〔', '〕'),
        ('［', '］'),
        ('[', ']'),
        ('【', '】'),
    ];
    pairs.iter().any(|(open, close)| {
        let inner = text
            .strip_prefix(*open)
            .and_then(|t| t.strip_suffix(*close));
        inner.is_some_and(|i| !i.is_empty() && !i.contains([*open, *close]))
    })
}

/// ［幕启。: plays open a direction with a bracket that nothing closes.
fn is_open_direction(p: &Paragraph) -> bool {
    let text = opening(p).trim_start();
    text.starts_with(['［', '〔', '[']) && !plain_text(&p.inlines).contains(['］', '〕', ']'])
}

/// The words of another at the head of a work, with the line that names him.
fn epigraph(list: &mut [Block]) {
    let own = |p: &Paragraph| matches!(p.role, P::Body | P::Preface | P::Quotation);
    let skip = list.iter().take_while(
        |b| matches!(b, Block::Paragraph(p) if matches!(p.role, P::Dedication | P::Signature | P::Date)),
    );
    let at = skip.count();
    let Some([Block::Paragraph(word), Block::Paragraph(name), ..]) = list.get_mut(at..) else {
        return;
    };
    let (said, who) = (plain_text(&word.inlines), plain_text(&name.inlines));
    let fits = own(word)
        && own(name)
        && said.chars().count() <= WORD
        && !said.starts_with('—')
        && who.trim_start().starts_with("——")
        && who.chars().count() <= SAYER;
    // Words alone are no text before which they could stand.
    if fits && list.len() > at + 2 {
        for b in list.iter_mut().skip(at).take(2) {
            if let Block::Paragraph(p) = b {
                p.role = P::Epigraph;
            }
        }
    }
}

/// Captions beside tables and pictures.
fn captions(list: &mut [Block]) {
    let shows = |b: Option<&Block>| matches!(b, Some(Block::Table(_) | Block::Image(_)));
    for at in 0..list.len() {
        let beside =
            shows(list.get(at + 1)) || at.checked_sub(1).is_some_and(|k| shows(list.get(k)));
        if let Some(Block::Paragraph(p)) = list.get_mut(at)
            && beside
            && p.role == P::Body
            && is_caption(&plain_text(&p.inlines))
        {
            p.role = P::Caption;
        }
    }
}

/// 表1 …, 图二 …, 附表3-1：…
fn is_caption(text: &str) -> bool {
    let text = text.trim();
    let kinds = [
        "附表", "附图", "续表", "图表", "圖表", "表", "图", "圖", "Table ", "Figure ",
    ];
    let Some(rest) = kinds.iter().find_map(|k| text.strip_prefix(k)) else {
        return false;
    };
    let rest = rest.trim_start();
    let number = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let own = rest
        .chars()
        .take_while(|c| number(*c) || matches!(c, '-' | '－' | '.' | '．'));
    let behind = rest.chars().nth(own.clone().count());
    rest.starts_with(number)
        && behind.is_none_or(|c| c.is_whitespace() || matches!(c, '：' | ':' | '《' | '（'))
        && text.chars().count() <= CAPTION
        && !text.ends_with(['。', '；', '，'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    fn roles(text: &str) -> Vec<(P, String)> {
        let mut doc = markdown::read(text);
        tell(&mut doc);
        let mut out = Vec::new();
        crate::tree::walk(&doc, &mut |n| {
            if let crate::tree::Node::Block(Block::Paragraph(p)) = n {
                out.push((p.role, plain_text(&p.inlines).chars().take(4).collect()));
            }
        });
        out
    }

    fn only(text: &str) -> Vec<P> {
        roles(text).into_iter().map(|r| r.0).collect()
    }

    #[test]
    fn the_front_of_a_book_is_told() {
        let text = "# 渡口\n\n谨以此书献给摆渡的人\n\n## 春\n\n灯亮着，船就会来。\n\n——澄江民谣\n\n船来了。\n";
        assert_eq!(
            only(text),
            [P::Dedication, P::Epigraph, P::Epigraph, P::Body]
        );
        // Words that open no text, a list of dashes, a gift within the text.
        let text = "# 渡口\n\n## 春\n\n船来了。\n\n——完\n\n## 夏\n\n走了。\n\n献给母亲的歌，他唱了一夜。\n";
        assert_eq!(only(text), [P::Body; 4]);
    }

    #[test]
    fn captions_stand_beside_what_they_show() {
        let table = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n";
        for words in ["表1 客流", "表 2-1：客流", "附表三　客流", "Table 1 Flow"] {
            assert_eq!(
                only(&format!("{words}\n\n{table}")),
                [P::Caption],
                "{words}"
            );
        }
        for words in ["表面看来如此", "表1说明客流在增加。", "客流见表1"] {
            assert_eq!(only(&format!("{words}\n\n{table}")), [P::Body], "{words}");
        }
        assert_eq!(only("表1 客流\n\n没有表。\n"), [P::Body, P::Body]);
    }

    #[test]
    fn speakers_are_those_who_speak_again() {
        let play = "## 第一幕\n\n（渡口。）\n\n老秦：船还没有来。\n\n小满（笑）：会来的。\n\n老秦：你怎么知道？\n\n小满：灯亮着。\n";
        let want = [
            P::StageDirection,
            P::Speaker,
            P::Speaker,
            P::Speaker,
            P::Speaker,
        ];
        assert_eq!(only(play), want);
        let talk =
            "## 访谈\n\n问：哪一年来的？\n\n答：前年。\n\n问：还走吗？\n\n答：不走了。\n\n（完）\n";
        assert_eq!(only(talk)[..4], [P::Speaker; 4]);
        let gaps = "## 第一幕\n\n［幕启，渡口。\n\n赵老栓　（不抬头）谁呀？\n\n槐　花　我。\n\n赵老栓　进来吧。\n\n槐花娘　船来了没有？\n\n赵老栓　没有。\n\n槐花娘　那就再等等。\n";
        assert_eq!(only(gaps).iter().filter(|p| **p == P::Speaker).count(), 5);
        assert_eq!(only(gaps)[0], P::StageDirection);
        let form =
            "## 通知\n\n时间：三月五日\n\n地点：市政府\n\n联系人：周致远\n\n电话：1234\n\n（略）\n";
        assert_eq!(only(form), [P::Body; 5]);
        let prose = "## 春\n\n他说：走吧。\n\n她笑道：好。\n\n他说：天黑了。\n\n她笑道：天黑了。\n";
        assert_eq!(only(prose), [P::Body; 4]);
    }
}
