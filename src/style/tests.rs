//! Styles as people write them, and what they are told.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use super::{Align, Face, Ink, Place, Style, keys};
use std::collections::BTreeSet;
use toml::{Table, Value};

#[test]
fn a_style_of_six_lines_is_a_style() {
    let text = "base = \"book\"\npage.size = \"大32开\"\nroles.body.face = \"fangsong\"\nheads.recto = \"{page}　{piece}\"\nheads.rule = true\nfolios.place = \"center\"\n";
    let s = Style::parse("house.toml", text).unwrap();
    assert_eq!((s.page.width, s.page.height), (140.0, 203.0));
    assert_eq!(
        (s.roles.body.face, s.roles.piece.face),
        (Face::Fangsong, Face::Title)
    );
    assert_eq!(
        (s.heads.recto.as_str(), s.heads.verso.as_str()),
        ("{page}　{piece}", "{book}")
    );
    assert!(s.heads.rule && s.page.running_heads);
    assert_eq!(s.folios.place, Place::Center);
    assert!(s.page.chars < 30 && !s.is_gongwen());
}

#[test]
fn what_is_said_goes_before_what_follows_from_a_size() {
    let text = "base = 'book'\n[page]\nsize = 'a5'\ninner = '2.2cm'\n[roles]\npiece = { size = '三号', before = '60pt', bold = true, colour = '#C00000', align = 'left' }\nbody = { latin = 'hei', letter_space = 0.1 }\n";
    let s = Style::parse("x", text).unwrap();
    assert_eq!((s.page.inner, s.page.width), (22.0, 148.0));
    let piece = &s.roles.piece;
    assert_eq!(
        (piece.size, piece.bold, piece.align),
        (16.0, true, Align::Left)
    );
    assert_eq!(piece.colour, Some(Ink([0xc0, 0, 0])));
    assert!((piece.before * s.pitch() - 60.0).abs() < 1e-6);
    assert_eq!(
        (s.roles.body.latin, s.roles.body.letter_space),
        (Some(Face::Hei), 0.1)
    );
}

#[test]
fn a_style_of_papers_stays_one() {
    let s = Style::parse(
        "x",
        "base = 'gongwen'\nname = '本府'\npaper.issuer = '澄江市人民政府文件'\n",
    )
    .unwrap();
    assert!(s.is_gongwen() && s.page.chars == 28 && !s.page.running_heads);
    // What `wenji style` prints is whole by itself.
    for name in keys::GROUPS[0].keys.iter().filter(|k| k.name == "base") {
        let keys::Takes::Word(bases) = name.takes else {
            panic!("{name:?}")
        };
        for base in bases {
            let s = Style::parse("own.toml", super::builtin(base).unwrap()).unwrap();
            assert_eq!((s.name.as_str(), s.base.as_str()), (*base, ""));
        }
    }
}

/// Wrong styles: what is written, the line that is told, the entry, and a word that must be among what is told.
const WRONG: [(&str, usize, &str, &str); 38] = [
    ("[imprint]\nisbm = '1'", 2, "imprint.isbm", "imprint.isbn"),
    ("page.size = '33开'", 1, "page.size", "大32开"),
    ("base = 'libro'", 1, "base", "gongwen"),
    ("bass = 'book'", 1, "bass", "nearest is base"),
    ("extends = 'book'", 1, "extends", "nearest is base"),
    (
        "base='book'\n[page]\nwidth = 'wide'",
        3,
        "page.width",
        "170mm",
    ),
    (
        "base='book'\n[page]\nwidth = '17 ells'",
        3,
        "page.width",
        "20 to 2000",
    ),
    ("[page]\nwidth = 5", 2, "page.width", "20 to 2000"),
    (
        "[page]\nmargin_left = 20",
        2,
        "page.margin_left",
        "page.inner",
    ),
    (
        "[page]\nleading = 1.5",
        2,
        "page.leading",
        "page.line_spacing",
    ),
    ("[page]\nline_spacing = 18", 2, "page.line_spacing", "18pt"),
    ("[page]\nfont_size = '九号'", 2, "page.font_size", "五号"),
    ("[page]\nrecto = 'often'", 2, "page.recto", "true or false"),
    ("[page]\nrecto = 1", 2, "page.recto", "true or false"),
    (
        "[page]\nkinsoku = 'loose'",
        2,
        "page.kinsoku",
        "basic, gb, strict",
    ),
    ("[page]\nlines = 20.5", 2, "page.lines", "whole number"),
    ("[page]\ntop = -3", 2, "page.top", "0 to 2000"),
    ("[page]\ntop = 300", 2, "page.top", "0 to 260"),
    ("[page]\ngutter = 'nobody'", 2, "page.gutter", "kdp"),
    ("[heads]\nrecto = '{pice}'", 2, "heads.recto", "{piece}"),
    ("[heads]\nverso = '{book'", 2, "heads.verso", "{book}"),
    ("[folios]\ntext = '{n}'", 2, "folios.text", "{page}"),
    ("[pages]\nwidth = 170", 1, "pages", "nearest is page"),
    (
        "[page]\n\n# x\nrunning_head = true",
        4,
        "page.running_head",
        "page.running_heads",
    ),
    (
        "[roles.body]\nfont = 'song'",
        2,
        "roles.body.font",
        "roles.body.face",
    ),
    (
        "[roles.body]\nface = 'times'",
        2,
        "roles.body.face",
        "fangsong, song, hei, kai, title",
    ),
    ("[roles.body]\nsize = 'big'", 2, "roles.body.size", "10.5pt"),
    (
        "[roles.piece]\ncolor = 'red'",
        2,
        "roles.piece.color",
        "roles.piece.colour",
    ),
    (
        "[roles.piece]\ncolour = 'crimson'",
        2,
        "roles.piece.colour",
        "#rrggbb",
    ),
    (
        "[roles.piece]\nalign = 'middle'",
        2,
        "roles.piece.align",
        "justify, left, center, right",
    ),
    (
        "[roles.piece]\nbefore = '3 miles'",
        2,
        "roles.piece.before",
        "12pt",
    ),
    (
        "[roles.piece]\nweight = 700",
        2,
        "roles.piece.weight",
        "roles.piece.bold",
    ),
    (
        "[roles.vers]\nsize = 12",
        1,
        "roles.vers",
        "nearest is roles.verse",
    ),
    ("roles.body = 'song'", 1, "roles.body", "table"),
    (
        "[roles]\npiece = { size = 18, indents = 2 }",
        2,
        "roles.piece.indents",
        "roles.piece.indent",
    ),
    (
        "[folios]\nplace = 'left'",
        2,
        "folios.place",
        "outer, center, inner",
    ),
    ("[heads]\nrule = 'thin'", 2, "heads.rule", "true or false"),
    ("\"字体\" = '宋体'", 1, "字体", "roles.body.face"),
];

#[test]
fn thirty_wrong_styles_are_told_by_entry_line_and_what_is_taken() {
    for (text, line, key, word) in WRONG {
        let wrong = Style::parse("my.toml", text).unwrap_err();
        let said = wrong.to_string();
        assert!(
            said.contains(&format!("line {line}: {key}: ")),
            "{text}: {said}"
        );
        assert!(said.contains(word), "{text}: {said}");
    }
}

/// The entries of a style as TOML, with their full names.
fn leaves(table: &Table, above: &str, out: &mut BTreeSet<String>) {
    for (key, value) in table {
        let name = if above.is_empty() {
            key.clone()
        } else {
            format!("{above}.{key}")
        };
        match value {
            Value::Table(t) => leaves(t, &name, out),
            _ => {
                out.insert(name);
            }
        }
    }
}

/// Values that an entry may take.
fn values(key: &keys::Key) -> Vec<Value> {
    use keys::Takes as T;
    match key.takes {
        T::Length(..) => vec![23.0.into(), 120.0.into(), 6.5.into(), 300.0.into()],
        T::Type => vec![9.5.into()],
        T::Count(..) | T::Number(..) | T::Space => vec![0.5.into(), 1.25.into(), 0.05.into()],
        T::Whole(..) => vec![20.into(), 300.into(), 2.into()],
        T::Flag => vec![true.into(), false.into()],
        T::Word(words) => words.iter().map(|w| Value::String((*w).into())).collect(),
        T::Text => vec!["别的".into(), "978-7-02-000220-7".into()],
        T::Template => vec!["{page} {book}".into(), "{piece}".into()],
        T::Colour => vec!["#102030".into()],
        T::Size => vec!["a5".into()],
        T::Spacing => vec!["1.5".into()],
    }
}

#[test]
fn every_entry_of_the_list_is_one_of_the_style_and_the_other_way() {
    let book = Table::try_from(Style::named("book").unwrap()).unwrap();
    let mut known = BTreeSet::new();
    leaves(&book, "", &mut known);
    let listed: BTreeSet<String> = keys::names().collect();
    assert!(known.is_subset(&listed), "{:?}", known.difference(&listed));
    for name in &listed {
        let key = keys::find(name).unwrap();
        let changed = values(&key).iter().any(|value| {
            let style = Style::named("book").unwrap();
            let style = style.with(&[format!("{name}={value}")]);
            style.is_ok_and(|s| Table::try_from(&s).unwrap() != book)
        });
        assert!(changed || name == "base", "{name} changes nothing");
        assert!(!key.en.is_empty() && !key.zh.is_empty(), "{name}");
    }
}

/// The guide has the list as it is: `WENJI_BLESS=1 cargo test --lib the_guide_lists` writes it.
#[test]
fn the_guide_lists_every_entry() {
    for (language, zh) in [("zh", true), ("en", false)] {
        let path = format!("docs/guide/src/{language}/entries.md");
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let text = std::fs::read_to_string(&path).unwrap();
        let (head, _) = text.split_once("### ").unwrap();
        let now = format!("{head}{}", keys::guide(zh));
        if std::env::var_os("WENJI_BLESS").is_some() {
            std::fs::write(&path, &now).unwrap();
            continue;
        }
        assert!(text == now, "{}: WENJI_BLESS=1 writes it", path.display());
    }
}

#[test]
fn the_schema_has_every_entry() {
    let schema = keys::schema();
    for name in keys::names() {
        let pointer = name
            .split('.')
            .map(|p| format!("/properties/{p}"))
            .collect::<String>();
        let own = schema.pointer(&pointer);
        assert!(own.is_some_and(|o| o["description"].is_string()), "{name}");
    }
    let faces = &schema["properties"]["roles"]["properties"]["body"]["properties"]["face"]["enum"];
    assert_eq!(faces.as_array().map(Vec::len), Some(Face::ALL.len()));
}

#[test]
fn built_in_styles_parse() {
    for name in ["gongwen", "xinhan", "mingling", "jiyao", "book"] {
        assert_eq!(Style::named(name).unwrap().name, name);
    }
    assert!(Style::named("nothing").is_err());
}
