//! A paragraph as a row of boxes and gaps, before it is broken into lines.

use super::class::{Class, blanks, class, is_fixed, is_mark, may_break};
use super::display::Way;
use super::plate::Inset;
use super::vertical;
use crate::font::{Choice, Cluster, Faces, Glyph, Joint, clusters};
use crate::style::{Face, Kinsoku, Page};
use crate::western;
use std::sync::Arc;

/// Han–Latin space in em: natural, and how far it gives way.
const HAN_LATIN: f32 = 0.25;
const HAN_LATIN_SHRINK: f32 = 0.125;
const HAN_LATIN_STRETCH: f32 = 0.25;
/// A word space never stretches further before other gaps do.
const WORD_STRETCH: f32 = 0.25;
/// What an ordinary gap counts for when lines are compared.
const GAP_STRETCH: f32 = 0.06;
/// A gap between the halves of —— that is seen, in em.
const DASH_GAP: f32 = 0.01;
/// How far each half of —— reaches over the middle, in em, so that no hairline shows.
const DASH_OVERLAP: f32 = 0.005;
/// Latin runs longer than this may be broken anywhere, at a price.
const LONG_RUN: usize = 24;
/// Addresses longer than this may be broken behind their marks.
const ADDRESS: usize = 8;
/// Marks of an address behind which a line may end.
const JOINTS: &str = "/?&=.-_#:";

/// What a style asks of lines' edges.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Rules {
    /// Which marks lines may not begin or end with.
    pub(super) kinsoku: Kinsoku,
    /// 、，。 may stand in the margin.
    pub(super) hanging: bool,
    /// English words may be divided.
    pub(super) hyphenate: bool,
    /// Lines run from top to bottom.
    pub(super) vertical: bool,
    /// The face of Latin letters and figures, where it is another.
    pub(super) latin: Option<Face>,
    /// Space between characters, in em.
    pub(super) letter_space: f32,
}

impl Rules {
    /// The rules of a style's page.
    pub(super) fn of(page: &Page) -> Self {
        Self {
            kinsoku: page.kinsoku,
            hanging: page.hanging,
            hyphenate: page.hyphenate,
            vertical: page.vertical,
            latin: None,
            letter_space: 0.0,
        }
    }
}

/// A stretch of text of one face and one structure element.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    /// Its characters.
    pub(super) text: String,
    /// Role's face.
    pub(super) face: Face,
    /// Structure element it belongs to.
    pub(super) element: usize,
    /// True: a line ends before it.
    pub(super) break_before: bool,
    /// Its size and height: marks of notes are small, and raised.
    pub(super) level: Level,
    /// Lines and dots at its characters.
    pub(super) lines: Lines,
    /// How its words are read, and the element of the reading.
    pub(super) ruby: Option<(Arc<str>, usize)>,
    /// A picture in the place of words.
    pub(super) inset: Option<Inset>,
    /// The words of the text that it stands for, where they are others.
    pub(super) actual: Option<Arc<str>>,
}

impl Piece {
    /// Ordinary words, in the line of what stands before them.
    pub(super) fn new(text: impl Into<String>, face: Face, element: usize) -> Self {
        Self {
            text: text.into(),
            face,
            element,
            break_before: false,
            level: Level::Line,
            lines: Lines::default(),
            ruby: None,
            inset: None,
            actual: None,
        }
    }
}

/// How large characters are and how high they stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Level {
    /// As the line.
    #[default]
    Line,
    /// Above it: marks of notes, exponents.
    Raised,
    /// Below it: the 2 of H₂O.
    Lowered,
    /// On it, in small type.
    Small,
    /// Over other characters: their reading.
    Over,
}

impl Level {
    /// Size in parts of the text's.
    pub(super) const fn scale(self) -> f32 {
        match self {
            Self::Line => 1.0,
            Self::Raised | Self::Lowered => 0.6,
            Self::Small => 0.85,
            Self::Over => 0.5,
        }
    }

    /// How far the baseline stands above the text's, in em of the text.
    pub(super) const fn rise(self) -> f32 {
        match self {
            Self::Line | Self::Small => 0.0,
            Self::Raised => 0.36,
            Self::Lowered => -0.16,
            Self::Over => 0.98,
        }
    }

    const fn shifts(self) -> bool {
        matches!(self, Self::Raised | Self::Lowered)
    }
}

/// Lines and dots at characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Lines {
    /// Struck out.
    pub(super) struck: bool,
    /// Underlined.
    pub(super) under: bool,
    /// With a dot of emphasis each.
    pub(super) dots: bool,
}

/// A reading may stand so far over its words on either side, in em.
const OVERHANG: f32 = 0.125;

/// The order in which a gap gives way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing moves.
    Fixed,
    /// Between words.
    Word,
    /// Between Han and Latin.
    HanLatin,
    /// Beside an opening or closing mark.
    Bracket,
    /// After 、，；：
    Pause,
    /// After 。！？
    Stop,
    /// Between Han.
    Plain,
}

/// One character and the gap before it. Lengths in em.
#[derive(Debug, Clone)]
pub(super) struct Item {
    /// The character.
    pub(super) c: char,
    /// Its glyph.
    pub(super) glyph: crate::font::Glyph,
    /// Element.
    pub(super) element: usize,
    /// Class.
    pub(super) class: Class,
    /// Width without blanks.
    pub(super) solid: f32,
    /// From the left edge of the solid part to the glyph's origin.
    pub(super) origin: f32,
    /// Gap before it, natural.
    pub(super) gap: f32,
    /// The gap's kind.
    pub(super) kind: Gap,
    /// A line may end before this character; the price of it.
    pub(super) before: Option<f32>,
    /// A line must end before it.
    pub(super) forced: bool,
    /// It stands outside the measure where it ends a line.
    pub(super) hangs: bool,
    /// A line that ends before it ends in a hyphen.
    pub(super) hyphen: bool,
    /// A line that ends before it divides an address or what is no word: it is not filled.
    pub(super) ragged: bool,
    /// How it stands in its line.
    pub(super) way: Way,
    /// Its size and height.
    pub(super) level: Level,
    /// Lines and dots at it.
    pub(super) lines: Lines,
    /// The words of the text that it stands for, where they are other than its character.
    pub(super) actual: Option<Arc<str>>,
    /// It is a mark on the character before it.
    pub(super) mark: bool,
    /// What invisible characters say of a line's end behind it.
    joint: Joint,
    /// The picture that it is.
    pub(super) inset: Option<Inset>,
}

impl Item {
    /// How much the gap can shrink.
    #[must_use]
    pub(super) fn shrink(&self) -> f32 {
        match self.kind {
            Gap::Bracket | Gap::Pause => self.gap,
            Gap::HanLatin => HAN_LATIN_SHRINK,
            _ => 0.0,
        }
    }

    /// Its blank halves, before and behind, in em.
    #[must_use]
    pub(super) fn blank(&self) -> (f32, f32) {
        match self.way {
            Way::Upright if vertical::fills(self.c) => (0.0, 0.0),
            _ => blanks(self.class),
        }
    }

    /// True for an opening mark that loses half its glyph where it begins a line.
    #[must_use]
    pub(super) fn cut(&self) -> bool {
        self.class == Class::Open
            && self.way == Way::Along
            && self.glyph.found
            && self.origin <= -self.solid
    }

    /// How much stretch counts for it.
    #[must_use]
    pub(super) fn stretch(&self) -> f32 {
        match self.kind {
            Gap::Fixed => 0.0,
            Gap::Word => WORD_STRETCH,
            Gap::HanLatin => HAN_LATIN_STRETCH,
            _ => GAP_STRETCH,
        }
    }
}

/// Prices of breaks (demerits), after Knuth and Plass.
pub(super) const PRICE_LONG: f32 = 3_600.0;
pub(super) const PRICE_UNIT: f32 = 2_500.0;
pub(super) const PRICE_EMERGENCY: f32 = 4_000_000.0;

/// An address divided behind one of its marks.
const PRICE_ADDRESS: f32 = 400.0;
/// A word divided at a line's end.
const PRICE_HYPHEN: f32 = 2_500.0;
/// Letters of words that are divided; what is longer is no word.
const DIVIDED: std::ops::RangeInclusive<usize> = 6..=45;

/// Turns pieces into items.
#[must_use]
pub(super) fn items(pieces: &[Piece], faces: &Faces, choice: &Choice, rules: Rules) -> Vec<Item> {
    let mut out: Vec<Item> = Vec::with_capacity(pieces.iter().map(|p| p.text.len() / 3 + 4).sum());
    let western = latin_marks(pieces);
    let mut nth = 0usize;
    for p in pieces {
        let face = choice.of(p.face);
        let mut first = p.break_before && !out.is_empty();
        let base = out.len();
        for cluster in clusters(&p.text) {
            let Some(c) = shown(&cluster) else { continue };
            let prev = out.last();
            let face = match rules.latin {
                Some(latin) if c.is_ascii_alphanumeric() => choice.of(latin),
                _ => face,
            };
            let set = (!cluster.is_plain()).then(|| faces.cluster(face, &cluster));
            let latin = western.get(nth).is_some_and(|w| *w);
            nth += 1;
            let glyph = match set {
                Some(s) => s.base,
                None if latin => faces.western(face, c),
                None => faces.glyph(face, c),
            };
            let mut item = if latin {
                beside_letters(c, glyph, p.element)
            } else {
                one(c, glyph, p.element)
            };
            if set.is_some() {
                item.actual = own_words(&cluster, c);
                item.joint = cluster.joint;
            }
            if cluster.base.is_none() {
                item.solid = 0.0;
            }
            item.lines = p.lines;
            if out.len() == base && p.actual.is_some() {
                item.actual.clone_from(&p.actual);
            }
            if p.level != Level::Line {
                // Marks of notes stand upright beside the line.
                if rules.vertical && p.level.shifts() && vertical::is_upright(c, item.glyph.advance)
                {
                    vertical::stand(&mut item, face, faces);
                }
                set_level(&mut item, p.level);
            } else if rules.vertical && cluster.selector.is_none() && !latin {
                vertical::stand(&mut item, face, faces);
            }
            if let Some(a) = prev {
                between(a, &mut item, rules);
                join(a.joint, cluster.lead, &mut item);
                if p.level.shifts() || p.ruby.is_some() && out.len() > base {
                    (item.gap, item.kind, item.before) = (0.0, Gap::Fixed, None);
                }
            }
            if first {
                item.forced = true;
                item.before = Some(0.0);
                first = false;
            }
            let marks = set.map_or([None; 4], |s| s.marks);
            out.push(item);
            put_on(&mut out, marks, faces);
        }
        if let Some(inset) = p.inset {
            let item = pictured(inset, p, out.last(), rules, faces.glyph(face, STAND_IN));
            out.push(item);
        }
        if let Some((reading, element)) = &p.ruby {
            put_over(&mut out, base, reading, (face, *element), faces);
        }
    }
    if rules.vertical {
        vertical::numbers(&mut out);
    }
    runs_of_long(&mut out);
    join_dashes(&mut out, faces);
    hold_units(&mut out);
    words(&mut out, faces, rules);
    if rules.letter_space > 0.0 {
        let apart = out.iter_mut().skip(1).filter(|i| !i.mark);
        apart.for_each(|i| i.gap += rules.letter_space);
    }
    long_runs(&mut out);
    out
}

/// The character of a cluster that is set: what it is, or a space for what takes the place of one.
fn shown(cluster: &Cluster<'_>) -> Option<char> {
    match cluster.base {
        Some('\t' | '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') => {
            Some(' ')
        }
        Some(c) if c.is_control() => None,
        Some(c) => Some(c),
        None => Some('\u{200b}'),
    }
}

/// Invisible characters between two others say whether a line may end there.
fn join(behind: Joint, before: Joint, item: &mut Item) {
    for joint in [behind, before] {
        match joint {
            Joint::None => {}
            Joint::Open => item.before = item.before.or(Some(0.0)),
            Joint::Shut => item.before = None,
            Joint::Hyphen => {
                item.hyphen = item.class == Class::Latin && item.before.is_none();
                item.before = item.before.or(Some(PRICE_HYPHEN));
            }
        }
    }
}

/// The words that the character of a cluster stands for, without the marks that stand for themselves; `None` where
/// they are the character.
fn own_words(cluster: &Cluster<'_>, c: char) -> Option<Arc<str>> {
    let mut words: Vec<char> = cluster.text.chars().collect();
    for mark in cluster.marks.iter().flatten() {
        if let Some(at) = words.iter().rposition(|w| w == mark) {
            words.remove(at);
        }
    }
    (words != [c]).then(|| words.into_iter().collect::<String>().into())
}

/// Puts marks that have glyphs of their own on the character set last, in its middle; 〓 stands behind it.
fn put_on(out: &mut Vec<Item>, marks: [Option<(char, Glyph)>; 4], faces: &Faces) {
    for (c, glyph) in marks.into_iter().flatten() {
        let Some(base) = out.iter().rfind(|i| !i.mark) else {
            return;
        };
        let mut item = one(c, glyph, base.element);
        (item.class, item.way, item.level) = (base.class, base.way, base.level);
        item.joint = base.joint;
        item.mark = glyph.found;
        if glyph.found {
            let ink = faces.get(glyph.face).and_then(|f| f.ink(glyph.id));
            let (left, right) = ink.unwrap_or((0.0, glyph.advance));
            item.solid = 0.0;
            item.origin = -(base.solid + left + right) / 2.0;
        }
        out.push(item);
    }
}

/// For each cluster of the pieces that is set, whether it is a mark of Latin text; empty where none is.
fn latin_marks(pieces: &[Piece]) -> Vec<bool> {
    let shared = |p: &Piece| memchr::memmem::find(p.text.as_bytes(), b"\xe2\x80").is_some();
    if !pieces.iter().any(shared) {
        return Vec::new();
    }
    let all = pieces.iter().flat_map(|p| clusters(&p.text));
    let chars: Vec<char> = all.filter_map(|k| shown(&k)).collect();
    western::of(&chars)
}

/// A mark of Latin text, as wide as it is.
fn beside_letters(c: char, glyph: Glyph, element: usize) -> Item {
    let mut item = one(c, glyph, element);
    (item.class, item.solid, item.origin) = (Class::Ascii, glyph.advance, 0.0);
    item
}

/// What a picture among words is to the rules of lines: a Han character of its width.
const STAND_IN: char = '图';

fn pictured(inset: Inset, p: &Piece, prev: Option<&Item>, rules: Rules, glyph: Glyph) -> Item {
    let mut item = one(STAND_IN, glyph, p.element);
    if let Some(a) = prev {
        between(a, &mut item, rules);
    }
    if p.break_before && prev.is_some() {
        (item.forced, item.before) = (true, Some(0.0));
    }
    (item.solid, item.origin) = (inset.length as f32, 0.0);
    item.inset = Some(inset);
    item
}

fn one(c: char, glyph: Glyph, element: usize) -> Item {
    let k = class(c);
    let (left, right) = blanks(k);
    let wide = glyph.advance > 0.9;
    let (solid, origin) = match k {
        _ if is_mark(k) && wide => (1.0 - left - right, -left),
        Class::Long => {
            let w = if c == '⸺' { 2.0 } else { 1.0 };
            (w, (w - glyph.advance) / 2.0)
        }
        _ if c == '·' || c == '‧' => (0.5, (0.5 - glyph.advance) / 2.0),
        _ if is_mark(k) => (0.5, (0.5 - glyph.advance) / 2.0),
        _ => (glyph.advance, 0.0),
    };
    Item {
        c,
        glyph,
        element,
        class: k,
        solid,
        origin,
        gap: 0.0,
        kind: Gap::Fixed,
        before: None,
        forced: false,
        hangs: false,
        hyphen: false,
        ragged: false,
        way: Way::Along,
        level: Level::Line,
        lines: Lines::default(),
        actual: None,
        mark: false,
        joint: Joint::None,
        inset: None,
    }
}

/// Gives an item another size and height; what is raised or lowered is no Han and no mark of punctuation.
fn set_level(item: &mut Item, level: Level) {
    item.level = level;
    if level.shifts() {
        item.class = Class::Ascii;
        if item.way == Way::Upright {
            item.solid *= level.scale();
            item.origin *= level.scale();
            return;
        }
        item.solid = item.glyph.advance * level.scale();
        item.origin = 0.0;
    } else {
        item.solid *= level.scale();
        item.origin *= level.scale();
    }
}

/// Puts a reading over the items from `base` on, in their middle. Where it is the wider, they stand apart.
fn put_over(
    out: &mut Vec<Item>,
    base: usize,
    reading: &str,
    (face, element): (Face, usize),
    faces: &Faces,
) {
    let scale = Level::Over.scale();
    let mut over: Vec<Item> = Vec::new();
    for cluster in clusters(reading) {
        let Some(c) = shown(&cluster) else { continue };
        let glyph = faces.cluster(face, &cluster).base;
        let mut item = one(c, glyph, element);
        item.level = Level::Over;
        if !cluster.is_plain() {
            item.actual = Some(cluster.text.into());
        }
        over.push(item);
    }
    let wide: f32 = over.iter().map(|i| i.glyph.advance * scale).sum();
    let Some(words) = out.get_mut(base..).filter(|w| !w.is_empty()) else {
        return;
    };
    let width = |words: &[Item]| -> f32 {
        let gaps: f32 = words.iter().skip(1).map(|i| i.gap).sum();
        words.iter().map(|i| i.solid).sum::<f32>() + gaps
    };
    let more = (wide - width(words) - 2.0 * OVERHANG).max(0.0) / words.len() as f32;
    for i in words.iter_mut() {
        i.solid += more;
        i.origin += more / 2.0;
    }
    let width = width(words);
    let (class, way) = words
        .last()
        .map_or((Class::Han, Way::Along), |i| (i.class, i.way));
    let mut at = (width - wide) / 2.0 - width;
    for mut item in over {
        let advance = item.glyph.advance * scale;
        (item.class, item.way) = (class, way);
        // They take no room of their own: each stands back over the words.
        (item.solid, item.origin, item.mark) = (0.0, at, true);
        at += advance;
        out.push(item);
    }
}

fn between(a: &Item, b: &mut Item, rules: Rules) {
    let (right, left) = (a.blank().1, b.blank().0);
    let both = right > 0.0 && is_mark(b.class) || left > 0.0 && is_mark(a.class);
    let ascii = |k: Class| matches!(k, Class::Latin | Class::Ascii);
    b.gap = (right + left - if both { 0.5 } else { 0.0 }).max(0.0);
    b.kind = if b.gap > 0.0 {
        match a.class {
            Class::Pause => Gap::Pause,
            Class::Stop => Gap::Stop,
            _ => Gap::Bracket,
        }
    } else {
        match (a.class, b.class) {
            (Class::Latin, Class::Han) | (Class::Han, Class::Latin)
                if !matches!(a.c, '〇' | '\u{3000}') && !matches!(b.c, '〇' | '\u{3000}') =>
            {
                b.gap = HAN_LATIN;
                Gap::HanLatin
            }
            _ if is_fixed(a.c) || is_fixed(b.c) => Gap::Fixed,
            (Class::Space, _) => Gap::Fixed,
            (_, Class::Space) => Gap::Word,
            (Class::Long, Class::Long) | (Class::Middle, _) | (_, Class::Middle) => Gap::Fixed,
            (x, y) if ascii(x) && ascii(y) => Gap::Fixed,
            _ => Gap::Plain,
        }
    };
    b.hangs = rules.hanging && matches!(b.c, '、' | '，' | '。') && !is_mark(a.class);
    b.before = may_break((a.c, a.class), (b.c, b.class), rules.kinsoku).then(|| {
        let unit =
            a.c.is_ascii_digit() && matches!(b.c, '年' | '月' | '日' | '元' | '万' | '亿' | '个');
        match b.class {
            Class::Long => PRICE_LONG,
            _ if unit => PRICE_UNIT,
            _ => 0.0,
        }
    });
}

/// The two halves of —— are one stroke: where a font leaves blanks at their sides they are moved together.
fn join_dashes(items: &mut [Item], faces: &Faces) {
    let mut k = 0;
    while let Some([a, b]) = items.get_mut(k..k + 2) {
        k += 1;
        if a.c != '—' || b.c != '—' || a.way != Way::Along {
            continue;
        }
        k += 1;
        let ink = |i: &Item| faces.get(i.glyph.face).and_then(|f| f.ink(i.glyph.id));
        if let (Some((_, right)), Some((left, _))) = (ink(a), ink(b))
            && 1.0 - right + left > DASH_GAP
        {
            a.origin = a.origin.max(1.0 + DASH_OVERLAP - right);
            b.origin = b.origin.min(-DASH_OVERLAP - left);
        }
    }
}

/// Letters of a word stand as their font kerns them; where the style asks, long words may be divided.
fn words(items: &mut [Item], faces: &Faces, rules: Rules) {
    let letter = |i: &Item| {
        i.class == Class::Latin && i.c.is_alphabetic() && i.glyph.found && i.way == Way::Along
    };
    let mut word = String::new();
    for run in items.chunk_by_mut(|a, b| letter(a) && letter(b) && a.glyph.face == b.glyph.face) {
        let [first, _, ..] = run else { continue };
        let face = first.glyph.face;
        word.clear();
        word.extend(run.iter().map(|i| i.c));
        let kerns = faces.get(face).map(|f| f.kerning(&word));
        for (i, k) in run.iter_mut().skip(1).zip(kerns.iter().flatten()) {
            i.gap += k;
        }
        if rules.hyphenate && word.is_ascii() && DIVIDED.contains(&run.len()) {
            let mut at = 0;
            for part in hypher::hyphenate(&word, hypher::Lang::English) {
                if let Some(i) = run.get_mut(at).filter(|_| at > 0) {
                    (i.before, i.hyphen) = (Some(PRICE_HYPHEN), true);
                }
                at += part.len();
            }
        }
    }
}

/// Addresses may be divided behind their marks, at any price what is too long for a word.
fn long_runs(items: &mut [Item]) {
    let ascii = |i: &Item| i.c.is_ascii_graphic();
    for run in items.chunk_by_mut(|a, b| ascii(a) && ascii(b)) {
        if run.len() <= ADDRESS {
            continue;
        }
        let text: String = run.iter().map(|i| i.c).collect();
        let address = text.contains("://")
            || text.starts_with("www.")
            || run.len() > LONG_RUN && text.contains('/');
        let mut before = ' ';
        for (n, i) in run.iter_mut().enumerate() {
            let joint = address && JOINTS.contains(before) && i.c.is_ascii_alphanumeric();
            if n > 1 && i.before.is_none() {
                if joint {
                    (i.before, i.ragged) = (Some(PRICE_ADDRESS), true);
                } else if text.len() > LONG_RUN {
                    (i.before, i.ragged) = (Some(PRICE_EMERGENCY), true);
                }
            }
            before = i.c;
        }
    }
}

/// The hyphen at the end of a line that divides a word after `last`.
pub(super) fn hyphen(last: &Item, faces: &Faces) -> Item {
    let glyph = faces.like(last.glyph.face, '-');
    let mut item = one('-', glyph, last.element);
    (item.c, item.class) = ('\u{ad}', Class::Latin);
    item
}

/// A number and its unit stand in one line.
fn hold_units(items: &mut [Item]) {
    let spaced = |w: &[Item]| matches!(w, [a, b] if a.c.is_ascii_digit() && b.c == ' ');
    if !items.windows(2).any(spaced) {
        return;
    }
    let (mut text, mut at) = (String::new(), Vec::new());
    for i in items.iter() {
        at.push(text.len());
        text.push(i.c);
    }
    for held in crate::unit::measures(&text) {
        let begin = at.partition_point(|b| *b < held.start) + 1;
        let end = at.partition_point(|b| *b < held.end);
        for i in items.get_mut(begin..end).into_iter().flatten() {
            if !i.forced {
                i.before = None;
            }
        }
    }
}

/// —— and …… hold together in pairs: between successive pairs a line may end.
fn runs_of_long(items: &mut [Item]) {
    let mut n = 0usize;
    let mut last = None;
    for i in items {
        n = if i.class == Class::Long && last == Some(i.c) {
            n + 1
        } else {
            0
        };
        if n > 0 && n.is_multiple_of(2) {
            i.before = Some(PRICE_LONG);
        }
        last = Some(i.c);
    }
}
