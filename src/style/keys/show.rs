//! The entries as they are shown: schema and guide.

use super::Takes::{
    Colour, Count, Flag, Length, Number, Size, Space, Spacing, Template, Text, Type, Whole, Word,
};
use super::{GROUPS, Key, ROLE_KEYS, ROLES, Takes, find, names};

impl Takes {
    /// The JSON Schema of it.
    fn schema(self) -> serde_json::Value {
        use serde_json::json;
        match self {
            Length(a, b) => {
                json!({"anyOf": [{"type": "number", "minimum": a, "maximum": b}, {"type": "string", "pattern": "^[0-9.]+ *(mm|cm|in|pt|毫米|厘米|英寸|磅)$"}]})
            }
            Type => json!({"anyOf": [{"type": "number", "minimum": 1}, {"type": "string"}]}),
            Count(a, b) | Number(a, b) => json!({"type": "number", "minimum": a, "maximum": b}),
            Whole(a, b) => json!({"type": "integer", "minimum": a, "maximum": b}),
            Space => {
                json!({"anyOf": [{"type": "number", "minimum": 0, "maximum": 100}, {"type": "string", "pattern": "^[0-9.]+ *(pt|磅|mm|行)$"}]})
            }
            Flag => json!({"type": "boolean"}),
            Word(words) => json!({"enum": words}),
            Text | Template | Size => json!({"type": "string"}),
            Colour => json!({"type": "string", "pattern": "^(#[0-9a-fA-F]{6}|[a-z]+)$"}),
            Spacing => {
                json!({"anyOf": [{"type": "number", "minimum": 0.9, "maximum": 4}, {"type": "string"}]})
            }
        }
    }
}

/// The JSON Schema of a style, for editors.
#[must_use]
pub fn schema() -> serde_json::Value {
    use serde_json::{Map, Value as Json, json};
    fn put(map: &mut Map<String, Json>, path: &str, own: Json) {
        match path.split_once('.') {
            None => {
                map.insert(path.to_owned(), own);
            }
            Some((first, rest)) => {
                let table = map.entry(first.to_owned()).or_insert_with(
                    || json!({"type": "object", "additionalProperties": false, "properties": {}}),
                );
                if let Some(Json::Object(inner)) = table.get_mut("properties") {
                    put(inner, rest, own);
                }
            }
        }
    }
    let mut all = Map::new();
    for name in names() {
        let Some(key) = find(&name) else { continue };
        let mut own = key.takes.schema();
        if let Json::Object(o) = &mut own {
            o.insert(
                "description".into(),
                format!("{} / {}", key.en, key.zh).into(),
            );
        }
        put(&mut all, &name, own);
    }
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "wenji style",
        "type": "object",
        "additionalProperties": false,
        "properties": all,
    })
}

/// The entries as a table in Markdown, for the guide.
#[must_use]
pub fn guide(zh: bool) -> String {
    let mut out = String::new();
    let head = if zh {
        "| 项 | 可用的值 | 含义 |"
    } else {
        "| entry | takes | meaning |"
    };
    let mut table = |title: &str, name: &str, keys: &[Key]| {
        let name = if name.is_empty() {
            String::new()
        } else {
            format!(" `[{name}]`")
        };
        out.push_str(&format!("### {title}{name}\n\n{head}\n|---|---|---|\n"));
        for k in keys {
            let takes = k.takes.words(zh).replace('|', "\\|");
            let says = if zh { k.zh } else { k.en }.replace('|', "\\|");
            out.push_str(&format!("| `{}` | {takes} | {says} |\n", k.name));
        }
        out.push('\n');
    };
    for g in GROUPS {
        table(if zh { g.zh } else { g.en }, g.name, g.keys);
    }
    table(if zh { "各种文字" } else { "Roles" }, "roles.*", ROLE_KEYS);
    out.push_str(if zh {
        "各种文字的名称："
    } else {
        "Roles are "
    });
    let roles = ROLES.iter().map(|r| {
        format!(
            "`{}`{}{}{}",
            r.0,
            if zh { "（" } else { " (" },
            if zh { r.2 } else { r.1 },
            if zh { "）" } else { ")" }
        )
    });
    out.push_str(&roles.collect::<Vec<_>>().join(if zh { "、" } else { ", " }));
    out.push_str(if zh { "。\n" } else { ".\n" });
    out
}
