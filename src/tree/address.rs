//! Addresses that a reader may be led to.

/// Schemes of the web and of mail; scripts and files of another's machine lead nowhere.
const SCHEMES: [&str; 3] = ["http", "https", "mailto"];
/// What an address may hold as it is (RFC 3986, reserved and unreserved); everything else is written `%XX`.
const KEPT: &str = "-._~:/?#[]@!$&'()*+,;=";

/// The address behind a link as every format may write it: absolute, of the web or of mail, ASCII alone.
///
/// `None` where it is no such address, or one that programs refuse: Word calls a file damaged that holds a host or
/// port which cannot be.
pub(crate) fn address(target: &str) -> Option<String> {
    let target = target.trim();
    let (scheme, rest) = target.split_once(':')?;
    let scheme = SCHEMES.iter().find(|s| s.eq_ignore_ascii_case(scheme))?;
    if *scheme == "mailto" {
        rest.split('?').next()?.contains('@').then_some(())?;
    } else {
        let authority = rest.strip_prefix("//")?.split(['/', '?', '#']).next()?;
        is_host(authority).then_some(())?;
    }
    let mut out = format!("{scheme}:");
    let bytes = rest.as_bytes();
    for (n, b) in bytes.iter().enumerate() {
        let escape = *b == b'%'
            && bytes
                .get(n + 1..n + 3)
                .is_some_and(|h| h.iter().all(u8::is_ascii_hexdigit));
        if escape || b.is_ascii_alphanumeric() || KEPT.contains(char::from(*b)) {
            out.push(char::from(*b));
        } else {
            out.push_str(&format!("%{b:02X}"));
        }
    }
    Some(out)
}

/// The name of the file that an address leads to, which stands for a picture without words.
pub(crate) fn file_name(target: &str) -> String {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    let name = path.rsplit(['/', '\\']).next().unwrap_or_default().trim();
    if name.is_empty() || target.starts_with("data:") {
        "〔图〕".to_owned()
    } else {
        name.to_owned()
    }
}

/// A reference as Markdown and pandoc's JSON may pass it on: an address of the web or of mail, or a place beside the document
/// or in it. `None` for what runs, brings its own content or leads to files and other machines: `javascript:`, `data:`, `file:`,
/// `//host`, `\\\\host`, `C:`. What browsers leave out of addresses is left out.
pub(crate) fn reference(target: &str) -> Option<String> {
    let clean: String = target.chars().filter(|c| !c.is_control()).collect();
    let clean = clean.trim();
    let slash = |c: Option<char>| matches!(c, Some('/' | '\\'));
    let mut chars = clean.chars();
    let (first, second) = (chars.next(), chars.next());
    if first == Some('\\') || slash(first) && slash(second) {
        return None;
    }
    let end = clean
        .find([':', '/', '?', '#', '\\'])
        .unwrap_or(clean.len());
    let (scheme, rest) = clean.split_at_checked(end)?;
    let known = SCHEMES.iter().any(|s| s.eq_ignore_ascii_case(scheme));
    (known || !rest.starts_with(':')).then(|| clean.to_owned())
}

/// True for a host name or IPv4 address with or without a port.
fn is_host(authority: &str) -> bool {
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    !host.is_empty() && host.chars().all(name) && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::{address, reference};

    #[test]
    fn references_lead_to_the_web_or_stay_beside_the_document() {
        for same in [
            "https://example.com/文",
            "HTTP://x/",
            "mailto:a@b.cn",
            "chapter2.md",
            "../a/b.html#c:d",
            "#s1",
            "?q=a:b",
            "/a/b",
            "",
        ] {
            assert_eq!(reference(same).as_deref(), Some(same));
        }
        assert_eq!(
            reference(" http://x/\r\na\t").as_deref(),
            Some("http://x/a")
        );
        for none in [
            "javascript:alert(1)",
            " JaVa\nScRiPt\t:alert(1)",
            "\u{1}vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
            "//host/share",
            "\\\\host\\share",
            "/\\host",
            "\\/host",
            "C:\\a",
            "ms-word:ofe|u|http://x",
            "smb://host",
        ] {
            assert_eq!(reference(none), None, "{none}");
        }
    }

    #[test]
    fn web_and_mail_are_addresses() {
        for same in [
            "https://example.com/a?b=c&d=%E5%AD%97#e",
            "http://example.com:8080",
            "mailto:li.ming@example.cn?subject=a",
        ] {
            assert_eq!(address(same).as_deref(), Some(same));
        }
        assert_eq!(
            address(" HTTP://Example.com/文 \"集\"% ").as_deref(),
            Some("http://Example.com/%E6%96%87%20%22%E9%9B%86%22%25")
        );
    }

    #[test]
    fn what_runs_opens_files_or_cannot_be_is_none() {
        for none in [
            "",
            "javascript:alert(1)",
            "file:///etc/hosts",
            "picture.png",
            "#s1",
            "//example.com",
            "http:example.com",
            "http://",
            "http://a b/",
            "http://example.com:port/",
            "http://user@example.com/",
            "mailto:nobody",
        ] {
            assert_eq!(address(none), None, "{none}");
        }
    }
}
