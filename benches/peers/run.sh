#!/usr/bin/env bash
# Sets wenji beside other converters on one text: benches/peers/run.sh TEXT [RUNS]
# Whole processes, median; what is not installed is left out. They do not do the same work: pandoc and python-docx get
# the structure ready-made (Markdown, paragraphs), Typst and LibreOffice the finished markup or document.
set -euo pipefail
text=$(realpath "$1"); runs=${2:-10}
here=$(cd "$(dirname "$0")" && pwd)
wenji=${WENJI:-$here/../../target/release/wenji}
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT; cd "$work"
"$wenji" convert "$text" --to markdown,text,docx -o "$work/in/" -q
stem=$(basename "${text%.*}")
md=in/$stem.md; docx=in/$stem.docx; txt=$(ls in/*.txt | head -n 1)
median() { # COMMAND …: median wall time in ms and peak memory in MB
  local n begun; : >times
  for ((n = 0; n < runs; n++)); do
    begun=$(date +%s%N)
    /usr/bin/time -f '%M' -o memory "$@" >/dev/null 2>&1 || { echo "failed"; return; }
    echo "$((($(date +%s%N) - begun) / 10000)) $(cat memory)" >>times
  done
  sort -n times | awk '{t[NR]=$1; m[NR]=$2} END {k=int((NR+1)/2); printf "%.0f ms, %.0f MB\n", t[k]/100, m[k]/1024}'
}
row() { local name=$1; shift; echo "| $name | $(median "$@") |"; }
has() { command -v "$1" >/dev/null; }
echo "| converter | median of $runs |"; echo "|---|---:|"
row "wenji, text → DOCX with contents" "$wenji" convert "$text" --to docx -o o.docx --force -q
row "wenji, text → EPUB with cover" "$wenji" convert "$text" --to epub -o o.epub --force -q
row "wenji, text → PDF/A" "$wenji" convert "$text" --to pdf -o o.pdf --force -q
if has pandoc; then
  row "pandoc, Markdown → DOCX" pandoc "$md" -o p.docx
  row "pandoc, Markdown → EPUB" pandoc "$md" -o p.epub --metadata title=t
fi
{ echo '#set page(width: 210mm, height: 297mm)'; echo '#set text(font: ("Noto Serif SC", "FangSong"), lang: "zh")'; sed 's/[\\#*_`$<>@=~-]/\\&/g' "$txt" | sed 's/$/\n/'; } >t.typ
if has typst; then
  row "Typst, plain paragraphs → PDF" typst compile --font-path "$here/../../fonts" t.typ t.pdf
elif python3 -c 'import typst' 2>/dev/null; then
  # The same compiler as a Python package (PyPI: typst).
  row "Typst, plain paragraphs → PDF" python3 -c 'import typst, sys; typst.compile("t.typ", output="t.pdf", font_paths=sys.argv[1:])' "$here/../../fonts"
fi
has soffice && row "LibreOffice, DOCX → PDF" soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir lo "$docx"
has ebook-convert && row "calibre, text → EPUB" ebook-convert "$txt" c.epub
if python3 -c 'import docx' 2>/dev/null; then
  cat >w.py <<'P'
import docx, sys
d = docx.Document()
for line in open(sys.argv[1], encoding="utf-8"):
    d.add_paragraph(line.rstrip("\n"))
d.save("y.docx")
P
  row "python-docx, plain paragraphs → DOCX" python3 w.py "$txt"
fi
