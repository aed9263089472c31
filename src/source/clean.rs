//! Leftovers of other programs in plain text: entities and tags of web pages, spaces that recognition of printed
//! characters (OCR) puts behind each of them, marks that frame titles (===第1章===). They are taken away where that is certain; the receipt has what stood there.

use crate::tree::Rule;
use html5gum::{Token, Tokenizer};

/// Elements whose tags are cut; those that begin and end lines stand first.
const BLOCKS: &str = "p div h1 h2 h3 h4 h5 h6 li ul ol tr table tbody thead section article blockquote center br hr dd dt dl";
const INLINE: &str =
    "span font b i u em strong a img small big sup sub s strike td th o:p wbr nobr label";
/// So many leftovers are no examples.
const ENOUGH: usize = 2;
/// Spaced pairs of neighbours that show the habit of a text, and their share in percent.
const SPACED_MIN: usize = 12;
const SPACED_SHARE: usize = 90;
/// Marks that frame titles, two at the least on either side; those that Markdown has, too, three.
const FRAMES: &str = "=＝-—_＿☆★◆◇■□●○※*＊~～";
const MARKDOWN: &str = "*~_";
/// Longest title in a frame, in characters.
const FRAMED_MAX: usize = 40;
/// Longest tag and entity.
const TAG_MAX: usize = 400;
const ENTITY_MAX: usize = 32;

/// What a text has of leftovers.
pub(super) struct Habits {
    markup: bool,
    spaced: bool,
    framed: bool,
    /// Titles without a chapter's number stand between `===`, too.
    named: bool,
}

impl Habits {
    /// Looks at a whole text.
    pub(super) fn of(text: &str) -> Self {
        let frames = text.lines().filter_map(frame);
        let (mut framed, mut named) = (false, 0);
        for f in frames {
            framed |= f.chapter;
            named += usize::from(f.equals);
        }
        Self {
            markup: has_markup(text),
            spaced: is_spaced(text),
            framed: framed || named >= ENOUGH,
            named: named >= ENOUGH,
        }
    }

    /// True where nothing is to be cleaned.
    pub(super) fn is_clean(&self) -> bool {
        !self.markup && !self.spaced && !self.framed
    }

    /// A line as it was meant; `None` where it is clean.
    pub(super) fn clean(&self, line: &str) -> Option<(String, Rule)> {
        let marked = if self.markup { unmarked(line) } else { None };
        let words = marked.as_deref().unwrap_or(line);
        let bare = frame(words)
            .filter(|f| self.framed && (f.chapter || self.named && f.equals))
            .map(|f| f.words.to_owned());
        let rule = if marked.is_some() || bare.is_some() {
            Rule::Markup
        } else {
            Rule::Space
        };
        let words = bare.as_deref().unwrap_or(words);
        let close = if self.spaced { unspaced(words) } else { None };
        close.or(bare).or(marked).map(|s| (s, rule))
    }
}

/// A title between marks.
struct Frame<'a> {
    words: &'a str,
    /// It has the number of a chapter.
    chapter: bool,
    /// Its marks are `=`.
    equals: bool,
}

/// The title of a line that is framed by marks of one kind.
fn frame(line: &str) -> Option<Frame<'_>> {
    let line = line.trim();
    let mark = line.chars().next().filter(|c| FRAMES.contains(*c))?;
    let inner = line.trim_start_matches(mark);
    let words = inner.trim_end_matches(mark);
    let least = if MARKDOWN.contains(mark) { 3 } else { 2 };
    let count = |bytes: usize| bytes / mark.len_utf8();
    let sides = [
        count(line.len() - inner.len()),
        count(inner.len() - words.len()),
    ];
    let words = words.trim();
    let title = words.chars().any(crate::reader::is_han)
        && words.chars().count() <= FRAMED_MAX
        && !words.contains(['。', '！', '？', '；', '：', '，'])
        && !words.contains(|c| FRAMES.contains(c) && c != '-' && c != '—');
    let rest = words.trim_start_matches('第');
    let behind = rest.trim_start_matches(|c: char| {
        c.is_ascii_digit() || "零〇一二三四五六七八九十百千两".contains(c)
    });
    let chapter = rest.len() < words.len()
        && behind.len() < rest.len()
        && behind.starts_with(['章', '回', '卷', '节', '節', '集', '部', '篇']);
    (title && sides.iter().all(|n| *n >= least)).then_some(Frame {
        words,
        chapter,
        equals: matches!(mark, '=' | '＝'),
    })
}

/// Entities and tags of web pages that are no examples: a text that speaks of tags keeps them all.
fn has_markup(text: &str) -> bool {
    if !text.contains(['&', '<']) {
        return false;
    }
    let mut found = 0;
    let mut whole = 0;
    for line in text.lines() {
        let mut at = 0;
        while let Some(next) = line.get(at..).and_then(|s| s.find(['&', '<'])) {
            let here = at + next;
            let rest = line.get(here..).unwrap_or_default();
            let Some(len) = leftover(rest) else {
                at = here + 1;
                continue;
            };
            if speaks_of_it(line, here, here + len) {
                return false;
            }
            found += 1;
            // A line that begins or ends with one, or an entity that is a mark of typesetting.
            let edge = line.get(..here).is_some_and(|s| s.trim().is_empty())
                || line.get(here + len..).is_some_and(|s| s.trim().is_empty());
            let set = entity(rest).is_some_and(|(_, s)| !s.is_ascii());
            whole += usize::from(edge || set);
            at = here + len;
        }
    }
    whole > 0 || found >= ENOUGH
}

/// Is the mark an example: in quotes or code, or beside a word that names it?
fn speaks_of_it(line: &str, from: usize, to: usize) -> bool {
    let (before, behind) = (
        line.get(..from).unwrap_or_default(),
        line.get(to..).unwrap_or_default(),
    );
    let quoted = before.ends_with(['“', '"', '`', '「', '‘', '\'', '《'])
        && behind.starts_with(['”', '"', '`', '」', '’', '\'', '》']);
    let named = ["标签", "標籤", "元素", "实体", "代码", "标记"];
    quoted
        || named
            .iter()
            .any(|w| behind.trim_start().starts_with(w) || before.trim_end().ends_with(w))
}

/// Bytes of a tag or entity at the start of `s`.
fn leftover(s: &str) -> Option<usize> {
    tag(s).map(|t| t.len).or_else(|| entity(s).map(|e| e.0))
}

struct Tag<'a> {
    name: &'a str,
    closes: bool,
    len: usize,
}

fn tag(s: &str) -> Option<Tag<'_>> {
    let rest = s.strip_prefix('<')?;
    let end = rest.find(['>', '<']).filter(|n| *n < TAG_MAX)?;
    if !rest.get(end..)?.starts_with('>') {
        return None;
    }
    let inner = rest.get(..end)?;
    let closes = inner.starts_with('/');
    let inner = inner
        .trim_start_matches('/')
        .trim_end_matches('/')
        .trim_end();
    let name = inner.split_whitespace().next()?;
    let known = |list: &str| list.split(' ').any(|n| n.eq_ignore_ascii_case(name));
    let attributes = inner.get(name.len()..)?.trim();
    let sound = attributes.is_empty() || attributes.contains('=') && !closes;
    (sound && (known(BLOCKS) || known(INLINE))).then_some(Tag {
        name,
        closes,
        len: end + 2,
    })
}

/// Length and meaning of an entity at the start of `s`, closed by a semicolon.
fn entity(s: &str) -> Option<(usize, String)> {
    let rest = s.strip_prefix('&')?;
    let end = rest.find(';').filter(|n| (2..ENTITY_MAX).contains(n))?;
    let name = rest.get(..end)?;
    let number = name.strip_prefix('#');
    let plain = |s: &str| s.chars().all(|c| c.is_ascii_alphanumeric());
    if !plain(number.unwrap_or(name)) {
        return None;
    }
    let whole = s.get(..end + 2)?;
    let mut out = String::new();
    for token in Tokenizer::new(whole).flatten() {
        if let Token::String(s) = token {
            out.push_str(&String::from_utf8_lossy(&s));
        }
    }
    (out != whole && !out.is_empty()).then_some((end + 2, out))
}

/// A line without its leftovers; a line end within it is a mark that parts it into rows.
fn unmarked(line: &str) -> Option<String> {
    const ROW: char = '\u{2028}';
    let mut out = String::with_capacity(line.len());
    let mut changed = false;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let (len, words) = if let Some(t) = tag(rest) {
            (
                t.len,
                if row(&t) { Some(ROW) } else { None }
                    .map(String::from)
                    .unwrap_or_default(),
            )
        } else if let Some((len, words)) = entity(rest) {
            (len, words.replace('\u{a0}', " "))
        } else {
            out.push(c);
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            continue;
        };
        changed = true;
        out.push_str(&words);
        rest = rest.get(len..).unwrap_or_default();
    }
    if !changed {
        return None;
    }
    // Rows without words are none.
    let rows: Vec<&str> = out.split(ROW).filter(|r| !r.trim().is_empty()).collect();
    let rows: Vec<String> = rows.iter().map(|r| headed(line, r)).collect();
    Some(rows.join("\u{2028}"))
}

/// Does a row end at a tag?
fn row(t: &Tag<'_>) -> bool {
    BLOCKS.split(' ').any(|n| n.eq_ignore_ascii_case(t.name))
}

/// A row that is a heading of the page, marked as Markdown would.
fn headed(line: &str, row: &str) -> String {
    let start = line.trim_start();
    let level = tag(start).and_then(|t| {
        let level = t.name.strip_prefix(['h', 'H'])?.parse::<usize>().ok()?;
        (!t.closes).then_some(level)
    });
    let whole = line.trim_end().to_ascii_lowercase();
    match level {
        Some(n @ 1..=6)
            if whole.ends_with(&format!("</h{n}>")) && line.matches('<').count() >= 2 =>
        {
            format!("{} {}", "#".repeat(n), row.trim())
        }
        _ => row.to_owned(),
    }
}

/// Neighbours that stand with a space between them, and without one.
fn pairs(text: &str) -> (usize, usize) {
    let (mut spaced, mut close) = (0, 0);
    for line in text.lines() {
        let mut last: Option<(char, bool)> = None;
        for c in line.trim().chars() {
            match last {
                Some((a, space)) if is_cjk(a) && is_cjk(c) => {
                    spaced += usize::from(space);
                    close += usize::from(!space);
                    last = Some((c, false));
                }
                Some((a, false)) if c == ' ' => last = Some((a, true)),
                _ => last = Some((c, false)),
            }
        }
    }
    (spaced, close)
}

fn is_spaced(text: &str) -> bool {
    if !text.contains(' ') {
        return false;
    }
    let (spaced, close) = pairs(text);
    spaced >= SPACED_MIN && spaced * 100 >= (spaced + close) * SPACED_SHARE
}

/// A line without the single spaces between its characters.
fn unspaced(line: &str) -> Option<String> {
    let chars: Vec<char> = line.chars().collect();
    let mut out = String::with_capacity(line.len());
    for (n, c) in chars.iter().enumerate() {
        let at = |k: Option<usize>| k.and_then(|k| chars.get(k)).copied();
        let (before, behind) = (at(n.checked_sub(1)), at(Some(n + 1)));
        let between =
            before.is_some_and(is_cjk) && behind.is_some_and(|c| is_cjk(c) || c.is_ascii_digit());
        let digit = before.is_some_and(|c| c.is_ascii_digit()) && behind.is_some_and(is_cjk);
        if !(*c == ' ' && (between || digit)) {
            out.push(*c);
        }
    }
    (out.len() < line.len()).then_some(out)
}

fn is_cjk(c: char) -> bool {
    crate::reader::is_han(c)
        || matches!(c, '\u{3001}'..='\u{3017}' | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff1f}' | '“' | '”' | '‘' | '’' | '…' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(text: &str) -> String {
        let habits = Habits::of(text);
        let lines: Vec<String> = text
            .split('\n')
            .map(|l| habits.clean(l).map_or(l.to_owned(), |c| c.0))
            .collect();
        lines.join("\n")
    }

    #[test]
    fn entities_and_tags_are_taken_for_what_they_mean() {
        for (text, want) in [
            (
                "&nbsp;&nbsp;他说&ldquo;好&rdquo;，走了&hellip;&hellip;<br/>她没有回答。",
                "  他说“好”，走了……\u{2028}她没有回答。",
            ),
            (
                "&#12288;&#12288;灯&mdash;&mdash;老周。<br>",
                "　　灯——老周。",
            ),
            ("<p>他听见。</p>", "他听见。"),
            ("<p class=\"x\">甲。</p><P>乙。</P>", "甲。\u{2028}乙。"),
            ("<h3>渡口</h3>", "### 渡口"),
            ("<b>要点</b>：<font color=red>三月</font><br>", "要点：三月"),
            ("3 &lt; 5 &amp; 7&nbsp;", "3 < 5 & 7 "),
        ] {
            assert_eq!(cleaned(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_leftover_stays() {
        for text in [
            "a < b > c",
            "AT&T; R&D",
            "用“<p>”标签分段，换行写<br>标签。",
            "写作`&nbsp;`即可。",
            "if (a<b) x>y",
            "<未完待续>",
            "泪<3",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn frames_around_titles_go() {
        for (text, want) in [
            ("===第1章 大河===\n\n水。", "第1章 大河\n\n水。"),
            ("　　==== 第十二回 渡口 ====", "第十二回 渡口"),
            ("——第三卷——", "第三卷"),
            ("☆☆第二章　雪☆☆", "第二章　雪"),
            ("***第五节***", "第五节"),
            ("== 大河 ==\n水。\n== 小溪 ==", "大河\n水。\n小溪"),
        ] {
            assert_eq!(cleaned(text), want);
        }
        for text in [
            "=====",
            "== 大河 ==\n水。",
            "**第一章**",
            "——第一章讲的是水，第二章讲的是山。——",
            "——致青年——\n——致老人——",
            "=第1章=",
            "===第1章 大河",
            "a === b",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn spaces_of_recognition_go() {
        let text = "第 一 章 渡 口\n那 年 冬 天 他 还 住 在 城 北 ， 每 天 写 两 千 字 。\nOpen Source 的 软 件 有 3 种 。";
        assert_eq!(
            cleaned(text),
            "第一章渡口\n那年冬天他还住在城北，每天写两千字。\nOpen Source 的软件有3种。"
        );
        for text in [
            "春 晓\n春眠不觉晓，处处闻啼鸟。",
            "甲 乙 丙",
            "张三 李四 王五 赵六 周七 吴八 郑九 王十 冯二 陈四 褚六 卫七 蒋八",
        ] {
            assert_eq!(cleaned(text), text);
        }
    }
}
