// The page at work: what is chosen, keys, buttons, panes.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const store = {
  get(name) { try { return localStorage.getItem("wenji-" + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("wenji-" + name, value); } catch { /* a page from a file may not store */ } },
  drop(name) { try { localStorage.removeItem("wenji-" + name); } catch { /* nor forget */ } },
};
let model = null, server = null, drafts = null, keeping = null;
let current = 0, anchor = 0, wanted = "", filter = "", moving = null, view = [];

const told = (text) => { $("said").textContent = ""; $("said").textContent = text; $("said").classList.add("fresh"); clearTimeout(told.wait); told.wait = setTimeout(() => $("said").classList.remove("fresh"), 4000); };
// Rows of the list are those that the filter lets through.
const rowAt = (v) => (filter ? view[v] : v);
const viewOf = (i) => {
  if (!filter) return i;
  let low = 0, high = view.length;
  while (low < high) { const mid = (low + high) >> 1; if (view[mid] < i) low = mid + 1; else high = mid; }
  return low;
};
const range = () => { const [a, b] = [Math.min(current, anchor), Math.max(current, anchor)]; const out = []; for (let i = a; i <= b; i += 1) if (!filter || view[viewOf(i)] === i) out.push(model.rows[i]); return out; };

const looks = (i) => ({ current: i === current, chosen: i >= Math.min(current, anchor) && i <= Math.max(current, anchor), picked: Boolean(moving?.includes(model.rows[i].l)), wanted });

const lines = new List($("lines"), {
  prefix: "line-",
  guess: (v) => {
    const row = model.rows[rowAt(v)];
    const wide = lines.width < 700 ? Math.max(120, lines.width - 60) : (lines.width - 170) * 0.48;
    return 18 + 29 * Math.min(3, Math.max(1, Math.ceil(row.s.length * 17 / wide)));
  },
  make: (v) => lineRow(model, model.rows[rowAt(v)], rowAt(v), looks(rowAt(v))),
  sign: (v) => lineSign(model, model.rows[rowAt(v)], rowAt(v), looks(rowAt(v))),
  choose: (v, e) => {
    if (moving && e.type === "click") { put(rowAt(v)); return; }
    choose(rowAt(v), e.shiftKey);
  },
});
const outline = new List($("outline"), {
  prefix: "entry-",
  guess: () => 34,
  make: (n) => outlineRow(model, model.outline[n], n === outline.active),
  sign: (n) => { const { i, level, number } = model.outline[n], row = model.rows[i]; return [i, level, number, row.k, row.t ?? row.s, row.r, n === outline.active].join("|"); },
  choose: (n, e) => { outline.go(n); if (e.type === "click") jump(model.outline[n].i); else choose(model.outline[n].i, false, true); },
  act: (n) => jump(model.outline[n].i),
});
const places = new List($("places"), {
  prefix: "place-",
  guess: () => 62,
  make: (n) => placeRow(model, model.places[n], n === places.active),
  sign: (n) => { const p = model.places[n], row = model.rows[p.i]; return [p.line, p.code, p.en, p.done, row?.k, row?.v, row?.f, row?.t ?? row?.s, zh, n === places.active].join("|"); },
  choose: (n, e) => { places.go(n); if (e.type === "click") jump(model.places[n].i); else choose(model.places[n].i, false, true); },
  act: (n) => jump(model.places[n].i),
});

// Makes a line the current one; `more` stretches the choice to it.
function choose(i, more, middle) {
  const spread = current !== anchor || more;
  current = i;
  if (!more) anchor = i;
  if (spread) lines.redraw();
  lines.go(viewOf(i), middle);
  const at = outlineAt(i);
  if (at !== outline.active) outline.go(at);
  const place = model.places.findIndex((p) => p.i === i);
  if (place >= 0 && model.places[places.active]?.i !== i) places.go(place);
  press();
  previewTurn();
}
// The heading that a line stands under.
function outlineAt(i) {
  let low = 0, high = model.outline.length;
  while (low < high) { const mid = (low + high) >> 1; if (model.outline[mid].i <= i) low = mid + 1; else high = mid; }
  return low - 1;
}
function jump(i) {
  if (filter && view[viewOf(i)] !== i) setFilter("");
  show("text");
  choose(i, false, true);
  $("lines").focus({ preventScroll: true });
}
// The next place that nobody has looked at.
function step(back) {
  const open = model.places.filter((p) => !p.done && (back ? p.i < current : p.i > current));
  const all = model.places.filter((p) => !p.done);
  const to = (back ? open[open.length - 1] : open[0]) || (back ? all[all.length - 1] : all[0]);
  if (!to) { told(say("all_done")); return; }
  jump(to.i);
  told((zh ? `第 ${to.line} 行：` : `Line ${to.line}: `) + (zh ? to.zh : to.en));
}

// Shows the model anew. `fresh`: other rows than before, whose heights are not known.
function refresh(fresh) {
  if (filter) view = model.rows.map((_, i) => i).filter((i) => passes(filter, model.rows[i], i, model));
  current = Math.min(current, model.rows.length - 1);
  anchor = Math.min(anchor, model.rows.length - 1);
  lines.set(filter ? view.length : model.rows.length, viewOf(current), fresh);
  $("empty").hidden = !filter || view.length > 0;
  outline.set(model.outline.length, outlineAt(current));
  places.set(model.places.length, Math.min(places.active, model.places.length - 1));
  for (const e of document.querySelectorAll(".count")) e.textContent = model.left || "";
  const total = model.places.length;
  $("progress").textContent = total === 0 ? say("no_places") : model.left === 0 ? say("all_done") : say("left", { n: model.left, m: total });
  $("undo").disabled = model.at === 0;
  $("redo").disabled = model.at + 1 >= model.history.length;
  const select = $("filter");
  select.replaceChildren(...filters(model).map(([value, name, n]) => { const o = make("option", "", `${name} (${n})`); o.value = value; return o; }));
  select.value = filter;
  press();
}
// After a step: the same row stays chosen, and a serving program is asked.
function changed(said, line) {
  const here = line ?? model.rows[current]?.l;
  const i = model.first.get(here);
  if (line !== undefined && i !== undefined) { current = i; anchor = i; }
  refresh();
  if (line !== undefined) lines.go(viewOf(current));
  if (said) told(said);
  drafts?.put(model);
  stand();
  if (keeping) keepSoon();
  if (server) ask();
}
function ask() {
  const state = model.state;
  server.ask(wishes(), (answer) => {
    if (state !== model.state) return;
    const here = model.rows[current];
    model.take(answer, state);
    model.derive();
    const i = model.rows.findIndex((r) => r.l === here?.l && (r.o || 0) === (here.o || 0));
    if (i >= 0) { current = i; anchor = i; }
    refresh();
    previewSoon();
  });
}
const wishes = () => ({ corrections: corrections(model), style: model.state.style || data.choices.style, punctuation: model.state.punctuation || data.choices.punctuation });

// What can be done with the chosen lines.
function tell(kind, level) {
  const rows = range();
  model.tell(rows, kind, level);
  changed(kindName({ k: kind, v: level + 1 }, true));
}
function join() {
  const rows = range().filter((r) => model.rows.indexOf(r) > 0);
  const away = rows.every((r) => r.k === "continuation");
  model.tell(rows, away ? "para" : "continuation");
  changed(inWords(KINDS[away ? "para" : "continuation"].name));
}
// Says that the chosen lines are right, and goes on; what was said so before is taken back.
function approve() {
  const rows = range(), at = model.rows[current].l;
  const here = model.places.filter((p) => rows.some((r) => r.l === p.line));
  if (!here.length) { step(); return; }
  const right = model.confirm(rows);
  changed(say(right ? "confirmed" : "unconfirmed"), at);
  if (right && model.left) step();
}
function split() {
  const row = model.rows[current], box = $("split-text");
  box.value = row.s;
  const sentence = row.s.search(/[。！？!?；;](?=.)/);
  $("split-box").showModal();
  box.focus();
  const at = sentence >= 0 ? sentence + 1 : Math.floor(row.s.length / 2);
  box.setSelectionRange(at, at);
}
function splitNow() {
  const row = model.rows[current];
  if (model.split(row, $("split-text").selectionStart)) {
    changed(say("split_done"));
    choose(Math.min(current + 1, model.rows.length - 1));
  }
}
// The words of a line, to be changed; those that a finding means are chosen.
function reword() {
  const row = model.rows[current], box = $("words-text");
  box.value = model.words(row);
  $("words-box").showModal();
  box.focus();
  const meant = model.places.filter((p) => p.line === row.l && p.words).map((p) => [box.value.indexOf(p.words), p.words.length]).filter(([at]) => at >= 0).sort((a, b) => a[0] - b[0])[0];
  if (meant) box.setSelectionRange(meant[0], meant[0] + meant[1]);
}
function rewordNow() {
  const row = model.rows[current];
  if (model.reword(row, $("words-text").value.replace(/\s*\n\s*/g, ""))) changed(say("reworded"), row.l);
}
const chosenLines = () => [...new Set(range().map((r) => r.l))];
function pickUp() {
  moving = chosenLines();
  lines.redraw();
  $("moving").hidden = false;
  told(say("moving"));
}
function stopMoving() { moving = null; $("moving").hidden = true; lines.redraw(); }
function put(i) {
  const picked = moving;
  stopMoving();
  if (model.move(picked, model.rows[i].l)) changed(say("moved"), picked[0]);
  $("lines").focus({ preventScroll: true });
}
// One line up or down: behind the neighbour, or the neighbour behind it.
function nudge(up) {
  const mine = chosenLines();
  const first = model.first.get(mine[0]);
  const after = model.rows.findIndex((r, i) => i > first && !mine.includes(r.l));
  if (!up && after >= 0) { if (model.move(mine, model.rows[after].l)) changed(say("moved"), mine[0]); return; }
  if (!up || first === 0) return;
  const above = model.rows[first - 1].l, start = model.first.get(above);
  const done = start > 0 ? model.move(mine, model.rows[start - 1].l) : model.move([above], mine[mine.length - 1]);
  if (done) changed(say("moved"), mine[0]);
}
function undo() { if (model.undo()) changed(say("undone")); }
function redo() { if (model.redo()) changed(say("redone")); }

const ACTIONS = [
  ["confirm", "Enter", approve],
  ["title", "T", () => tell("title")], ["part", "V", () => tell("part")], ["piece", "P", () => tell("piece")],
  ["h1", "1", () => tell("heading", 1)], ["h2", "2", () => tell("heading", 2)], ["h3", "3", () => tell("heading", 3)], ["h4", "4", () => tell("heading", 4)],
  ["item", "I", () => tell("item")], ["para", "B", () => tell("para")], ["salutation", "S", () => tell("salutation")], ["closing", "E", () => tell("closing")],
  ["boilerplate", "X", () => tell("boilerplate")],
  ["join", "J", join], ["split", "K", split], ["reword", "R", reword], ["move", "M", pickUp], ["up", "Alt+↑", () => nudge(true)], ["down", "Alt+↓", () => nudge(false)],
];
const actionName = (name) => (/^h\d$/.test(name) ? kindName({ k: "heading", v: Number(name[1]) + 1 }, true) : KINDS[name] && name !== "title" ? (name === "boilerplate" ? (zh ? "略去" : "Drop") : inWords(KINDS[name].name)) : name === "title" ? inWords(KINDS.title.name) : say(name));
function actions() {
  $("actions").replaceChildren(...ACTIONS.map(([name, key, act], n) => {
    const b = make("button", "act a-" + name);
    b.type = "button";
    b.tabIndex = n ? -1 : 0;
    b.dataset.name = name;
    b.setAttribute("aria-keyshortcuts", key.replace("↑", "ArrowUp").replace("↓", "ArrowDown"));
    if (KINDS[name] || /^h\d$/.test(name)) b.setAttribute("aria-pressed", "false");
    // The two arrows say what they do by their shape.
    const arrow = { up: "↑", down: "↓" }[name];
    b.append(make("span", "", arrow || actionName(name)));
    if (arrow) b.setAttribute("aria-label", actionName(name));
    else b.append(make("kbd", "", key === "Enter" ? "↵" : key));
    b.title = `${actionName(name)} (${key})`;
    b.addEventListener("click", (e) => {
      if (!model) return;
      act();
      // A click goes back to the text; who came by keyboard stays in the bar.
      if (e.detail && !document.querySelector("dialog[open]")) $("lines").focus({ preventScroll: true });
    });
    return b;
  }));
}
// Shows in the bar what the current line is.
function press() {
  const row = model?.rows[current];
  if (!row) return;
  for (const b of $("actions").children) {
    if (!b.hasAttribute("aria-pressed")) continue;
    const name = b.dataset.name;
    b.setAttribute("aria-pressed", String(name === row.k || (row.k === "heading" && name === "h" + (row.v - 1))));
  }
}
$("actions").addEventListener("mousedown", (e) => e.preventDefault());
$("actions").addEventListener("keydown", (e) => {
  const all = [...$("actions").children], at = all.indexOf(document.activeElement);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[e.key];
  if (to === undefined) return;
  e.preventDefault();
  const next = all[(to + all.length) % all.length];
  for (const b of all) b.tabIndex = b === next ? 0 : -1;
  next.focus();
});

// Keys that hold in the text.
$("lines").addEventListener("keydown", (e) => {
  if (!model || e.isComposing) return;
  if (e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) { e.preventDefault(); nudge(e.key === "ArrowUp"); return; }
  if (e.ctrlKey || e.metaKey || e.altKey) return;
  if (e.key === "Escape") { if (moving) stopMoving(); else choose(current); return; }
  if (moving && (e.key === "Enter" || e.key === "m" || e.key === "M")) { e.preventDefault(); put(current); return; }
  if (e.key === "n" || e.key === "N") { e.preventDefault(); step(e.shiftKey); return; }
  if (e.key === "Delete") { e.preventDefault(); tell("boilerplate"); return; }
  const pressed = e.key.length === 1 ? e.key.toUpperCase() : e.key;
  const action = ACTIONS.find(([, key]) => key === pressed);
  if (action && !e.shiftKey) { e.preventDefault(); action[2](); }
});
// Keys that hold everywhere.
addEventListener("keydown", (e) => {
  if (!model || document.querySelector("dialog[open]")) return;
  const typing = e.target.matches?.("input, select, textarea");
  const control = e.ctrlKey || e.metaKey, key = e.key.toLowerCase();
  if (control && key === "z" && !typing) { e.preventDefault(); (e.shiftKey ? redo : undo)(); }
  else if (control && key === "y" && !typing) { e.preventDefault(); redo(); }
  else if (control && key === "s") { e.preventDefault(); download(); }
  else if (e.key === "F8") { e.preventDefault(); step(e.shiftKey); }
  else if (!control && !typing && e.key === "/") { e.preventDefault(); $("search").focus(); }
  else if (!control && !typing && e.key === "?") { e.preventDefault(); help(); }
});

// Search and filter.
let searching = 0;
function seek(back) {
  clearTimeout(searching);
  wanted = $("search").value.trim().toLowerCase();
  lines.redraw();
  if (!wanted || !model) { $("hits").textContent = ""; return; }
  const hits = [];
  model.rows.forEach((r, i) => { if ((r.t && r.t.toLowerCase().includes(wanted)) || r.s.toLowerCase().includes(wanted)) hits.push(i); });
  if (!hits.length) { $("hits").textContent = say("none"); return; }
  let n = back === undefined ? hits.findIndex((i) => i >= current) : back ? hits.length - 1 - hits.slice().reverse().findIndex((i) => i < current) : hits.findIndex((i) => i > current);
  if (n < 0 || n >= hits.length) n = back ? hits.length - 1 : 0;
  $("hits").textContent = `${n + 1} ${say("of")} ${hits.length}`;
  if (filter && view[viewOf(hits[n])] !== hits[n]) setFilter("");
  choose(hits[n], false, true);
}
$("search").addEventListener("input", () => { clearTimeout(searching); searching = setTimeout(() => seek(), 120); });
$("search").addEventListener("keydown", (e) => {
  if (e.key === "Enter") { e.preventDefault(); seek(e.shiftKey); }
  else if (e.key === "Escape") { $("search").value = ""; seek(); $("lines").focus(); }
});
$("find").addEventListener("submit", (e) => e.preventDefault());
function setFilter(value) {
  filter = value;
  if (filter) {
    view = model.rows.map((_, i) => i).filter((i) => passes(filter, model.rows[i], i, model));
    if (view.length && view[viewOf(current)] !== current) { current = view[Math.min(viewOf(current), view.length - 1)]; anchor = current; }
  }
  refresh(true);
  lines.go(viewOf(current), true);
}
$("filter").addEventListener("change", () => setFilter($("filter").value));

// Panes, dialogs, buttons.
function show(name) {
  document.documentElement.dataset.view = name;
  for (const b of $("views").children) b.setAttribute("aria-pressed", String(b.dataset.view === name));
  if (name === "places" || name === "preview") side(name);
}
function side(name) {
  document.documentElement.dataset.side = name;
  $("places-pane").hidden = name !== "places";
  $("preview-pane").hidden = name !== "preview";
  for (const n of ["places", "preview"]) { $("tab-" + n).setAttribute("aria-selected", String(n === name)); $("tab-" + n).tabIndex = n === name ? 0 : -1; }
  if (name === "preview") preview();
}
for (const b of $("views").children) b.addEventListener("click", () => show(b.dataset.view));
for (const n of ["places", "preview"]) {
  $("tab-" + n).addEventListener("click", () => side(n));
  $("tab-" + n).addEventListener("keydown", (e) => { if (e.key === "ArrowLeft" || e.key === "ArrowRight") { const to = n === "places" ? "preview" : "places"; side(to); $("tab-" + to).focus(); } });
}
for (const b of document.querySelectorAll("dialog .cancel")) b.addEventListener("click", () => b.closest("dialog").close("cancel"));
for (const d of document.querySelectorAll("dialog")) d.addEventListener("close", () => $("lines").focus({ preventScroll: true }));
// Whether a dialog was closed by its button is told by the form alone.
const submitted = (id, done) => $(id).querySelector("form").addEventListener("submit", done);
submitted("split-box", splitNow);
submitted("words-box", rewordNow);
for (const name of ["split", "words"]) $(name + "-text").addEventListener("keydown", (e) => { if (e.key === "Enter" && !e.isComposing) { e.preventDefault(); $(name + "-box").querySelector("form").requestSubmit(); } });
function help() {
  const list = ACTIONS.map(([name, key]) => [key, actionName(name)]);
  const more = [["N / Shift+N", "key_places"], ["/", "key_search"], ["Shift+↑ ↓", "reach"], ["Ctrl+Z / Ctrl+Y", "history"], ["Ctrl+S", "download"]];
  $("keys-list").replaceChildren(...[...more.map(([key, name]) => [key, say(name)]), ...list].map(([key, name]) => { const row = make("div"); row.append(make("dt", "", key), make("dd", "", name)); return row; }));
  $("keys-box").showModal();
}
$("facts").addEventListener("click", () => {
  if (!model) return;
  $("fact-title").value = model.state.title;
  $("fact-author").value = model.state.author;
  $("fact-title").placeholder = model.facts.title;
  $("fact-author").placeholder = model.facts.author;
  $("fact-style").value = wishes().style;
  $("fact-punctuation").value = wishes().punctuation;
  $("facts-box").showModal();
});
submitted("facts-box", () => {
  const title = $("fact-title").value.trim(), author = $("fact-author").value.trim();
  const chosen = (name) => ($("fact-" + name).value === data.choices[name] ? "" : $("fact-" + name).value);
  const next = { title, author, ...(data.served ? { style: chosen("style"), punctuation: chosen("punctuation") } : {}) };
  if (Object.keys(next).some((k) => next[k] !== model.state[k])) model.step((s) => Object.assign(s, next));
  changed();
});
const clicks = { undo, redo, previous: () => step(true), next: () => step(false), keys: help, download, "stop-moving": stopMoving };
for (const [id, act] of Object.entries(clicks)) $(id).addEventListener("click", () => { if (model) act(); });
function download() {
  if (!model) return;
  const name = stem(data.name) + ".wenji.toml";
  handOver(name, corrections(model), "application/toml");
  model.saved = model.state;
  stand();
  told(say("saved", { n: name }));
}
$("labels").addEventListener("click", () => {
  const name = stem(data.name) + ".jsonl";
  handOver(name, labels(model), "application/jsonl");
  told(say("saved", { n: name }));
});
addEventListener("beforeunload", (e) => { if (unsaved()) e.preventDefault(); });

// What the serving program makes.
for (const format of ["docx", "pdf", "epub"]) {
  $("save-" + format).addEventListener("click", async () => {
    if (!model || !server) return;
    const name = stem(data.name) + "." + format;
    told(say("working", { n: name }));
    try {
      handOver(name, await server.file(format, wishes()), "application/octet-stream");
      // A document is no corrections file.
      told(say("saved", { n: name }) + (unsaved() ? " " + say("but_unsaved") : ""));
    } catch (e) { told(e.message); }
  });
}
let previewing = 0;
function previewSoon() {
  if (document.documentElement.dataset.side !== "preview") return;
  clearTimeout(previewing);
  previewing = setTimeout(preview, 700);
}
let pages = null;
async function preview() {
  if (!model || !server) return;
  $("preview-say").textContent = say("setting");
  try {
    pages = await server.pages(wishes());
    $("preview").dataset.page = "";
    turn();
    $("preview").hidden = false;
    $("preview-say").textContent = "";
  } catch (e) { $("preview-say").textContent = e.message; }
}
// Shows the page that the current line stands on.
function turn() {
  const row = model?.rows[current];
  if (!pages || !row || document.documentElement.dataset.side !== "preview") return;
  const at = pages.starts.filter(([line]) => line <= row.l).pop();
  const page = String(at ? at[1] : 1);
  if ($("preview").dataset.page === page) return;
  $("preview").dataset.page = page;
  $("preview").src = `${pages.address}#page=${page}&view=FitH&navpanes=0`;
}
function previewTurn() {
  clearTimeout(previewTurn.wait);
  previewTurn.wait = setTimeout(turn, 250);
}
