"""What a text holds, and a Word file of it: python first.py samples/speeches.txt speeches.docx"""

import sys
from pathlib import Path

import wenji

text, word = map(Path, sys.argv[1:])
try:
    document = wenji.read(text.read_bytes())
except wenji.WenjiError as error:
    sys.exit(f"{text}: {error} ({error.help})")

for row in document.outline():
    if row["kind"] in ("piece", "heading"):
        print(row["line"], row["kind"], row.get("label", ""))
for finding in document.diagnostics:
    print(f"line {finding['line']}: {finding['message']}")
word.write_bytes(document.convert("docx", style="gongwen", docx_comments=True))
