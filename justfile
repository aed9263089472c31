# The one list of commands: `just` shows them, `just NAME` runs one. Without `just`, run the line below a name.

export PATH := env("HOME") + "/.cache/wenji-ci/bin:" + env("PATH")

[private]
default:
    @just --list --unsorted

# Convert a sample into out/: the first thing to try
try:
    cargo run --release -- convert samples/speeches.txt --to docx,pdf,epub -o out/ --force

# Order of rooms, format and lints: a minute
check:
    .ci/rooms
    cargo fmt --check
    cargo clippy --all-targets --locked -- -D warnings

# All tests, or those of a name: `just test --lib layout::`
test *ARGS:
    cargo test --locked {{ARGS}}

# The gate that each change passes (installs what it needs on Debian)
gate:
    .ci/run

# The long runs: fuzzing, kills, memory, mutants, builds that agree
full:
    .ci/full

# Rooms of `src` and the arrows between them; `--write` renews ARCHITECTURE.md
rooms *ARGS:
    .ci/rooms {{ARGS}}

# Take new pages, snapshots of outlines and the guide's list of entries, after looking at them
bless:
    WENJI_BLESS=1 cargo test --test pages
    WENJI_BLESS=1 cargo test --lib the_guide_lists
    INSTA_UPDATE=always cargo test --test outline

# How well unseen texts are read (MODEL.md)
evaluate *ARGS:
    cargo run --release -p wenji-train -- evaluate {{ARGS}}

# Take a corrected text into the corpus: `just label book.txt book.jsonl`
label +ARGS:
    cargo run --release -p wenji-train -- label {{ARGS}}

# How long the stages take (docs/performance.md)
bench *ARGS:
    cargo bench --bench stages {{ARGS}}

# The guide in the browser
guide:
    mdbook serve docs/guide --open

# The documentation of the library
doc:
    cargo doc --no-deps --locked --open

# The pictures of README and guide, and all roles in all formats
pictures:
    docs/pictures.sh
    docs/roles.sh

# The Debian package
deb:
    .ci/deb
