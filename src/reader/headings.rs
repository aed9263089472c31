//! How headings are printed, whatever the format: those of one series look alike, and one on a line of its own ends
//! without 。

use crate::tree::{Block, Inline, Rule, Scheme, Section, SectionRole, plain_text};

/// Marks that end a sentence: where one stands inside, a heading is sentences and ends like them.
const SENTENCE: [char; 9] = ['。', '！', '？', '；', '…', '!', '?', ';', '．'];
/// Families whose labels are words of a sentence: what follows them is never parted from it.
const SPOKEN: [Scheme; 7] = [
    Scheme::CnShi,
    Scheme::CnYao,
    Scheme::CnZhua,
    Scheme::Ordinal,
    Scheme::OrdinalDian,
    Scheme::Article,
    Scheme::None,
];

/// Settles all headings below; `keep`: the text's marks stay.
pub(super) fn settle(blocks: &mut [Block], keep: bool) {
    looks(blocks);
    if !keep {
        drop_stops(blocks);
    }
}

fn looks(blocks: &mut [Block]) {
    one_look(blocks);
    for b in blocks {
        match b {
            Block::Section(s) => looks(&mut s.blocks),
            Block::List(l) => l.items.iter_mut().for_each(|i| looks(&mut i.blocks)),
            _ => {}
        }
    }
}

/// Headings on lines of their own lose a single final 。; how many have.
pub(crate) fn drop_stops(blocks: &mut [Block]) -> usize {
    let mut dropped = 0;
    for b in blocks {
        match b {
            Block::Section(s) => {
                let own = s.heading.as_mut().filter(|h| !h.run_in);
                dropped += usize::from(own.is_some_and(|h| drop_stop(&mut h.title)));
                dropped += drop_stops(&mut s.blocks);
            }
            Block::List(l) => {
                for item in &mut l.items {
                    dropped += drop_stops(&mut item.blocks);
                }
            }
            _ => {}
        }
    }
    dropped
}

/// The family that a heading's series has, where headings of it may stand on lines of their own.
fn family(s: &Section) -> Option<Scheme> {
    let h = s.heading.as_ref()?;
    let scheme = h.label.as_ref()?.scheme;
    let open = s.role == SectionRole::Heading && !h.title.is_empty();
    (open && !SPOKEN.contains(&scheme)).then_some(scheme)
}

/// Where some headings of a series stand on lines of their own, all of them do.
fn one_look(blocks: &mut [Block]) {
    let kinds: Vec<(Scheme, bool)> = blocks
        .iter()
        .filter_map(|b| match b {
            Block::Section(s) => Some((family(s)?, s.heading.as_ref()?.run_in)),
            _ => None,
        })
        .collect();
    for b in blocks {
        let Block::Section(s) = b else { continue };
        let own = family(s);
        if own.is_some_and(|f| kinds.contains(&(f, false)))
            && let Some(h) = &mut s.heading
        {
            h.run_in = false;
        }
    }
}

/// Takes the 。 from the end of a heading that is no sentence among others.
fn drop_stop(title: &mut [Inline]) -> bool {
    let text = plain_text(title);
    let words = text.trim_end().strip_suffix('。');
    words.is_some_and(|w| !w.trim().is_empty() && !w.contains(SENTENCE)) && drop_last(title)
}

/// Takes the 。 from the last words; false where none stands there.
fn drop_last(list: &mut [Inline]) -> bool {
    for i in list.iter_mut().rev() {
        match i {
            Inline::Text(t) if t.is_empty() => {}
            Inline::Text(t) => return t.drop_end('。', Rule::HeadingStop),
            Inline::Strong { content }
            | Inline::Emphasis { content }
            | Inline::Lead { content }
            | Inline::Link { content, .. } => return drop_last(content),
            _ => return false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use crate::reader::{Punctuation, ReadOptions, read};
    use crate::receipt::Receipt;
    use crate::source::Source;
    use crate::tree::outline;

    /// Headings as printed, `+` behind those that text runs on behind.
    fn shown(text: &str, punctuation: Punctuation) -> Vec<String> {
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let options = ReadOptions {
            punctuation,
            ..ReadOptions::default()
        };
        let read = read(&source, &options);
        let receipt = Receipt::draw(&source, &read).unwrap();
        assert_eq!(receipt.rebuild(&source), text);
        let of = |e: &crate::tree::Entry<'_>| {
            let run_in = if e.heading.run_in { "+" } else { "" };
            format!("{}{run_in}", e.shown())
        };
        outline(&read.document).iter().map(of).collect()
    }

    const LINES: &str = "一、过去五年的工作。\n\n过去五年，全市各级各部门团结一心，各项工作取得新的进展。\n\n二、今后怎么办？\n\n今后五年，我们要继续坚持稳中求进，把各项任务落到实处。\n\n三、路怎么走？一步一步走。\n\n要把长远目标和眼前工作结合起来，一件一件抓好落实工作。\n";

    #[test]
    fn typography_2_2_a_heading_on_its_own_line_loses_its_stop_and_no_other_mark() {
        let want = [
            "一、过去五年的工作",
            "二、今后怎么办？",
            "三、路怎么走？一步一步走。",
        ];
        assert_eq!(shown(LINES, Punctuation::Auto), want);
        assert_eq!(shown(LINES, Punctuation::Full), want);
        assert_eq!(shown(LINES, Punctuation::Keep)[0], "一、过去五年的工作。");
    }

    #[test]
    fn typography_2_3_headings_that_all_run_in_keep_their_stops() {
        let all = "一、提高认识。各级各部门要充分认识这项工作的重要意义，切实增强责任感。\n\n二、落实责任。各单位要明确分管领导和具体人员，把任务分解到岗到人。\n";
        let want = ["一、提高认识。+", "二、落实责任。+"];
        assert_eq!(shown(all, Punctuation::Auto), want);
    }

    #[test]
    fn one_series_has_one_look() {
        let mixed = "一、提高认识\n\n各级各部门要充分认识这项工作的重要意义，切实增强责任感。\n\n二、落实责任\n\n各单位要明确分管领导和具体人员，把任务分解到岗到人。\n\n三、严格考核。市政府办公室要定期通报进展情况，对工作不力的单位予以批评。\n";
        let want = ["一、提高认识", "二、落实责任", "三、严格考核"];
        assert_eq!(shown(mixed, Punctuation::Auto), want);
    }
}
