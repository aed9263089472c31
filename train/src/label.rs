//! A misread book becomes data: a text with its corrected labels is taken into the corpus.

use crate::corpus::{CorpusError, gold, kind, read_bytes, write};
use std::io::Write;
use std::path::Path;
use wenji::source::Source;

/// Copies a text and its labels into the corpus and gives it its row in `folds.tsv`.
///
/// # Errors
/// Where a label names a kind that is none, or a line that the text does not have, or the corpus has such a text.
pub fn take(
    text: &Path,
    labels: &Path,
    corpus: &Path,
    with: Option<&str>,
) -> Result<(), CorpusError> {
    let bytes = read_bytes(text)?;
    let source = Source::decode(&bytes, None)
        .map_err(|e| CorpusError::Text(text.to_owned(), e.to_string()))?;
    let rows = String::from_utf8_lossy(&read_bytes(labels)?).into_owned();
    let last = source.text.lines().count();
    for (n, row) in rows
        .lines()
        .enumerate()
        .filter(|(_, l)| !l.trim().is_empty())
    {
        let told = gold(row);
        let good = told.as_ref().is_some_and(|(line, g)| {
            kind(&g.kind).is_some() && (1..=last).contains(&(*line as usize))
        });
        if !good {
            return Err(CorpusError::Label(labels.to_owned(), n + 1));
        }
    }
    let id = text.file_stem().and_then(|s| s.to_str()).unwrap_or("text");
    let to = corpus.join(format!("{id}.txt"));
    if to.exists() {
        return Err(CorpusError::Exists(to));
    }
    write(&to, &bytes)?;
    write(&to.with_extension("jsonl"), rows.as_bytes())?;
    let append = |name: &str, row: String| -> Result<(), CorpusError> {
        let path = corpus.join(name);
        let file = std::fs::OpenOptions::new()
            .append(true)
            .create(true)
            .open(&path);
        let done = file.and_then(|mut f| f.write_all(row.as_bytes()));
        done.map_err(|e| CorpusError::Io(path, e))
    };
    append("folds.tsv", format!("{id}\t{}\n", with.unwrap_or(id)))?;
    append(
        "PROVENANCE.tsv",
        format!("{id}\tadded\tsay who may use it\tsay what it is\n"),
    )?;
    println!(
        "{id} is in the corpus: now say in PROVENANCE.tsv where it comes from, and run `evaluate`"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_once_and_only_with_labels_that_fit() {
        let dir = tempfile::tempdir().unwrap();
        let at = |n: &str| dir.path().join(n);
        std::fs::write(at("春游.txt"), "春游\n清晨出发。\n").unwrap();
        std::fs::write(
            at("good"),
            "{\"line\":1,\"kind\":\"title\"}\n{\"line\":2,\"kind\":\"para\"}\n",
        )
        .unwrap();
        std::fs::write(at("bad"), "{\"line\":9,\"kind\":\"para\"}\n").unwrap();
        let corpus = at("corpus");
        std::fs::create_dir(&corpus).unwrap();
        assert!(matches!(
            take(&at("春游.txt"), &at("bad"), &corpus, None),
            Err(CorpusError::Label(_, 1))
        ));
        take(&at("春游.txt"), &at("good"), &corpus, Some("旧书")).unwrap();
        assert!(matches!(
            take(&at("春游.txt"), &at("good"), &corpus, None),
            Err(CorpusError::Exists(_))
        ));
        let texts = crate::corpus::Corpus::read(&corpus, &[]).unwrap().texts;
        assert_eq!((texts[0].gold.len(), texts[0].group.as_str()), (2, "旧书"));
    }
}
