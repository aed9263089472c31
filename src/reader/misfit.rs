//! Corrections that do not fit a text, and how a person is told.

/// A corrections file does not fit.
#[derive(Debug, thiserror::Error)]
pub enum CorrectionError {
    /// No TOML, or keys that are not known.
    #[error("{0}")]
    Syntax(#[from] toml::de::Error),
    /// No line starts so.
    #[error("no line starts with “{starts}”; the nearest is line {line}: {text}")]
    NoAnchor {
        /// What was looked for.
        starts: String,
        /// The line that resembles it most.
        line: u32,
        /// How that line starts.
        text: String,
    },
    /// Several lines start so, and no hint tells which.
    #[error("lines {lines} start with “{starts}”: say which with `at`")]
    Ambiguous {
        /// What was looked for.
        starts: String,
        /// The lines.
        lines: String,
    },
    /// `lines` is no number or range of lines with text.
    #[error("“{0}” are no lines of this text: write 12 or 12-15")]
    Range(String),
    /// `find` does not stand in the line.
    #[error("line {line} does not hold “{find}”")]
    NotFound {
        /// The line.
        line: u32,
        /// What was looked for.
        find: String,
    },
    /// Lines are moved about more than any correction needs.
    #[error("“{0}”: these moves take lines about more often than the text is long")]
    Moves(String),
    /// `style` or `punctuation` is none that there is.
    #[error("[document] {key} = “{given}”: give {known}")]
    Choice {
        /// The key.
        key: &'static str,
        /// What was given.
        given: String,
        /// What there is.
        known: &'static str,
    },
    /// `split` lies outside the line.
    #[error("line {line} has no character {at} to split at")]
    Split {
        /// The line.
        line: u32,
        /// The place.
        at: usize,
    },
}

impl CorrectionError {
    /// The same in Chinese.
    #[must_use]
    pub fn words_zh(&self) -> String {
        use CorrectionError as E;
        match self {
            E::Syntax(e) => syntax_zh(e),
            E::NoAnchor { starts, line, text } => {
                format!("没有以“{starts}”开头的行；最接近的是第 {line} 行：{text}")
            }
            E::Ambiguous { starts, lines } => {
                format!("第 {lines} 行都以“{starts}”开头，请用 at 指明是哪一行")
            }
            E::Range(r) => format!("“{r}”不是本文的行号，应写作 12 或 12-15"),
            E::Moves(r) => format!("“{r}”：各处移动合计的行数远超全文"),
            E::NotFound { line, find } => format!("第 {line} 行中没有“{find}”"),
            E::Choice { key, given, known } => {
                format!("[document] {key} = “{given}”：可用 {known}")
            }
            E::Split { line, at } => format!("第 {line} 行没有第 {at} 个字符，无法在此分开"),
        }
    }
}

/// What is wrong with the file's TOML, in Chinese: line, and the words that were not understood.
fn syntax_zh(e: &toml::de::Error) -> String {
    let said = e.to_string();
    let line: String = said
        .split_once("line ")
        .map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect())
        .unwrap_or_default();
    let place = match line.as_str() {
        "" => "校正文件".to_owned(),
        n => format!("校正文件第 {n} 行"),
    };
    let message = e.message();
    let mut quoted = message.split('`').skip(1).step_by(2);
    let name = quoted.next().unwrap_or_default();
    let known: Vec<&str> = quoted.collect();
    let known = match known.as_slice() {
        [] => String::new(),
        list => format!("，可用 {}", list.join("、")),
    };
    match message.split(' ').next() {
        Some("missing") => format!("{place}缺少 {name}"),
        Some("unknown") if message.starts_with("unknown variant") => {
            format!("{place}的值不能是 {name}{known}")
        }
        Some("unknown") => format!("{place}没有名为 {name} 的项{known}"),
        Some("duplicate") => format!("{place}重复写了 {name}"),
        Some("invalid") if message.starts_with("invalid type") => {
            format!("{place}的值类型不对：文字要加引号，数字不加")
        }
        _ => format!("{place}不合 TOML 的写法：请检查引号、等号和方括号是否成对"),
    }
}

#[cfg(test)]
mod tests {
    use crate::reader::Corrections;

    #[test]
    fn what_is_wrong_with_a_file_is_told_in_chinese_alone() {
        for (file, want) in [
            ("[[line]]\nas = 'para'\n", "第 1 行缺少 starts"),
            (
                "[[line]]\nstarts = '一'\nas = 'chapter'\n",
                "的值不能是 chapter，可用 title",
            ),
            (
                "[document]\nheading = 'x'\n",
                "第 2 行没有名为 heading 的项，可用 title",
            ),
            ("[[line]]\nstarts = 12\n", "第 2 行的值类型不对"),
            ("[[line\nstarts = '一'\n", "第 1 行不合 TOML 的写法"),
        ] {
            let e = Corrections::parse(file).unwrap_err();
            let said = e.words_zh();
            assert!(said.contains(want), "{said}");
        }
    }
}
