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
  options("fact-style", "style_", STYLES);
  // A style of the person's own is called by its file.
  if (!STYLES.includes(data.choices.style)) { const o = make("option", "", data.choices.style); o.value = data.choices.style; $("fact-style").append(o); }
  options("fact-punctuation", "mark_", ["auto", "keep", "safe", "full"]);
  actions();
  stand();
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
  for (const id of ["lines", "outline", "places", "split-text", "words-text"]) $(id).lang = answer.language;
  refresh(true);
  const first = model.places.find((p) => !p.done);
  choose(first ? first.i : 0, false, true);
  $("lines").focus({ preventScroll: true });
  drafts = new Drafts(name, answer.rows);
  stand();
}
// What the browser kept and no file has comes back as one step.
function restore() {
  const state = drafts.take(model);
  if (!state) return false;
  model.step((s) => Object.assign(s, state));
  changed(say("restored"));
  return true;
}
const take = (file) => inTurn(() => opened(file));
async function opened(file) {
  $("drop-say").textContent = say("reading");
  told(say("reading"));
  try {
    const answer = await server.open(file);
    // The corrections of a dropped text have no place on the disk.
    keeping = null;
    notice("");
    begin(answer, file.name);
    $("drop-say").textContent = "";
    told(say("read"));
    restore();
  } catch (e) { $("drop-say").textContent = e.message; told(e.message); }
}
// A corrections file says more of the text that is open.
async function apply(file) {
  try {
    const words = await file.text();
    const edits = server ? (await server.json("/read", server.body({ ...wishes(), corrections: words }))).edits : editsOf(words, model);
    const state = merged(model.state, stateOf(edits));
    if (sameSaid(state, model.state)) { told(say("applied_none", { n: file.name })); return; }
    model.step((s) => Object.assign(s, state));
    changed(say("applied", { n: file.name }));
  } catch (e) { told(`${file.name}${zh ? "：" : ": "}${e.message}`); }
}
function dropped(file) {
  if (!file) return;
  if (/\.toml$/i.test(file.name)) { if (model) apply(file); else told(say("text_first")); return; }
  if (!server) { told(say("no_server")); return; }
  if (!unsaved() || confirm(say("lose"))) take(file);
}

light();
document.documentElement.classList.toggle("is-served", data.served);
speak((store.get("language") || (data.zh ? "zh" : "en")) === "zh");
show("text");
side("places");
if (data.served) {
  server = new Server(data.text, data.kept?.version ?? "", told, { lost: () => { stand(); notice(say("stopped"), [[say("download"), download]]); }, news });
  $("file").addEventListener("change", () => { if ($("file").files[0]) take($("file").files[0]); });
}
$("apply").addEventListener("change", () => {
  const file = $("apply").files[0];
  $("facts-box").close("cancel");
  if (file) apply(file);
  $("apply").value = "";
});
addEventListener("dragover", (e) => { e.preventDefault(); document.documentElement.classList.add("over"); });
addEventListener("dragleave", (e) => { if (!e.relatedTarget) document.documentElement.classList.remove("over"); });
addEventListener("drop", (e) => {
  e.preventDefault();
  document.documentElement.classList.remove("over");
  dropped(e.dataTransfer?.files[0]);
});
if (data.answer) {
  if (data.kept) keeping = { ...data.kept, state: null };
  begin(data.answer, data.name);
  if (keeping) keeping.state = model.state;
  if (keeping?.recovered) {
    model.saved = null;
    stand();
    told(say("is_back"));
    consent();
  }
  restore();
} else waiting(true);
document.documentElement.dataset.ready = "yes";
