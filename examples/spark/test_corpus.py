"""10,000 texts; a run that is killed half-way and started again. Needs pyspark, pandas, pyarrow, Java and wenji.

TEXTS=1000 pytest examples/spark     fewer of them
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pyspark = pytest.importorskip("pyspark")
import pyarrow.parquet as pq
import wenji

COUNT = int(os.environ.get("TEXTS", "10000"))
JOB = Path(__file__).with_name("corpus.py")
BAD = {7: b"", 11: b"PK\x03\x04 no text", 13: b"\x89PNG\r\n\x1a\n"}


def text(n: int) -> bytes:
    body = f"第{n}次谈话\n\n同志们:\n今天讲两点。\n一、出发\n清晨出发,走了{n}里。\n二、归来\n傍晚归来。\n谢谢大家!\n"
    return BAD.get(n, body.encode("gb18030" if n % 3 == 0 else "utf-8"))


def start(*given) -> subprocess.Popen:
    env = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_LOCAL_IP": "127.0.0.1", "SOURCE_DATE_EPOCH": "1700000000"}
    command = [sys.executable, str(JOB), *map(str, given)]
    env["PYSPARK_SUBMIT_ARGS"] = "--master local[2] --conf spark.ui.enabled=false pyspark-shell"
    # A session of its own, so that killing it takes Spark's own processes along.
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, start_new_session=True)


def rows(folder: Path):
    return pq.read_table(folder).to_pylist()


def test_a_killed_run_loses_and_repeats_nothing(tmp_path, capsys):
    source, out = tmp_path / "texts", tmp_path / "out"
    for n in range(COUNT):
        folder = source / f"{n % 10}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"[{n}] 谈话 {n}%.txt").write_bytes(text(n))
    portion = max(COUNT // 20, 1)
    begun = time.perf_counter()
    job = start(source, out, "--portion", portion)
    for line in job.stdout:
        if " of " in line and int(line.split()[0]) >= COUNT // 2:
            # Into the next portion, so that there is a half-written one.
            time.sleep(1)
            os.killpg(job.pid, signal.SIGKILL)
            break
    job.wait()
    half = len([p for p in out.glob("portion=*") if (p / "_SUCCESS").exists()])
    assert 0 < half < 20
    job = start(source, out, "--portion", portion)
    said = job.communicate()[0]
    assert job.returncode == 0
    assert f"{COUNT} files, {half * portion} done" in said
    took = time.perf_counter() - begun
    table = rows(out)
    assert len(table) == len({r["file"] for r in table}) == COUNT
    assert sum(r["error"] is not None for r in table) == sum(n < COUNT for n in BAD)
    for r in table[:: max(COUNT // 100, 1)]:
        number = int(r["id"].rsplit("%25.txt", 1)[0].rsplit("%20", 1)[1])
        if number not in BAD:
            expected = [row["kind"] for row in wenji.read(text(number)).outline()]
            assert [row["kind"] for row in r["outline"]] == expected
    # A third run has nothing to do; a new text is found by a fourth.
    assert f"{COUNT} done" in start(source, out).communicate()[0]
    (source / "new.txt").write_bytes(text(1))
    assert "1 of 1 files" in start(source, out).communicate()[0]
    assert len(rows(out)) == COUNT + 1
    with capsys.disabled():
        print(f"\n{COUNT} texts, killed after {half} of 20 portions: {took:.0f} s in all")


def test_a_column_becomes_documents(tmp_path):
    import pyarrow as pa

    bodies = [text(n) for n in (0, 7, 1, 2)]
    pq.write_table(pa.table({"key": [10, 11, 12, 13], "body": bodies}), tmp_path / "in.parquet")
    out = tmp_path / "out"
    job = start(tmp_path / "in.parquet", out, "--column", "body", "--id", "key", "--to", "docx,text")
    assert job.communicate() and job.returncode == 0
    made = {r["id"]: r for r in rows(out)}
    assert made["11"]["error"].startswith("WenjiError") and made["11"]["docx"] is None
    os.environ["SOURCE_DATE_EPOCH"] = "1700000000"
    assert made["12"]["docx"] == wenji.read(text(1)).convert("docx")
    assert made["13"]["text"].decode().startswith("第2次谈话")
