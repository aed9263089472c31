//! Rubrics: heads that come again under each piece and are headings inside it.

use crate::reader::lines::{Kind, Unit, ends_sentence};
use std::collections::HashMap;

/// Known rubrics; others are told by coming again: 【注释】, 【译文】.
const RUBRICS: &[&str] = &[
    "注释",
    "註釋",
    "注釋",
    "注解",
    "译文",
    "譯文",
    "原文",
    "赏析",
    "賞析",
    "题解",
    "題解",
    "评析",
    "参考答案",
    "参考范文",
    "答案",
    "解析",
    "答案解析",
    "评分标准",
    "范文",
    "例文",
    "作者简介",
    "延伸阅读",
    "思考题",
    "校记",
    "校記",
    "附记",
    "按语",
    "点评",
    "简析",
    "参考文献",
    "主要参考文献",
    "参考书目",
    "引用文献",
    "參考文獻",
    "參考書目",
    "尾注",
];

/// The bare word of 【注释】, 注释：, [译文].
fn rubric_word(s: &str) -> String {
    s.chars()
        .filter(|c| !c.is_whitespace() && !"【】[]［］〔〕：:".contains(*c))
        .collect()
}

/// A line that is nothing but a known rubric.
pub(super) fn is_rubric(s: &str) -> bool {
    s.chars().count() <= 12 && RUBRICS.contains(&rubric_word(s).as_str())
}

/// Heads that repeat from piece to piece, or are known rubrics.
pub(super) fn mark(units: &mut [Unit], source: &str) {
    let bracketed = |s: &str| s.starts_with('【') && s.ends_with('】');
    let mut count: HashMap<&str, usize> = HashMap::new();
    for u in units
        .iter()
        .filter(|u| u.kind == Kind::Para && u.chars <= 12)
    {
        *count.entry(u.text(source)).or_default() += 1;
    }
    let hits: Vec<usize> = (0..units.len())
        .filter(|&i| {
            units.get(i).is_some_and(|u| {
                if u.kind != Kind::Para || !u.markup.is_empty() || u.chars > 12 {
                    return false;
                }
                let s = u.text(source);
                let known = is_rubric(s);
                let again = count.get(s).copied().unwrap_or(0) >= 2;
                bracketed(s) && (again || known)
                    || known && !ends_sentence(s.trim_end_matches(['：', ':']))
            })
        })
        .collect();
    for i in hits {
        if let Some(u) = units.get_mut(i) {
            u.set(Kind::Heading, "rubric", "a rubric", 0.9);
            u.level = 2;
            u.candidate = None;
        }
    }
}
