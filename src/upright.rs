//! Short numbers that stand upright in vertical text, in the place of one character (縦中横), for readers and office
//! programs that lay figures on their side unless they are told.

/// Figures that fit side by side.
const FIGURES: usize = 2;
/// Pairs of marks that do.
const MARKS: [&str; 4] = ["!?", "?!", "!!", "??"];
/// Tags within words: what stands on both sides of one is one run of characters.
const WITHIN: [&str; 11] = [
    "sup", "sub", "em", "strong", "span", "a", "s", "u", "small", "rt", "ruby",
];

/// Characters that hang together with figures: with more of them they are a longer number, an address, a word.
const fn western(c: char) -> bool {
    c.is_ascii_graphic() || c == ' ' || c == '\u{a0}'
}

/// The text in parts, each with whether it stands upright. `before` and `behind` are what it stands between.
pub(crate) fn parts(s: &str, before: Option<char>, behind: Option<char>) -> Vec<(&str, bool)> {
    let mut out = Vec::new();
    let (mut done, mut at) = (0, 0);
    let graphic = |c: Option<char>| c.is_some_and(|c| c.is_ascii_graphic());
    while let Some(from) = s.get(at..).and_then(|r| r.find(western)) {
        let from = at + from;
        let rest = s.get(from..).unwrap_or_default();
        let len = rest.find(|c| !western(c)).unwrap_or(rest.len());
        let run = rest.get(..len).unwrap_or_default();
        at = from + len;
        let joined = from == 0
            && run.starts_with(|c: char| c.is_ascii_graphic())
            && graphic(before)
            || at == s.len() && run.ends_with(|c: char| c.is_ascii_graphic()) && graphic(behind);
        let core = run.trim();
        let short = (1..=FIGURES).contains(&core.len());
        let upright = short && core.bytes().all(|b| b.is_ascii_digit()) || MARKS.contains(&core);
        if joined || !upright {
            continue;
        }
        let start = from + run.len() - run.trim_start().len();
        let end = start + core.len();
        if done < start {
            out.push((s.get(done..start).unwrap_or_default(), false));
        }
        out.push((core, true));
        done = end;
    }
    if done < s.len() {
        out.push((s.get(done..).unwrap_or_default(), false));
    }
    out
}

/// Markup with its short numbers set off for the style sheet.
pub(crate) fn markup(html: &str) -> String {
    // Tags and the text between them in turn; text alone has neighbours beyond the tags within its words.
    let mut pieces: Vec<(&str, bool)> = Vec::new();
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        let end = tag.find('>').map_or(tag.len(), |e| e + 1);
        let (tag, after) = tag.split_at(end);
        pieces.push((text, false));
        pieces.push((tag, true));
        rest = after;
    }
    pieces.push((rest, false));
    let mut before = Vec::with_capacity(pieces.len());
    let mut last = None;
    for (piece, tag) in &pieces {
        before.push(last);
        last = match tag {
            true => last.filter(|_| is_within(piece)),
            false => piece.chars().next_back().or(last),
        };
    }
    let mut out = String::with_capacity(html.len());
    let mut behind = Vec::with_capacity(pieces.len());
    let mut next = None;
    for (piece, tag) in pieces.iter().rev() {
        behind.push(next);
        next = match tag {
            true => next.filter(|_| is_within(piece)),
            false => piece.chars().next().or(next),
        };
    }
    let behind = behind.into_iter().rev();
    for (((piece, tag), before), behind) in pieces.iter().zip(before).zip(behind) {
        if *tag {
            out.push_str(piece);
            continue;
        }
        for (part, upright) in parts(piece, before, behind) {
            if upright {
                out.push_str("<span class=\"tcy\">");
                out.push_str(part);
                out.push_str("</span>");
            } else {
                out.push_str(part);
            }
        }
    }
    out
}

/// True for a tag that parts no words.
fn is_within(tag: &str) -> bool {
    let name = tag.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric());
    WITHIN.contains(&name.get(..end.unwrap_or(name.len())).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    fn shown(s: &str) -> String {
        let all = super::parts(s, None, None);
        let mark = |(part, upright): (&str, bool)| match upright {
            true => format!("[{part}]"),
            false => part.to_owned(),
        };
        all.into_iter().map(mark).collect()
    }

    #[test]
    fn one_or_two_figures_and_pairs_of_marks_stand_upright() {
        for (text, want) in [
            (
                "民国38年，他12岁，住在中山路108号3楼。",
                "民国[38]年，他[12]岁，住在中山路108号[3]楼。",
            ),
            ("真的!?他1949年生", "真的[!?]他1949年生"),
            ("共 7 人", "共 [7] 人"),
            ("12", "[12]"),
            (
                "3.5倍，5%，A4纸，12:30，No. 5",
                "3.5倍，5%，A4纸，12:30，No. 5",
            ),
            ("", ""),
        ] {
            assert_eq!(shown(text), want);
        }
    }

    #[test]
    fn tags_within_words_part_no_number() {
        for (html, want) in [
            ("<p>10<sup>3</sup>人</p>", "<p>10<sup>3</sup>人</p>"),
            (
                "<td>1</td><td>2</td>",
                "<td><span class=\"tcy\">1</span></td><td><span class=\"tcy\">2</span></td>",
            ),
            (
                "<p id=\"n12\">第<em>5</em>天</p>",
                "<p id=\"n12\">第<em><span class=\"tcy\">5</span></em>天</p>",
            ),
            (
                "<span lang=\"en\">GDP</span>3",
                "<span lang=\"en\">GDP</span>3",
            ),
            ("a&#39;b 甲&amp;12", "a&#39;b 甲&amp;12"),
        ] {
            assert_eq!(super::markup(html), want);
        }
    }
}
