#!/usr/bin/env bash
# Draws the pictures of the README anew from a run of the program: pdftoppm, LibreOffice and Chromium are needed.
# LibreOffice draws the Word file; the faces it asks for (仿宋, 黑体, 楷体) must be known to fontconfig.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1700000000
cargo run --release --quiet -- convert samples/speeches.txt --to docx,pdf,epub --style gongwen -o "$work/" -q
cargo run --release --quiet -- convert samples/novel-gbk.txt --to pdf --style book -o "$work/" -q
shot() { # HTML PNG WIDTH HEIGHT [0 for dark] [SCALE]
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --blink-settings=preferredColorScheme="${5:-1}" --virtual-time-budget=3000 --force-device-scale-factor="${6:-1}" \
    --disable-background-networking --window-size="$3,$4" --screenshot="$work/$2" "file://$work/$1" >/dev/null 2>&1
  cp "$work/$2" "docs/img/$2"
}
spread() { # NAME IMAGE IMAGE WIDTH HEIGHT
  echo "<body style='margin:0;background:#888;display:flex;gap:12px;padding:12px'><img src='$2'><img src='$3'>" >"$work/$1.html"
  shot "$1.html" "$1.png" "$4" "$5"
}
pages() { # PDF PREFIX DPI
  pdftoppm -r "$3" -gray -png "$work/$1" "$work/$2"
}
page() { # PREFIX NUMBER: the file of that page, however many digits it has
  ls "$work/$1"-*.png | grep -E -- "-0*$2\.png$" | xargs -n1 basename
}
pages speeches.pdf s 54
spread pdf-contents "$(page s 1)" "$(page s 3)" 928 655
spread pdf-spread "$(page s 6)" "$(page s 7)" 928 655
pages novel-gbk.pdf n 60
spread pdf-book "$(page n 6)" "$(page n 7)" 910 638
cargo run --release --quiet -- convert samples/novel-gbk.txt --to pdf --vertical -o "$work/vertical.pdf" -q
pages vertical.pdf v 60
spread pdf-vertical "$(page v 9)" "$(page v 8)" 910 638
(cd "$work" && soffice --headless --convert-to pdf:writer_pdf_Export --outdir word speeches.docx >/dev/null 2>&1)
pdftoppm -r 54 -png "$work/word/speeches.pdf" "$work/w"
spread word "$(page w 2)" "$(page w 5)" 928 655
mkdir -p "$work/book" && (cd "$work/book" && unzip -q ../speeches.epub)
chapter=$(find "$work/book" -name '*.xhtml' | grep -v nav | sort | sed -n 3p)
cp "$chapter" "$(dirname "$chapter")/shot.xhtml"
shot "${chapter#"$work"/}" epub.png 480 640
# E-books as a phone and a tablet show them: light and dark, plain and vertical.
device() { # BOOK FILE-NUMBER NAME WIDTH HEIGHT SCHEME(0 dark, 1 light)
  local file; file=$(find "$work/$1" -name '*.xhtml' | grep -v -e nav -e shot | sort | sed -n "$2p")
  chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
    --disable-background-networking --window-size="$4,$5" --blink-settings=preferredColorScheme="$6" \
    --screenshot="$work/$3.png" "file://$file" >/dev/null 2>&1
}
for text in speeches poems novel-gbk; do
  cargo run --release --quiet -- convert "samples/$text.txt" --to epub -o "$work/$text.e.epub" -q
  mkdir -p "$work/b-$text" && (cd "$work/b-$text" && unzip -qo "../$text.e.epub")
done
cargo run --release --quiet -- convert samples/poems.txt --to epub --vertical -o "$work/v.epub" -q
mkdir -p "$work/b-v" && (cd "$work/b-v" && unzip -qo ../v.epub)
device b-speeches 3 phone-light 390 700 1
device b-novel-gbk 3 phone-dark 390 700 0
device b-v 4 phone-vertical 390 700 1
device b-v 4 phone-vertical-dark 390 700 0
device b-poems 4 tablet-light 820 700 1
echo "<body style='margin:0;background:#888;display:flex;gap:12px;padding:12px'>" >"$work/devices.html"
for name in phone-light phone-dark phone-vertical phone-vertical-dark tablet-light; do
  echo "<img height=420 src='$name.png'>" >>"$work/devices.html"
done
shot devices.html epub-devices.png 1510 444
for design in plain gongwen label vertical; do
  text=$([ "$design" = gongwen ] && echo speeches || echo essays)
  cargo run --release --quiet -- convert "samples/$text.txt" --to epub --cover-style "$design" -o "$work/$design.epub" -q
  unzip -q -p "$work/$design.epub" EPUB/cover.png >"$work/$design-cover.png"
done
echo "<body style='margin:0;background:#888;display:flex;gap:12px;padding:12px'>" >"$work/covers.html"
for design in plain gongwen label vertical; do echo "<img width=215 src='$design-cover.png'>" >>"$work/covers.html"; done
shot covers.html covers.png 920 368
cargo run --release --quiet -- review samples/speeches.txt -o "$work/review.html" --lang-ui en
shot review.html review-light.png 1360 800 1 0.85
cargo run --release --quiet -- review samples/speeches.txt -o "$work/review.html" --lang-ui zh --force
shot review.html review-dark.png 1360 800 0 0.85
