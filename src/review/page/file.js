// The corrections file: TOML that `wenji convert` takes from beside the text.
// A string of TOML is one of JSON but for U+007F.
const quoted = (s) => JSON.stringify(s).replace(/\x7f/g, "\\u007f");
// Styles that corrections may name.
const STYLES = ["auto", "gongwen", "xinhan", "mingling", "jiyao", "book"];
// How a line starts: enough of it to be known again.
const START = 16;

function corrections(model, state = model.state) {
  const out = [];
  const heads = new Map(), rowAt = new Map();
  for (const row of model.rows) {
    rowAt.set(keyOf(row.l, row.o || 0), row);
    if (!row.o) heads.set(row.l, row);
  }
  const start = (row, n = START) => quoted(Array.from(row.s).slice(0, n).join("").trim());
  for (const key of state.splits) {
    const [line, at] = key.split(":").map(Number);
    const head = heads.get(line);
    if (head) out.push(["[[line]]", `at = ${line}`, `starts = ${start(head)}`, `split = ${at}`]);
  }
  for (const [key, { as, level }] of state.kinds) {
    const row = rowAt.get(key);
    if (!row) continue;
    const fix = ["[[line]]", `at = ${row.l}`, `starts = ${start(row, row.o ? 48 : START)}`, `as = "${as}"`];
    if (level) fix.push(`level = ${level}`);
    out.push(fix);
  }
  for (const { from, to, after } of state.moves) {
    const head = heads.get(after);
    const first = heads.get(from);
    const told = first ? [`starts = ${start(first)}`] : [];
    if (head) out.push(["[[move]]", `lines = "${from === to ? from : from + "-" + to}"`, ...told, `after = ${start(head)}`, `at = ${after}`]);
  }
  for (const [line, find, put] of state.replaces) {
    const head = heads.get(line);
    if (head) out.push(["[[replace]]", `at = ${line}`, `starts = ${start(head)}`, `find = ${quoted(find)}`, `with = ${quoted(put)}`]);
  }
  const seen = new Map();
  for (const place of state.checked) {
    const [, line, code] = place.match(/^(\d+)(.*)$/);
    if (heads.has(Number(line))) seen.set(Number(line), [...(seen.get(Number(line)) || []), code]);
  }
  for (const [line, codes] of seen) out.push(["[[line]]", `at = ${line}`, `starts = ${start(heads.get(line))}`, `seen = [${codes.map(quoted).join(", ")}]`]);
  const facts = [];
  if (state.title) facts.push(`title = ${quoted(state.title)}`);
  if (state.author) facts.push(`author = ${quoted(state.author)}`);
  // A style of the person's own is a file, which corrections do not name.
  if (STYLES.includes(state.style)) facts.push(`style = ${quoted(state.style)}`);
  if (state.punctuation) facts.push(`punctuation = ${quoted(state.punctuation)}`);
  if (facts.length) out.push(["[document]", ...facts]);
  return out.map((lines) => lines.join("\n") + "\n").join("\n");
}

// What each line is, corrections applied, as labels of a corpus: a row of JSON a line.
function labels(model) {
  const rows = model.rows.filter((row) => !row.o);
  const out = rows.map((row) => {
    const head = row.k === "heading" || row.k === "part";
    const told = { line: row.l, kind: head ? "heading" : row.k };
    if (head) told.level = row.k === "part" ? 1 : row.v || 1;
    if (head || row.k === "item") told.label = row.s.slice(0, row.n || 0);
    if (row.r) Object.assign(told, { run_in: true, heading_text: row.s.slice(0, row.r) });
    if (row.y) told.role = row.y;
    return JSON.stringify(told) + "\n";
  });
  return out.join("");
}

// Hands bytes to the person as a file.
function handOver(name, bytes, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([bytes], { type }));
  link.download = name;
  link.hidden = true;
  document.body.append(link);
  link.click();
  setTimeout(() => { URL.revokeObjectURL(link.href); link.remove(); }, 60000);
}
const stem = (name) => name.replace(/\.[^.]*$/, "") || "wenji";
