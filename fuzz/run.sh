#!/usr/bin/env bash
# Fuzzes for SECONDS each, one after the other: fuzz/run.sh SECONDS [TARGET...]. Findings lie in fuzz/artifacts,
# what it learned in fuzz/grown. Needs cargo-fuzz; our code has no `unsafe`, so it does without a sanitizer, and the stable toolchain will do.
set -euo pipefail
cd "$(dirname "$0")"
seconds=$1
shift
targets=("$@")
[ ${#targets[@]} -gt 0 ] || targets=(decode read corrections json markdown html pandoc cover style settings served docx epub pdf font)
[ -n "${WENJI_FUZZ_BUILT:-}" ] || RUSTC_WRAPPER=$PWD/rustc-ours cargo fuzz build -s none
for t in "${targets[@]}"; do
  mkdir -p "grown/$t" "artifacts/$t"
  length=4096
  case $t in docx | epub | pdf) length=1500 ;; font | cover) length=8192 ;; esac
  words=()
  [ ! -f "dictionaries/$t.dict" ] || words=("-dict=dictionaries/$t.dict")
  echo "== $t"
  nice -n 15 "target/x86_64-unknown-linux-gnu/release/$t" -max_total_time="$seconds" -max_len=$length -timeout=20 \
    -rss_limit_mb=2048 -print_final_stats=1 "${words[@]}" -artifact_prefix="artifacts/$t/" "grown/$t" "corpus/$t" 2>"artifacts/$t.log" ||
    echo "$t: found, see artifacts/$t.log"
  grep -E "stat::number_of_executed_units|stat::peak_rss_mb|cov: .* DONE" "artifacts/$t.log" || true
done
