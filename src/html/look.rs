//! The style as CSS: families, measure and size come from it, the rest is in `style.css`.

use crate::hypertext::family::{family, head_rule, opening_rule};
use crate::style::{Align, Face, Role, Style};
use crate::tree::{Scheme, SectionRole};

/// Red of the head of an official document (发文机关标志).
const RED: &str = "var(--accent)";

/// The style sheet.
pub(super) fn css(style: &Style) -> String {
    let r = &style.roles;
    let head = if style.is_gongwen() { RED } else { "inherit" };
    let mut css = format!(
        ":root{{--measure:{};--size:{}pt;--head:{head};--lead:{}}}\n@page{{size:{}mm {}mm;margin:{}mm {}mm {}mm {}mm}}\n",
        style.page.chars.clamp(20, 40),
        r.body.size,
        family(Face::Kai),
        style.page.width,
        style.page.height,
        style.page.top,
        (style.page.width - style.page.inner - style.page.text_width).max(0.0),
        (style.page.height - style.page.top - style.page.text_height).max(0.0),
        style.page.inner,
    );
    css.push_str(include_str!("style.css"));
    css.push_str(&head_rule(style));
    css.push_str(&opening_rule(
        style,
        "main :is(.piece,section:not([role])>h2)",
    ));
    if style.contents.columns > 1 {
        css.push_str(
            "@media (min-width:36em){nav>ol{columns:2;column-gap:2em}nav li{break-inside:avoid}}\n",
        );
    }
    for (selector, role) in [
        ("body", &r.body),
        ("header h1", &r.title),
        (".volume", &r.volume),
        (".piece", &r.piece),
        (".heading1", &r.heading1),
        (".heading2", &r.heading2),
        (".heading3", &r.heading3),
        (".verse", &r.verse),
        (
            ".quotation,.dedication,.epigraph,.stage-direction",
            &r.quotation,
        ),
        (".subtitle", &r.subtitle),
        ("nav h2", &r.piece),
    ] {
        css.push_str(&rule(selector, role));
    }
    css
}

fn rule(selector: &str, role: &Role) -> String {
    // Without its own face a title or 黑体 heading would not stand out: weight helps where the face is absent.
    let weight = match role.face {
        Face::Title | Face::Hei => ";font-weight:bold",
        _ => "",
    };
    let heading = selector.starts_with(".heading");
    let place = match role.align {
        Align::Center if heading => ";text-align:center",
        _ if heading => &format!(";text-indent:{}em", role.indent),
        _ => "",
    };
    let mut dress = String::new();
    if role.bold && weight.is_empty() {
        dress.push_str(";font-weight:bold");
    }
    if role.italic {
        dress.push_str(";font-style:italic");
    }
    if let Some(ink) = role.colour {
        dress.push_str(&format!(";color:#{}", ink.hex()));
    }
    if role.letter_space > 0.0 {
        dress.push_str(&format!(";letter-spacing:{}em", role.letter_space));
    }
    format!(
        "{selector}{{font-family:{}{weight}{place}{dress}}}\n",
        family(role.face)
    )
}

/// The class of a heading: that of its role in the style.
pub(super) fn heading_class(
    style: &Style,
    role: SectionRole,
    scheme: Scheme,
    depth: usize,
) -> &'static str {
    let found = style.heading_role(role, scheme, depth.saturating_sub(1));
    let r = &style.roles;
    [
        ("volume", &r.volume),
        ("piece", &r.piece),
        ("heading1", &r.heading1),
        ("heading2", &r.heading2),
    ]
    .into_iter()
    .find(|(_, x)| std::ptr::eq(*x, found))
    .map_or("heading3", |(name, _)| name)
}
