//! Where another speech or letter begins in the middle of a work, told alike to every backend.

use super::{Paragraph, ParagraphRole as P, plain_text};

/// An address with a colon behind more paragraphs than these opens another speech.
const OPENING: usize = 3;

/// What has been said of a work so far.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Speeches {
    /// It has been closed or signed, and nothing else begun.
    closed: bool,
    /// Paragraphs.
    said: usize,
}

impl Speeches {
    /// Takes the next paragraph; true for an address with which another speech begins.
    pub(crate) fn opens(&mut self, p: &Paragraph) -> bool {
        let anew = || {
            let words = plain_text(&p.inlines);
            self.said > OPENING && words.trim_end().ends_with(['：', ':'])
        };
        let opens = p.role == P::Salutation && (self.closed || anew());
        self.said = if opens { 0 } else { self.said + 1 };
        self.closed = matches!(p.role, P::Closing | P::Signature | P::Date | P::Annotation);
        opens
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::{Inline, Text};

    /// 2.4: a speech that begins in the middle of a work stands apart.
    #[test]
    fn typography_2_4_an_address_in_the_middle_opens_a_speech() {
        let p = |role, words: &str| Paragraph {
            role,
            line: 0,
            inlines: vec![Inline::Text(Text::bare(words))],
        };
        let told = |rest: &[(P, &str)]| {
            let mut s = Speeches::default();
            let all: Vec<bool> = rest.iter().map(|(r, w)| s.opens(&p(*r, w))).collect();
            all
        };
        let head = (P::Salutation, "同志们：");
        let text = (P::Body, "一句话。");
        assert_eq!(
            told(&[head, text, (P::Closing, "谢谢！"), head]),
            [false, false, false, true]
        );
        assert_eq!(told(&[head, text, text, text, head]).last(), Some(&true));
        // What a speaker calls out, and the address below a line or two, are no beginnings.
        let call = (P::Salutation, "同志们！");
        assert_eq!(told(&[head, text, text, text, call]).last(), Some(&false));
        assert_eq!(told(&[text, text, head]).last(), Some(&false));
    }
}
