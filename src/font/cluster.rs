//! Clusters: characters that are set in one place. A letter with its accents is composed before a face is chosen, a
//! selector chooses among the forms of its character, and what is invisible by definition draws nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// What a character that draws nothing says of the line's end behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Joint {
    /// Nothing.
    #[default]
    None,
    /// A line may end here (U+200B).
    Open,
    /// No line ends here (U+2060, U+FEFF, U+200D).
    Shut,
    /// A line may end here with a hyphen (U+00AD).
    Hyphen,
}

/// A character with all that belongs to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cluster<'a> {
    /// As it stands in the text.
    pub text: &'a str,
    /// The character, composed with the marks behind it; `None` where there is nothing to draw.
    pub base: Option<char>,
    /// The selector of a form of it.
    pub selector: Option<char>,
    /// Marks that compose with nothing, in order.
    pub marks: Marks,
    /// What its invisible characters say of a line's end behind it.
    pub joint: Joint,
    /// The same of a line's end before it.
    pub lead: Joint,
}

/// Marks on one character: so many are set, which is more than any script asks for.
pub type Marks = [Option<char>; 4];

impl Cluster<'_> {
    /// True for one character that is set as it stands.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let mut chars = self.text.chars();
        chars.next() == self.base && chars.as_str().is_empty()
    }
}

/// Characters of Unicode's `Default_Ignorable_Code_Point`: where no program knows what they mean, they are not shown.
#[must_use]
pub fn is_ignorable(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Width in em of a space that a face may lack; those of a digit and of a point are told by the face.
#[must_use]
pub(super) fn space_width(c: char) -> Option<f32> {
    Some(match c {
        '\u{2000}' | '\u{2002}' | '\u{1680}' => 0.5,
        '\u{2001}' | '\u{2003}' | '\u{3000}' => 1.0,
        '\u{2004}' => 1.0 / 3.0,
        '\u{a0}' | '\u{2005}' => 0.25,
        '\u{2006}' => 1.0 / 6.0,
        '\u{2007}' => 0.5,
        '\u{2008}' => 0.25,
        '\u{2009}' | '\u{202f}' => 0.2,
        '\u{200a}' => 0.1,
        '\u{205f}' => 4.0 / 18.0,
        _ => return None,
    })
}

/// Selectors of forms: standardised ones and those of ideographs.
fn is_selector(c: char) -> bool {
    matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' | '\u{180b}'..='\u{180d}' | '\u{180f}')
}

fn joint(c: char) -> Option<Joint> {
    match c {
        '\u{200b}' => Some(Joint::Open),
        '\u{2060}' | '\u{feff}' | '\u{200d}' => Some(Joint::Shut),
        '\u{ad}' => Some(Joint::Hyphen),
        _ => None,
    }
}

/// Nearly all characters of a text: nothing belongs to them, nor do they belong to another.
fn is_alone(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | ' '..='~' | '\u{3001}'..='\u{3029}' | '\u{ff01}'..='\u{ff9d}')
}

/// Does it belong to the character before it, which is `base` so far?
fn belongs(base: char, c: char) -> bool {
    !is_alone(c)
        && (is_ignorable(c)
            || is_combining_mark(c)
            || matches!(c, '\u{1161}'..='\u{11ff}') && compose(base, c).is_some())
}

/// The clusters of a text, which are the whole of it.
pub fn clusters(text: &str) -> impl Iterator<Item = Cluster<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let second = rest.get(first.len_utf8()..)?.chars().next();
        if !is_ignorable(first) && second.is_none_or(|c| !belongs(first, c)) {
            let (text, behind) = rest.split_at(first.len_utf8());
            rest = behind;
            return Some(Cluster {
                text,
                base: Some(first),
                selector: None,
                marks: [None; 4],
                joint: Joint::None,
                lead: Joint::None,
            });
        }
        let (text, behind) = rest.split_at(extent(rest));
        rest = behind;
        Some(composed(text))
    })
}

/// Bytes of the first cluster: what is invisible, a character, and what belongs to it.
fn extent(text: &str) -> usize {
    let lead: usize = text
        .chars()
        .take_while(|c| is_ignorable(*c))
        .map(char::len_utf8)
        .sum();
    let mut chars = text.get(lead..).unwrap_or_default().chars();
    let Some(mut base) = chars.next() else {
        return lead;
    };
    let mut end = lead + base.len_utf8();
    for c in chars {
        if !belongs(base, c) {
            break;
        }
        base = compose(base, c).unwrap_or(base);
        end += c.len_utf8();
    }
    end
}

fn composed(text: &str) -> Cluster<'_> {
    let mut shown = text.chars().filter(|c| !is_ignorable(*c)).peekable();
    let one = shown.clone().count() == 1;
    let mut marks = [None; 4];
    let base = if one {
        // One character alone stands as it is, also where it has a canonical equivalent.
        shown.next()
    } else {
        let mut all = shown.nfc();
        let base = all.next();
        for (slot, c) in marks.iter_mut().zip(all) {
            *slot = Some(c);
        }
        base
    };
    let visible = |c: &char| !is_ignorable(*c);
    let lead = text
        .chars()
        .take_while(|c| is_ignorable(*c))
        .filter_map(joint);
    let behind = text.chars().rev().take_while(|c| !visible(c));
    Cluster {
        text,
        base,
        selector: text.chars().find(|c| is_selector(*c)),
        marks,
        joint: behind.filter_map(joint).next().unwrap_or_default(),
        lead: lead.last().unwrap_or_default(),
    }
}

/// The one character that stands for another by canonical equivalence: 豈 for its compatibility form, Ω for U+2126.
#[must_use]
pub(super) fn equivalent(c: char) -> Option<char> {
    let mut all = std::iter::once(c).nfc();
    all.next().filter(|e| *e != c && all.next().is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bases(s: &str) -> String {
        clusters(s).filter_map(|c| c.base).collect()
    }

    #[test]
    fn accents_are_composed() {
        for (apart, whole) in [
            ("e\u{301}tude", "étude"),
            ("xia\u{304}ng", "xiāng"),
            ("nu\u{308}\u{30c}", "nǚ"),
            ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "한글"),
            ("か\u{3099}は\u{309a}", "がぱ"),
            ("a\u{323}\u{302}", "ậ"),
            ("a\u{302}\u{323}", "ậ"),
            ("e\u{200d}\u{301}", "é"),
        ] {
            assert_eq!(bases(apart), whole, "{apart}");
            assert_eq!(clusters(apart).map(|c| c.text).collect::<String>(), apart);
        }
    }

    #[test]
    fn what_composes_with_nothing_stays_a_mark() {
        let all: Vec<_> = clusters("文\u{301}字").collect();
        assert_eq!(all.len(), 2);
        assert_eq!(
            (all[0].base, all[0].marks[0]),
            (Some('文'), Some('\u{301}'))
        );
        assert!(all[1].is_plain());
    }

    #[test]
    fn invisible_characters_belong_to_their_neighbour() {
        let all: Vec<_> = clusters("\u{feff}葛\u{e0100}甲\u{200d}\u{2060}乙\u{200b}").collect();
        assert_eq!(all.len(), 3);
        assert_eq!(all[0].selector, Some('\u{e0100}'));
        assert_eq!(all[0].lead, Joint::Shut);
        assert_eq!(all[1].joint, Joint::Shut);
        assert_eq!(all[2].joint, Joint::Open);
        assert!(!all[2].is_plain());
        let none: Vec<_> = clusters("\u{200c}\u{200c}").collect();
        assert_eq!((none.len(), none[0].base), (1, None));
    }

    #[test]
    fn a_character_alone_stands_as_it_is() {
        assert_eq!(bases("\u{f900}\u{2126}"), "\u{f900}\u{2126}");
        assert_eq!(equivalent('\u{f900}'), Some('豈'));
        assert_eq!(equivalent('\u{2126}'), Some('Ω'));
        assert_eq!(equivalent('é'), None);
    }
}
