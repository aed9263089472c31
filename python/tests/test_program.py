"""The package gives what the program gives."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import wenji
from conftest import ROOT, SAMPLES

FORMATS = ["docx", "pdf", "epub", "html", "json", "markdown", "pandoc", "text"]
by_name = pytest.mark.parametrize("sample", SAMPLES, ids=lambda p: p.stem)


@by_name
def test_outlines_are_the_programs(sample, program):
    document = wenji.read(sample.read_bytes())
    assert document.outline("tree").encode() == program("outline", sample)
    rows = program("outline", sample, "--format", "jsonl")
    assert document.outline("jsonl").encode() == rows
    assert document.outline() == [json.loads(row) for row in rows.splitlines()]


@by_name
def test_findings_are_the_programs(sample, program):
    found = program("check", sample, "--message-format", "json").splitlines()
    assert wenji.read(sample.read_bytes()).diagnostics == [json.loads(line) for line in found]


@by_name
@pytest.mark.parametrize("format", FORMATS)
def test_bytes_are_the_programs(sample, format, program):
    document = wenji.read(sample.read_bytes())
    assert document.convert(format) == program("convert", sample, "--to", format, "-o", "-", "-q")


def corrections(folder: Path) -> Path:
    file = folder / "corrections.toml"
    file.write_text("[document]\ntitle = '校正后的题名'\n", encoding="utf-8")
    return file


# How it is read, the format, how it is written, and the same for the program.
OPTIONS = [
    ({"punctuation": "full"}, "text", {}, ["--punctuation", "full"]),
    ({"keep_boilerplate": True, "dedupe": True}, "json", {}, ["--keep-boilerplate", "--dedupe"]),
    ({"join_notes": True}, "epub", {}, ["--join-notes"]),
    ({"title": "题", "author": "人"}, "html", {}, ["--title", "题", "--author", "人"]),
    ({"from_encoding": "utf-8"}, "markdown", {}, ["--from-encoding", "utf-8"]),
    ({}, "pdf", {"style": "book", "set": {"page.recto": True}}, ["--style", "book", "--set", "page.recto=true"]),
    ({}, "pdf", {"style": "book", "size": "大32开", "font_size": 11}, ["--style", "book", "--size", "大32开", "--font-size", "11"]),
    ({}, "pdf", {"vertical": True}, ["--vertical"]),
    ({}, "docx", {"no_toc": True, "run_in": "separator"}, ["--no-toc", "--run-in", "separator"]),
    ({}, "docx", {"docx_comments": True, "docgrid": "word"}, ["--docx-comments", "--docgrid", "word"]),
    ({}, "docx", {"docx_comments": True, "lang_ui": "zh"}, ["--docx-comments", "--lang-ui", "zh"]),
    ({}, "docx", {"embed_fonts": True, "verify": True}, ["--embed-fonts", "--verify"]),
    ({}, "epub", {"kindle": True, "no_cover": True}, ["--kindle", "--no-cover"]),
    ({}, "epub", {"cover_style": "label", "page_list": True}, ["--cover-style", "label", "--page-list"]),
    ({}, "epub", {"series": "丛书", "series_number": 2}, ["--series", "丛书", "--series-number", "2"]),
    ({}, "epub", {"pieces": [1, 2, 4]}, ["--pieces", "1-2,4"]),
    ({}, "docx", {"pieces": "2,4-", "docx_comments": True}, ["--pieces", "2,4-", "--docx-comments"]),
    (
        {},
        "pdf",
        {"pdf_profile": "print", "bleed": 3, "crop_marks": True, "pad_pages": 4},
        ["--pdf-profile", "print", "--bleed", "3", "--crop-marks", "--pad-pages", "4"],
    ),
    (
        {},
        "pdf",
        {"pdf_profile": "print", "impose": "booklet", "sheet": "a3", "signature": 16, "creep": 0.2},
        ["--pdf-profile", "print", "--impose", "booklet", "--sheet", "a3", "--signature", "16", "--creep", "0.2"],
    ),
    ({}, "text", {"font": {"song": ROOT / "fonts/NotoSerifSC-Regular.ttf"}}, []),
]


@pytest.mark.parametrize("reading, format, writing, arguments", OPTIONS, ids=lambda o: " ".join(o) if isinstance(o, list) else "")
def test_options_mean_what_the_programs_do(reading, format, writing, arguments, program):
    sample = ROOT / "samples/speeches.txt"
    made = wenji.read(sample.read_bytes(), **reading).convert(format, **writing)
    assert made == program("convert", sample, "--to", format, "-o", "-", "-q", *arguments)


def test_files_are_paths_or_bytes(program, tmp_path):
    sample, file = ROOT / "samples/essays.txt", corrections(tmp_path)
    text = sample.read_bytes()
    by_path = wenji.read(text, corrections=file)
    assert by_path.title == "校正后的题名"
    assert wenji.read(text, corrections=file.read_bytes()).to_json() == by_path.to_json()
    program_says = program("convert", sample, "--to", "json", "-o", "-", "-q", "--corrections", file)
    assert by_path.to_json().encode() == program_says


PREFACE = "自序\n\n这是序的第一行。\n"
FORMATS_OF_PARTS = ["docx", "pdf", "epub", "json", "text"]


def written(program, folder: Path, *arguments: object) -> dict:
    """What the program writes into a folder, by name."""
    program("convert", *arguments, "-q", "-o", f"{folder}/")
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("fronts", [[], [PREFACE], ["献给读者\n", PREFACE]], ids=len)
@pytest.mark.parametrize("sample", ["speeches", "essays"])
def test_front_matter_is_the_programs(sample, fronts, program, tmp_path):
    sample = ROOT / f"samples/{sample}.txt"
    files = [tmp_path / f"{n}.txt" for n in range(len(fronts))]
    for file, text in zip(files, fronts):
        file.write_text(text, encoding="utf-8")
    document = wenji.read(sample.read_bytes(), punctuation="full")
    options = ["--punctuation", "full", *(a for f in files for a in ("--front", f))]
    for format in ("docx", "text"):
        made = document.convert(format, front=files, pieces="1-2")
        assert made == document.convert(format, front=[t.encode() for t in fronts], pieces=[1, 2])
        assert made == program("convert", sample, "--to", format, "-o", "-", "-q", "--pieces", "1-2", *options)
    if len(fronts) == 1:
        assert document.text() != document.convert("text", front=files[0]).decode()


@pytest.mark.parametrize("format", FORMATS_OF_PARTS)
@pytest.mark.parametrize("pieces", [None, "2,5"])
def test_parts_are_the_programs(format, pieces, program, tmp_path):
    sample = ROOT / "samples/speeches.txt"
    some = ["--pieces", pieces] if pieces else []
    comments = {"docx_comments": True} if format == "docx" else {}
    files = written(program, tmp_path, sample, "--split", "--to", format, *some, *(["--docx-comments"] if comments else []))
    parts = wenji.read(sample.read_bytes()).split(pieces=pieces)
    assert [f"{p.number:03}" for p in parts] == [name.split("-")[0] for name in sorted(files)]
    assert [p.convert(format, **comments) for p in parts] == [files[name] for name in sorted(files)]
    if pieces:
        assert [p.number for p in parts] == [2, 5]


def test_parts_tell_of_the_whole(program, tmp_path):
    sample, preface = ROOT / "samples/speeches.txt", tmp_path / "preface.txt"
    preface.write_text(PREFACE, encoding="utf-8")
    document = wenji.read(sample.read_bytes())
    options = [sample, "--split", "--to", "epub", "--front", preface, "--series", "丛书"]
    files = written(program, tmp_path / "out", *options)
    parts = document.split(front=preface)
    assert [p.convert("epub", series="丛书") for p in parts] == [files[name] for name in sorted(files)]
    assert parts[0].number == 0 and "自序" in parts[0].text()
    assert document.number is None
    told = [d for p in document.split() for d in p.diagnostics]
    assert told == document.diagnostics


def test_anthologies_are_the_programs(program, tmp_path):
    texts = {f"游记-{n}": (ROOT / f"samples/{name}.txt").read_bytes() for n, name in enumerate(["essays", "notice", "poems"])}
    for name, text in texts.items():
        (tmp_path / f"{name}.txt").write_bytes(text)
    files = [tmp_path / f"{name}.txt" for name in texts]
    documents = [wenji.read(text) for text in texts.values()]
    merged = wenji.merge(documents, names=texts)
    titled = wenji.merge(iter(documents), names=list(texts), title="集", author="人")
    for format, options in (("json", {}), ("docx", {"docx_comments": True}), ("epub", {"pieces": "2-"})):
        given = {"docx": ["--docx-comments"], "epub": ["--pieces", "2-"]}.get(format, [])
        arguments = ["convert", *files, "--merge", "--to", format, "-q", *given]
        for document, more in ((merged, []), (titled, ["--title", "集", "--author", "人"])):
            out = tmp_path / f"out.{format}"
            program(*arguments, *more, "--force", "-o", out)
            assert document.convert(format, **options) == out.read_bytes()
    assert merged.title == "游记"
    assert len(merged.diagnostics) == sum(len(d.diagnostics) for d in documents)
    assert merged.diagnostics[-1]["line"] > texts["游记-0"].count(b"\n")


def test_json_and_markdown_come_back(program, tmp_path):
    document = wenji.read((ROOT / "samples/notice.txt").read_bytes())
    again = wenji.Document.from_json(document.to_json())
    assert again.to_json() == document.to_json()
    marked = wenji.read(document.convert("markdown"), from_="markdown")
    assert marked.text() == document.text()
    piped = wenji.read(document.convert("pandoc"), from_="pandoc")
    file = tmp_path / "notice.pandoc.json"
    file.write_bytes(document.convert("pandoc"))
    assert piped.convert("json") == program("convert", file, "--to", "json", "-o", "-", "-q")
    file = tmp_path / "notice.json"
    file.write_text(document.to_json(), encoding="utf-8")
    assert again.convert("docx") == program("convert", file, "--to", "docx", "-o", "-", "-q")


def test_the_stubs_name_the_programs_options(program):
    """Every long option of `wenji convert` has its keyword, or has to do with files and the terminal alone."""
    stubs = ast.parse((ROOT / "python/wenji.pyi").read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(stubs) if isinstance(n, ast.FunctionDef) and n.name in ("read", "convert", "split")]
    keywords = {a.arg.rstrip("_").replace("_", "-") for f in functions for a in f.args.kwonlyargs}
    longs = set(re.findall(r"--([a-z][a-z-]+)", program("help", "convert").decode()))
    longs = {name for name in longs if f"--{name}" in program("completions", "bash").decode()}
    # `split` and `merge` are functions.
    files = {"to", "output", "split", "merge", "receipt", "preflight", "paper", "jobs", "profile", "no-config", "max-input"}
    files |= {"force", "strict", "quiet", "help", "font-dir", "watch", "config", "follow-links", "name-pattern"}
    files |= {"metadata", "skip-existing", "newer", "resource-path", "report"}
    assert longs - files == keywords
    # And the package takes each of them: an unknown one would be a TypeError.
    document = wenji.read("春\n")
    calls = {
        "read": lambda **k: wenji.read("春\n", **k),
        "convert": lambda **k: document.convert("text", **k),
        "split": document.split,
    }
    for function in functions:
        call = calls[function.name]
        for argument in function.args.kwonlyargs:
            call(**{argument.arg: None})


def test_the_example_runs(tmp_path):
    word = tmp_path / "speeches.docx"
    command = [sys.executable, ROOT / "python/examples/first.py", ROOT / "samples/speeches.txt", word]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout
    assert "2 piece" in told and "line 41" in told
    assert word.read_bytes().startswith(b"PK")
    command[2] = ROOT / "docs/img/word.png"
    assert subprocess.run(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL).returncode == 1
