"""What is Python's own: values, exceptions, threads."""

import os
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import wenji
from conftest import SAMPLES

TEXT = "春游\n\n一、出发\n清晨出发。\n二、归来\n傍晚归来。\n"


def test_text_and_bytes_are_read_alike():
    document = wenji.read(TEXT)
    assert document.to_json() == wenji.read(TEXT.encode()).to_json()
    kinds = [row["kind"] for row in document.outline()]
    assert kinds.count("heading") == 2
    assert document.text().splitlines()[0] == "春游"
    assert wenji.read(TEXT.encode("gb18030")).text() == document.text()


def test_errors_tell_line_and_help():
    with pytest.raises(wenji.WenjiError) as e:
        wenji.read(b"")
    assert (e.value.line, e.value.help) == (None, None)
    with pytest.raises(wenji.WenjiError, match="ZIP") as e:
        wenji.read(b"PK\x03\x04....")
    assert "from_encoding" in e.value.help
    with pytest.raises(wenji.WenjiError) as e:
        wenji.read(TEXT, from_encoding="klingon", punctuation="none")
    assert "auto, keep, safe, full" in e.value.help
    with pytest.raises(wenji.WenjiError, match="klingon"):
        wenji.read(TEXT.encode(), from_encoding="klingon")
    with pytest.raises(wenji.WenjiError, match="no line starts") as e:
        wenji.read(TEXT, corrections=b"[[line]]\nstarts = '\xe4\xb8\x89\xe3\x80\x81'\nas = 'para'\n")
    assert e.value.line and f"line {e.value.line}" in e.value.help
    with pytest.raises(wenji.WenjiError) as e:
        wenji.read(TEXT, corrections=b"[document]\nheading = 'x'\n")
    assert e.value.line == 2
    assert issubclass(wenji.WenjiError, ValueError)


def test_wrong_options_are_told():
    document = wenji.read(TEXT)
    with pytest.raises(TypeError, match="stile.*style"):
        document.convert("pdf", stile="book")
    with pytest.raises(wenji.WenjiError, match="no format") as e:
        document.convert("doc")
    assert "docx" in e.value.help
    with pytest.raises(wenji.WenjiError, match="nothing"):
        document.convert("pdf", style="nothing")
    with pytest.raises(wenji.WenjiError, match="page.inner"):
        document.convert("pdf", set={"page.iner": 30})
    with pytest.raises(wenji.WenjiError) as e:
        document.convert("pdf", bleed=3)
    assert "pdf_profile" in e.value.help
    with pytest.raises(wenji.WenjiError, match="piece 9"):
        document.convert("pdf", pieces=[9])
    for none in ([0], "2-", [1, 2]):
        with pytest.raises(wenji.WenjiError, match="no piece [02]") as e:
            document.convert("pdf", pieces=none)
        assert "from 1 to 1" in e.value.help
    with pytest.raises(wenji.WenjiError, match="no list") as e:
        document.split(pieces="one")
    assert "1-5,9" in e.value.help
    with pytest.raises(TypeError):
        document.convert("pdf", pieces=1)
    with pytest.raises(FileNotFoundError):
        document.convert("epub", cover="no-such-cover.png")
    with pytest.raises(FileNotFoundError):
        document.convert("text", front=["no-such-preface.txt"])
    with pytest.raises(wenji.WenjiError):
        document.convert("text", front=b"")
    with pytest.raises(TypeError):
        wenji.read(12)
    with pytest.raises(wenji.WenjiError) as e:
        wenji.Document.from_json("{\n oops")
    assert e.value.line == 2
    with pytest.raises(wenji.WenjiError, match="blocks"):
        wenji.Document.from_json("{}")
    with pytest.raises(wenji.WenjiError, match="plain text"):
        wenji.Document.from_json(document.to_json()).outline()


def test_merging_needs_documents_and_as_many_names():
    document = wenji.read("只有一段。\n")
    assert wenji.merge([document]).title == "文集"
    assert "无题" in wenji.merge([document, document]).text()
    assert wenji.merge([document], names=["春"]).text().splitlines()[0] == "春"
    with pytest.raises(wenji.WenjiError, match="no document"):
        wenji.merge([])
    with pytest.raises(wenji.WenjiError, match="names: 1 for 2"):
        wenji.merge([document, document], names=["春"])
    with pytest.raises(TypeError):
        wenji.merge([TEXT])
    with pytest.raises(TypeError, match="titel.*title"):
        wenji.merge([document], titel="x")


def test_a_character_without_a_glyph_is_warned_of():
    with pytest.warns(UserWarning, match="no font"):
        wenji.read("春\n\n这里有一个字：\U0002ebf0。\n").convert("pdf")


def test_threads_run_side_by_side(capsys):
    """1,000 texts with one thread and with two give the same; the times are printed, not judged."""
    texts = [path.read_bytes() for path in SAMPLES]
    work = [texts[n % len(texts)] for n in range(1000)]

    def outlined(text: bytes) -> str:
        return wenji.read(text).outline("jsonl")

    def timed(threads: int):
        with ThreadPoolExecutor(threads) as pool:
            begun = time.perf_counter()
            return list(pool.map(outlined, work)), time.perf_counter() - begun

    (one, alone), (two, together) = timed(1), timed(2)
    assert one == two
    with capsys.disabled():
        print(f"\n1,000 texts: {alone:.1f} s with one thread, {together:.1f} s with two: {alone / together:.2f} ×, {os.cpu_count()} processors")
