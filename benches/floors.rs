//! How near each stage is to what its bytes allow: `cargo bench --bench floors`. `WENJI_BENCH=FILE` takes another text,
//! `WENJI_BENCH=novel` and `=anthology` take 10 and 100 MB made from the samples.
//!
//! A floor is measured in the same run, on the same machine: reading and UTF-8 validation for the reader; deflate of
//! the same parts, by the same library at the same level on as many threads, for DOCX and EPUB; deflate of the same
//! streams and the subsetting of the same fonts, also side by side, for the PDF. Times are medians; memory is
//! what a stage asks for in all, freed or not, on one thread.
#![allow(clippy::unwrap_used, reason = "a benchmark stops by panicking")]
#![allow(clippy::print_stdout, reason = "the table is what it is for")]

use flate2::{Compress, Compression, FlushCompress};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read as _, Write as _};
use std::path::PathBuf;
use std::time::Instant;
use subsetter::GlyphRemapper;
use wenji::font::{FaceId, Faces};
use wenji::layout::Layout;
use wenji::render::{Covering, Format, RenderOptions, render};
use wenji::style::Style;
use wenji::{docx, epub, layout, pdf, reader, receipt::Receipt, source::Source};

/// How often a stage is run on a text of a megabyte or less; on larger ones as much less.
const RUNS: usize = 31;

/// Median times of two works in milliseconds. They take turns, since machines are now faster, now slower.
fn times<A, B>(
    runs: usize,
    mut one: impl FnMut() -> A,
    mut other: impl FnMut() -> B,
) -> (f64, f64) {
    let mut all = [Vec::new(), Vec::new()];
    for _ in 0..runs {
        let start = Instant::now();
        std::hint::black_box(one());
        let between = Instant::now();
        std::hint::black_box(other());
        all[0].push((between - start).as_secs_f64() * 1000.0);
        all[1].push(between.elapsed().as_secs_f64() * 1000.0);
    }
    for times in &mut all {
        times.sort_by(f64::total_cmp);
    }
    (all[0][runs / 2], all[1][runs / 2])
}

/// Deflates parts side by side, as the package and the PDF do.
fn deflate(parts: &[Vec<u8>], level: u32) {
    let state = || Compress::new(Compression::new(level), false);
    parts.par_iter().for_each_init(state, |c, p| {
        c.reset();
        // Room for what does not compress.
        let mut out = Vec::with_capacity(p.len() + p.len() / 512 + 64);
        c.compress_vec(p, &mut out, FlushCompress::Finish).unwrap();
        std::hint::black_box(out);
    });
}

/// Subsets the fonts of a layout, and nothing else.
fn subset(used: &[(FaceId, BTreeSet<u16>)], faces: &Faces) {
    used.par_iter().for_each(|(face, glyphs)| {
        let remap =
            GlyphRemapper::new_from_glyphs_sorted(&glyphs.iter().copied().collect::<Vec<_>>());
        let font = faces.get(*face).unwrap();
        std::hint::black_box(subsetter::subset(font.bytes(), 0, &remap).unwrap());
    });
}

/// The glyphs of each face that pages show.
fn glyphs(layout: &Layout) -> Vec<(FaceId, BTreeSet<u16>)> {
    let mut used: BTreeMap<FaceId, BTreeSet<u16>> = BTreeMap::new();
    for run in layout.pages.iter().flat_map(|p| &p.runs) {
        let face = used.entry(run.face).or_default();
        face.extend(run.glyphs.iter().map(|g| g.id));
    }
    used.into_iter().collect()
}

/// The parts of a package that are deflated, unpacked.
fn parts(zip: &[u8]) -> Vec<Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    (0..zip.len())
        .filter_map(|n| {
            let mut file = zip.by_index(n).unwrap();
            let packed = file.compression() == zip::CompressionMethod::Deflated;
            let mut part = Vec::new();
            file.read_to_end(&mut part).unwrap();
            packed.then_some(part)
        })
        .collect()
}

/// The streams of a PDF, unpacked.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let pdf = lopdf::Document::load_mem(pdf).unwrap();
    let all = pdf.objects.values().filter_map(|o| o.as_stream().ok());
    all.filter_map(|s| s.decompressed_content().ok()).collect()
}

/// Memory that a stage asks for in megabytes, and how often.
fn memory<T: Send>(f: impl Fn() -> T + Send + Sync) -> (f64, u64) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    let info = pool.unwrap().install(|| {
        allocation_counter::measure(|| {
            std::hint::black_box(f());
        })
    });
    (info.bytes_total as f64 / 1e6, info.count_total)
}

struct Row {
    stage: &'static str,
    ms: f64,
    memory: (f64, u64),
    floor: f64,
}

fn row<T: Send, F>(
    stage: &'static str,
    runs: usize,
    floor: impl Fn() -> F,
    f: impl Fn() -> T + Send + Sync,
) -> Row {
    let (floor, ms) = times(runs, floor, &f);
    Row {
        stage,
        ms,
        memory: memory(&f),
        floor,
    }
}

/// A text of some megabytes: samples again and again, each time as a chapter of its own.
fn large(megabytes: usize, samples: &[&str]) -> Vec<u8> {
    let text = |name: &&str| {
        let path = format!("{}/samples/{name}.txt", env!("CARGO_MANIFEST_DIR"));
        Source::decode(&std::fs::read(path).unwrap(), None)
            .unwrap()
            .text
    };
    let one: String = samples.iter().map(text).collect();
    let mut out = String::new();
    for n in 1.. {
        if out.len() >= megabytes * 1_000_000 {
            break;
        }
        out += &format!("\n第{n}章　第{n}回\n{one}\n");
    }
    out.into_bytes()
}

fn main() {
    let wanted = std::env::var("WENJI_BENCH").unwrap_or_default();
    let made = match wanted.as_str() {
        "novel" => Some(large(10, &["novel-gbk"])),
        "anthology" => Some(large(100, &["essays", "speeches"])),
        _ => None,
    };
    let mut kept = tempfile::NamedTempFile::new().unwrap();
    let path = match made {
        Some(bytes) => {
            kept.write_all(&bytes).unwrap();
            kept.path().to_owned()
        }
        None if wanted.is_empty() => {
            concat!(env!("CARGO_MANIFEST_DIR"), "/samples/speeches.txt").into()
        }
        None => PathBuf::from(&wanted),
    };
    let bytes = std::fs::read(&path).unwrap();
    let size = bytes.len();
    let runs = (RUNS * 1_000_000 / size.max(1)).clamp(1, RUNS);
    let source = Source::decode(&bytes, None).unwrap();
    let options = reader::ReadOptions::default();
    let reading = reader::read(&source, &options);
    let doc = &reading.document;
    let style = Style::named("gongwen").unwrap();
    let faces = Faces::builtin().unwrap();
    let plain = RenderOptions {
        cover: Covering::Without,
        ..RenderOptions::default()
    };
    let bare = RenderOptions {
        no_toc: true,
        ..plain.clone()
    };
    let made = |f: Format, o: &RenderOptions| render(doc, f, &style, &faces, o).unwrap().0;
    let utf8 = || std::str::from_utf8(&std::fs::read(&path).unwrap()).map(str::len);
    let used = glyphs(&layout::lay_out(doc, &style, &faces));
    let (docx, epub, pdf) = (
        made(Format::Docx, &bare),
        made(Format::Epub, &plain),
        made(Format::Pdf, &plain),
    );
    let (docx_parts, epub_parts, pdf_parts) = (parts(&docx), parts(&epub), streams(&pdf));
    let rows = [
        row("decode", runs, utf8, || Source::decode(&bytes, None)),
        row("read", runs, utf8, || reader::read(&source, &options)),
        row("receipt", runs, utf8, || Receipt::draw(&source, &reading)),
        row(
            "DOCX without contents",
            runs,
            || deflate(&docx_parts, docx::COMPRESSION),
            || made(Format::Docx, &bare),
        ),
        row(
            "EPUB without cover",
            runs,
            || deflate(&epub_parts, epub::COMPRESSION),
            || made(Format::Epub, &plain),
        ),
        row("layout", runs, utf8, || {
            layout::lay_out(doc, &style, &faces)
        }),
        row(
            "PDF with layout",
            runs,
            || {
                rayon::join(
                    || subset(&used, &faces),
                    || deflate(&pdf_parts, pdf::COMPRESSION),
                )
            },
            || made(Format::Pdf, &plain),
        ),
    ];
    println!("{wanted} ({size} bytes), median of {runs}");
    println!("| stage | ms | MB/s | floor ms | ratio | MB asked | times |");
    println!("|---|---:|---:|---:|---:|---:|---:|");
    for r in rows {
        println!(
            "| {} | {:.2} | {:.0} | {:.2} | {:.1} | {:.1} | {} |",
            r.stage,
            r.ms,
            size as f64 / 1e6 / (r.ms / 1e3),
            r.floor,
            r.ms / r.floor,
            r.memory.0,
            r.memory.1
        );
    }
    let xml = |parts: &[Vec<u8>]| parts.iter().map(Vec::len).sum::<usize>() as f64 / size as f64;
    println!(
        "XML to text: EPUB {:.2}, DOCX {:.2}",
        xml(&epub_parts),
        xml(&docx_parts)
    );
}
