//! 版头, what an official paper prints above its title (GB/T 9704-2012, 7.2): number of the copy, secrecy, urgency,
//! 发文机关标志, document number and signer.
//!
//! The lines are taken out before the text is read, which then begins with its title as any text does.

use super::lines::{Kind, Unit, is_han};
use super::names::is_office;
use super::roles::is_document_number;
use crate::tree::{ParagraphRole as P, halves};

/// Lines of a head, at most: with several issuers each has its own.
const MOST: usize = 12;
/// Longest 发文机关标志 in characters.
const ISSUER_MAX: u32 = 40;

/// Roles of the lines, as the outline names them.
const ROLES: [(&str, P); 6] = [
    ("copy_number", P::CopyNumber),
    ("secrecy", P::Secrecy),
    ("urgency", P::Urgency),
    ("issuer", P::Issuer),
    ("doc_number", P::DocumentNumber),
    ("signer", P::Signer),
];
/// Bodies that issue the paper together, one or more of them on the line.
pub(super) const TOGETHER: &str = "issuers";
/// The number with the signer behind it on one line.
const BOTH: &str = "number_and_signer";
const WHY: &str = "in the head of an official paper";

/// The roles of a unit of the head; none for other units.
pub(super) fn roles(u: &Unit) -> Vec<P> {
    match (u.why == WHY, u.role) {
        (false, _) => Vec::new(),
        (true, BOTH) => vec![P::DocumentNumber, P::Signer],
        (true, TOGETHER) => vec![P::Issuer],
        (true, role) => {
            let own = ROLES.iter().filter(|(name, _)| *name == role);
            own.map(|(_, p)| *p).collect()
        }
    }
}

/// Takes the head from the units of a text.
pub(super) fn take(units: &mut Vec<Unit>, source: &str) -> Vec<Unit> {
    let mut found = Vec::new();
    while let Some(u) = units.get(found.len()).filter(|_| found.len() < MOST) {
        let free = |u: &Unit| !u.fixed && u.first && u.markup.is_empty();
        // Behind the number only the signer stands.
        let numbered = found.iter().any(|r| matches!(*r, "doc_number" | BOTH));
        if !numbered {
            let lines = units.iter().skip(found.len());
            let several = joint(lines.take_while(|u| free(u)), source);
            if several > 0 {
                found.extend(std::iter::repeat_n(TOGETHER, several));
                continue;
            }
        }
        let role = role(u.text(source), u.chars).filter(|_| free(u));
        let Some(role) = role.filter(|r| !numbered || *r == "signer") else {
            break;
        };
        found.push(role);
    }
    let next = |n: usize| units.get(n).map_or("", |u| u.text(source));
    // An office alone heads a letter: its number stands right below.
    let office = |n: usize| found.get(n).is_none() && is_office(next(n)) && numbered(next(n + 1));
    let at = found.len();
    if office(at) {
        found.extend(["issuer", number_role(next(at + 1))]);
    }
    let of_issuer = |r: &&str| matches!(*r, "issuer" | TOGETHER);
    let issued = found.iter().any(of_issuer);
    let sure = found.iter().any(|r| !of_issuer(r));
    if !issued || !sure || found.len() >= units.len() {
        return Vec::new();
    }
    let mut head: Vec<Unit> = units.drain(..found.len()).collect();
    for (u, role) in head.iter_mut().zip(found) {
        u.set(Kind::Para, role, WHY, 0.95);
        (u.label, u.candidate, u.run_in, u.lead) = (None, None, None, None);
    }
    head
}

/// Puts it back before the units that were read.
pub(super) fn put_back(units: &mut Vec<Unit>, head: Vec<Unit>) {
    let by = head.len();
    for u in units.iter_mut() {
        u.joins = u.joins.map(|k| k + by);
    }
    units.splice(0..0, head);
}

fn numbered(s: &str) -> bool {
    is_document_number(s) || halves(s).is_some_and(|(a, b)| is_document_number(a) && is_signer(b))
}

fn number_role(s: &str) -> &'static str {
    if is_document_number(s) {
        "doc_number"
    } else {
        BOTH
    }
}

fn role(s: &str, chars: u32) -> Option<&'static str> {
    if is_copy_number(s) {
        Some("copy_number")
    } else if is_secrecy(s) {
        Some("secrecy")
    } else if is_urgency(s) {
        Some("urgency")
    } else if is_signer(s) {
        Some("signer")
    } else if numbered(s) {
        Some(number_role(s))
    } else if is_order_number(s) {
        Some("doc_number")
    } else if chars <= ISSUER_MAX && is_issuer(s) {
        Some("issuer")
    } else {
        None
    }
}

/// How many lines name the bodies that issue one paper together (7.2.4): one below the other, 文件 behind one of them, on
/// a line of its own, or behind the last of several on one line. Below stands the number.
fn joint<'a>(lines: impl Iterator<Item = &'a Unit>, source: &str) -> usize {
    let (mut count, mut bodies, mut marked) = (0, 0, false);
    for u in lines {
        let s = u.text(source);
        if numbered(s) || is_signer(s) {
            return if marked && bodies > 1 { count } else { 0 };
        }
        let spread: String = s.chars().filter(|c| !c.is_whitespace()).collect();
        let file = spread == "文件";
        let names = s.strip_suffix("文件").unwrap_or(s);
        let all = names.split_whitespace().all(is_body) || is_body(&spread);
        if u.chars > ISSUER_MAX || count >= MOST || !file && !all {
            return 0;
        }
        marked |= s.ends_with("文件") || file;
        bodies += if file {
            0
        } else {
            names.split_whitespace().count().max(1)
        };
        count += 1;
    }
    0
}

/// An office, or a committee of the party or of a region: 中共澄江市委.
fn is_body(s: &str) -> bool {
    let region = s.ends_with(['省', '市', '县', '区', '国', '委']);
    is_office(s) || region && s.chars().count() > 2 && s.chars().all(is_han)
}

/// What stands behind the name of a field; the whole where it has none.
fn value<'a>(s: &'a str, names: &[&str]) -> &'a str {
    let told = s.split_once(['：', ':']);
    let told = told.filter(|(name, _)| names.contains(&name.trim()));
    told.map_or(s, |(_, v)| v.trim())
}

/// 000123, 份号：000123: six figures.
fn is_copy_number(s: &str) -> bool {
    let number = value(s, &["份号"]);
    number.len() == 6 && number.bytes().all(|b| b.is_ascii_digit())
}

/// 机密★1年, 秘密.
fn is_secrecy(s: &str) -> bool {
    let s = value(s, &["密级", "密级和保密期限"]);
    let rest = ["绝密", "机密", "秘密"]
        .iter()
        .find_map(|l| s.strip_prefix(l));
    rest.is_some_and(|r| r.is_empty() || r.starts_with('★') && r.chars().count() <= 6)
}

/// 特急, 加急.
fn is_urgency(s: &str) -> bool {
    let s: String = value(s, &["紧急程度", "缓急"]).split_whitespace().collect();
    matches!(s.as_str(), "特急" | "加急" | "特提" | "平急")
}

/// 签发人：李明　王海
fn is_signer(s: &str) -> bool {
    let name = value(s, &["签发人"]);
    let names = name.chars().all(|c| is_han(c) || c.is_whitespace());
    name.len() < s.len() && names && (2..=20).contains(&name.chars().count())
}

/// 第12号, 〔2024〕3号, 第5期: numbers of orders and of minutes.
fn is_order_number(s: &str) -> bool {
    let inner = s.trim_start_matches(['〔', '（', '(']);
    let inner = inner
        .strip_prefix('第')
        .or((inner.len() < s.len()).then_some(inner));
    let ends = s.ends_with(['号', '期', '次']);
    let figures = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || "一二三四五六七八九十百〇零〕）)第号期次".contains(c)
    };
    ends && inner.is_some_and(|i| i.chars().all(figures)) && s.chars().count() <= 14
}

/// 澄江市人民政府文件, 澄江市人民政府令, 澄江市人民政府常务会议纪要.
fn is_issuer(s: &str) -> bool {
    let bare: String = s.chars().filter(|c| !c.is_whitespace()).collect();
    // 关于…的会议纪要 is a title.
    let words = !bare.contains('的') && bare.chars().all(|c| is_han(c) || matches!(c, '（' | '）'));
    let office = |rest: &str| is_body(rest) || rest.ends_with(['省', '市', '县', '区', '国', '委']);
    words
        && (bare.strip_suffix("文件").is_some_and(office)
            || bare.strip_suffix("令").is_some_and(office)
            || bare
                .strip_suffix("纪要")
                .is_some_and(|r| r.ends_with(['议', '会'])))
}

#[cfg(test)]
mod tests {
    use crate::reader::{ReadOptions, read};
    use crate::receipt::Receipt;
    use crate::source::Source;
    use crate::tree::{ParagraphRole as P, plain_text};

    /// Head and title of a text.
    fn head(text: &str) -> (Vec<(P, String)>, String) {
        let source = Source::decode(text.as_bytes(), None).unwrap();
        let read = read(&source, &ReadOptions::default());
        Receipt::draw(&source, &read).unwrap();
        let doc = read.document;
        let title = doc.title.map_or_else(String::new, |t| plain_text(&t.title));
        let line = |p: &crate::tree::Paragraph| (p.role, plain_text(&p.inlines));
        (doc.head.iter().map(line).collect(), title)
    }

    const BODY: &str = "澄江市人民政府关于设立城市更新试点的请示\n\n省人民政府：\n\n为贯彻落实城市更新部署，我市拟设立试点，现将有关事项请示如下。\n\n妥否，请批示。\n\n澄江市人民政府\n2024年5月20日\n";
    const TITLE: &str = "澄江市人民政府关于设立城市更新试点的请示";

    #[test]
    fn the_lines_above_the_title_have_their_roles() {
        let above = "000123\n机密★1年\n特急\n澄江市人民政府文件\n澄政发〔2024〕18号　　　签发人：李明远\n\n";
        let (lines, title) = head(&format!("{above}{BODY}"));
        let want = [
            (P::CopyNumber, "000123"),
            (P::Secrecy, "机密★1年"),
            (P::Urgency, "特急"),
            (P::Issuer, "澄江市人民政府文件"),
            (P::DocumentNumber, "澄政发〔2024〕18号"),
            (P::Signer, "签发人：李明远"),
        ];
        assert_eq!(lines, want.map(|(p, s)| (p, s.to_owned())));
        assert_eq!(title, TITLE);
    }

    #[test]
    fn a_letter_an_order_and_minutes_have_heads_too() {
        for (above, roles) in [
            (
                "澄江市人民政府\n\n澄政函〔2024〕5号\n\n",
                &[P::Issuer, P::DocumentNumber][..],
            ),
            (
                "澄江市人民政府令\n\n第12号\n\n",
                &[P::Issuer, P::DocumentNumber],
            ),
            (
                "澄江市人民政府常务会议纪要\n〔2024〕3号\n",
                &[P::Issuer, P::DocumentNumber],
            ),
            (
                "特急\n中共澄江市委文件\n澄委〔2024〕7号\n",
                &[P::Urgency, P::Issuer, P::DocumentNumber],
            ),
        ] {
            let (lines, title) = head(&format!("{above}{BODY}"));
            let got: Vec<P> = lines.iter().map(|l| l.0).collect();
            assert_eq!((got.as_slice(), title.as_str()), (roles, TITLE), "{above}");
        }
    }

    #[test]
    fn bodies_that_issue_a_paper_together_stand_in_its_head() {
        let number = "澄教发〔2025〕36号\n\n";
        for (above, issuers) in [
            ("澄江市教育局\n澄江市财政局\n文件\n", 3),
            ("澄江市教育局\n澄江市财政局　文件\n澄江市公安局\n", 4),
            ("澄江市教育局　澄江市财政局　文件\n", 3),
            ("000123\n特急\n\n中共澄江市委\n澄江市人民政府文件\n\n", 3),
            ("中 共 澄 江 市 委\n澄江市人民政府\n文　件\n", 3),
        ] {
            let (lines, title) = head(&format!("{above}{number}{BODY}"));
            let got = lines.iter().filter(|l| l.0 == P::Issuer).count();
            assert_eq!(
                (got, title.as_str()),
                (issuers, TITLE),
                "{above}: {lines:?}"
            );
            assert_eq!(
                lines.last().map(|l| l.0),
                Some(P::DocumentNumber),
                "{above}"
            );
        }
    }

    #[test]
    fn a_title_that_was_broken_is_one() {
        for (above, want) in [
            (
                "澄江市人民政府文件\n澄政发〔2024〕18号\n\n澄江市人民政府\n关于做好防汛工作的通知\n",
                "澄江市人民政府关于做好防汛工作的通知",
            ),
            (
                "澄政发〔2024〕18号\n\n澄江市教育局　澄江市财政局\n关于做好防汛工作的通知\n",
                "澄江市教育局　澄江市财政局关于做好防汛工作的通知",
            ),
            (
                "澄江市人民政府办公室关于印发澄江市\n物流发展三年行动\n方案的通知\n",
                "澄江市人民政府办公室关于印发澄江市物流发展三年行动方案的通知",
            ),
            (
                "中共澄江市委关于开展\n“走百村”活动的意见\n（试行）\n",
                "中共澄江市委关于开展“走百村”活动的意见",
            ),
        ] {
            let body = BODY.split_once("\n\n").unwrap().1;
            let (_, title) = head(&format!("{above}\n{body}"));
            assert_eq!(title, want);
        }
    }

    #[test]
    fn what_only_looks_like_a_head_is_none() {
        for above in [
            "",
            "澄江市教育局\n澄江市财政局\n文件\n\n",
            "澄江市教育局\n澄江市财政局\n澄教发〔2025〕36号\n\n",
            "澄江市人民政府文件\n\n",
            "特急\n\n",
            "澄政发〔2024〕18号\n\n",
        ] {
            assert!(head(&format!("{above}{BODY}")).0.is_empty(), "{above}");
        }
    }
}
