"""A corpus read, and converted if wanted, on Spark: one Parquet table of outlines, findings and documents.

    spark-submit corpus.py texts/ out/                         a folder of .txt files
    spark-submit corpus.py texts.parquet out/ --column body    a column of a Parquet table
    spark-submit corpus.py texts/ out/ --to docx,epub          with documents

Started again with the same arguments it goes on where it was stopped: nothing is lost, nothing is there twice.
"""

import argparse
import re
from urllib.parse import unquote

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F

FORMATS = ["docx", "pdf", "epub", "html", "json", "markdown", "pandoc", "text"]
OUTLINE = "array<struct<line:int,kind:string,level:int,label:string,number:int,why:string,confidence:float>>"
FINDINGS = "array<struct<line:int,severity:string,code:string,message:string,message_zh:string,words:string>>"
SCHEMA = (
    "id string, file string, title string, pieces int, error string, error_line int, error_help string, "
    f"outline {OUTLINE}, diagnostics {FINDINGS}"
)
LINE = ["line", "kind", "level", "label", "number", "why", "confidence"]
FINDING = ["line", "severity", "code", "message", "message_zh", "words"]


def arguments():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("input", help="folder of .txt files, or a Parquet table (with --column)")
    p.add_argument("output", help="folder of the table")
    p.add_argument("--column", help="column of the Parquet table that holds the text, as string or binary")
    p.add_argument("--id", help="column that names the text (default: file and row)")
    p.add_argument("--to", default="", help="documents wanted, each a binary column: docx,pdf,epub …")
    p.add_argument("--portion", type=int, help="files that are done and written together (default: 500; 4 of Parquet)")
    p.add_argument("--largest", type=int, default=64 << 20, help="texts with more bytes are told as errors")
    a = p.parse_args()
    a.to = [t for t in a.to.split(",") if t]
    if unknown := set(a.to) - set(FORMATS):
        p.error(f"unknown formats {unknown}: give {FORMATS}")
    a.portion = a.portion or (4 if a.column else 500)
    return a


def literal(uri: str) -> str:
    """A file's address as a path to load, its own `[`, `*` … not taken for patterns."""
    return re.sub(r"([\\*?\[\]{}])", r"\\\1", unquote(uri))


def found(spark: SparkSession, a) -> set[str]:
    """The files that there are to read."""
    reader = spark.read
    if not a.column:
        reader = reader.format("binaryFile").option("recursiveFileLookup", True).option("pathGlobFilter", "*.txt")
    # Rows tell a local file as file:/, the listing as file:///.
    return {re.sub("^file:/+", "file:/", f) for f in reader.load(a.input).inputFiles()}


def texts(spark: SparkSession, a, files: list[str]) -> DataFrame:
    """Some files as id, file and content."""
    paths = [literal(f) for f in files]
    file = F.col("_metadata.file_path").alias("file")
    if not a.column:
        rows = spark.read.format("binaryFile").load(paths)
        return rows.select(file.alias("id"), file, F.col("content"))
    rows = spark.read.parquet(*paths)
    where = F.concat_ws("#", "_metadata.file_path", F.col("_metadata.row_index").cast("string"))
    name = F.col(a.id).cast("string") if a.id else where
    return rows.select(name.alias("id"), file, F.col(a.column).cast("binary").alias("content"))


def read_all(formats: list[str], largest: int):
    """The function that workers run: a text that fails becomes a row that says why, and stops no other."""

    columns = [part.split()[0] for part in SCHEMA.split(", ")] + formats
    whole = ["pieces", "error_line"]

    def one(id_, file, content):
        import wenji

        row = dict.fromkeys(columns) | {"id": id_, "file": file}
        try:
            content = b"" if content is None else bytes(content)
            if len(content) > largest:
                raise ValueError(f"the text has {len(content)} bytes; --largest is {largest}")
            document = wenji.read(content)
            outline = document.outline()
            row["title"] = document.title
            row["pieces"] = sum(r["kind"] == "piece" for r in outline)
            row["outline"] = [{f: r.get(f) for f in LINE} for r in outline]
            row["diagnostics"] = [{f: d.get(f) for f in FINDING} for d in document.diagnostics]
            for format in formats:
                row[format] = document.convert(format)
        except (KeyboardInterrupt, SystemExit, GeneratorExit):
            raise
        # A panic of the extension is no `Exception`.
        except BaseException as e:
            row = dict.fromkeys(columns) | {"id": id_, "file": file}
            row["error"] = f"{type(e).__name__}: {e}"
            row["error_line"] = getattr(e, "line", None)
            row["error_help"] = getattr(e, "help", None)
        return row

    def batches(frames):
        import pandas

        for frame in frames:
            rows = [one(*r) for r in zip(frame["id"], frame["file"], frame["content"])]
            made = pandas.DataFrame(rows, columns=columns, dtype=object)
            yield made.astype({name: "Int32" for name in whole})

    return batches


class Table:
    """The folder of the table: one folder per portion, which counts once Spark has marked it as whole."""

    def __init__(self, spark: SparkSession, folder: str):
        self.spark = spark
        self.hadoop = spark._jvm.org.apache.hadoop.fs
        path = self.hadoop.Path(folder)
        files = path.getFileSystem(spark._jsc.hadoopConfiguration())
        files.mkdirs(path)
        self.folder, self.whole = path.toString(), []
        for place in (status.getPath() for status in files.listStatus(path)):
            if not place.getName().startswith("portion="):
                continue
            if files.exists(self.hadoop.Path(place, "_SUCCESS")):
                self.whole.append(place.toString())
            else:
                # What a killed run left.
                files.delete(place, True)

    def done(self) -> set[str]:
        """The files that have rows."""
        if not self.whole:
            return set()
        return {r[0] for r in self.spark.read.parquet(*self.whole).select("file").distinct().collect()}

    def add(self, rows: DataFrame):
        """Writes a portion."""
        last = max((int(p.rsplit("=", 1)[1]) for p in self.whole), default=0)
        place = f"{self.folder}/portion={last + 1:06}"
        rows.write.parquet(place, compression="zstd")
        self.whole.append(place)


def main():
    a = arguments()
    # Texts are large rows: few of them at a time go to a worker.
    builder = SparkSession.builder.appName("wenji").config("spark.sql.execution.arrow.maxRecordsPerBatch", 64)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    table = Table(spark, a.output)
    files, done = found(spark, a), table.done()
    todo = sorted(files - done)
    print(f"{len(files)} files, {len(files & done)} done", flush=True)
    work = read_all(a.to, a.largest)
    schema = ", ".join([SCHEMA, *(f"{f} binary" for f in a.to)])
    for at in range(0, len(todo), a.portion):
        table.add(texts(spark, a, todo[at : at + a.portion]).mapInPandas(work, schema))
        print(f"{min(at + a.portion, len(todo))} of {len(todo)} files", flush=True)
    # Spark gives no row for an empty file; it is in the table all the same.
    empty = sorted(set(todo) - table.done()) if todo and not a.column else []
    if empty:
        rows = spark.createDataFrame([(f, f, None) for f in empty], "id string, file string, content binary")
        table.add(rows.mapInPandas(work, schema))
    spark.stop()


if __name__ == "__main__":
    main()
