//! What stands on the copyright page, and before and behind the text; and the numbers of books.

use super::Page;
use crate::tree::{Document, Node, walk};
use serde::{Deserialize, Serialize};

/// The copyright page and the front matter. What is empty is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Imprint {
    /// 出版发行.
    pub publisher: String,
    /// Its place and address.
    pub place: String,
    /// 责任编辑.
    pub editor: String,
    /// 装帧设计.
    pub designer: String,
    /// 译者.
    pub translator: String,
    /// 印刷.
    pub printer: String,
    /// 经销.
    pub distributor: String,
    /// 版次, 2024年8月第1版.
    pub edition: String,
    /// 印次, 2024年8月第1次印刷.
    pub printing: String,
    /// 印数.
    pub copies: String,
    /// 书号: an ISBN of 13 or 10 digits.
    pub isbn: String,
    /// 定价.
    pub price: String,
    /// The words of the CIP data; lines are parted by `|`.
    pub cip: String,
    /// What else is to be said: rights, addresses; lines are parted by `|`.
    pub notice: String,
    /// A half-title page before the title page.
    pub half_title: bool,
    /// A dedication on a page of its own; lines are parted by `|`.
    pub dedication: String,
    /// An epigraph on a page of its own; lines are parted by `|`.
    pub epigraph: String,
}

impl Imprint {
    /// All that it says, and the words that stand beside it.
    #[must_use]
    pub fn words(&self) -> String {
        let own = self.told().into_iter();
        let own = own.chain([&self.dedication, &self.epigraph]);
        let own: String = own.map(|s| s.replace('|', "")).collect();
        if own.is_empty() && !self.half_title {
            return own;
        }
        let labels = "书名著者译者责任编辑装帧设计出版发行印刷经销开本字数版次印次印数书号定价图书在版编目（CIP）数据";
        let old = "書名著者譯者責任編輯裝幀設計出版發行印刷經銷開本字數版次印次印數書號定價圖書在版編目（CIP）數據";
        format!("{}{labels}{old}ISBN{}", own.repeat(2), self.publisher)
    }

    /// What a copyright page says.
    const fn told(&self) -> [&String; 14] {
        [
            &self.publisher,
            &self.place,
            &self.editor,
            &self.designer,
            &self.translator,
            &self.printer,
            &self.distributor,
            &self.edition,
            &self.printing,
            &self.copies,
            &self.isbn,
            &self.price,
            &self.cip,
            &self.notice,
        ]
    }

    /// True where a copyright page has something to say.
    pub(crate) fn is_told(&self) -> bool {
        self.told().iter().any(|s| !s.trim().is_empty())
    }
}

/// What a copyright page says, for every backend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Colophon {
    /// The CIP data with the words over them.
    pub(crate) cip: Vec<String>,
    /// Labels of four characters, and what they stand for.
    pub(crate) facts: Vec<(String, String)>,
    /// Rights and addresses.
    pub(crate) notice: Vec<String>,
}

/// The parts of a text that are lines of a page.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|l| !l.is_empty())
}

/// The words over a list of pictures.
pub(crate) const fn figures_heading(traditional: bool) -> &'static str {
    if traditional {
        "插圖目錄"
    } else {
        "插图目录"
    }
}

/// How many characters a book has, as books tell it.
pub(crate) fn count(doc: &Document) -> String {
    let mut han = 0usize;
    walk(doc, &mut |n| {
        if let Node::Text(t) = n {
            han += t.as_str().chars().filter(|c| !c.is_whitespace()).count();
        }
    });
    if han < 1_000 {
        format!("{han} 字")
    } else {
        format!("{} 千字", (han + 500) / 1_000)
    }
}

impl Imprint {
    /// The lines of the copyright page of a book on a page of some size; nothing where there is nothing to say.
    pub(crate) fn colophon(&self, doc: &Document, page: &Page) -> Option<Colophon> {
        if !self.is_told() {
            return None;
        }
        let m = &doc.metadata;
        let said = |s: &String| (!s.trim().is_empty()).then(|| s.trim().to_owned());
        let publisher = said(&self.publisher).or_else(|| m.publisher.clone());
        let publisher = match (publisher, said(&self.place)) {
            (Some(p), Some(place)) => Some(format!("{p}　{place}")),
            (p, place) => p.or(place),
        };
        let isbn = said(&self.isbn).map(|n| {
            let bare = n.trim_start_matches("ISBN").trim();
            format!("ISBN {bare}")
        });
        let size = format!("{:.0} mm × {:.0} mm", page.width, page.height);
        let rows: [(&str, Option<String>); 15] = [
            ("书　　名", m.title.clone()),
            ("著　　者", m.author.clone()),
            ("译　　者", said(&self.translator)),
            ("责任编辑", said(&self.editor)),
            ("装帧设计", said(&self.designer)),
            ("出版发行", publisher),
            ("印　　刷", said(&self.printer)),
            ("经　　销", said(&self.distributor)),
            ("开　　本", Some(size)),
            ("字　　数", Some(count(doc))),
            ("版　　次", said(&self.edition)),
            ("印　　次", said(&self.printing)),
            ("印　　数", said(&self.copies)),
            ("书　　号", isbn),
            ("定　　价", said(&self.price)),
        ];
        let traditional = doc.is_traditional();
        let label = |l: &str| if traditional { old(l) } else { l.to_owned() };
        let facts = rows.into_iter().filter_map(|(l, value)| {
            let value = value.filter(|v| !v.trim().is_empty())?;
            Some((label(l), value))
        });
        let mut cip: Vec<String> = lines(&self.cip).map(str::to_owned).collect();
        if !cip.is_empty() {
            let head = if traditional {
                "圖書在版編目（CIP）數據"
            } else {
                "图书在版编目（CIP）数据"
            };
            cip.insert(0, head.to_owned());
        }
        Some(Colophon {
            cip,
            facts: facts.collect(),
            notice: lines(&self.notice).map(str::to_owned).collect(),
        })
    }
}

/// Labels as Traditional books have them.
fn old(label: &str) -> String {
    let pairs = [
        ('书', '書'),
        ('译', '譯'),
        ('责', '責'),
        ('编', '編'),
        ('辑', '輯'),
        ('帧', '幀'),
        ('设', '設'),
        ('计', '計'),
        ('发', '發'),
        ('经', '經'),
        ('销', '銷'),
        ('开', '開'),
        ('数', '數'),
        ('号', '號'),
        ('定', '定'),
        ('价', '價'),
    ];
    let of = |c: char| pairs.iter().find(|p| p.0 == c).map_or(c, |p| p.1);
    label.chars().map(of).collect()
}

/// The thirteen digits of an ISBN.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Isbn(pub [u8; 13]);

impl Isbn {
    /// Reads a number of 13 digits, or of 10, with hyphens or without.
    ///
    /// # Errors
    /// The last digit that it should have, where that is another; `None` where it has not the length of an ISBN.
    pub fn parse(text: &str) -> Result<Self, Option<char>> {
        let text = text
            .trim()
            .trim_start_matches("ISBN")
            .trim_start_matches([':', '：', ' ']);
        let plain: Vec<char> = text
            .chars()
            .filter(|c| !matches!(c, '-' | ' ' | '–' | '‑'))
            .collect();
        let digit = |c: &char| c.to_digit(10).and_then(|d| u8::try_from(d).ok());
        let (last, body) = plain.split_last().ok_or(None)?;
        let digits: Vec<u8> = body.iter().map(digit).collect::<Option<_>>().ok_or(None)?;
        match digits.len() {
            12 if digits.starts_with(&[9, 7, 8]) || digits.starts_with(&[9, 7, 9]) => {
                let check = thirteenth(&digits);
                if digit(last) != Some(check) {
                    return Err(char::from_digit(check.into(), 10));
                }
                Ok(Self::of(&digits))
            }
            9 => {
                let sum: u32 = digits
                    .iter()
                    .zip((2..=10).rev())
                    .map(|(d, w)| u32::from(*d) * w)
                    .sum();
                let check = match (11 - sum % 11) % 11 {
                    10 => 'X',
                    n => char::from_digit(n, 10).unwrap_or('0'),
                };
                if last.to_ascii_uppercase() != check {
                    return Err(Some(check));
                }
                let mut all = vec![9, 7, 8];
                all.extend(digits);
                Ok(Self::of(&all))
            }
            _ => Err(None),
        }
    }

    /// Twelve digits with the one that checks them.
    fn of(twelve: &[u8]) -> Self {
        let mut all = [0; 13];
        for (slot, d) in all
            .iter_mut()
            .zip(twelve.iter().copied().chain([thirteenth(twelve)]))
        {
            *slot = d;
        }
        Self(all)
    }

    /// The bars of its EAN-13: 95 modules, true for black.
    #[must_use]
    pub fn bars(self) -> Vec<bool> {
        let mut out = Vec::with_capacity(95);
        let mut put = |bits: &str| out.extend(bits.chars().map(|c| c == '1'));
        let (first, rest) = self.0.split_first().map_or((0, &[][..]), |(f, r)| (*f, r));
        let parity = PARITY.get(usize::from(first)).copied().unwrap_or("LLLLLL");
        let (left, right) = rest.split_at(rest.len().min(6));
        put("101");
        for (d, side) in left.iter().zip(parity.chars()) {
            put(&pattern(*d, side));
        }
        put("01010");
        for d in right {
            put(&pattern(*d, 'R'));
        }
        put("101");
        out
    }
}

/// Which set of bars the digits of the left half take, by the digit before them (ISO/IEC 15420).
const PARITY: [&str; 10] = [
    "LLLLLL", "LLGLGG", "LLGGLG", "LLGGGL", "LGLLGG", "LGGLLG", "LGGGLL", "LGLGLG", "LGLGGL",
    "LGGLGL",
];
/// Bars of the digits, set L.
const BARS: [&str; 10] = [
    "0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011",
    "0110111", "0001011",
];

/// The bars of a digit: R is L with black and white changed, G is R read backwards.
fn pattern(digit: u8, side: char) -> String {
    let own = BARS.get(usize::from(digit)).copied().unwrap_or("0000000");
    let changed: String = own
        .chars()
        .map(|c| if c == '1' { '0' } else { '1' })
        .collect();
    match side {
        'L' => own.to_owned(),
        'G' => changed.chars().rev().collect(),
        _ => changed,
    }
}

/// The digit that checks twelve others.
fn thirteenth(twelve: &[u8]) -> u8 {
    let sum: u32 = twelve
        .iter()
        .zip([1, 3].iter().cycle())
        .map(|(d, w)| u32::from(*d) * w)
        .sum();
    u8::try_from((10 - sum % 10) % 10).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_checked_by_their_last_digit() {
        let n = Isbn::parse("978-7-02-000220-7").unwrap();
        assert_eq!(n.0, [9, 7, 8, 7, 0, 2, 0, 0, 0, 2, 2, 0, 7]);
        assert_eq!(Isbn::parse("ISBN 9787020002207"), Ok(n));
        assert_eq!(Isbn::parse("7-02-000220-X"), Ok(n));
        assert_eq!(Isbn::parse("978-7-02-000220-1"), Err(Some('7')));
        assert_eq!(Isbn::parse("7-02-000220-1"), Err(Some('X')));
        for wrong in ["", "978", "977-7-02-000220-7", "97870200022O7"] {
            assert_eq!(Isbn::parse(wrong), Err(None), "{wrong}");
        }
    }

    #[test]
    fn the_bars_are_those_of_the_standard() {
        let n = Isbn::parse("978-7-02-000220-7").unwrap();
        let bars: String = n
            .bars()
            .iter()
            .map(|b| if *b { '1' } else { '0' })
            .collect();
        assert_eq!(bars.len(), 95);
        assert!(bars.starts_with("101") && bars.ends_with("101"));
        assert_eq!(&bars[45..50], "01010");
        // 9 leads with LGGLGL: 7 in L, 8 in G.
        assert_eq!((&bars[3..10], &bars[10..17]), ("0111011", "0001001"));
        // The last digit, 7 in R.
        assert_eq!(&bars[85..92], "1000100");
        // Seven modules of a digit have two bars and two gaps.
        assert!(
            bars.as_bytes()[3..45]
                .chunks(7)
                .all(|d| d[0] == b'0' && d[6] == b'1')
        );
    }
}
