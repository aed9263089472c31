//! Labelled texts: what stands in a folder, and which of them share words.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use wenji::reader::Kind;
use wenji::source::Source;

/// The label of a line, as the outline tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Gold {
    pub kind: String,
    pub role: String,
    pub alt: Vec<String>,
    pub level: Option<u8>,
    pub alt_level: Option<u8>,
    pub label: String,
    pub run_in: bool,
    pub heading_text: String,
}

/// A labelled text.
#[derive(Debug, Clone)]
pub struct Text {
    pub id: String,
    pub source: String,
    pub gold: BTreeMap<u32, Gold>,
    /// What it shares words or manner with; held back together.
    pub group: String,
    /// True where the text stands in a further folder: real, and never part of the project.
    pub real: bool,
}

impl Text {
    /// The fold that it is held back in.
    pub fn fold(&self, folds: usize) -> usize {
        hash(&self.group) as usize % folds
    }
}

/// Labelled texts cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum CorpusError {
    /// A file or folder.
    #[error("{0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// A text that is none.
    #[error("{0}: {1}")]
    Text(PathBuf, String),
    /// A label that does not fit.
    #[error(
        "{0}, line {1}: no label of a line that the text has; see docs/reading.md, “How to add a text”"
    )]
    Label(PathBuf, usize),
    /// The corpus has such a text.
    #[error("{0} is there already: give the text another name")]
    Exists(PathBuf),
}

pub fn read_bytes(path: &Path) -> Result<Vec<u8>, CorpusError> {
    std::fs::read(path).map_err(|e| CorpusError::Io(path.to_owned(), e))
}

/// The weights of an earlier fit.
pub fn weights(path: &Path) -> Result<wenji::reader::model::weights::Model, CorpusError> {
    wenji::reader::model::weights::Model::from_bytes(&read_bytes(path)?)
        .map_err(|e| CorpusError::Text(path.to_owned(), e.to_string()))
}

pub fn write(path: &Path, bytes: &[u8]) -> Result<(), CorpusError> {
    std::fs::write(path, bytes).map_err(|e| CorpusError::Io(path.to_owned(), e))
}

/// SHA-256 in hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes)
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect()
}

/// The texts that the rules were made on.
pub const FIRST: [&str; 6] = ["seed", "b02", "b09", "c01", "c01w", "d03"];

/// Was the text made, or used, to make the rules? Their votes on it are no evidence.
pub fn known_to_rules(id: &str) -> bool {
    FIRST.contains(&id)
        || id.starts_with("q-")
        || id.starts_with("s-")
        || id.starts_with(crate::generated::NAME)
}

fn text_of(v: &serde_json::Value, key: &str) -> String {
    v.get(key)
        .and_then(|x| x.as_str())
        .unwrap_or_default()
        .to_owned()
}

fn small(v: &serde_json::Value, key: &str) -> Option<u8> {
    v.get(key)?.as_u64().and_then(|n| u8::try_from(n).ok())
}

/// Reads one line of labels.
pub fn gold(line: &str) -> Option<(u32, Gold)> {
    let v: serde_json::Value = serde_json::from_str(line).ok()?;
    let n = u32::try_from(v.get("line")?.as_u64()?).ok()?;
    let alt = v
        .get("alt")
        .and_then(|a| a.as_array())
        .into_iter()
        .flatten();
    Some((
        n,
        Gold {
            kind: text_of(&v, "kind"),
            role: text_of(&v, "role"),
            alt: alt.filter_map(|a| a.as_str().map(str::to_owned)).collect(),
            level: small(&v, "level"),
            alt_level: small(&v, "alt_level"),
            label: text_of(&v, "label"),
            run_in: v.get("run_in").and_then(serde_json::Value::as_bool) == Some(true),
            heading_text: text_of(&v, "heading_text"),
        },
    ))
}

/// Labelled texts from several folders, each by name.
#[derive(Debug)]
pub struct Corpus {
    pub texts: Vec<Text>,
}

impl Corpus {
    /// Every `ID.jsonl` with its `ID.txt`; `folds.tsv` of the first folder says what is held back together.
    ///
    /// # Errors
    /// Where a folder or a text cannot be read.
    pub fn read(own: &Path, also: &[PathBuf]) -> Result<Self, CorpusError> {
        let groups: HashMap<String, String> = std::fs::read_to_string(own.join("folds.tsv"))
            .unwrap_or_default()
            .lines()
            .filter_map(|l| l.split_once('\t'))
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
            .collect();
        let mut texts = folder(own, false, &groups)?;
        texts.extend(crate::generated::texts());
        for dir in also {
            texts.extend(folder(dir, true, &groups)?);
        }
        Ok(Self { texts })
    }

    /// The sealed fifth of the real texts: drawn by hash within each class, never looked at while features are chosen.
    pub fn sealed(&self) -> Vec<String> {
        let mut classes: BTreeMap<char, Vec<&Text>> = BTreeMap::new();
        for t in self
            .texts
            .iter()
            .filter(|t| t.real && !known_to_rules(&t.id))
        {
            classes
                .entry(t.id.chars().next().unwrap_or('?'))
                .or_default()
                .push(t);
        }
        let mut out = Vec::new();
        for (_, mut class) in classes {
            class.sort_by_key(|t| hash(&t.id));
            let n = (class.len() + 2) / 5;
            out.extend(class.iter().take(n).map(|t| t.id.clone()));
        }
        out
    }

    /// All but the sealed texts.
    pub fn open(&self) -> Vec<&Text> {
        let shut = self.sealed();
        let open = self.texts.iter().filter(|t| !shut.contains(&t.id));
        open.collect()
    }

    /// Does a text share words or manner with the text of that name?
    pub fn shares(&self, id: &str, with: &Text) -> bool {
        self.texts
            .iter()
            .any(|t| t.id == id && t.group == with.group)
    }
}

fn folder(
    dir: &Path,
    real: bool,
    groups: &HashMap<String, String>,
) -> Result<Vec<Text>, CorpusError> {
    let fail = |e| CorpusError::Io(dir.to_owned(), e);
    let mut paths: Vec<PathBuf> = std::fs::read_dir(dir)
        .map_err(fail)?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "jsonl") && p.with_extension("txt").exists())
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|p| {
            let id = p
                .file_stem()
                .and_then(|s| s.to_str())
                .unwrap_or_default()
                .to_owned();
            let labels = String::from_utf8_lossy(&read_bytes(&p)?).into_owned();
            let path = p.with_extension("txt");
            let source = Source::decode(&read_bytes(&path)?, None)
                .map_err(|e| CorpusError::Text(path, e.to_string()))?;
            Ok(Text {
                group: groups.get(&id).unwrap_or(&id).clone(),
                source: source.text.to_string(),
                gold: labels.lines().filter_map(gold).collect(),
                real,
                id,
            })
        })
        .collect()
}

/// A hash that stays the same for ever.
pub fn hash(s: &str) -> u32 {
    let h = s.bytes().fold(0x811c_9dc5u32, |h, b| {
        (h ^ u32::from(b)).wrapping_mul(0x0100_0193)
    });
    let h = (h ^ (h >> 15)).wrapping_mul(0x85eb_ca6b);
    h ^ (h >> 13)
}

/// Kinds by their names in the outline.
pub fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "title" => Kind::Title,
        "piece" => Kind::Piece,
        "preface" => Kind::Preface,
        "boilerplate" => Kind::Boilerplate,
        "salutation" => Kind::Salutation,
        "heading" => Kind::Heading,
        "item" => Kind::Item,
        "para" => Kind::Para,
        "continuation" => Kind::Continuation,
        "closing" => Kind::Closing,
        _ => return None,
    })
}
