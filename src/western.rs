//! Marks that Chinese and Latin text share: ‘ ’ “ ” … — belong to the script around them. An apostrophe in `It’s` is
//! as narrow as its letters, the quotation marks of an English sentence are English, those around an English word in a
//! Chinese sentence are Chinese.

/// What stands beside a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Latin,
    Chinese,
    /// The edge of the text.
    Edge,
}

/// Bytes at which marks of Latin text stand, in order.
pub(crate) fn marks(text: &str) -> Vec<usize> {
    // They all begin with the same two bytes; most texts of letters have none.
    if memchr::memmem::find(text.as_bytes(), b"\xe2\x80").is_none()
        || !text.bytes().any(|b| b.is_ascii_alphabetic())
    {
        return Vec::new();
    }
    let all: Vec<(usize, char)> = text.char_indices().collect();
    let chars: Vec<char> = all.iter().map(|c| c.1).collect();
    let found = of(&chars);
    let places = all.iter().zip(found);
    places.filter(|(_, w)| *w).map(|(c, _)| c.0).collect()
}

/// For each character, whether it is a mark of Latin text.
pub(crate) fn of(chars: &[char]) -> Vec<bool> {
    let mut out = vec![false; chars.len()];
    if !chars.iter().any(|c| is_shared(*c)) || !chars.iter().any(|c| is_letter(*c)) {
        return out;
    }
    let (before, behind) = (sides(chars.iter()), {
        let mut back = sides(chars.iter().rev());
        back.reverse();
        back
    });
    let side = |list: &[Side], n: usize| list.get(n).copied().unwrap_or(Side::Edge);
    let at = |n: Option<usize>| n.and_then(|n| chars.get(n)).copied();
    let letter = |n: Option<usize>| at(n).is_some_and(is_letter);
    // Opening marks that wait for their closing ones, with the Chinese characters so far.
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut han = 0usize;
    let mut han_at: Vec<usize> = Vec::with_capacity(chars.len());
    for c in chars {
        han_at.push(han);
        han += usize::from(strong(*c) == Some(Side::Chinese));
    }
    let among = |from: usize, to: usize| {
        let (a, b) = (side(&before, from), side(&behind, to));
        let latin = a != Side::Chinese && b != Side::Chinese;
        let edges = a == Side::Edge && b == Side::Edge;
        let inner = chars.get(from + 1..to).unwrap_or_default();
        let chinese = han_at
            .get(from)
            .zip(han_at.get(to))
            .is_some_and(|(a, b)| a < b);
        latin && !chinese && (!edges || inner.iter().any(|c| is_letter(*c)))
    };
    for (n, c) in chars.iter().enumerate() {
        let (left, right) = (n.checked_sub(1), Some(n + 1));
        let mut set = |n: usize, western: bool| {
            if let Some(slot) = out.get_mut(n) {
                *slot = western;
            }
        };
        match c {
            '’' if letter(left) && letter(right) => set(n, true),
            '“' | '‘' => {
                open.push((*c, n));
                // Until its partner is found it stands alone.
                set(
                    n,
                    alone(side(&before, n), side(&behind, n)) && letter(right),
                );
            }
            '”' | '’' => {
                let partner = if *c == '”' { '“' } else { '‘' };
                match open.iter().rposition(|o| o.0 == partner) {
                    Some(k) => {
                        let from = open.get(k).map_or(0, |o| o.1);
                        open.truncate(k);
                        let western = among(from, n);
                        set(from, western);
                        set(n, western);
                    }
                    None => {
                        let beside = letter(left) || letter(right);
                        set(n, beside && alone(side(&before, n), side(&behind, n)));
                    }
                }
            }
            '…' | '—' if at(left) != Some(*c) && at(right) != Some(*c) => {
                let both = side(&before, n) == Side::Latin && side(&behind, n) == Side::Latin;
                set(n, both && near(chars, n));
            }
            _ => {}
        }
    }
    out
}

/// A letter or figure next to a mark, on either side, a space between them or not.
fn near(chars: &[char], n: usize) -> bool {
    let close = |a: Option<&char>, b: Option<&char>| match a {
        Some(' ') => b.copied().is_some_and(is_letter),
        a => a
            .copied()
            .is_some_and(|c| is_letter(c) || c.is_ascii_punctuation()),
    };
    let get = |k: Option<usize>| k.and_then(|k| chars.get(k));
    close(get(n.checked_sub(1)), get(n.checked_sub(2))) && close(get(Some(n + 1)), get(Some(n + 2)))
}

/// A mark without a partner is Latin among Latin, or at the edge of it.
fn alone(before: Side, behind: Side) -> bool {
    before != Side::Chinese
        && behind != Side::Chinese
        && (before, behind) != (Side::Edge, Side::Edge)
}

/// For each character, the script of the nearest letter before it.
fn sides<'a>(chars: impl Iterator<Item = &'a char>) -> Vec<Side> {
    let mut last = Side::Edge;
    chars
        .map(|c| {
            let now = strong(*c).unwrap_or(last);
            std::mem::replace(&mut last, now)
        })
        .collect()
}

/// Marks that both scripts have.
pub(crate) const fn is_shared(c: char) -> bool {
    matches!(c, '‘' | '’' | '“' | '”' | '…' | '—')
}

fn strong(c: char) -> Option<Side> {
    if is_letter(c) {
        Some(Side::Latin)
    } else if c.is_ascii() || is_shared(c) || c.is_whitespace() && c != '\u{3000}' || c < '\u{2e80}'
    {
        None
    } else {
        Some(Side::Chinese)
    }
}

/// Letters and figures of Latin, Greek and Cyrillic.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || matches!(c, '\u{c0}'..='\u{24f}' | '\u{370}'..='\u{52f}' | '\u{1e00}'..='\u{1fff}')
            && c.is_alphabetic()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with its Latin marks as ASCII ones.
    fn shown(s: &str) -> String {
        let marks = marks(s);
        let ascii = |c: char| match c {
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '…' => '~',
            _ => '-',
        };
        s.char_indices()
            .map(|(i, c)| if marks.contains(&i) { ascii(c) } else { c })
            .collect()
    }

    #[test]
    fn marks_belong_to_the_script_around_them() {
        for (text, want) in [
            (
                "他念了一句It’s all right，又写下“The dog’s name isn’t Spot”，就走了。",
                "他念了一句It's all right，又写下“The dog's name isn't Spot”，就走了。",
            ),
            (
                "He said, “New Year” is near.",
                "He said, \"New Year\" is near.",
            ),
            (
                "“Hello,” he said. “It’s late.”",
                "\"Hello,\" he said. \"It's late.\"",
            ),
            ("rock ’n’ roll的年代", "rock 'n' roll的年代"),
            ("the dogs’ tails", "the dogs' tails"),
            ("祝你“New Year”快乐", "祝你“New Year”快乐"),
            ("他说‘OK’，走了", "他说‘OK’，走了"),
            ("“走吧。”他说。“Go.”", "“走吧。”他说。“Go.”"),
            ("D’Arcy—or so—came… late", "D'Arcy-or so-came~ late"),
            ("他说OK…然后", "他说OK…然后"),
            ("A——B……C", "A——B……C"),
            ("élève d’été", "élève d'été"),
            ("“约翰’s”", "“约翰’s”"),
            ("没有", "没有"),
        ] {
            assert_eq!(shown(text), want, "{text}");
        }
    }
}
