//! Where features go: numbers that name them, one list a line.

/// What a feature looks at. The name of a template is what `why` says of a decision.
///
/// A template owns 2²⁶ values; order is part of the weights' format: add at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Template {
    Length,
    Gap,
    Indent,
    End,
    Start,
    Family,
    FamilyRest,
    FamilyRun,
    Lexicon,
    Names,
    Dates,
    Script,
    Repeated,
    Place,
    Marks,
    Wrap,
    Block,
    Seam,
    Open,
    FormLayout,
    FormFamily,
    FormHead,
    FormTail,
    FormEdges,
    FormGap,
    Text,
    TextForm,
    Rule,
    RuleWhy,
    Pair,
    Listed,
    Edge,
    Markup,
    Chain,
    Address,
    Verse,
    Speaker,
    Again,
    AgainText,
    AgainHead,
    Paragraphs,
    FormShape,
    Heads,
    AgainTitle,
    AgainSeam,
    AgainHolds,
    Words,
}

impl Template {
    /// All templates, in the order of their numbers.
    pub const ALL: [Self; 47] = [
        Self::Length,
        Self::Gap,
        Self::Indent,
        Self::End,
        Self::Start,
        Self::Family,
        Self::FamilyRest,
        Self::FamilyRun,
        Self::Lexicon,
        Self::Names,
        Self::Dates,
        Self::Script,
        Self::Repeated,
        Self::Place,
        Self::Marks,
        Self::Wrap,
        Self::Block,
        Self::Seam,
        Self::Open,
        Self::FormLayout,
        Self::FormFamily,
        Self::FormHead,
        Self::FormTail,
        Self::FormEdges,
        Self::FormGap,
        Self::Text,
        Self::TextForm,
        Self::Rule,
        Self::RuleWhy,
        Self::Pair,
        Self::Listed,
        Self::Edge,
        Self::Markup,
        Self::Chain,
        Self::Address,
        Self::Verse,
        Self::Speaker,
        Self::Again,
        Self::AgainText,
        Self::AgainHead,
        Self::Paragraphs,
        Self::FormShape,
        Self::Heads,
        Self::AgainTitle,
        Self::AgainSeam,
        Self::AgainHolds,
        Self::Words,
    ];

    /// In words, for `why`.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Length => "its length",
            Self::Gap => "the blank lines before it",
            Self::Indent => "its indent",
            Self::End => "how it ends",
            Self::Start => "how it begins",
            Self::Family => "its label",
            Self::FamilyRest => "what follows its label",
            Self::FamilyRun => "the series of its label",
            Self::Lexicon => "words of chatter",
            Self::Names => "a name",
            Self::Dates => "a date",
            Self::Script => "its script",
            Self::Repeated => "the same line again",
            Self::Place => "its place in the text",
            Self::Marks => "its punctuation",
            Self::Wrap => "the width of the lines",
            Self::Block => "the lines that stand with it",
            Self::Seam => "the seam to the line before",
            Self::Open => "brackets left open",
            Self::FormLayout => "lines of the same layout",
            Self::FormFamily => "lines with such labels",
            Self::FormHead => "lines that begin alike",
            Self::FormTail => "lines that end alike",
            Self::FormEdges => "lines with the same marks at their edges",
            Self::FormGap => "lines set apart alike",
            Self::Text => "how the text is laid out",
            Self::TextForm => "how the text is laid out",
            Self::Rule => "the rules' verdict",
            Self::RuleWhy => "the rules' reason",
            Self::Pair => "its neighbours",
            Self::Listed => "a list of contents",
            Self::Edge => "the edge of the text",
            Self::Markup => "its mark-up",
            Self::Chain => "the lines around it",
            Self::Address => "an address",
            Self::Verse => "lines of one measure",
            Self::Speaker => "a speaker",
            Self::Again => "what lines of its form are",
            Self::AgainText => "what the text is made of",
            Self::AgainHead => "the heads around it",
            Self::Paragraphs => "how paragraphs are marked",
            Self::FormShape => "lines of the same shape",
            Self::Heads => "the short lines around it",
            Self::AgainTitle => "the titles above it",
            Self::AgainSeam => "the line that it may carry on",
            Self::AgainHolds => "what heads of its form hold",
            Self::Words => "its words",
        }
    }

    /// The template of a feature.
    #[must_use]
    pub fn of(id: u32) -> Option<Self> {
        Self::ALL.get((id >> 26) as usize).copied()
    }
}

/// One step of a multiplicative hash; the same on every machine.
const fn mix(h: u32, v: u32) -> u32 {
    let h = (h ^ v).wrapping_mul(0x9e37_79b1);
    h ^ (h >> 15)
}

/// Features of the lines of a text: row `i` is `ids[starts[i]..starts[i + 1]]`.
#[derive(Debug, Clone)]
pub struct Rows {
    /// Features, row after row.
    pub ids: Vec<u32>,
    /// Where each row begins; one more than there are rows.
    pub starts: Vec<u32>,
}

impl Default for Rows {
    fn default() -> Self {
        Self::with_lines(0, 0)
    }
}

impl Rows {
    /// Room for so many lines of so many features.
    #[must_use]
    pub fn with_lines(lines: usize, features: usize) -> Self {
        let mut starts = Vec::with_capacity(lines + 1);
        starts.push(0);
        Self {
            ids: Vec::with_capacity(lines * features),
            starts,
        }
    }

    /// The features of line `i`; none where there is no such line.
    #[must_use]
    pub fn row(&self, i: usize) -> &[u32] {
        let at = |k: usize| self.starts.get(k).map_or(0, |s| *s as usize);
        self.ids.get(at(i)..at(i + 1)).unwrap_or_default()
    }

    /// The line has all its features.
    pub fn end_line(&mut self) {
        self.starts
            .push(u32::try_from(self.ids.len()).unwrap_or(u32::MAX));
    }

    /// How many lines.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// True where there is no line.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// The features of all lines while they are gathered, one line after the other.
#[derive(Debug, Default)]
pub(super) struct Sink {
    own: Vec<u32>,
    shared: Vec<u32>,
    ends: Vec<(usize, usize)>,
}

impl Sink {
    /// Room for so many lines.
    pub(super) fn with_lines(n: usize) -> Self {
        Self {
            own: Vec::with_capacity(n * 224),
            shared: Vec::with_capacity(n * 32),
            ends: Vec::with_capacity(n),
        }
    }

    /// The line is told of.
    pub(super) fn end_line(&mut self) {
        self.ends.push((self.own.len(), self.shared.len()));
    }

    /// What a line has of its own, and what it tells its neighbours.
    fn line(&self, i: usize) -> Option<(&[u32], &[u32])> {
        let (own, shared) = *self.ends.get(i)?;
        let (from, told) = i
            .checked_sub(1)
            .and_then(|k| self.ends.get(k))
            .copied()
            .unwrap_or_default();
        Some((self.own.get(from..own)?, self.shared.get(told..shared)?))
    }

    /// Each line's features, those of its neighbours `seen` lines away among them.
    pub(super) fn rows(&self, seen: &[i32]) -> Rows {
        let n = self.ends.len();
        let all = self.own.len() + self.shared.len() * (seen.len() + 1);
        let mut out = Rows::with_lines(n, all / n.max(1) + 1);
        for i in 0..n {
            if let Some((own, shared)) = self.line(i) {
                out.ids.extend_from_slice(own);
                out.ids.extend_from_slice(shared);
            }
            for by in seen {
                let at = usize::try_from(i as i64 + i64::from(*by)).ok();
                match at.and_then(|k| self.line(k)) {
                    Some((_, shared)) => {
                        out.ids.extend(shared.iter().map(|id| seen_from(*id, *by)));
                    }
                    None => out.ids.push(edge(*by)),
                }
            }
            out.end_line();
        }
        out
    }

    /// The lines' own features alone.
    pub(super) fn own_rows(self) -> Rows {
        let starts = std::iter::once(0)
            .chain(self.ends.iter().map(|e| e.0 as u32))
            .collect();
        Rows {
            ids: self.own,
            starts,
        }
    }

    const fn id(t: Template, values: &[u32]) -> u32 {
        let mut h = 0x811c_9dc5 ^ (t as u32);
        let mut i = 0;
        while i < values.len() {
            h = mix(h, values[i].wrapping_add(0x0100_0000 * (i as u32 + 1)));
            i += 1;
        }
        ((t as u32) << 26) | (h & 0x03ff_ffff)
    }

    /// A feature of this line alone.
    pub(super) fn own(&mut self, t: Template, values: &[u32]) {
        self.own.push(Self::id(t, values));
    }

    /// A feature that the neighbours are told too.
    pub(super) fn shared(&mut self, t: Template, values: &[u32]) {
        self.shared.push(Self::id(t, values));
    }
}

/// A neighbour's feature as the line `by` lines away sees it.
const fn seen_from(id: u32, by: i32) -> u32 {
    let t = id & 0xfc00_0000;
    t | (mix(id, 0x5bd1_e995_u32.wrapping_add(by as u32)) & 0x03ff_ffff)
}

/// The same number for the same words.
pub(super) fn word(s: &str) -> u32 {
    s.bytes().fold(0x811c_9dc5, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    })
}

/// In which of the ranges that end with `edges` a value lies.
pub(super) fn range(value: u32, edges: &[u32]) -> u32 {
    edges
        .iter()
        .position(|e| value <= *e)
        .and_then(|i| u32::try_from(i).ok())
        .unwrap_or(edges.len() as u32)
}

/// A share of `all` in thousandths.
pub(super) fn share(part: usize, all: usize) -> u32 {
    u32::try_from(part * 1000 / all.max(1)).unwrap_or(1000)
}

/// The text ends before the line `by` lines away.
fn edge(by: i32) -> u32 {
    seen_from(Sink::id(Template::Edge, &[0]), by)
}

/// Lines by their keys: those of one key stand together, in the text's order.
pub(super) fn grouped(keys: impl Iterator<Item = u64>) -> Vec<(u64, u32)> {
    let mut out: Vec<(u64, u32)> = keys.zip(0u32..).collect();
    out.sort_unstable();
    out
}
