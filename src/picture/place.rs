//! Where a picture lies: a plain file below a folder, whatever its address says.

use super::{MOST_BYTES, PictureError};
use crate::tree::reference;
use std::fs::File;
use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

/// The folders in which the pictures of a text are looked for.
#[derive(Debug, Clone, Default)]
pub struct Folders {
    list: Vec<PathBuf>,
}

impl Folders {
    /// The folder of a text's file, if it has one, and others that the user names.
    #[must_use]
    pub fn of(file: Option<&Path>, named: &[PathBuf]) -> Self {
        let own = file.map(|f| match f.parent() {
            Some(p) if p != Path::new("") => p.to_owned(),
            _ => PathBuf::from("."),
        });
        Self {
            list: own.into_iter().chain(named.iter().cloned()).collect(),
        }
    }

    /// The bytes of what an address leads to.
    pub(super) fn read(&self, target: &str) -> Result<Vec<u8>, PictureError> {
        if let Some(own) = inner(target) {
            return own;
        }
        let names = names(target)?;
        let mut why = PictureError::Missing;
        for folder in &self.list {
            for name in &names {
                match below(folder, name) {
                    Ok(path) => return bytes(&path),
                    // What leads outside is told before what is not there.
                    Err(PictureError::Missing) => {}
                    Err(e) => why = e,
                }
            }
        }
        Err(why)
    }
}

/// The bytes of a picture that stands in its address (`data:image/png;base64,…`); `None` for other addresses.
fn inner(target: &str) -> Option<Result<Vec<u8>, PictureError>> {
    let target = target.trim();
    let (scheme, rest) = target.split_at_checked(5)?;
    if !scheme.eq_ignore_ascii_case("data:") {
        return None;
    }
    let broken = |why: &str| PictureError::Broken(why.to_owned());
    let Some((kind, data)) = rest.split_once(',') else {
        return Some(Err(broken("data: without a comma")));
    };
    if data.len() as u64 / 4 * 3 > MOST_BYTES {
        return Some(Err(PictureError::Bytes));
    }
    let data = unescaped(data);
    let coded = kind.rsplit(';').next().unwrap_or_default().trim();
    Some(if coded.eq_ignore_ascii_case("base64") {
        base64(&data).ok_or_else(|| broken("no base64"))
    } else {
        Ok(data.into_bytes())
    })
}

/// What letters of base64 stand for; blanks between them are none.
fn base64(letters: &str) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(letters.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0);
    let letters = letters.trim_end_matches(|c: char| c == '=' || c.is_ascii_whitespace());
    for c in letters.bytes().filter(|c| !c.is_ascii_whitespace()) {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        (held, bits) = (held << 6 | u32::from(six), bits + 6);
        if bits >= 8 {
            bits -= 8;
            out.push(u8::try_from(held >> bits & 0xff).ok()?);
            held &= (1 << bits) - 1;
        }
    }
    Some(out)
}

/// The paths that an address may mean: as it stands, or with `%20` read and without what servers are asked.
fn names(target: &str) -> Result<Vec<PathBuf>, PictureError> {
    let target = target.trim();
    if target.is_empty() {
        return Err(PictureError::Nameless);
    }
    let clean = reference(target).ok_or(PictureError::Outside)?;
    if clean.contains(':') {
        return Err(PictureError::Web);
    }
    let bare = clean.split(['?', '#']).next().unwrap_or_default();
    let mut out = Vec::new();
    for name in [clean.clone(), unescaped(bare)] {
        // Pages written on Windows part folders so.
        let path = PathBuf::from(name.replace('\\', "/"));
        let plain = |c: Component<'_>| matches!(c, Component::Normal(_) | Component::CurDir);
        if name.contains(['\0', ':']) || !path.components().all(plain) {
            return Err(PictureError::Outside);
        }
        if !out.contains(&path) {
            out.push(path);
        }
    }
    Ok(out)
}

/// Bytes written `%E6` read; what gives no text stays as it is.
fn unescaped(s: &str) -> String {
    let mut out = Vec::with_capacity(s.len());
    let mut rest = s.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let digit = |n: usize| tail.get(n).and_then(|b| char::from(*b).to_digit(16));
        match (*first, digit(0), digit(1)) {
            (b'%', Some(a), Some(b)) => {
                out.push(u8::try_from(a * 16 + b).unwrap_or(b'%'));
                rest = tail.get(2..).unwrap_or_default();
            }
            (b, ..) => {
                out.push(b);
                rest = tail;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| s.to_owned())
}

/// The plain file below a folder that a path leads to, links followed.
fn below(folder: &Path, name: &Path) -> Result<PathBuf, PictureError> {
    let folder = folder.canonicalize().map_err(|_| PictureError::Missing)?;
    let path = folder.join(name);
    let path = path.canonicalize().map_err(|_| PictureError::Missing)?;
    if !path.starts_with(&folder) || path == folder {
        return Err(PictureError::Outside);
    }
    // A pipe or a device is never opened.
    match path.metadata() {
        Ok(m) if !m.is_file() => Err(PictureError::NoFile),
        Ok(m) if m.len() > MOST_BYTES => Err(PictureError::Bytes),
        Ok(_) => Ok(path),
        Err(e) => Err(PictureError::Unreadable(e.to_string())),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, PictureError> {
    let unreadable = |e: std::io::Error| PictureError::Unreadable(e.to_string());
    let mut out = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(MOST_BYTES + 1)
        .read_to_end(&mut out)
        .map_err(unreadable)?;
    if out.len() as u64 > MOST_BYTES {
        return Err(PictureError::Bytes);
    }
    Ok(out)
}
