//! Classes of characters for line composition (GB/T 15834, clreq).

use crate::style::Kinsoku;

/// What a character is at the edges of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Opening mark, never at a line's end; its left half is blank.
    Open,
    /// Closing mark, never at a line's start; its right half is blank.
    Close,
    /// 、，；： never at a line's start; the right half is blank and may give way.
    Pause,
    /// 。！？ never at a line's start; the right half is blank.
    Stop,
    /// Interpunct, connector, solidus: never at a line's start.
    Middle,
    /// Units and iteration marks behind a word: never at a line's start.
    After,
    /// Currency and signs before a number: never at a line's end.
    Before,
    /// —— and ……, two em that hold together.
    Long,
    /// Latin letters and digits.
    Latin,
    /// Another mark of the ASCII range.
    Ascii,
    /// A space.
    Space,
    /// Han and all else.
    Han,
}

/// The class of a character.
#[must_use]
pub(super) fn class(c: char) -> Class {
    match c {
        // Nearly all characters of a text, and none of those below.
        '\u{4e00}'..='\u{9fff}' => Class::Han,
        '‘' | '“' | '〈' | '《' | '「' | '『' | '【' | '〔' | '〖' | '〘' | '〚' | '〝' | '（'
        | '［' | '｛' => Class::Open,
        '’' | '”' | '〉' | '》' | '」' | '』' | '】' | '〕' | '〗' | '〙' | '〛' | '〞' | '〟'
        | '）' | '］' | '｝' => Class::Close,
        '、' | '，' | '；' | '：' => Class::Pause,
        '。' | '．' | '！' | '？' => Class::Stop,
        '‼' | '⁇' | '⁈' | '⁉' | '·' | '‧' | '・' | '–' | '〜' | '～' | '／' => {
            Class::Middle
        }
        '％' | '‰' | '℃' | '℉' | '°' | '′' | '″' | '￠' | '々' | '〻' => {
            Class::After
        }
        '＄' | '£' | '￡' | '¥' | '￥' | '€' | '№' | '－' | '＋' | '±' | '−' => {
            Class::Before
        }
        '—' | '…' | '⋯' | '⸺' => Class::Long,
        c if is_space(c) => Class::Space,
        c if c.is_ascii_alphanumeric() => Class::Latin,
        c if c.is_ascii() => Class::Ascii,
        c if is_latin(c) => Class::Latin,
        _ => Class::Han,
    }
}

fn is_latin(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}') && c.is_alphabetic()
}

/// Spaces of Latin text, of whatever width; the ideographic one is as good as a character.
const fn is_space(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}'
    )
}

/// Spaces whose width is their meaning, which no justification changes.
#[must_use]
pub(super) const fn is_fixed(c: char) -> bool {
    is_space(c) && c != ' '
}

/// Spaces at which no line ends.
const fn binds(c: char) -> bool {
    matches!(c, '\u{a0}' | '\u{2007}' | '\u{202f}')
}

/// Blank halves of a mark, left and right, in em.
#[must_use]
pub(super) fn blanks(class: Class) -> (f32, f32) {
    match class {
        Class::Open => (0.5, 0.0),
        Class::Close | Class::Pause | Class::Stop => (0.0, 0.5),
        _ => (0.0, 0.0),
    }
}

/// True for a mark with a blank half.
#[must_use]
pub(super) fn is_mark(class: Class) -> bool {
    matches!(
        class,
        Class::Open | Class::Close | Class::Pause | Class::Stop
    )
}

/// True where a line may end between two neighbours of these classes.
#[must_use]
pub(super) fn may_break((a, ca): (char, Class), (b, cb): (char, Class), level: Kinsoku) -> bool {
    // GB/T 15834 5.1.9: no solidus at a line's end.
    if level != Kinsoku::Basic && a == '／' {
        return false;
    }
    if level == Kinsoku::Strict && cb == Class::Long {
        return false;
    }
    if binds(a) {
        return false;
    }
    let ascii = |k: Class| matches!(k, Class::Latin | Class::Ascii);
    match (ca, cb) {
        (_, Class::Space) => false,
        (Class::Open, _)
        | (_, Class::Close | Class::Pause | Class::Stop | Class::Middle | Class::After) => false,
        (Class::Before, _) => !ascii(cb),
        (Class::Long, Class::Long) => false,
        (x, y) if ascii(x) && ascii(y) => false,
        (Class::Latin, Class::Han) if b == '\u{2019}' => false,
        _ if matches!(
            b,
            ',' | '.' | ':' | ';' | '!' | '?' | ')' | ']' | '}' | '%' | '-' | '/'
        ) =>
        {
            false
        }
        _ if matches!(a, '(' | '[' | '{' | '-' | '/' | '$') => false,
        _ => true,
    }
}
