// A corrections file that is dropped on a page without a program behind it: read, and its anchors found among the lines.
class Misfit extends Error {}

// The tables of the little TOML that corrections are written in: strings, numbers, lists of strings.
function tablesOf(text) {
  const tables = [];
  let table = null;
  text.split(/\r?\n/).forEach((line, n) => {
    const rest = line.trim();
    if (!rest || rest.startsWith("#")) return;
    const head = rest.match(/^\[\[?\s*(line|move|replace|document)\s*\]\]?\s*(?:#.*)?$/);
    if (head) { table = { is: head[1] }; tables.push(table); return; }
    const pair = rest.match(/^([a-z]+)\s*=\s*(.*)$/);
    const value = pair && table ? valueOf(pair[2]) : undefined;
    if (value === undefined) throw new Misfit(say("no_toml", { n: n + 1 }));
    table[pair[1]] = value;
  });
  return tables;
}
function valueOf(words) {
  const end = "\\s*(?:#.*)?$";
  const basic = '"(?:[^"\\\\]|\\\\.)*"';
  let m = words.match(new RegExp(`^(${basic})${end}`));
  if (m) return plainString(m[1]);
  m = words.match(new RegExp(`^'([^']*)'${end}`));
  if (m) return m[1];
  m = words.match(new RegExp(`^(\\d+)${end}`));
  if (m) return Number(m[1]);
  m = words.match(new RegExp(`^\\[\\s*((?:${basic}\\s*,?\\s*)*)\\]${end}`));
  return m ? (m[1].match(new RegExp(basic, "g")) || []).map(plainString) : undefined;
}
// TOML has an escape more than JSON for characters beyond U+FFFF.
function plainString(quotedWords) {
  const json = quotedWords.replace(/\\(U[0-9a-fA-F]{8}|.)/g, (all, e) => (e.length === 9 ? JSON.stringify(String.fromCodePoint(Math.min(0x10ffff, parseInt(e.slice(1), 16)))).slice(1, -1) : all)).replace(/\t/g, "\\t");
  try { return JSON.parse(json); } catch { return undefined; }
}

// The edits of a file, as the program tells them.
function editsOf(text, model) {
  const edits = { kinds: [], splits: [], moves: [], replaces: [], seen: [] };
  const heads = lineTexts(model.base);
  const find = (starts, at) => {
    const wanted = String(starts ?? "").trim();
    const hits = [...heads].filter(([, words]) => wanted && words.trimStart().startsWith(wanted)).map(([l]) => l);
    if (!hits.length) throw new Misfit(say("no_anchor", { s: wanted }));
    if (hits.length > 1 && at === undefined) throw new Misfit(say("many_anchors", { s: wanted, n: hits.join(", ") }));
    return hits.reduce((best, l) => (Math.abs(l - at) < Math.abs(best - at) ? l : best));
  };
  const tables = tablesOf(text);
  for (const t of tables) {
    if (t.is === "line" && t.split) edits.splits.push([find(t.starts, t.at), t.split]);
  }
  for (const t of tables) {
    if (t.is === "line" && (t.as || t.seen)) {
      // What is told of a part of a line begins where the line is cut.
      const cut = edits.splits.find(([l, o]) => Array.from(heads.get(l)).slice(o).join("").trimStart().startsWith(String(t.starts).trim()) && (t.at === undefined || t.at === l));
      const [line, o] = cut || [find(t.starts, t.at), 0];
      if (t.as) edits.kinds.push({ line, o, as: t.as, level: t.level });
      for (const code of t.seen || []) edits.seen.push([line, code]);
    }
    if (t.is === "move") {
      const [from, to] = String(t.lines).split(/[-–]/).map(Number);
      const first = t.starts === undefined ? from : find(t.starts, from);
      edits.moves.push([first, first + (to || from) - from, find(t.after, t.at)]);
    }
    if (t.is === "replace") {
      const line = find(t.starts, t.at);
      if (!t.find || !heads.get(line).includes(t.find)) throw new Misfit(say("no_words", { n: line, s: t.find ?? "" }));
      edits.replaces.push([line, t.find, t.with ?? ""]);
    }
    if (t.is === "document") for (const key of ["title", "author", "style", "punctuation"]) if (typeof t[key] === "string") edits[key] = t[key];
  }
  return edits;
}

// What was said and what a file says besides; of one line the file's word counts.
function merged(mine, file) {
  const words = new Map([...mine.replaces, ...file.replaces].map((r) => [r[0] + ":" + r[1], r]));
  const moves = file.moves.filter((m) => !mine.moves.some((n) => JSON.stringify(n) === JSON.stringify(m)));
  return {
    kinds: new Map([...mine.kinds, ...file.kinds]),
    splits: [...new Set([...mine.splits, ...file.splits])],
    moves: [...mine.moves, ...moves],
    replaces: [...words.values()],
    checked: new Set([...mine.checked, ...file.checked]),
    title: file.title || mine.title,
    author: file.author || mine.author,
    style: file.style || mine.style,
    punctuation: file.punctuation || mine.punctuation,
  };
}
