//! Line ends that are no line feeds.

use super::Case;

const MARKS: [char; 5] = ['\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}'];

#[test]
fn they_end_lines_of_verse() {
    for mark in ['\u{b}', '\u{85}', '\u{2028}'] {
        let case = Case::new(
            "a.txt",
            format!(
                "江上三首\n\n其一\n渡头灯火{mark}照见归人{mark}山色渐远{mark}水声未歇\n\n其二\n雪落河面\n寒江独钓\n孤舟蓑笠\n人鸟俱绝\n"
            ),
        );
        let text = case.text(&[]);
        assert!(
            text.contains("渡头灯火\n照见归人\n山色渐远\n水声未歇\n"),
            "{mark:?} {text}"
        );
    }
}

#[test]
fn they_end_paragraphs_and_the_receipt_says_so() {
    for mark in MARKS {
        let case = Case::new(
            "a.txt",
            format!(
                "第一章　归途\n\n第一段讲的是渡口。{mark}第二段讲的是另外一件事情。\n\n第二章　完\n\n第二天一早，巷口的豆浆摊照旧支起来。\n"
            ),
        );
        let html = case.html(&[]);
        assert!(
            html.contains("<p>第一段讲的是渡口。</p>\n<p>第二段讲的是另外一件事情。</p>"),
            "{mark:?} {html}"
        );
        let receipt = case.dir.path().join("r.jsonl");
        case.made("text", &["--receipt", receipt.to_str().unwrap()]);
        let receipt = std::fs::read_to_string(receipt).unwrap();
        let row = receipt.lines().find(|l| {
            serde_json::from_str::<serde_json::Value>(l).unwrap()["old"]
                .as_str()
                .is_some_and(|s| s.contains(mark))
        });
        assert!(row.unwrap().contains("line-end"), "{row:?}");
        if let Some(printed) = case.printed() {
            assert!(
                !printed.contains('〓') && printed.contains("渡口。第二段"),
                "{printed}"
            );
        }
    }
}

#[test]
fn lines_are_counted_without_them() {
    let case = Case::new(
        "a.txt",
        "第一章　归途\n\n甲段讲的是渡口。\u{b}乙段讲的是后来。\n\n第二章　完\n\n丙段在这里。\n",
    );
    let out = super::support::wenji()
        .args(["outline", "--format", "jsonl", case.file.to_str().unwrap()])
        .output()
        .unwrap();
    let rows: Vec<serde_json::Value> = String::from_utf8(out.stdout)
        .unwrap()
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let places: Vec<(u64, Option<u64>)> = rows
        .iter()
        .map(|r| (r["line"].as_u64().unwrap(), r["at"].as_u64()))
        .collect();
    assert_eq!(
        places,
        [(1, None), (3, None), (3, Some(9)), (5, None), (7, None)]
    );
}
