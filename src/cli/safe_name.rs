//! File names made from titles that every system takes: Windows, macOS, Linux and the archives between them.

use std::collections::HashSet;

/// Longest name of a file in bytes on the common file systems.
const LONGEST: usize = 255;
/// What stands for a title of which nothing is left.
const NAMELESS: &str = "无题";
/// Names that Windows keeps for devices, with any extension and in either case.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];
/// Devices with a number behind their name.
const PORTS: [&str; 2] = ["COM", "LPT"];

/// Gives each file of a folder a name of its own.
#[derive(Debug, Default)]
pub(super) struct SafeNames {
    /// Names given, in lower case: Windows and macOS do not tell cases apart.
    taken: HashSet<String>,
}

impl SafeNames {
    /// A stem made from `title` that no other file of the folder has; `room` bytes are left for an extension.
    pub(super) fn stem(&mut self, title: &str, room: usize) -> String {
        let whole = clean(title);
        let most = LONGEST.saturating_sub(room);
        let mut stem = guarded(cut(&whole, most));
        let mut n = 1;
        while !self.taken.insert(stem.to_lowercase()) {
            n += 1;
            let tail = format!("-{n}");
            stem = guarded(cut(&whole, most.saturating_sub(tail.len()))) + &tail;
        }
        stem
    }
}

/// The title without what a name may not hold, begin or end with.
fn clean(title: &str) -> String {
    let mut out = String::with_capacity(title.len());
    for c in title.chars() {
        match c {
            // Separators of folders, and the wide forms that old Windows programs take for them.
            '/' | '\\' | '|' | '／' | '＼' | '｜' => out.push('-'),
            ':' => out.push('：'),
            '?' => out.push('？'),
            '*' => out.push('＊'),
            '"' => out.push('\''),
            '<' => out.push('〈'),
            '>' => out.push('〉'),
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c if c.is_control() || is_invisible(c) => {}
            c => out.push(c),
        }
    }
    // A leading dot hides a file, a leading hyphen looks like an option; Windows drops dots and blanks at the end.
    let out = out.trim_start_matches(['.', ' ', '-']);
    out.trim_end_matches(['.', ' ']).to_owned()
}

/// Marks that turn the reading order or take no space: two names could look alike.
const fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff0}'..='\u{ffff}')
}

/// At most `bytes` of it, whole characters with the marks that belong to them.
fn cut(name: &str, bytes: usize) -> &str {
    if name.len() <= bytes {
        return name;
    }
    let starts = name.char_indices().filter(|(_, c)| !belongs(*c));
    let fits = starts.map(|(at, _)| at).take_while(|at| *at <= bytes);
    let end = fits.last().unwrap_or(0);
    let head = name.get(..end).unwrap_or_default();
    head.trim_end_matches(['.', ' '])
}

/// True for marks over a letter and for variation selectors.
fn belongs(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

/// The name, with a mark before it where it is a device's, and never empty.
fn guarded(name: &str) -> String {
    let base = name.split('.').next().unwrap_or_default().trim_end();
    let base = base.to_uppercase();
    let port = PORTS.iter().any(|p| {
        let number = base.strip_prefix(p).map(|n| n.chars().collect::<Vec<_>>());
        number.is_some_and(|n| matches!(n.as_slice(), ['0'..='9' | '¹' | '²' | '³']))
    });
    match name {
        "" => NAMELESS.to_owned(),
        _ if port || DEVICES.contains(&base.as_str()) => format!("_{name}"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(title: &str) -> String {
        SafeNames::default().stem(title, 5)
    }

    #[test]
    fn chinese_titles_stay_as_they_are() {
        for same in ["第一章　总则", "在大会上的讲话（2003年）", "《周南・芣苢》"]
        {
            assert_eq!(name(same), same.replace('\u{3000}', " "));
        }
    }

    #[test]
    fn no_name_leads_out_of_its_folder() {
        assert_eq!(name("../../etc/passwd"), "etc-passwd");
        assert_eq!(name("..\\..\\a"), "a");
        assert_eq!(name("C:\\a"), "C：-a");
        for none in ["", ".", "..", "...", " ", "/", "\u{3000}", "\0", "\u{202e}"] {
            assert_eq!(name(none), NAMELESS, "{none:?}");
        }
    }

    #[test]
    fn what_windows_refuses_is_replaced() {
        assert_eq!(name("a<b>c:d\"e|f?g*h"), "a〈b〉c：d'e-f？g＊h");
        assert_eq!(name(" 讲话. . "), "讲话");
        assert_eq!(name(".讲话"), "讲话");
        assert_eq!(name("一\n二\t\r三\u{7}"), "一 二 三");
        assert_eq!(name("\u{202e}fdp.一\u{200b}"), "fdp.一");
    }

    #[test]
    fn names_of_devices_are_none_of_ours() {
        for device in [
            "con", "NUL", "Com1", "LPT9", "com²", "aux.txt", "CON .a", "conin$",
        ] {
            assert_eq!(name(device), format!("_{device}"));
        }
        for other in ["COM", "COM10", "CONSOLE", "LPTA", "PRN店"] {
            assert_eq!(name(other), other);
        }
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let long = name(&"字".repeat(200));
        assert_eq!(long.len(), 249);
        let marked = name(&format!("{}葛\u{e0100}乙", "a".repeat(247)));
        assert_eq!(marked, "a".repeat(247));
        let dotted = name(&format!("{}. .b", "a".repeat(248)));
        assert_eq!(dotted, "a".repeat(248));
    }

    #[test]
    fn files_of_one_folder_have_names_of_their_own() {
        let mut names = SafeNames::default();
        let mut give = |t: &str| names.stem(t, 5);
        assert_eq!(
            [give("Abc"), give("abc"), give("ABC "), give("abc-2")],
            ["Abc", "abc-2", "ABC-3", "abc-2-2"]
        );
        let long = "字".repeat(200);
        let (a, b) = (give(&long), give(&long));
        assert!(a != b && b.len() <= 250 && b.ends_with("-2"));
    }
}
