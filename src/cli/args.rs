//! The command line.

use clap::{Args, Parser, Subcommand};
use std::path::PathBuf;

/// Turns messy plain-text Chinese anthologies into Word, PDF and EPUB.
#[derive(Debug, Parser)]
#[command(version, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Language of messages and help: en or zh (default: the locale's)
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) lang_ui: Option<String>,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Converts texts
    Convert(Box<Convert>),
    /// Writes a wenji.toml to edit, with all options
    Init {
        /// The folder (default: the current one)
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Shows what every line was taken for
    Outline(Outline),
    /// Shows what a person should look at
    Check(Check),
    /// Source beside result in the browser, to set right what was misread
    Review(Box<Review>),
    /// Prints a built-in style to edit, or what styles may say
    Style {
        /// gongwen, xinhan, mingling, jiyao or book
        #[arg(required_unless_present = "schema")]
        name: Option<String>,
        /// Prints the JSON Schema of styles: every entry, what it takes and means
        #[arg(long, conflicts_with = "name")]
        schema: bool,
    },
    /// Lists the faces that the program carries
    Fonts {
        /// Prints the texts of their licences
        #[arg(long, visible_alias = "licenses")]
        licences: bool,
    },
    /// Prints the JSON Schema of what --to json writes
    Schema,
    /// Prints a completion script for a shell
    Completions {
        /// bash, zsh, fish, powershell, elvish
        shell: clap_complete::Shell,
    },
    /// Prints the manual page of the program or of a command
    Man {
        /// The command
        command: Option<String>,
    },
    /// Prints the help of a command
    Help {
        /// The command
        command: Option<String>,
    },
}

/// How the input is read; shared by all commands.
#[derive(Debug, Clone, Args)]
pub(crate) struct Input {
    /// Overrules the detected encoding: utf-8, gb18030, big5, utf-16le …
    #[arg(long, value_name = "NAME")]
    pub(crate) from_encoding: Option<String>,
    /// Input format: auto (by the name's ending), text, markdown, html (a web page or saved chapter), json as written by
    /// --to json, or pandoc's JSON (pandoc book.docx -t json | wenji convert - --from pandoc ...)
    #[arg(long, default_value = "auto", value_parser = ["auto", "text", "markdown", "html", "json", "pandoc"])]
    pub(crate) from: String,
    /// Largest input that is read, in bytes or with k, M, G; what is larger is refused
    #[arg(long, value_name = "SIZE", default_value = "256M", value_parser = super::input::size)]
    pub(crate) max_input: u64,
    /// Mends text that was decoded wrongly before it came here (mojibake), where that is certain
    #[arg(long)]
    pub(crate) repair_encoding: bool,
    /// Half-width marks among Han: auto, keep, safe, full (default: as the text's corrections say, else auto)
    #[arg(long, value_parser = ["auto", "keep", "safe", "full"])]
    pub(crate) punctuation: Option<String>,
    /// Keeps site chatter, page numbers and contents lists as paragraphs
    #[arg(long)]
    pub(crate) keep_boilerplate: bool,
    /// Leaves out later copies of pieces and paragraphs; the receipt keeps them
    #[arg(long)]
    pub(crate) dedupe: bool,
    /// Joins notes printed below a text to their marks in it: footnotes in Word and PDF, pop-ups in the e-book
    #[arg(long)]
    pub(crate) join_notes: bool,
    /// Corrections of the structure (default: NAME.wenji.toml beside the text, where it is)
    #[arg(long, value_name = "FILE")]
    pub(crate) corrections: Option<PathBuf>,
    /// A folder in which pictures are looked for, too; without it they are taken from the text's own folder alone
    /// (repeatable)
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub(crate) resource_path: Vec<PathBuf>,
    /// Title of the whole
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Author of the whole
    #[arg(long)]
    pub(crate) author: Option<String>,
    /// What `--name-pattern` took from the file's name.
    #[arg(skip)]
    pub(crate) named: Option<crate::reader::FileName>,
}

/// Threads: more than these use up what the system has.
fn jobs(words: &str) -> Result<usize, String> {
    match words.parse() {
        Ok(n @ 0..=256) => Ok(n),
        _ => Err("0-256".into()),
    }
}

#[derive(Debug, Clone, Args)]
pub(crate) struct Convert {
    /// Text files, folders, patterns (texts/*.txt), or - for standard input
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// Follows links that are met in folders and patterns; without it they are named and left out
    #[arg(long)]
    pub(crate) follow_links: bool,
    /// Formats, one or more with commas between them (default: by the output's name)
    #[arg(long, value_delimiter = ',', value_parser = ["docx", "pdf", "epub", "html", "json", "markdown", "pandoc", "text"])]
    pub(crate) to: Vec<String>,
    /// Output file, folder (made where absent, end it with /), or - for standard output
    #[arg(short, long)]
    pub(crate) output: Option<PathBuf>,
    /// One output per piece, NNN-title.ext, in the folder that --output names
    #[arg(long, requires = "output")]
    pub(crate) split: bool,
    /// All inputs in one anthology, in the order in which they are given
    #[arg(long, conflicts_with = "corrections")]
    pub(crate) merge: bool,
    /// These pieces alone, by their numbers in the outline: 1-5,9 (7- goes on to the last)
    #[arg(long, value_name = "LIST")]
    pub(crate) pieces: Option<String>,
    /// A preface, dedication or imprint of your own, set before the first piece; its first line is its heading
    #[arg(long, value_name = "FILE")]
    pub(crate) front: Vec<PathBuf>,
    /// An afterword of your own, set behind all else; its first line is its heading
    #[arg(long, value_name = "FILE")]
    pub(crate) back: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) input: Input,
    /// Built-in style or TOML file: auto, gongwen, xinhan, mingling, jiyao, book (default: as the text's corrections
    /// say, else auto)
    #[arg(long, value_hint = clap::ValueHint::FilePath)]
    pub(crate) style: Option<String>,
    /// Trimmed size: 32k, d32, s16, 16k, d16, a5, a4, b5, 6x9 (or their Chinese names), or WIDTHxHEIGHT in mm; text
    /// block, type, lines and margins follow
    #[arg(long, value_name = "SIZE")]
    pub(crate) size: Option<String>,
    /// Size of the text's type, in points or by its Chinese name; lines and characters of a page follow
    #[arg(long, value_name = "SIZE")]
    pub(crate) font_size: Option<String>,
    /// Distance of lines: 1.7 (sizes of the type), 18pt or 6mm
    #[arg(long, value_name = "N")]
    pub(crate) line_spacing: Option<String>,
    /// Takes a face from a file: ROLE is fangsong, song, hei, kai, title, or fallback (for what they lack; repeatable)
    #[arg(long, value_name = "ROLE=FILE", value_hint = clap::ValueHint::FilePath)]
    pub(crate) font: Vec<String>,
    /// Takes faces from a folder, where they are named ROLE.ttf or as wenji's own
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub(crate) font_dir: Option<PathBuf>,
    /// Leaves the contents out of the DOCX
    #[arg(long)]
    pub(crate) no_toc: bool,
    /// Cover of the EPUB: a PNG or JPEG file of 625 × 1000 pixels or more
    #[arg(long, value_name = "FILE", conflicts_with_all = ["cover_style", "no_cover"])]
    pub(crate) cover: Option<PathBuf>,
    /// Design of the drawn cover (default: by the style)
    #[arg(long, value_name = "NAME", value_parser = ["plain", "gongwen", "label", "vertical"], conflicts_with = "no_cover")]
    pub(crate) cover_style: Option<String>,
    /// No cover in the EPUB
    #[arg(long)]
    pub(crate) no_cover: bool,
    /// Vertical writing in EPUB, DOCX and PDF (style book): lines from right to left, 「」 for quotation marks
    #[arg(long, conflicts_with = "reference_docx")]
    pub(crate) vertical: bool,
    /// Puts the fonts into the EPUB and DOCX, cut down to the text (no body font with --kindle)
    #[arg(long, conflicts_with = "reference_docx")]
    pub(crate) embed_fonts: bool,
    /// The EPUB as Amazon's shop asks for it: cover as image only, start of reading in the guide
    #[arg(long)]
    pub(crate) kindle: bool,
    /// The EPUB has a list of the PDF's pages and marks where each begins
    #[arg(long)]
    pub(crate) page_list: bool,
    /// How the names of files tell books: "{author}-{title}" of {title} {author} {series} {number} {any}; what the text
    /// itself names counts before them
    #[arg(long, value_name = "PATTERN", conflicts_with = "merge")]
    pub(crate) name_pattern: Option<super::name_pattern::NamePattern>,
    /// A table of books (CSV, or with tabs): file, title, author, series, number, cover, publisher, isbn, date, tags,
    /// description, language
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<PathBuf>,
    /// Rules of your own behind those of the EPUB and the HTML
    #[arg(long, value_name = "FILE")]
    pub(crate) css: Option<PathBuf>,
    /// The EPUB's identifier, as an ISBN or an address (default: made from the text)
    #[arg(long, value_name = "ID")]
    pub(crate) identifier: Option<String>,
    /// The series that the EPUB belongs to, for the reader's library
    #[arg(long, value_name = "NAME")]
    pub(crate) series: Option<String>,
    /// The EPUB's number in its series
    #[arg(long, value_name = "N", requires = "series")]
    pub(crate) series_number: Option<u32>,
    /// How headings that share a line with their text reach the DOCX's contents: tc, or separator (also in
    /// Word's Navigation pane; two lines in LibreOffice)
    #[arg(long, default_value = "tc", value_parser = ["tc", "separator"])]
    pub(crate) run_in: String,
    /// Shows the findings of `wenji check` as comments in the DOCX
    #[arg(long)]
    pub(crate) docx_comments: bool,
    /// Takes styles, page, headers and footers of the DOCX from a document of your own (page numbers of the
    /// contents are then estimates: update the field in Word)
    #[arg(long, value_name = "FILE")]
    pub(crate) reference_docx: Option<PathBuf>,
    /// Grid of the DOCX: portable holds in Word and LibreOffice, word is what Word's own dialogue sets
    #[arg(long, default_value = "portable", value_parser = ["portable", "word"])]
    pub(crate) docgrid: String,
    /// What the PDF is for: archive (PDF/A-2a and PDF/UA-1, with links and tags) or print (PDF/X-4, black only)
    #[arg(long, default_value = "archive", value_parser = ["archive", "print"])]
    pub(crate) pdf_profile: String,
    /// The print shop's ICC profile; text is then 100 % black of CMYK (print profile)
    #[arg(long, value_name = "ICC")]
    pub(crate) output_intent: Option<PathBuf>,
    /// Bleed on every side in millimetres (print profile)
    #[arg(long, value_name = "MM", default_value_t = 0.0)]
    pub(crate) bleed: f64,
    /// Marks where the pages are to be cut (print profile)
    #[arg(long)]
    pub(crate) crop_marks: bool,
    /// Blank pages at the end make the number of pages a multiple of N (print profile)
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) pad_pages: usize,
    /// Two pages on each side of a sheet, to be folded into signatures (print profile)
    #[arg(long, value_name = "WAY", value_parser = ["booklet"])]
    pub(crate) impose: Option<String>,
    /// Pages of a signature, 16 or 32; up to 64 pages are one, stitched through the fold
    #[arg(long, value_name = "PAGES", default_value = "32", value_parser = ["16", "32"])]
    pub(crate) signature: String,
    /// Sheet of a booklet: two pages exactly, or a4, a3 (turned)
    #[arg(long, default_value = "pages", value_parser = ["pages", "a4", "a3"])]
    pub(crate) sheet: String,
    /// How far inner sheets of a booklet stand nearer the fold, in millimetres per sheet: twice the paper's thickness
    #[arg(long, value_name = "MM", default_value_t = 0.0)]
    pub(crate) creep: f64,
    /// Tells what a print shop would see in the PDF, on standard output: human or json
    #[arg(long, value_name = "FORM", num_args = 0..=1, default_missing_value = "human", require_equals = true, value_parser = ["human", "json"])]
    pub(crate) preflight: Option<String>,
    /// Thickness of a leaf in millimetres, for the spine that --preflight tells
    #[arg(long, value_name = "MM", default_value_t = 0.1, requires = "preflight")]
    pub(crate) paper: f64,
    /// Changes one entry of the style: --set page.recto=true, --set roles.body.face=song
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) set: Vec<String>,
    /// Writes what became of every character, one JSON object per line
    #[arg(long, value_name = "FILE")]
    pub(crate) receipt: Option<PathBuf>,
    /// Writes what became of every input, one JSON object per line: written, kept, exists or failed, with its outputs
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    /// Leaves outputs as they are that are there, and makes the others: a run that broke off goes on
    #[arg(long, conflicts_with = "force")]
    pub(crate) skip_existing: bool,
    /// Makes outputs that are older than their text (or its corrections, cover, style), and leaves the others
    #[arg(long, conflicts_with_all = ["force", "skip_existing"])]
    pub(crate) newer: bool,
    /// So many files side by side (0: as many as there are processors)
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = jobs)]
    pub(crate) jobs: usize,
    /// Takes options from this file instead of the wenji.toml of the folder you work in; it may set any of them
    #[arg(long, value_name = "FILE", conflicts_with = "no_config")]
    pub(crate) config: Option<PathBuf>,
    /// A profile of wenji.toml: [profile.NAME] counts before [convert]
    #[arg(long, value_name = "NAME", conflicts_with = "no_config")]
    pub(crate) profile: Option<String>,
    /// Takes no options from wenji.toml
    #[arg(long)]
    pub(crate) no_config: bool,
    /// Builds again whenever an input, the corrections, the style or wenji.toml change, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
    /// Writes over existing files
    #[arg(long)]
    pub(crate) force: bool,
    /// Opens every file again and compares its text with the tree; --strict does so too
    #[arg(long)]
    pub(crate) verify: bool,
    /// Exit code 4 where there are warnings
    #[arg(long)]
    pub(crate) strict: bool,
    /// Says nothing but errors and what a settings file changed
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Outline {
    /// Text files, folders, patterns, or -
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// tree, jsonl (with evidence) or labels (for a corpus)
    #[arg(long, default_value = "tree", value_parser = ["tree", "jsonl", "labels"])]
    pub(crate) format: String,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Text files, folders, patterns, or -
    #[arg(required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// human or json
    #[arg(long, default_value = "human", value_parser = ["human", "json"])]
    pub(crate) message_format: String,
    /// Rebuilds the source from tree and receipt and compares byte for byte
    #[arg(long)]
    pub(crate) roundtrip: bool,
    /// Exit code 4 where there are warnings
    #[arg(long)]
    pub(crate) strict: bool,
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Debug, Args)]
pub(crate) struct Review {
    /// A text file; alone it is opened in the browser
    #[arg(required_unless_present = "serve")]
    pub(crate) file: Option<PathBuf>,
    /// The page: one file that needs nothing else
    #[arg(short, long, conflicts_with = "serve")]
    pub(crate) output: Option<PathBuf>,
    /// Opens the page in the browser, where corrections apply at once and DOCX, PDF and EPUB are saved; without FILE
    /// a text is dropped on it. Only this computer is served, until the page is closed
    #[arg(long)]
    pub(crate) serve: bool,
    /// Prints the address instead of opening the browser
    #[arg(long, conflicts_with = "output")]
    pub(crate) no_open: bool,
    /// Style that the served page begins with: auto, gongwen, book, or a TOML file
    #[arg(long, default_value = "auto", value_hint = clap::ValueHint::FilePath)]
    pub(crate) style: String,
    /// Takes a face from a file: ROLE is fangsong, song, hei, kai, title, or fallback (for what they lack; repeatable)
    #[arg(long, value_name = "ROLE=FILE", conflicts_with = "output")]
    pub(crate) font: Vec<String>,
    /// Takes faces from a folder, where they are named ROLE.ttf or as wenji's own
    #[arg(long, value_name = "DIR", conflicts_with = "output")]
    pub(crate) font_dir: Option<PathBuf>,
    /// Writes over existing files
    #[arg(long)]
    pub(crate) force: bool,
    #[command(flatten)]
    pub(crate) input: Input,
}
