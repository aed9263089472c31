// The page at work: what is chosen, keys, buttons, panes.
const $ = (id) => document.getElementById(id);
const data = JSON.parse($("data").textContent);
const store = {
  get(name) { try { return localStorage.getItem("wenji-" + name); } catch { return null; } },
  set(name, value) { try { localStorage.setItem("wenji-" + name, value); } catch { /* a page from a file may not store */ } },
  drop(name) { try { localStorage.removeItem("wenji-" + name); } catch { /* nor forget */ } },
};
let model = null, server = null, drafts = null;
let current = 0, anchor = 0, wanted = "", filter = "", moving = null, view = [];
const choices = { ...data.choices };

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
  drafts?.put(model, choices);
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
const wishes = () => ({ corrections: corrections(model), ...choices });

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
  ["join", "J", join], ["split", "K", split], ["move", "M", pickUp], ["up", "Alt+↑", () => nudge(true)], ["down", "Alt+↓", () => nudge(false)],
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
      if (e.detail && !$("split-box").open) $("lines").focus({ preventScroll: true });
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
$("split-text").addEventListener("keydown", (e) => { if (e.key === "Enter") { e.preventDefault(); $("split-box").querySelector("form").requestSubmit(); } });
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
  $("fact-style").value = choices.style;
  $("fact-punctuation").value = choices.punctuation;
  $("facts-box").showModal();
});
submitted("facts-box", () => {
  const title = $("fact-title").value.trim(), author = $("fact-author").value.trim();
  choices.style = $("fact-style").value;
  choices.punctuation = $("fact-punctuation").value;
  if (title !== model.state.title || author !== model.state.author) model.step((s) => { s.title = title; s.author = author; });
  changed();
});
const clicks = { undo, redo, previous: () => step(true), next: () => step(false), keys: help, download, "stop-moving": stopMoving };
for (const [id, act] of Object.entries(clicks)) $(id).addEventListener("click", () => { if (model) act(); });
function download() {
  if (!model) return;
  const name = stem(data.name) + ".wenji.toml";
  handOver(name, corrections(model), "application/toml");
  model.saved = model.state;
  told(say("saved", { n: name }));
}
$("labels").addEventListener("click", () => {
  const name = stem(data.name) + ".jsonl";
  handOver(name, labels(model), "application/jsonl");
  told(say("saved", { n: name }));
});
addEventListener("beforeunload", (e) => { if (model && model.saved !== model.state) e.preventDefault(); });

// What the serving program makes.
for (const format of ["docx", "pdf", "epub"]) {
  $("save-" + format).addEventListener("click", async () => {
    if (!model || !server) return;
    const name = stem(data.name) + "." + format;
    told(say("working", { n: name }));
    try {
      const state = model.state;
      handOver(name, await server.file(format, wishes()), "application/octet-stream");
      model.saved = state;
      told(say("saved", { n: name }));
    } catch (e) { told(e.message); }
  });
}
let previewing = 0;
function previewSoon() {
  if (document.documentElement.dataset.side !== "preview") return;
  clearTimeout(previewing);
  previewing = setTimeout(preview, 700);
}
async function preview() {
  if (!model || !server) return;
  $("preview-say").textContent = say("setting");
  try {
    const address = await server.pages(wishes());
    $("preview").src = address + "#view=FitH&navpanes=0";
    $("preview").hidden = false;
    $("preview-say").textContent = "";
  } catch (e) { $("preview-say").textContent = e.message; }
}

// Language and light.
function speak(chinese) {
  zh = chinese;
  document.documentElement.lang = zh ? "zh-Hans" : "en";
  const pairs = [["say", (e, t) => { e.textContent = t; }], ["label", (e, t) => { e.setAttribute("aria-label", t); e.title = t + (e.dataset.key ? ` (${e.dataset.key})` : ""); }], ["hint", (e, t) => { e.placeholder = t; }], ["title", (e, t) => { e.title = t; }]];
  for (const [name, put] of pairs) for (const e of document.querySelectorAll(`[data-${name}]`)) put(e, say(e.dataset[name]));
  for (const id of ["lines", "outline", "places", "actions", "views", "find", "drop"]) $(id).removeAttribute("title");
  $("text-pane").removeAttribute("title");
  $("side-pane").removeAttribute("title");
  $("language").textContent = zh ? "EN" : "中";
  const options = (id, prefix, names) => $(id).replaceChildren(...names.map((n) => { const o = make("option", "", say(prefix + n)); o.value = n; return o; }));
  options("fact-style", "style_", ["auto", "gongwen", "book"]);
  options("fact-punctuation", "mark_", ["auto", "keep", "safe", "full"]);
  actions();
  if (model) refresh(true);
}
$("language").addEventListener("click", () => { speak(!zh); store.set("language", zh ? "zh" : "en"); });
const dark = matchMedia("(prefers-color-scheme: dark)");
const light = () => { document.documentElement.dataset.theme = store.get("theme") || (dark.matches ? "dark" : "light"); };
dark.addEventListener("change", light);
$("theme").addEventListener("click", () => {
  const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
  store.set("theme", next);
  document.documentElement.dataset.theme = next;
});

// Without a text the page waits for one.
function waiting(yes) {
  $("drop").hidden = !yes;
  document.querySelector("main").inert = yes;
  document.documentElement.classList.toggle("waiting", yes);
}
function begin(answer, name) {
  data.name = name;
  model = new Model(answer);
  current = anchor = 0;
  $("name").textContent = name;
  document.title = `${name} · wenji 文集`;
  waiting(false);
  for (const id of ["lines", "outline", "places", "split-text"]) $(id).lang = answer.language;
  refresh(true);
  const first = model.places.find((p) => !p.done);
  choose(first ? first.i : 0, false, true);
  $("lines").focus({ preventScroll: true });
  drafts = new Drafts(name, answer.rows);
  const kept = drafts.take(model);
  if (!kept) return;
  Object.assign(choices, kept.choices);
  model.step((s) => Object.assign(s, kept.state));
  changed(say("restored"));
}
async function take(file) {
  $("drop-say").textContent = say("reading");
  told(say("reading"));
  try {
    begin(await server.open(file), file.name);
    $("drop-say").textContent = "";
  } catch (e) { $("drop-say").textContent = e.message; told(e.message); }
}

light();
document.documentElement.classList.toggle("is-served", data.served);
speak((store.get("language") || (data.zh ? "zh" : "en")) === "zh");
show("text");
side("places");
if (data.served) {
  server = new Server(data.text, told);
  $("file").addEventListener("change", () => { if ($("file").files[0]) take($("file").files[0]); });
  addEventListener("dragover", (e) => { e.preventDefault(); document.documentElement.classList.add("over"); });
  addEventListener("dragleave", (e) => { if (!e.relatedTarget) document.documentElement.classList.remove("over"); });
  addEventListener("drop", (e) => {
    e.preventDefault();
    document.documentElement.classList.remove("over");
    const file = e.dataTransfer?.files[0];
    if (file && (!model || model.saved === model.state || confirm(say("lose")))) take(file);
  });
}
if (data.answer) begin(data.answer, data.name);
else waiting(true);
document.documentElement.dataset.ready = "yes";
