#!/usr/bin/env bash
# Makes docs/roles.html anew from a run of the program: every role of paragraphs, and the samples that have them, side by side
# as PDF, Word file, e-book and web page. pdftoppm, LibreOffice, Chromium and python3 are needed; WENJI names a built program.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1700000000
read -ra run <<<"${WENJI:-cargo run --release --quiet --}"
names="request letter order minutes notice speeches poems play"
shot() { # URL PNG
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --disable-background-networking --blink-settings=preferredColorScheme=1 --window-size=400,430 \
    --screenshot="$2" "$1" >/dev/null 2>&1
}
for name in $names; do
  "${run[@]}" convert "samples/$name.txt" --to pdf,docx,epub,html,json --embed-fonts -q -o "$work/"
  (cd "$work" && soffice --headless --convert-to pdf --outdir word "$name.docx" >/dev/null 2>&1)
  mkdir "$work/$name" && (cd "$work/$name" && unzip -q "../$name.epub")
  # Papers open with their first page, books with title page and contents, which other pictures show.
  first=1
  [ -e "$work/$name/EPUB/title.xhtml" ] && first=5
  pdftoppm -r 34 -jpeg -jpegopt quality=55 -f "$first" -l "$((first + 3 - first / 3))" "$work/$name.pdf" "$work/$name-pdf"
  word=$([ "$first" = 1 ] && echo 1 || echo 4)
  pdftoppm -r 34 -jpeg -jpegopt quality=55 -f "$word" -l "$((word + 3 - first / 3))" "$work/word/$name.pdf" "$work/$name-word"
  file=$(ls "$work/$name/EPUB"/p*.xhtml | head -1)
  shot "file://$file" "$work/$name-epub-1.png"
  shot "file://$work/$name.html" "$work/$name-html-1.png"
done
python3 - "$work" $names <<'PYTHON'
import base64, glob, html, json, sys

work, names = sys.argv[1], sys.argv[2:]
seen = {}

def roles(node, sample):
    if isinstance(node, list):
        for n in node:
            roles(n, sample)
    elif isinstance(node, dict):
        # Lines of the head have no type: nothing else stands there.
        if "role" in node and "inlines" in node:
            words = "".join(i.get("text", "") for i in node["inlines"])
            seen.setdefault(node["role"], (sample, node["line"], words))
        for value in node.values():
            roles(value, sample)

for name in names:
    with open(f"{work}/{name}.json", encoding="utf-8") as f:
        roles(json.load(f), name)

def picture(path):
    kind = "png" if path.endswith(".png") else "jpeg"
    with open(path, "rb") as f:
        data = base64.b64encode(f.read()).decode()
    return f'<img alt="" src="data:image/{kind};base64,{data}">'

rows = "".join(
    f"<tr><td>{html.escape(role)}</td><td>{html.escape(words[:40])}</td><td>samples/{sample}.txt, {line}</td></tr>\n"
    for role, (sample, line, words) in sorted(seen.items())
)
columns = [("PDF", "pdf"), ("Word", "word"), ("EPUB", "epub"), ("HTML", "html")]
parts = []
for name in names:
    cells = []
    for title, key in columns:
        shown = "".join(picture(p) for p in sorted(glob.glob(f"{work}/{name}-{key}-*.*g")))
        cells.append(f"<td><h3>{title}</h3>{shown}</td>")
    parts.append(f"<h2>samples/{name}.txt</h2>\n<table class=\"pages\"><tr>{''.join(cells)}</tr></table>\n")
page = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Roles in all formats</title>
<style>body{{font-family:sans-serif;margin:2em;background:#eee;color:#222}}td{{vertical-align:top;padding:.2em .6em}}
h3{{margin:.2em 0}}.pages img{{display:block;margin:0 0 6px;max-width:330px;box-shadow:0 0 3px #888}}</style></head><body>
<h1>What paragraphs are for, in all formats</h1>
<p>Made by <code>docs/roles.sh</code>; <code>tests/roles.rs</code> reads the same files back.</p>
<table><tr><th>role</th><th>first met</th><th>where</th></tr>
{rows}</table>
{''.join(parts)}</body></html>
"""
with open("docs/roles.html", "w", encoding="utf-8") as f:
    f.write(page)
PYTHON
