// The state of the review: what the reader found, what the editor says, and what follows from both.
// A state is never changed; every step makes a new one, so that steps can be undone.
const keyOf = (l, o) => l + ":" + o;

function stateOf(edits) {
  return {
    kinds: new Map(edits.kinds.map((k) => [keyOf(k.line, k.o), { as: k.as, level: k.level }])),
    splits: edits.splits.map(([l, o]) => keyOf(l, o)),
    moves: edits.moves.map(([from, to, after]) => ({ from, to, after })),
    replaces: edits.replaces,
    checked: new Set(edits.seen.map(([line, code]) => line + code)),
    title: edits.title ?? "",
    author: edits.author ?? "",
    style: edits.style ?? "",
    punctuation: edits.punctuation ?? "",
  };
}

class Model {
  constructor(answer) {
    this.take(answer, stateOf(answer.edits));
    this.history = [this.read];
    this.at = 0;
    this.saved = this.read;
    this.derive();
  }
  get state() { return this.history[this.at]; }
  // Takes what the reader says, and the state that it was told of. Rows that are as they were at first are told as
  // [the first of them, how many].
  take(answer, state) {
    this.start ??= answer.rows;
    this.base = answer.rows === this.start ? answer.rows : answer.rows.flatMap((r) => (Array.isArray(r) ? this.start.slice(r[0], r[0] + r[1]) : r));
    this.read = state;
    this.findings = answer.findings;
    this.facts = { title: answer.title ?? "", author: answer.author ?? "" };
  }
  // Makes a step. `change` gets a copy of the state.
  step(change) {
    const s = this.state;
    const next = { ...s, kinds: new Map(s.kinds), splits: s.splits.slice(), moves: s.moves.slice(), checked: new Set(s.checked) };
    change(next);
    this.history.length = this.at + 1;
    this.history.push(next);
    this.at += 1;
    this.derive();
  }
  undo() { if (this.at > 0) { this.at -= 1; this.derive(); return true; } return false; }
  redo() { if (this.at + 1 < this.history.length) { this.at += 1; this.derive(); return true; } return false; }
  // The rows as they are by the reader and by what was said since.
  derive() {
    const state = this.state, read = this.read;
    let rows = this.base.slice();
    const cuts = state.splits.filter((k) => !read.splits.includes(k));
    for (const cut of cuts) rows = cutRows(rows, cut);
    for (const move of state.moves.slice(read.moves.length)) rows = moveRows(rows, move);
    rows = this.reworded(rows);
    if (state.kinds.size) {
      const told = [...state.kinds].filter(([k, v]) => { const r = read.kinds.get(k); return !r || r.as !== v.as || r.level !== v.level; });
      if (told.length) {
        const wanted = new Map(told);
        for (let i = 0; i < rows.length; i += 1) {
          const v = wanted.get(keyOf(rows[i].l, rows[i].o || 0));
          if (v) rows[i] = toldRow(rows[i], v);
        }
      }
    }
    this.rows = rows;
    this.follow();
  }
  // Rows with the words that were changed since the reader was told.
  reworded(rows) {
    const now = this.state.replaces, told = this.read.replaces;
    if (now === told) return rows;
    const [a, b] = [now, told].map((list) => list.map((r) => JSON.stringify(r)));
    const lines = new Set([...now.filter((r, n) => !b.includes(a[n])), ...told.filter((r, n) => !a.includes(b[n]))].map((r) => r[0]));
    if (!lines.size) return rows;
    return rows.map((row) => {
      if (!lines.has(row.l)) return row;
      const changes = changesIn(rows, row, now);
      // Printed marks stand one for one with those of the source, unless words were changed before.
      const even = row.t && row.t.length === row.s.length && !told.some((r) => r[0] === row.l);
      return { ...row, t: changedWords(even ? row.t : row.s, changes), f: 1 };
    });
  }
  // The words of a row as they were changed, and the change of them.
  words(row) { return changedWords(row.s, changesIn(this.rows, row, this.state.replaces)); }
  reword(row, wanted) {
    const own = changesIn(this.rows, row, this.state.replaces).map((c) => c.said);
    const found = wanted === this.words(row) ? null : replacesFor(this.rows, row, wanted);
    if (!found) return false;
    this.step((s) => { s.replaces = [...s.replaces.filter((r) => !own.includes(r)), ...found]; });
    return true;
  }
  // Depths, outline and findings of the rows.
  follow() {
    const { rows, state } = this;
    // Where lines stand changes with cuts and moves alone.
    const order = [this.base, this.read, state.splits.length, state.moves.length, state.moves[state.moves.length - 1]];
    const stands = this.order && order.every((x, i) => x === this.order[i]);
    this.order = order;
    if (!stands) {
      this.first = new Map();
      for (let i = 0; i < rows.length; i += 1) if (!this.first.has(rows[i].l)) this.first.set(rows[i].l, i);
      this.places = this.findings.map((f) => ({ ...f, i: this.first.get(f.line) ?? 0, done: false }));
    }
    this.depth = new Uint8Array(rows.length);
    this.outline = [];
    const counts = new Map(), levels = new Uint32Array(16), numbers = [];
    let depth = 0, parts = 0;
    for (let i = 0; i < rows.length; i += 1) {
      const { k, v } = rows[i];
      let level = -1;
      if (k === "heading") {
        levels[Math.min(v - 1, 15)] += 1;
        depth = v - 1;
        level = depth + parts;
        this.depth[i] = depth - 1;
      } else {
        counts.set(k, (counts.get(k) || 0) + 1);
        if (k === "part" || k === "piece") { depth = 0; level = k === "piece" ? parts : 0; }
        if (k === "part") parts = 1;
        if (k === "title") level = 0;
        this.depth[i] = level >= 0 ? 0 : k === "item" ? depth + 1 : depth;
      }
      if (level < 0) continue;
      let number = "";
      if (k !== "title") {
        while (numbers.length <= level) numbers.push(0);
        numbers[level] += 1;
        numbers.length = level + 1;
        number = numbers.filter((n) => n > 0).join(".");
      }
      this.outline.push({ i, level, number });
    }
    this.counts = Object.fromEntries(counts);
    levels.forEach((n, level) => { if (n) this.counts["heading" + level] = n; });
    this.open = new Set();
    this.left = 0;
    const { checked, kinds } = state;
    for (const p of this.places) {
      const row = rows[p.i] || {};
      // Words that were mended since the reader was told are as good as looked at.
      const mended = state.replaces !== this.read.replaces && p.words && row.f && row.s.includes(p.words) && !(row.t ?? row.s).includes(p.words);
      p.done = mended || checked.has(p.line + p.code) || (p.code === "doubtful" && Boolean(row.f || kinds.has(keyOf(p.line, row.o || 0))));
      if (!p.done) { this.open.add(p.line); this.left += 1; }
    }
  }
  // Says what rows are.
  tell(rows, kind, level) {
    const known = KINDS[kind];
    if (!known || !known.as) return;
    this.step((s) => {
      for (const row of rows) {
        const told = { as: known.as };
        if (known.as === "heading") told.level = kind === "part" ? 1 : level + 1;
        s.kinds.set(keyOf(row.l, row.o || 0), told);
      }
    });
  }
  // Says that rows are right as they are, or takes that back. What only the reader can tell (verse, dates) is not told.
  confirm(rows) {
    const lines = new Set(rows.map((r) => r.l));
    const here = this.places.filter((p) => lines.has(p.line));
    const again = here.length > 0 && here.every((p) => this.state.checked.has(p.line + p.code));
    this.step((s) => {
      for (const p of here) s.checked[again ? "delete" : "add"](p.line + p.code);
      for (const row of rows) {
        const known = KINDS[row.k];
        const key = keyOf(row.l, row.o || 0);
        if (again || row.y || !known.as || row.f) continue;
        const doubted = here.some((p) => p.line === row.l && p.code === "doubtful");
        if (doubted) s.kinds.set(key, known.as === "heading" ? { as: "heading", level: row.k === "part" ? 1 : row.v } : { as: known.as });
      }
    });
    return !again;
  }
  split(row, units) {
    const o = (row.o || 0) + Array.from(row.s.slice(0, units)).length;
    if (units <= 0 || units >= row.s.length) return false;
    this.step((s) => s.splits.push(keyOf(row.l, o)));
    return true;
  }
  // Moves lines behind another; a move that only carries the last one on takes its place.
  move(lines, after) {
    if (lines.includes(after)) return false;
    this.step((s) => {
      let behind = after;
      lines.forEach((line, i) => {
        const last = s.moves[s.moves.length - 1];
        if (i === 0 && lines.length === 1 && last && s.moves.length > this.read.moves.length && last.from === line && last.to === line) s.moves.pop();
        s.moves.push({ from: line, to: line, after: behind });
        behind = line;
      });
    });
    return true;
  }
}

function cutRows(rows, cut) {
  const [l, at] = cut.split(":").map(Number);
  const i = rows.findIndex((r) => r.l === l && (r.o || 0) < at && at < (r.o || 0) + Array.from(r.s).length);
  if (i < 0) return rows;
  const row = rows[i];
  const units = Array.from(row.s).slice(0, at - (row.o || 0)).join("").length;
  // Marks are set one for one, so that the printed words are cut at the same place where lengths agree.
  const even = row.t && row.t.length === row.s.length;
  const head = { ...row, s: row.s.slice(0, units), t: even ? row.t.slice(0, units) : undefined };
  if (head.r > units) head.r = 0;
  const s = row.s.slice(units);
  const label = s.match(/^(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十]+[)）]|\d+[.、．]|第[一二三四五六七八九十百]+[章节回条])/);
  const tail = { l, o: at, k: "para", s, t: even ? row.t.slice(units) : undefined, n: label ? label[0].length : 0, w: "", c: 100, f: 1 };
  return [...rows.slice(0, i), head, tail, ...rows.slice(i + 1)];
}

function moveRows(rows, { from, to, after }) {
  const moved = [], rest = [];
  for (const r of rows) (r.l >= from && r.l <= to && r.l !== after ? moved : rest).push(r);
  let at = rest.length;
  for (let i = rest.length - 1; i >= 0; i -= 1) if (rest[i].l === after) { at = i + 1; break; }
  return [...rest.slice(0, at), ...moved, ...rest.slice(at)];
}

function toldRow(row, { as, level }) {
  const next = { ...row, k: as, v: undefined, y: "", r: 0, w: "the user's correction", c: 100, f: 1 };
  if (as === "heading") {
    if (level === 1) next.k = "part";
    else { next.v = level || 2; next.r = row.n ? titleEnd(row) : 0; }
  }
  return next;
}

// Where the title of a heading with text behind it ends, by the reader's own measure.
function titleEnd(row) {
  const s = row.t || row.s;
  const end = s.slice(row.n).search(/[。！？!?]/);
  return end > 0 && end < 48 && row.n + end + 1 < s.length ? row.n + end + 1 : 0;
}
