//! Stretches of Latin words whose marks are Latin too: Word takes those from the Latin font where no hint forbids it.

use crate::western;

/// The parts of a text, each with whether it is Latin words with marks of their own. Words without such marks stay with
/// the Chinese around them, whose hint does not touch letters.
pub(super) fn stretches(s: &str) -> Vec<(&str, bool)> {
    let marks = western::marks(s);
    let mut out = Vec::new();
    let mut from = 0;
    for &at in &marks {
        if at < from {
            continue;
        }
        let latin = |c: char| (c as u32) < 0x2e80 && !western::is_shared(c);
        let own = |i: usize, c: char| latin(c) || marks.binary_search(&i).is_ok();
        let before = s.get(from..at).unwrap_or_default();
        let begin = before
            .char_indices()
            .rev()
            .take_while(|(_, c)| latin(*c))
            .last()
            .map_or(at, |(i, _)| from + i);
        let behind = s.get(at..).unwrap_or_default();
        let end = behind
            .char_indices()
            .find(|(i, c)| !own(at + i, *c))
            .map_or(s.len(), |(i, _)| at + i);
        out.extend(
            s.get(from..begin)
                .filter(|t| !t.is_empty())
                .map(|t| (t, false)),
        );
        out.extend(s.get(begin..end).map(|t| (t, true)));
        from = end;
    }
    out.extend(s.get(from..).filter(|t| !t.is_empty()).map(|t| (t, false)));
    out
}

#[cfg(test)]
mod tests {
    use super::stretches;

    #[test]
    fn words_with_marks_of_their_own_stand_apart() {
        assert_eq!(
            stretches("他念It’s all，写“The dog’s”。"),
            [
                ("他念", false),
                ("It’s all", true),
                ("，写“", false),
                ("The dog’s", true),
                ("”。", false)
            ]
        );
        assert_eq!(stretches("说Hello，“好”"), [("说Hello，“好”", false)]);
        assert_eq!(stretches("He’s “it”"), [("He’s “it”", true)]);
        assert_eq!(stretches(""), []);
    }
}
