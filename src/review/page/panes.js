// What rows, outline and places look like. Text enters the page as text only.
function make(tag, kind, text) {
  const e = document.createElement(tag);
  if (kind) e.className = kind;
  if (text !== undefined) e.textContent = text;
  return e;
}
// Puts text into an element, what was searched for marked.
function fill(e, text, wanted) {
  if (!wanted) { e.append(text); return; }
  const low = text.toLowerCase();
  let from = 0;
  for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
    if (low.length !== text.length) break;
    e.append(text.slice(from, at), make("mark", "", text.slice(at, at + wanted.length)));
    from = at + wanted.length;
  }
  e.append(text.slice(from));
}
const kindClass = (row) => "k-" + row.k + (row.k === "heading" ? " h" + Math.min(row.v - 1, 4) : "") + (row.y ? " y-" + row.y : "");

// Labels that are words of their own stand apart: 第一章　渡口.
const STANDS = /^(?:第.+[章节回卷部篇条集辑編编]|[卷篇][一二三四五六七八九十百]+|[一二三四五六七八九十百]+|\d+(?:\.\d+)*)$/;
const stands = (row, shown) => row.n > 0 && row.n < shown.length && STANDS.test(shown.slice(0, row.n));

// Characters of a line that are put on the page: three lines of the list hold fewer; the current one is shown whole, but
// for a line longer than anyone reads.
const SHORT = 600, LONG = 20000;

// A line: number, source, kind, result.
function lineRow(model, row, i, { current, chosen, picked, wanted }) {
  const e = make("div", "row " + kindClass(row));
  const open = model.open.has(row.l) && model.first.get(row.l) === i;
  const most = current ? LONG : SHORT;
  const shown = (row.t ?? row.s).slice(0, most);
  e.classList.toggle("open", open);
  e.classList.toggle("told", Boolean(row.f));
  e.classList.toggle("current", current);
  e.classList.toggle("picked", picked);
  e.setAttribute("aria-selected", String(chosen));
  const told = [zh ? `第 ${row.l} 行` : `Line ${row.l}`, kindName(row, true)];
  if (open) told.push(say("doubtful"));
  if (row.f) told.push(say("corrected"));
  e.setAttribute("aria-label", told.join(zh ? "，" : ", ") + (zh ? "：" : ": ") + shown.slice(0, 200));
  const number = make("span", "number", row.o ? "" : String(row.l));
  const source = make("span", "source");
  if (row.p && current) source.append(make("span", "indent", row.p.replace(/\t/g, "　")));
  fill(source, row.s.slice(0, most), wanted);
  const kind = make("span", "kind");
  kind.append(make("span", "tag", kindName(row)));
  const result = make("span", "result");
  result.style.setProperty("--depth", model.depth[i]);
  const words = make("span", "words");
  const labelled = row.n && ["heading", "item", "piece", "part"].includes(row.k);
  const ends = labelled ? [row.n] : [];
  if (row.k === "heading" && row.r > (labelled ? row.n : 0)) ends.push(row.r);
  if (row.k === "item" && row.e > row.n) ends.push(row.e);
  let from = 0;
  ends.forEach((end, n) => {
    const part = make("span", labelled && n === 0 ? "label" : "lead");
    part.classList.toggle("spaced", labelled && n === 0 && stands(row, shown));
    fill(part, shown.slice(from, end), wanted);
    words.append(part);
    from = end;
  });
  const rest = make("span", "rest");
  fill(rest, shown.slice(from), wanted);
  words.append(rest);
  result.append(words);
  if (current) result.append(make("span", "why", [...model.places.filter((p) => p.line === row.l && p.code !== "doubtful").map((p) => (zh ? p.zh : p.en)), evidence(row)].filter(Boolean).join(" · ")));
  e.append(number, source, kind, result);
  return e;
}

// All that a line shows, as one string.
const lineSign = (model, row, i, { current, chosen, picked, wanted }) =>
  [row.l, row.o, row.k, row.v, row.n, row.r, row.e, row.y, row.f, row.c, row.s.length, row.t, model.depth[i], model.open.has(row.l), current, chosen, picked, wanted, zh, current && model.places.map((p) => p.line === row.l && p.code).filter(Boolean)].join("|");

function outlineRow(model, entry, current) {
  const row = model.rows[entry.i];
  const e = make("div", "entry " + kindClass(row));
  e.style.setProperty("--depth", Math.min(entry.level, 5));
  e.setAttribute("aria-selected", String(current));
  const shown = (row.t ?? row.s).slice(0, row.r || 60);
  const apart = stands(row, row.t ?? row.s) ? shown.slice(0, row.n) + "\u3000" + shown.slice(row.n).trimStart() : shown;
  e.append(make("span", "at", entry.number), make("span", "words", apart || say("untitled")));
  return e;
}

function placeRow(model, place, current) {
  const row = model.rows[place.i];
  const e = make("div", "place" + (place.done ? " done" : "") + (place.warning ? "" : " note"));
  e.setAttribute("aria-selected", String(current));
  const text = make("span", "said", place.code === "doubtful" && row ? kindName(row, true) + (zh ? "？ " : "? ") + evidence(row) : zh ? place.zh : place.en);
  e.append(make("span", "at", String(place.line)), text, make("span", "words", row ? (row.t ?? row.s).slice(0, 60) : ""));
  return e;
}

// The choices of the filter with how many rows each shows.
function filters(model) {
  const known = [["", say("all"), model.rows.length], ["open", say("doubtful"), model.left], ["told", say("corrected"), model.rows.reduce((n, r) => n + (r.f || 0), 0)]];
  for (const k of Object.keys(KINDS)) {
    if (k !== "heading") { if (model.counts[k]) known.push([k, inWords(KINDS[k].name), model.counts[k]]); continue; }
    for (let n = 1; n < 9; n += 1) {
      if (model.counts["heading" + n]) known.push(["heading" + n, kindName({ k: "heading", v: n + 1 }, true), model.counts["heading" + n]]);
    }
  }
  return known;
}
function passes(filter, row, i, model) {
  if (filter === "open") return model.open.has(row.l) && model.first.get(row.l) === i;
  if (filter === "told") return Boolean(row.f);
  return filter === row.k || filter === "heading" + (row.v - 1);
}
