#![allow(dead_code, clippy::all, missing_docs)]
#[path = "../fuzz/src/chance.rs"]
mod chance;
#[path = "../fuzz/src/reopen.rs"]
mod reopen;
#[test]
fn z() {
    let data = std::fs::read("fuzz/corpus/epub/lost-han").unwrap();
    let mut c = chance::Chance::new(&data);
    let (v, k, p, e) = (c.yes(), c.yes(), c.yes(), c.once_in(16));
    println!("{v} {k} {p} {e}");
    let mut doc = c.document();
    // shrink blocks
    let style = wenji::style::Style::named("book").unwrap();
    let faces = wenji::font::Faces::builtin().unwrap();
    let bad = |d: &wenji::tree::Document| {
        let o = wenji::render::RenderOptions {
            vertical: v,
            kindle: k,
            page_list: p,
            cover: wenji::render::Covering::Without,
            ..Default::default()
        };
        let b = wenji::render::render(d, wenji::render::Format::Epub, &style, &faces, &o)
            .unwrap()
            .0;
        std::panic::catch_unwind(|| reopen::holds(&reopen::epub(&b), d)).is_err()
    };
    assert!(bad(&doc));
    fn paths(v: &serde_json::Value, at: String, out: &mut Vec<String>) {
        match v {
            serde_json::Value::Array(a) => {
                for i in 0..a.len() {
                    out.push(format!("{at}/{i}"));
                    paths(&a[i], format!("{at}/{i}"), out);
                }
            }
            serde_json::Value::Object(o) => {
                for (k, x) in o {
                    out.push(format!("{at}/{k}"));
                    paths(x, format!("{at}/{k}"), out);
                }
            }
            _ => {}
        }
    }
    let mut v = serde_json::to_value(&doc).unwrap();
    loop {
        let mut ps = vec![];
        paths(&v, String::new(), &mut ps);
        let mut hit = false;
        for q in ps {
            let mut w = v.clone();
            let (par, key) = q.rsplit_once('/').unwrap();
            match w.pointer_mut(par).unwrap() {
                serde_json::Value::Array(a) => {
                    a.remove(key.parse().unwrap());
                }
                serde_json::Value::Object(o) => {
                    o.remove(key);
                }
                _ => {}
            }
            if let Ok(d) = serde_json::from_value(w.clone()) {
                if bad(&d) {
                    v = w;
                    hit = true;
                    break;
                }
            }
        }
        if !hit {
            break;
        }
    }
    println!("{}", serde_json::to_string_pretty(&v).unwrap());
}
