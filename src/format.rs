//! The formats that wenji writes, by name.

/// An output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Word.
    Docx,
    /// PDF, archive profile.
    Pdf,
    /// EPUB 3.
    Epub,
    /// One HTML file.
    Html,
    /// The tree as JSON.
    Json,
    /// CommonMark with tables and footnotes.
    Markdown,
    /// Pandoc's JSON.
    Pandoc,
    /// Plain text.
    Text,
}

impl Format {
    /// All formats with the names of the command line.
    pub const ALL: [(&'static str, Self); 8] = [
        ("docx", Self::Docx),
        ("pdf", Self::Pdf),
        ("epub", Self::Epub),
        ("html", Self::Html),
        ("json", Self::Json),
        ("markdown", Self::Markdown),
        ("pandoc", Self::Pandoc),
        ("text", Self::Text),
    ];

    /// File extension.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Docx => "docx",
            Self::Pdf => "pdf",
            Self::Epub => "epub",
            Self::Html => "html",
            Self::Json => "json",
            Self::Markdown => "md",
            Self::Pandoc => "pandoc.json",
            Self::Text => "txt",
        }
    }
}
