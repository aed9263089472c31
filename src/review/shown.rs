//! The characters that the tree prints for a part of the source.

use crate::tree::{Document, Node, Rule, Span, Text, walk};

/// Every run of the tree that stands for characters of the source, in the source's order.
pub(super) struct Shown<'a>(Vec<(Span, &'a str, bool)>);

impl<'a> Shown<'a> {
    /// Gathers the runs of a tree.
    pub(super) fn of(doc: &'a Document) -> Self {
        let mut runs = Vec::new();
        let mut add = |t: &'a Text| {
            for (words, span, rule) in t.runs() {
                if !span.is_empty() && rule != Some(Rule::Join) {
                    runs.push((span, words, rule.is_none()));
                }
            }
        };
        walk(doc, &mut |n| match n {
            Node::Label(l) => add(&l.shown),
            Node::Text(t) => add(t),
            _ => {}
        });
        runs.sort_by_key(|(span, ..)| *span);
        Self(runs)
    }

    /// What is printed for `span`; `None` where nothing of it is in the tree.
    pub(super) fn words(&self, span: Span) -> Option<String> {
        let from = self.0.partition_point(|(s, ..)| s.end <= span.start);
        let mut out = String::new();
        let mut any = false;
        for &(run, words, kept) in self.0.get(from..).unwrap_or_default() {
            if run.start >= span.end {
                break;
            }
            any = true;
            if kept {
                let cut = |at: u32| (at.clamp(run.start, run.end) - run.start) as usize;
                out.push_str(
                    words
                        .get(cut(span.start)..cut(span.end))
                        .unwrap_or_default(),
                );
            } else if run.start >= span.start {
                out.push_str(words);
            }
        }
        any.then_some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::{self, ReadOptions};
    use crate::source::Source;

    #[test]
    fn the_words_are_those_of_the_tree() {
        let text = "春游\n\n一、出发,上车\n清晨(六点)出发,大家都到了。\n二、归来\n傍晚归来。\n";
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let reading = reader::read(&source, &ReadOptions::default());
        let shown = Shown::of(&reading.document);
        let of = |i: usize| shown.words(reading.outline().units()[i].span);
        assert_eq!(of(1).as_deref(), Some("一、出发，上车"));
        assert_eq!(of(2).as_deref(), Some("清晨（六点）出发，大家都到了。"));
        assert_eq!(shown.words(Span::new(6, 7)), None);
    }
}
