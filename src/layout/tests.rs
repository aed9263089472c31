//! The cases of composition that must hold.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::linebreak::{Breaker, Greedy, Shape, TotalFit};
use super::paragraph::{Item, Piece, Rules, items};
use super::{justify::positions, lay_out};
use crate::font::{Choice, Faces};
use crate::style::{Face, Style};
use crate::tree::{Block, Document, Inline, Paragraph, Text};

const MEASURE: f32 = 28.0;

fn shape(first: f32) -> Shape {
    Shape {
        first,
        measure: MEASURE,
        clear_end: false,
    }
}

fn line(text: &str) -> Vec<Item> {
    let faces = Faces::builtin().unwrap();
    let piece = Piece::new(text, Face::Fangsong, 0);
    items(&[piece], &faces, &Choice::default(), Rules::default())
}

fn first_line(text: &str) -> usize {
    let i = line(text);
    let total = TotalFit.ends(&i, shape(MEASURE));
    total[0]
}

#[test]
fn a_stop_after_a_full_line_takes_one_character_along() {
    let text = format!("{}。{}", "一".repeat(28), "二".repeat(40));
    assert_eq!(first_line(&text), 27);
}

#[test]
fn a_comma_gives_way_so_that_the_stop_stays() {
    let text = format!(
        "{}，{}。{}",
        "一".repeat(10),
        "二".repeat(17),
        "三".repeat(40)
    );
    assert_eq!(first_line(&text), 29);
    let i = line(&text);
    let (at, width) = positions(&i[..29], Some(MEASURE), true);
    assert!((width - MEASURE).abs() < 1e-4);
    assert!(
        (at[11] - at[10] - 0.5).abs() < 1e-4,
        "the comma is half an em"
    );
}

#[test]
fn marks_that_meet_share_their_blanks() {
    let i = line("甲。”");
    assert!(
        (positions(&i, None, false).1 - 2.0).abs() < 0.01,
        "。” at a line's end is 1 em"
    );
    let i = line("甲”（乙");
    assert!(
        (positions(&i, None, false).1 - 3.5).abs() < 0.01,
        "”（ is 1.5 em"
    );
}

#[test]
fn justified_lines_are_exactly_as_wide_as_the_measure() {
    let text =
        "2024年，全市GDP增长5.3%；“十四五”规划（草案）——共8章、24节，全面落实《意见》等12份文件。"
            .repeat(12);
    let i = line(&text);
    for ends in [TotalFit.ends(&i, shape(26.0)), Greedy.ends(&i, shape(26.0))] {
        let mut from = 0;
        for (n, end) in ends.iter().enumerate().take(ends.len() - 1) {
            let width = if n == 0 { 26.0 } else { MEASURE };
            let (_, w) = positions(&i[from..*end], Some(width), true);
            assert!((w - width).abs() < 0.003, "line {n}: {w}");
            assert!(
                !"，。；：、）》”％%".contains(i[*end].c),
                "line {} begins with {}",
                n + 1,
                i[*end].c
            );
            assert!(
                !"（《“".contains(i[*end - 1].c),
                "line {n} ends with {}",
                i[*end - 1].c
            );
            from = *end;
        }
    }
}

#[test]
fn a_full_last_line_gives_way_before_a_line_flush_left() {
    let i = line(&format!("{}。", "一".repeat(6 * 28 - 3)));
    let clear = Shape {
        clear_end: true,
        ..shape(26.0)
    };
    let (full, clear) = (TotalFit.ends(&i, shape(26.0)), TotalFit.ends(&i, clear));
    assert_eq!(i.len() - full[full.len() - 2], 28);
    let last = i.len() - clear[clear.len() - 2];
    assert!((3..=25).contains(&last), "{last}");
}

#[test]
fn dashes_and_dots_are_not_split() {
    for n in 20..30 {
        let text = format!("{}——{}……{}", "一".repeat(n), "二".repeat(n), "三".repeat(n));
        let i = line(&text);
        for end in TotalFit.ends(&i, shape(MEASURE)) {
            let (a, b) = (i[end - 1].c, i.get(end).map_or(' ', |x| x.c));
            assert!(!(a == b && "—…".contains(a)));
        }
    }
}

#[test]
fn small_and_empty_documents_have_a_page() {
    let faces = Faces::builtin().unwrap();
    let style = Style::named("gongwen").unwrap();
    for text in [None, Some(""), Some("一"), Some("\u{1F600}")] {
        let blocks = text.map(|t| {
            Block::Paragraph(Paragraph {
                inlines: vec![Inline::Text(Text::from(t))],
                ..Paragraph::default()
            })
        });
        let doc = Document {
            blocks: blocks.into_iter().collect(),
            ..Document::default()
        };
        assert_eq!(lay_out(&doc, &style, &faces).pages.len(), 1);
    }
}

/// Titles with the breaks an editor makes at 18 characters to the line.
const TITLES: [&str; 22] = [
    "澄江市人民政府办公室关于印发|《澄江市老旧小区长效管理办法》的通知",
    "国务院办公厅关于进一步做好|高校毕业生等青年就业创业工作的通知",
    "在全市质量工作会议上的讲话",
    "在全市优化营商环境|暨重点项目建设推进大会上的讲话",
    "在庆祝中华人民共和国成立|七十五周年招待会上的致辞",
    "关于做好二〇二四年度农村人居环境|整治提升工作的实施意见",
    "在县委理论学习中心组学习贯彻|党的二十大精神专题研讨会上的发言",
    "中共云溪县委关于加强|新时代基层党组织建设的决定",
    "关于2024年国民经济和社会发展计划|执行情况与2025年计划草案的报告",
    "关于开展“质量月”活动|推动产业转型升级的通知",
    "云溪县人民政府关于划定|禁止燃放烟花爆竹区域的通告",
    "以高质量党建引领乡村振兴走好共同富裕之路",
    "坚持以人民为中心的发展思想|努力建设服务型政府",
    "在第三届数字经济与实体经济|融合发展论坛上的主旨演讲",
    "关于召开全市安全生产工作|电视电话会议的预备通知",
    "市教育局关于规范校外培训机构|管理若干问题的答复",
    "在全市教师节庆祝大会|暨优秀教师表彰会上的讲话",
    "关于建立健全城乡居民|基本医疗保险制度和大病保险制度的意见",
    "加快推进新型城镇化促进城乡融合发展",
    "关于调整城市公共供水价格听证会情况的说明",
    "云溪县老旧小区改造和长效管理|工作领导小组第一次会议纪要",
    "省生态环境厅等六部门关于印发|《重点流域水污染防治行动方案》的通知",
];

#[test]
fn titles_break_where_an_editor_breaks_them() {
    let mut wrong = Vec::new();
    for want in TITLES {
        let i = line(&want.replace('|', ""));
        let mut got = String::new();
        let mut from = 0;
        for end in super::title::ends(&i, 20.0, 20.0, true) {
            if from > 0 {
                got.push('|');
            }
            got.extend(i[from..end].iter().map(|x| x.c));
            from = end;
        }
        if got != want {
            wrong.push(format!("{got}\n  want {want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Samples in both styles, as the display list's makers see them: flow, lines, places.
#[test]
fn no_page_of_the_samples_begins_or_ends_with_a_lone_line() {
    let faces = Faces::builtin().unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    for name in [
        "speeches",
        "essays",
        "poems",
        "notice",
        "novel-gbk",
        "traditional-big5",
    ] {
        let bytes = std::fs::read(folder.join(format!("{name}.txt"))).unwrap();
        let source = crate::source::Source::decode(&bytes, None).unwrap();
        let doc = crate::reader::read(&source, &crate::reader::ReadOptions::default()).document;
        for style in ["gongwen", "book"] {
            let style = Style::named(style).unwrap();
            let pictures = crate::picture::Pictures::default();
            let mut flow = super::flow::Flow::new(&style, &pictures);
            flow.body(&doc, None, 0);
            let setter = super::set::Setter {
                style: &style,
                faces: &faces,
                choice: &Choice::default(),
                breaker: &TotalFit,
            };
            let sets = setter.all(&flow.paras);
            let (spots, _) = super::page::paginate(&flow.paras, &sets, &style);
            let placed: usize = sets.iter().map(|s| s.lines.len()).sum();
            assert_eq!(spots.len(), placed, "every line has a place");
            for pair in spots.windows(2) {
                let (a, b) = (pair[0], pair[1]);
                if a.page == b.page {
                    assert!(b.row > a.row, "{name}: lines stand below each other");
                    continue;
                }
                let lines = sets[a.para].lines.len();
                let text = || -> String {
                    flow.paras[a.para]
                        .pieces
                        .iter()
                        .map(|p| p.text.as_str())
                        .collect()
                };
                if a.para == b.para {
                    assert!(
                        a.line > 0,
                        "{name}: first line alone on page {}: {}",
                        a.page,
                        text()
                    );
                    assert!(
                        b.line + 1 < lines,
                        "{name}: last line alone on page {}: {}",
                        b.page,
                        text()
                    );
                } else {
                    let flows = flow.paras[b.para].start == super::flow::Start::Flow;
                    assert!(
                        !flows || !flow.paras[a.para].keep,
                        "{name}: heading alone on page {}: {}",
                        a.page,
                        text()
                    );
                }
            }
        }
    }
}

fn body(inlines: Vec<Inline>) -> Block {
    Block::Paragraph(Paragraph {
        inlines,
        ..Paragraph::default()
    })
}

fn words(text: &str) -> Inline {
    Inline::Text(Text::from(text))
}

fn of(blocks: Vec<Block>) -> Document {
    Document {
        blocks,
        ..Document::default()
    }
}

fn note() -> Inline {
    Inline::Note(crate::tree::Note {
        mark: Text::from("①"),
        label: Text::from("①"),
        content: vec![words("见县志卷三。")],
        ..crate::tree::Note::default()
    })
}

/// A text with a note in its first paragraph.
fn annotated() -> Document {
    let text = "渡口在城西三里，".repeat(30);
    let noted = vec![words(&text), note(), words(&text)];
    of(vec![body(noted), body(vec![words(&text)])])
}

/// Baselines of the lines of the first page that hold text, from the top, of the mark of the note, and of the note.
fn baselines(doc: &Document, style: &Style) -> (Vec<f32>, f32, f32) {
    let layout = lay_out(doc, style, &Faces::builtin().unwrap());
    let runs = layout.pages[0].runs.iter().filter(|r| r.element.is_some());
    let (small, text): (Vec<_>, Vec<_>) = runs.partition(|r| r.size < style.roles.body.size as f32);
    let mut lines: Vec<f32> = text.iter().map(|r| r.y).collect();
    lines.dedup();
    (lines, small[0].y, small[small.len() - 1].y)
}

#[test]
fn a_note_stands_at_the_foot_of_its_page_or_at_the_end_of_the_piece() {
    let mut style = Style::named("book").unwrap();
    let foot = ((style.page.top + style.page.text_height) * super::page::MM) as f32;
    let (lines, mark, note) = baselines(&annotated(), &style);
    assert!(note > foot - 12.0 && note < foot);
    let raised = lines
        .iter()
        .map(|y| y - mark)
        .any(|up| up > 3.0 && up < 5.0);
    assert!(raised, "{mark} in {lines:?}");
    let layout = lay_out(&annotated(), &style, &Faces::builtin().unwrap());
    let rules: Vec<usize> = layout.pages.iter().map(|p| p.rules.len()).collect();
    assert_eq!((rules[0], rules.iter().sum::<usize>()), (1, 1));
    let rule = layout.pages[0].rules[0];
    assert!(
        rule.y < note - 9.0 && rule.y > note - 20.0,
        "{rule:?} {note}"
    );
    style.page.notes = crate::style::Notes::End;
    let (lines, _, note) = baselines(&annotated(), &style);
    let pitch = lines[1] - lines[0];
    let below = (note - lines[lines.len() - 1]) / pitch;
    assert!(
        below > 1.8 && below < 2.2 && note < foot - 2.0 * pitch,
        "{below}"
    );
}

#[test]
fn a_note_in_a_line_of_verse_stands_at_the_foot_too() {
    let style = Style::named("book").unwrap();
    let foot = ((style.page.top + style.page.text_height) * super::page::MM) as f32;
    let verse = crate::tree::Verse {
        stanzas: vec![vec![
            vec![words("船还没有来"), note()],
            vec![words("岸上的人先把灯点亮")],
            vec![words("水声很近")],
        ]],
        ..crate::tree::Verse::default()
    };
    let doc = of(vec![Block::Verse(verse)]);
    let (_, _, note) = baselines(&doc, &style);
    assert!(note > foot - 12.0 && note < foot, "{note} {foot}");
    let layout = lay_out(&doc, &style, &Faces::builtin().unwrap());
    assert_eq!(layout.pages[0].rules.len(), 1);
}

/// The lines of a document's first page: their characters, left edge of the first and right edge of the last glyph.
fn edges(doc: &Document, style: &Style) -> Vec<(String, f64, f64)> {
    let faces = Faces::builtin().unwrap();
    let layout = lay_out(doc, style, &faces);
    let runs = layout.pages[0].runs.iter().filter(|r| r.element.is_some());
    let mut out: Vec<(f32, String, f64, f64)> = Vec::new();
    for r in runs {
        for g in &r.glyphs {
            let font = faces.get(r.face).unwrap();
            let wide = f64::from(font.width(g.id)) / f64::from(font.upem) * f64::from(r.size);
            let right = f64::from(g.x) + wide;
            match out.last_mut().filter(|l| l.0 == r.y) {
                Some(l) => (l.1.push(g.c), l.3 = right).0,
                None => out.push((r.y, g.c.into(), f64::from(g.x), right)),
            }
        }
    }
    out.into_iter().map(|l| (l.1, l.2, l.3)).collect()
}

#[test]
fn a_mark_hangs_in_the_margin_only_where_the_style_asks() {
    let mut style = Style::named("book").unwrap();
    let text = "今天的渡口只剩石阶，旧时的船家都搬走了。老人说，水涨到过这里，".repeat(12);
    let doc = of(vec![body(vec![words(&text)])]);
    let right = (style.page.inner + style.page.text_width) * super::page::MM;
    let em = style.roles.body.size;
    let hung = |style: &Style| {
        let lines = edges(&doc, style);
        let full = &lines[..lines.len() - 1];
        // A mark whose blank half alone is in the margin ends its line as every mark does.
        full.iter().filter(|l| l.2 > right + 0.9 * em).count()
    };
    assert_eq!(hung(&style), 0);
    style.page.hanging = true;
    assert!(hung(&style) > 0);
    for (line, _, end) in edges(&doc, &style) {
        assert!(end < right + 1.1 * em, "{line}");
        assert!(!line.starts_with(['，', '。']), "{line}");
    }
}

#[test]
fn an_english_word_is_divided_only_where_the_style_asks() {
    let mut style = Style::named("book").unwrap();
    style.page.text_width = 40.0;
    let text = "他们讨论了 internationalization 与 internationalization，又讨论了 standardization 的问题，".repeat(6);
    let doc = of(vec![body(vec![words(&text)])]);
    let divided = |style: &Style| {
        let lines = edges(&doc, style);
        lines.iter().filter(|l| l.0.ends_with('\u{ad}')).count()
    };
    assert_eq!(divided(&style), 0);
    style.page.hyphenate = true;
    assert!(divided(&style) > 0);
    let lines = edges(&doc, &style);
    let right = (style.page.inner + style.page.text_width) * super::page::MM;
    for (line, _, end) in lines.iter().filter(|l| l.0.ends_with('\u{ad}')) {
        assert!(
            (end - right).abs() < 0.05,
            "{line} ends at {end}, not {right}"
        );
    }
    let all: String = lines.iter().map(|l| l.0.as_str()).collect();
    assert_eq!(all.replace(['\u{ad}', ' '], ""), text.replace(' ', ""));
}

#[test]
fn an_address_is_a_link_on_each_of_its_lines_and_text_goes_on_behind_it() {
    use super::{Goal, Role};
    let style = Style::named("book").unwrap();
    let address = format!("https://www.example.org/{}", "a/".repeat(60));
    let doc = of(vec![body(vec![words(&format!(
        "网址{address}，欢迎来信。"
    ))])]);
    let layout = lay_out(&doc, &style, &Faces::builtin().unwrap());
    let links = &layout.pages[0].links;
    assert!(links.len() > 1, "{links:?}");
    for l in links {
        assert_eq!(l.goal, Goal::Address(address.clone()));
        assert_eq!(layout.elements[l.element].role, Role::Link);
    }
    let mut of_elements = layout.pages[0].runs.iter().filter_map(|r| r.element);
    let mut last = 0;
    assert!(
        of_elements.all(|e| std::mem::replace(&mut last, e) <= e),
        "elements stand in reading order"
    );
}

#[test]
fn a_title_stands_over_the_only_piece() {
    use crate::tree::{Heading, Section, SectionRole, TitleBlock};
    let piece = Section {
        role: SectionRole::Piece,
        heading: Some(Heading {
            title: vec![words("渡口")],
            ..Heading::default()
        }),
        blocks: vec![body(vec![words("船还没有来。")])],
        ..Section::default()
    };
    let doc = Document {
        title: Some(TitleBlock {
            title: vec![words("河边记事")],
            ..TitleBlock::default()
        }),
        ..of(vec![Block::Section(piece)])
    };
    let layout = lay_out(
        &doc,
        &Style::named("gongwen").unwrap(),
        &Faces::builtin().unwrap(),
    );
    assert_eq!(layout.pages.len(), 1);
}

#[test]
fn a_title_of_any_length_is_set() {
    let i = line(&"长".repeat(20_000));
    let ends = super::title::ends(&i, 20.0, 20.0, true);
    assert_eq!(ends.len(), 1_000);
}

#[test]
fn bullets_within_bullets_stand_further_in_and_numbers_do_not() {
    let style = Style::named("book").unwrap();
    let left = |text: &str, words: &str| {
        let lines = edges(&crate::markdown::read(text), &style);
        let line = lines.iter().find(|l| l.0.contains(words));
        line.map(|l| l.1).unwrap()
    };
    let bullets = "- 改造管网\n  - 其中一段\n";
    let em = style.roles.body.size;
    let step = left(bullets, "其中") - left(bullets, "改造");
    assert!((step - 2.0 * em).abs() < em / 4.0, "{step}");
    let numbers = "第一条　总则如下：\n\n1. 管网改造\n   1. 其中一段\n";
    let step = left(numbers, "其中") - left(numbers, "管网");
    assert!(step.abs() < em / 4.0, "{step}");
}
