//! `--metadata`: a table of books, and the cover that lies beside a text.

use super::args::Convert;
use super::input::{read_bytes, stem};
use super::look::cover_file;
use super::message::{Language, tell};
use super::{Failure, exit};
use crate::epub::About;
use crate::render::{Covering, Format};
use crate::source::Source;
use crate::style::Isbn;
use crate::tree::Document;
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Columns with their names in Chinese.
const COLUMNS: [(&str, &str); 12] = [
    ("file", "文件"),
    ("title", "书名"),
    ("author", "作者"),
    ("series", "丛书"),
    ("number", "编号"),
    ("cover", "封面"),
    ("publisher", "出版社"),
    ("isbn", "书号"),
    ("date", "日期"),
    ("tags", "标签"),
    ("description", "简介"),
    ("language", "语言"),
];
/// Endings of covers.
const PICTURES: [&str; 3] = ["jpg", "jpeg", "png"];

/// A row by the names of its columns; empty cells are none.
type Row = HashMap<&'static str, String>;

/// The table, and what counts for all books.
#[derive(Default)]
pub(super) struct Books {
    rows: HashMap<String, (usize, Row)>,
    folder: PathBuf,
    css: Option<String>,
}

/// What is asked for of one book.
pub(super) struct Book<'a> {
    pub(super) options: Cow<'a, Convert>,
    pub(super) about: About,
    /// Its own cover.
    pub(super) cover: Option<Covering>,
    publisher: Option<String>,
    language: Option<String>,
    /// What is to be said of it.
    pub(super) said: Option<String>,
}

impl Books {
    /// Reads the table; rows of no input are told.
    pub(super) fn read(
        c: &Convert,
        files: &[(PathBuf, PathBuf)],
        lang: Language,
    ) -> Result<Self, Failure> {
        let given = c.identifier.as_deref();
        if let Some(why) = given.and_then(|i| isbn_fault("--identifier", i, lang)) {
            return Err(Failure::new(exit::USAGE, why));
        }
        let css = c.css.as_ref().map(|p| {
            let bytes = read_bytes(p, lang)?;
            let css = String::from_utf8(bytes).ok().filter(|s| !s.contains("</"));
            css.ok_or_else(|| {
                let why = lang.say("is no style sheet in UTF-8", "不是 UTF-8 的样式表");
                Failure::new(exit::INPUT, format!("--css {}: {why}", p.display()))
            })
        });
        let mut out = Self {
            css: css.transpose()?,
            ..Self::default()
        };
        let Some(table) = &c.metadata else {
            return Ok(out);
        };
        out.folder = table.parent().map(Path::to_owned).unwrap_or_default();
        let fail = |line: usize, why: &str| {
            let file = table.display();
            Failure::new(exit::INPUT, format!("{file}:{line}: {why}"))
        };
        let bytes = read_bytes(table, lang)?;
        let source = Source::decode(&bytes, None).map_err(|e| fail(1, &e.to_string()))?;
        let mut records = records(&source.text).into_iter();
        let Some((_, head)) = records.next() else {
            return Ok(out);
        };
        let mut columns = Vec::new();
        for name in &head {
            let name = name.trim().trim_start_matches('\u{feff}').to_lowercase();
            let known = COLUMNS.iter().find(|(en, zh)| name == *en || name == *zh);
            columns.push(known.map(|(en, _)| *en).ok_or_else(|| {
                let all: Vec<&str> = COLUMNS.iter().map(|(en, _)| *en).collect();
                let all = all.join(", ");
                fail(
                    1,
                    &match lang {
                        Language::English => format!("no column {name}: there are {all}"),
                        Language::Chinese => format!("没有名为 {name} 的列，可用 {all}"),
                    },
                )
            })?);
        }
        if !columns.contains(&"file") {
            let why = lang.say("the first line names no column file", "首行没有 file 一列");
            return Err(fail(1, why));
        }
        for (line, cells) in records {
            let cells = cells.into_iter().map(|s| s.trim().to_owned());
            let named = columns.iter().copied().zip(cells);
            let mut row: Row = named.filter(|(_, s)| !s.is_empty()).collect();
            let Some(file) = row.remove("file") else {
                continue;
            };
            checked(&row, lang).map_err(|why| fail(line, &why))?;
            out.rows.insert(file, (line, row));
        }
        let known = |name: &String| {
            files
                .iter()
                .any(|(f, below)| names(f, below).contains(name))
        };
        let mut lost: Vec<_> = out.rows.iter().filter(|(n, _)| !known(n)).collect();
        lost.sort_by_key(|(_, (line, _))| *line);
        for (name, (line, _)) in lost {
            let (table, why) = (table.display(), lang.say("is no input", "不在输入之中"));
            tell(format!("{table}:{line}: {name} {why}"));
        }
        Ok(out)
    }

    /// What is asked for of the book that is made of a file.
    pub(super) fn of<'a>(
        &self,
        c: &'a Convert,
        file: &Path,
        below: &Path,
        formats: &[Format],
        lang: Language,
    ) -> Result<Book<'a>, Failure> {
        let row = names(file, below)
            .iter()
            .find_map(|n| self.rows.get(n))
            .map(|(_, row)| row);
        let cell = |name: &str| row.and_then(|r| r.get(name)).cloned();
        let mut options = Cow::Borrowed(c);
        let mut unfit = None;
        if let Some(pattern) = &c.name_pattern {
            if let Some(told) = stem(file).and_then(|s| pattern.read(&s)) {
                let own = options.to_mut();
                own.input.named = Some(told.name());
                own.series = own.series.take().or(told.series);
                own.series_number = own.series_number.or(told.number);
            } else {
                let why = lang.say(
                    "--name-pattern does not fit this name",
                    "文件名与 --name-pattern 不符",
                );
                unfit = Some(format!("{}: {why}", file.display()));
            }
        }
        if row.is_some() {
            let own = options.to_mut();
            let input = &mut own.input;
            input.title = cell("title").or_else(|| input.title.take());
            input.author = cell("author").or_else(|| input.author.take());
            own.series = cell("series").or_else(|| own.series.take());
            let number = cell("number").and_then(|n| n.parse().ok());
            own.series_number = number.or(own.series_number);
        }
        let tags = cell("tags").unwrap_or_default();
        let tags = tags.split([';', '；', '、', ',', '，']).map(str::trim);
        let mut book = Book {
            about: About {
                identifier: cell("isbn").or_else(|| options.identifier.clone()),
                date: cell("date"),
                tags: tags.filter(|t| !t.is_empty()).map(str::to_owned).collect(),
                description: cell("description"),
                css: self.css.clone(),
            },
            options,
            cover: None,
            publisher: cell("publisher"),
            language: cell("language"),
            said: unfit,
        };
        if !formats.contains(&Format::Epub) || c.no_cover {
            return Ok(book);
        }
        if let Some(named) = cell("cover") {
            book.cover = Some(cover_file(&self.folder.join(named), lang)?);
        } else if c.cover.is_none() && c.cover_style.is_none() {
            let beside = PICTURES.map(|e| file.with_extension(e));
            let found = beside.into_iter().find(|p| p.is_file());
            match found.map(|p| cover_file(&p, lang)) {
                Some(Ok(own)) => book.cover = Some(own),
                // Nobody asked for it: one that will not do is told, and the cover is drawn.
                Some(Err(f)) => {
                    let why = lang.say("; a cover is drawn", "；改用自动绘制的封面");
                    book.said = Some(f.message + why);
                }
                None => {}
            }
        }
        Ok(book)
    }
}

impl Book<'_> {
    /// Tells the document what the table says of it.
    pub(super) fn tell(&self, document: &mut Document) {
        let m = &mut document.metadata;
        m.publisher = self.publisher.clone().or_else(|| m.publisher.take());
        m.language = self.language.clone().or_else(|| m.language.take());
    }
}

/// The names by which a table may call a file.
fn names(file: &Path, below: &Path) -> Vec<String> {
    let words = |p: &Path| p.to_string_lossy().into_owned();
    let name = file.file_name().map(|n| words(Path::new(n)));
    let all = [Some(words(file)), Some(words(below)), name, stem(file)];
    all.into_iter().flatten().collect()
}

/// Does the calendar have such a month and day? `parts` are year, month and day, as far as they are told.
fn is_day(parts: &[&str]) -> bool {
    let number = |n: usize| parts.get(n).and_then(|p| p.parse::<u32>().ok());
    let (year, month) = (number(0).unwrap_or(0), number(1).unwrap_or(1));
    let leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=12).contains(&month) && (1..=days).contains(&number(2).unwrap_or(1))
}

/// What is wrong with a number that is written as an ISBN; other names of books may be anything.
pub(super) fn isbn_fault(what: &str, given: &str, lang: Language) -> Option<String> {
    let last = Isbn::parse(given).err()??;
    Some(match lang {
        Language::English => format!("{what} = {given}: the last digit should be {last}"),
        Language::Chinese => format!("{what} = {given}：末位校验码应为 {last}"),
    })
}

/// What is wrong with the cells of a row.
fn checked(row: &Row, lang: Language) -> Result<(), String> {
    let date = |s: &str| {
        let parts: Vec<&str> = s.split('-').collect();
        let lengths = parts.iter().zip([4, 2, 2]).all(|(p, n)| p.len() == n);
        let digits = s.bytes().all(|b| b.is_ascii_digit() || b == b'-');
        parts.len() <= 3 && lengths && digits && is_day(&parts)
    };
    let wrong = |name: &str, given: &str, want: &str| {
        Err(match lang {
            Language::English => format!("{name} = {given}: give {want}"),
            Language::Chinese => format!("{name} = {given}：应为 {want}"),
        })
    };
    if let Some(why) = row.get("isbn").and_then(|i| isbn_fault("isbn", i, lang)) {
        return Err(why);
    }
    match (row.get("date"), row.get("number"), row.get("language")) {
        (Some(d), _, _) if !date(d) => wrong("date", d, "2003, 2003-05, 2003-05-01"),
        (_, Some(n), _) if n.parse::<u32>().is_err() => wrong("number", n, "1, 2, 3 …"),
        (.., Some(l)) if !["zh-Hans", "zh-Hant"].contains(&l.as_str()) => {
            wrong("language", l, "zh-Hans, zh-Hant")
        }
        _ => Ok(()),
    }
}

/// The records of a table with the lines they begin in: cells between commas, or tabs where the first line has one, in
/// quotation marks where they hold such themselves.
fn records(text: &str) -> Vec<(usize, Vec<String>)> {
    let first = text.lines().next().unwrap_or_default();
    let between = if first.contains('\t') { '\t' } else { ',' };
    let mut out = Vec::new();
    let (mut row, mut cell) = (Vec::new(), String::new());
    let (mut line, mut began, mut quoted) = (1, 1, false);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        line += usize::from(c == '\n');
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted || cell.trim().is_empty() => quoted = !quoted,
            c if quoted => cell.push(c),
            c if c == between => row.push(std::mem::take(&mut cell)),
            '\r' => {}
            '\n' => {
                row.push(std::mem::take(&mut cell));
                out.push((began, std::mem::take(&mut row)));
                began = line;
            }
            c => cell.push(c),
        }
    }
    row.push(cell);
    out.push((began, row));
    out.retain(|(_, r)| r.iter().any(|c| !c.trim().is_empty()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_cut_at_commas_or_tabs_outside_of_quotes() {
        let row = |line: usize, cells: &[&str]| {
            (
                line,
                cells.iter().map(|c| (*c).to_owned()).collect::<Vec<_>>(),
            )
        };
        assert_eq!(
            records("file,title\r\na.txt,\"春,\"\"秋\"\"\n冬\"\n\nb.txt,\n"),
            [
                row(1, &["file", "title"]),
                row(2, &["a.txt", "春,\"秋\"\n冬"]),
                row(5, &["b.txt", ""])
            ]
        );
        assert_eq!(
            records("file\ttitle\na.txt\t一,二"),
            [row(1, &["file", "title"]), row(2, &["a.txt", "一,二"])]
        );
    }

    #[test]
    fn cells_that_no_book_can_have_are_told() {
        let said = |name: &'static str, value: &str| {
            checked(&Row::from([(name, value.to_owned())]), Language::English)
        };
        for (name, good, bad) in [
            ("date", "2003-05", "2003年5月"),
            ("date", "2003", "03"),
            ("number", "12", "第二"),
            ("language", "zh-Hant", "中文"),
        ] {
            assert_eq!(said(name, good), Ok(()));
            assert!(said(name, bad).unwrap_err().contains(bad));
        }
    }
}
