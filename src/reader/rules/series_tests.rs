//! Tests of [`series`](super).

use super::*;
use crate::reader::lines::units;

fn solved(s: &str) -> Vec<(Kind, u8)> {
    let mut u = units(s);
    solve(&mut u, s);
    u.iter().map(|u| (u.kind, u.level)).collect()
}

#[test]
fn headings_nest_by_family() {
    let s = "一、回顾\n(一)抓质量。今年以来,工作很好。\n(二)保安全。今年以来,安全很好。\n1.在企业。做了很多事。\n2.在学校。做了很多事。\n二、任务\n";
    use Kind::{Heading as H, Item as I};
    assert_eq!(solved(s), [(H, 2), (H, 3), (H, 3), (I, 0), (I, 0), (H, 2)]);
}

#[test]
fn a_family_alone_stands_below_the_piece() {
    assert_eq!(
        solved("(一)开放发展\n推进建设。\n(二)网络建设\n推进建设。\n")[0],
        (Kind::Heading, 2)
    );
}

#[test]
fn clauses_in_a_row_are_a_list() {
    let s = "重点包括：\n（一）办事服务信息；\n（二）影响较大的信息；\n（三）其他信息。\n";
    assert!(solved(s)[1..].iter().all(|x| x.0 == Kind::Item));
}

#[test]
fn traps_stay_paragraphs() {
    let s = "名列第三,很好。\n一抓到底,不松劲。\n5.6个百分点的增长来之不易。\n";
    assert!(solved(s).iter().all(|x| x.0 == Kind::Para));
}

/// Levels of headings of these families, in this order; a level that the user gave stands beside its family.
fn nested(families: &[(Scheme, Option<u8>)]) -> Vec<u8> {
    let source = "题\n".repeat(families.len());
    let mut all = units(&source);
    for (u, &(scheme, given)) in all.iter_mut().zip(families) {
        u.kind = Kind::Heading;
        u.label = Some(Candidate {
            scheme,
            number: 1,
            len: 0,
        });
        u.fixed = given.is_some();
        u.level = given.unwrap_or(0);
    }
    levels(&mut all, &source, 0, families.len());
    all.iter().map(|u| u.level).collect()
}

#[test]
fn families_keep_their_order_whichever_comes_first() {
    use Scheme::{ArabicDot, Article, Chapter, CnBare, CnComma, CnParen, OrdinalDian, Volume};
    let ranked: [&[Scheme]; 6] = [
        &[Volume],
        &[Chapter],
        &[CnBare, Article],
        &[CnComma, OrdinalDian],
        &[CnParen, Scheme::CnParenComma],
        &[ArabicDot, Scheme::ArabicComma],
    ];
    for (at, outer) in ranked.iter().enumerate() {
        for inner in ranked.iter().skip(at + 1).copied().flatten() {
            for outer in *outer {
                let both = [(*outer, None), (*inner, None)];
                assert_eq!(nested(&both), [2, 3], "{both:?}");
                let turned = [(*inner, None), (*outer, None), (*inner, None)];
                assert_eq!(nested(&turned), [2, 2, 3], "{turned:?}");
            }
        }
    }
    // Of one rank, the first to open is above.
    assert_eq!(
        nested(&[(CnBare, None), (Article, None), (CnBare, None)]),
        [2, 3, 2]
    );
    assert_eq!(nested(&[(CnComma, None), (OrdinalDian, None)]), [2, 3]);
    let deep = [CnComma, CnParen, ArabicDot, CnParen, CnComma].map(|s| (s, None));
    assert_eq!(nested(&deep), [2, 3, 4, 3, 2]);
}

#[test]
fn a_level_that_the_user_gave_holds_for_its_family() {
    use Scheme::{CnComma, CnParen};
    assert_eq!(
        nested(&[(CnComma, None), (CnParen, Some(5)), (CnParen, None)]),
        [2, 5, 5]
    );
    assert_eq!(
        nested(&[(CnParen, Some(4)), (CnParen, Some(3)), (CnParen, None)]),
        [4, 3, 3]
    );
    // One that is no level of a heading is none: the nesting says it.
    assert_eq!(nested(&[(CnComma, None), (CnParen, Some(1))]), [2, 3]);
    assert_eq!(nested(&[(CnComma, None), (CnParen, Some(2))]), [2, 2]);
}

#[test]
fn decimals_stand_as_deep_as_they_have_dots() {
    let s = "1 总则\n2.1 范围\n2.1.1 对象\n2.2 期限\n";
    let of = |s: &str| {
        let mut all = units(s);
        for u in &mut all {
            let text = u.text(s);
            let len = text.find(' ').unwrap_or(0);
            u.kind = Kind::Heading;
            u.label = Some(Candidate {
                scheme: Scheme::CnBare,
                number: 1,
                len,
            });
        }
        let end = all.len();
        levels(&mut all, s, 0, end);
        all.iter().map(|u| u.level).collect::<Vec<_>>()
    };
    assert_eq!(of(s), [2, 3, 4, 3]);
    // Where only decimals head, the least deep are the first rank.
    assert_eq!(of("2.1 范围\n2.1.1 对象\n2.2 期限\n"), [2, 3, 2]);
}

#[test]
fn a_rubric_that_comes_again_belongs_to_the_heading_above_it() {
    let rubrics = |s: &str| {
        let mut all = units(s);
        for u in &mut all {
            let comma = u.text(s).contains('、');
            u.kind = Kind::Heading;
            u.role = if comma { "" } else { "rubric" };
            u.label = comma.then_some(Candidate {
                scheme: Scheme::CnComma,
                number: 1,
                len: 0,
            });
        }
        let end = all.len();
        levels(&mut all, s, 0, end);
        all.iter().map(|u| u.level).collect::<Vec<_>>()
    };
    assert_eq!(rubrics("一、甲\n注释\n二、乙\n注释\n"), [2, 3, 2, 3]);
    // One beside it too, until the next heading.
    assert_eq!(
        rubrics("一、甲\n注释\n译文\n二、乙\n注释\n附录\n"),
        [2, 3, 3, 2, 3, 3]
    );
    assert_eq!(rubrics("一、甲\n附录\n二、乙\n注释\n"), [2, 2, 2, 2]);
    assert_eq!(rubrics("附录\n一、甲\n"), [2, 2]);
}

#[test]
fn a_title_has_two_characters_at_least_and_no_more_than_a_line() {
    assert_eq!(title_end("总则"), Some(6));
    assert_eq!(title_end("总"), None);
    assert_eq!(title_end(""), None);
    assert_eq!(title_end(&"总".repeat(HEADING_MAX)), Some(3 * HEADING_MAX));
    assert_eq!(title_end(&"总".repeat(HEADING_MAX + 1)), None);
    assert_eq!(title_end("抓质量。今年很好。"), Some(12));
}

#[test]
fn short_lines_with_arabic_numbers_head_what_they_govern() {
    use Kind::{Heading as H, Item as I, Para as P};
    let kinds = |s: &str| solved(s).iter().map(|x| x.0).collect::<Vec<_>>();
    let governed = "1.出发\n清晨出发，天气很好。\n2.归来\n傍晚归来，十分高兴。\n";
    assert_eq!(kinds(governed), [H, P, H, P]);
    // Most of a run must head; a line with its text on it does not.
    let most = "1.出发\n清晨出发。\n2.午饭\n吃饭。\n3.归来。傍晚归来。\n4.休息。早早睡了。\n5.晚饭。晚上吃饭。\n";
    assert_eq!(kinds(most)[0], I);
    let long = "长".repeat(45);
    assert_eq!(
        kinds(&format!("1.{long}\n清晨出发。\n2.{long}\n傍晚归来。\n"))[0],
        I
    );
    let clauses = "1.出发；\n清晨出发。\n2.归来；\n傍晚归来。\n";
    assert_eq!(kinds(clauses)[0], I);
    // Items of another family below it, from their first on.
    let items = "1.准备\n（1）带水。\n（2）带伞。\n2.出发\n（1）早起。\n（2）上车。\n";
    assert_eq!(kinds(items), [H, I, I, H, I, I]);
}

#[test]
fn three_clauses_that_touch_are_a_list_and_two_are_not() {
    use Kind::{Heading as H, Item as I};
    let kinds = |s: &str| solved(s).iter().map(|x| x.0).collect::<Vec<_>>();
    assert_eq!(
        kinds("（一）抓质量\n（二）保安全\n（三）促发展\n"),
        [I, I, I]
    );
    assert_eq!(kinds("（一）抓质量\n（二）保安全\n"), [H, H]);
    // Text on the line, or below the last, makes headings of them.
    assert_eq!(
        kinds("（一）抓质量。好。\n（二）保安全。好。\n（三）促发展。好。\n")[..3],
        [H, H, H]
    );
    let last = kinds("（一）抓质量\n（二）保安全\n（三）促发展\n今年以来，工作很好。\n");
    assert_eq!(last[..3], [H, H, H]);
    let stops = kinds("（一）抓质量。\n（二）保安全。\n（三）促发展。\n今年以来，工作很好。\n");
    assert_eq!(stops[..3], [I, I, I]);
    let apart = kinds("（一）抓质量\n今年很好。\n（二）保安全\n（三）促发展\n");
    assert_eq!((apart[0], apart[2], apart[3]), (H, H, H));
    // Half of them with semicolons are enough.
    assert_eq!(
        kinds("（一）抓质量；\n（二）保安全\n今年很好。\n")[..2],
        [I, I]
    );
}

#[test]
fn a_run_ends_where_numbers_no_longer_climb() {
    let s = "一、出发\n文。\n二、归来\n文。\n一、带水；\n二、带伞；\n";
    let kinds: Vec<_> = solved(s).iter().map(|x| x.0).collect();
    use Kind::{Heading as H, Item as I, Para as P};
    assert_eq!(kinds, [H, P, H, P, I, I]);
}

#[test]
fn first_sentences_of_items_lead_them() {
    let lead = |line: &str| {
        let mut all = units(line);
        solve(&mut all, line);
        let mut of: Vec<Unit> = all;
        for u in &mut of {
            u.kind = Kind::Item;
            u.label = u.label.or(u.candidate);
        }
        leads(&mut of, line);
        of[0].lead.map(|e| line[..e].to_owned())
    };
    assert_eq!(
        lead("1.在企业。做了很多事。\n").as_deref(),
        Some("1.在企业。")
    );
    assert_eq!(lead("1.在企业。\n"), None);
    assert_eq!(lead("1.在企业\n"), None);
    let longest = "长".repeat(LEAD_MAX - 1);
    assert!(lead(&format!("1.{longest}。做了事。\n")).is_some());
    assert_eq!(lead(&format!("1.长{longest}。做了事。\n")), None);
    assert_eq!(lead("没有编号。做了很多事。\n"), None);
}
