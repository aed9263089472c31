"""What is Python's own: values, exceptions, threads."""

import copy
import io
import os
import pickle
import shutil
import subprocess
import sys
import time
import types
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from pathlib import Path

import pytest
import wenji
from conftest import SAMPLES

# A program in the types of the stubs; what is marked as wrong is told.
USE = """
from pathlib import Path
import io
import wenji

document: wenji.Document = wenji.read(Path("a.txt"), punctuation="full", from_encoding=None)
same = wenji.read(io.BytesIO(b"a"), corrections=b"")
lines: list[int] = [row["line"] for row in document.outline() if row["kind"] == "heading"]
tree: str = document.outline("tree")
said: list[str] = [d["message_zh"] for d in document.diagnostics]
parts: list[wenji.Document] = document.split(pieces=range(1, 3), front=["a.txt", b"b"])
data: bytes = wenji.merge(parts, names=["a"], title="b").convert("pdf", style=Path("a.toml"), set={"page.inner": 30})
number: int = parts[0].number  # wrong
wenji.read(12)  # wrong
document.convert("doc")  # wrong
document.convert("pdf", stile="book")  # wrong
wenji.merge([document], names=[1])  # wrong
"""

TEXT = """春游

四月五日，全班四十二人到城南的青石山春游，来回走了一整天，没有一个人掉队。

一、出发

清晨六点，大家在校门口集合，老师点过名，队伍就沿着河堤往南走去。

二、归来

傍晚下起了小雨，我们唱着歌往回走，到学校时天已经黑了。
"""


def test_text_and_bytes_are_read_alike():
    document = wenji.read(TEXT)
    assert document.to_json() == wenji.read(TEXT.encode()).to_json()
    kinds = [row["kind"] for row in document.outline()]
    assert kinds.count("heading") == 2
    assert document.text().splitlines()[0] == "春游"
    assert wenji.read(TEXT.encode("gb18030")).text() == document.text()


def test_paths_texts_and_open_files_are_told_apart(tmp_path, monkeypatch):
    wanted = wenji.read(TEXT).to_json()
    file = tmp_path / "春游.txt"
    file.write_bytes(TEXT.encode())
    assert wenji.read(file).to_json() == wanted
    assert wenji.read(bytearray(TEXT.encode())).to_json() == wanted
    with open(file, "rb") as binary, open(file, encoding="utf-8") as text:
        assert wenji.read(binary).to_json() == wanted
        assert wenji.read(text).to_json() == wanted
        assert wenji.read(io.StringIO(TEXT)).to_json() == wanted
    (tmp_path / "noname").write_text(TEXT)
    monkeypatch.chdir(tmp_path)
    for name in (str(file), "no-such.TXT", "书/页.html", "noname"):
        with pytest.raises(wenji.WenjiError, match="name of a file") as e:
            wenji.read(name)
        assert "pathlib.Path" in e.value.help
    # A line that ends otherwise is a text.
    assert wenji.read("清晨出发，傍晚归来。").text() == "清晨出发，傍晚归来。\n"
    for call in (
        lambda: wenji.read(tmp_path / "none.txt"),
        lambda: wenji.read(TEXT, corrections="none.toml"),
        lambda: wenji.read(TEXT).convert("epub", cover=tmp_path / "none.png"),
    ):
        with pytest.raises(FileNotFoundError) as e:
            call()
        assert "none." in str(e.value.filename)
    with pytest.raises(IsADirectoryError):
        wenji.read(tmp_path)
    for other in (12, None, [TEXT]):
        with pytest.raises(TypeError, match="open file"):
            wenji.read(other)


def same(one, other):
    for told in ("title", "author", "diagnostics", "number"):
        assert getattr(one, told) == getattr(other, told)
    assert one.to_json() == other.to_json()
    assert one.convert("epub") == other.convert("epub")


def test_documents_are_pickled_and_copied_whole():
    text = "春游\n\n一、出发\n他说：“清晨出发。\n三、归来\n傍晚归来，二〇**年。\n"
    document = wenji.read(text, punctuation="keep", corrections=b"[document]\nstyle = 'book'\n")
    assert document.diagnostics
    for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1):
        again = pickle.loads(pickle.dumps(document, protocol))
        same(document, again)
        assert again.outline("tree") == document.outline("tree")
        assert again.outline() == document.outline()
    same(document, copy.deepcopy(document))
    markdown = wenji.read("# 春游\n\n## 一、出发\n\n清晨*出发*。\n", from_="markdown")
    same(markdown, pickle.loads(pickle.dumps(markdown)))
    whole = wenji.read(SAMPLES[0])
    for part in whole.split()[:2]:
        same(part, pickle.loads(pickle.dumps(part)))
    same(wenji.merge([whole, document]), wenji.merge(pickle.loads(pickle.dumps([whole, document]))))
    made, (state,) = document.__reduce__()
    for other in ("", "{}", state.replace(wenji.__version__, "0.0.0", 1)):
        with pytest.raises(wenji.WenjiError, match="pickle") as e:
            made(other)
        assert "to_json" in e.value.help


def test_other_processes_read():
    with ProcessPoolExecutor(2) as pool:
        for path, document in zip(SAMPLES, pool.map(wenji.read, SAMPLES)):
            assert document.to_json() == wenji.read(path).to_json()


def test_the_stubs_hold(tmp_path):
    pytest.importorskip("mypy")
    use = tmp_path / "use.py"
    use.write_text(USE, encoding="utf-8")
    shutil.copy(Path(__file__).parents[1] / "wenji.pyi", tmp_path)
    checked = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "wenji.pyi", "use.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    wanted = [n for n, line in enumerate(USE.splitlines(), 1) if "# wrong" in line]
    told = [int(line.split(":")[1]) for line in checked.stdout.splitlines() if ": error:" in line]
    assert told == wanted, checked.stdout + checked.stderr


def test_the_stubs_name_what_there_is():
    stubs = (Path(__file__).parents[1] / "wenji.pyi").read_text(encoding="utf-8")
    shown = [n for n, v in vars(wenji).items() if not n.startswith("_") and not isinstance(v, types.ModuleType)]
    for name in shown:
        assert f"class {name}" in stubs or f"def {name}(" in stubs
    for name in (n for n in vars(wenji.Document) if not n.startswith("_")):
        assert f"    def {name}(" in stubs, name
    known = set(stubs.split("class Line(")[1].split("class WenjiError")[0].split()) | {"line:", "at:", "kind:"}
    for sample in SAMPLES:
        for row in wenji.read(sample).outline():
            assert {f"{key}:" for key in row} <= known, row


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
    with pytest.raises(wenji.WenjiError, match="this is not gbk: it is UTF-8") as e:
        wenji.read(("春风又绿江南岸，明月何时照我还。\n" * 20).encode(), from_encoding="gbk")
    assert "leave from_encoding away" in e.value.help
    with pytest.raises(wenji.WenjiError, match="style = “mine.toml”") as e:
        wenji.read(TEXT, corrections=b"[document]\nstyle = 'mine.toml'\n")
    assert "gongwen" in e.value.help
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
