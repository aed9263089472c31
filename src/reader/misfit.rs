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
            E::Syntax(e) => format!("校正文件写法有误：{e}"),
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
