// Where the corrections are: in a file, kept apart by the program, or in this page and the browser alone.

// True while the corrections are in no file and the program does not keep them either.
function unsaved() { return Boolean(model && model.saved !== model.state && !(keeping && server.alive && keeping.state === model.state)); }
// Says beside the name of the text where they are.
function stand() {
  if (!model) return;
  const clean = model.saved === model.state;
  const nothing = model.at === 0 && clean && keeping?.at !== "beside";
  const word = nothing ? "" : clean ? "is_saved" : unsaved() ? "is_unsaved" : "is_apart";
  const words = word ? say(word) : "";
  if ($("kept").textContent !== words) $("kept").textContent = words;
  $("kept").className = word;
  $("kept").title = !word || !keeping ? "" : word === "is_apart" ? keeping.apart : word === "is_saved" ? keeping.name : "";
}

// A sentence above the text that stays until it is answered.
function notice(words, choices = []) {
  $("notice").hidden = !words;
  $("notice-say").textContent = words;
  $("notice-ends").replaceChildren(...choices.map(([name, act], n) => {
    const b = make("button", n ? "" : "primary", name);
    b.type = "button";
    b.addEventListener("click", () => { notice(""); $("lines").focus({ preventScroll: true }); act(); });
    return b;
  }));
}
// Asks once whether a file may stand beside the text.
function consent() {
  if (keeping.at !== "ask") return;
  const answer = (at) => () => { keeping.at = at; keepNow(); };
  notice(say("consent", { n: keeping.name }), [[say("consent_yes"), answer("beside")], [say("consent_no"), answer("apart")]]);
}

// Beats, savings, texts and what others changed go one after another, each on what the one before it left.
let turns = Promise.resolve();
function inTurn(act) {
  turns = turns.then(act).catch((e) => {
    if (e.status === 409) server.beat();
    else if (server.alive) told(e.message);
  }).then(stand);
  return turns;
}

// Steps that follow fast go in one.
function keepSoon() {
  clearTimeout(keepSoon.wait);
  keepSoon.wait = setTimeout(keepNow, 0);
}
const keepNow = (both = false) => inTurn(() => save(both === true));
async function save(both) {
  if (!keeping || !server.alive) return;
  if (!both && keeping.state === model.state && keeping.told === keeping.at) return;
  const state = model.state, { at } = keeping;
  const kept = await server.json("/keep", { text: server.text, corrections: corrections(model), at, known: keeping.version, both });
  const first = keeping.told !== at;
  // What was answered meanwhile holds.
  const meant = keeping.at === at ? kept.at : keeping.at;
  Object.assign(keeping, kept, { at: meant, told: kept.at, state });
  if (kept.at === "beside") model.saved = state;
  // What was said meanwhile is kept next, and is the browser's until then.
  if (model.state === state) drafts.drop();
  store.set("kept", kept.version);
  if (kept.aside) told(say("both_done", { n: kept.aside }));
  else if (kept.refused) notice(say("refused", { n: kept.apart }), [[say("close"), () => {}], [say("download"), download]]);
  else if (first && at === "beside") told(say("kept_beside", { n: kept.name }));
  else if (first && at === "apart") told(say("kept_apart"));
  if (at === "ask") consent();
}

// What the program says each time that it hears the page: another text, other corrections.
async function news({ text, kept, trouble }) {
  if (!keeping || !kept) return;
  if (trouble) told(say("trouble", { n: trouble }));
  if (text !== server.text) { await reread(); return; }
  if (kept.version === keeping.version || keeping.asked === kept.version) return;
  if (keeping.state === model.state) await adopt();
  else conflict(kept);
}
// Both changed: nothing is written over before the person has chosen.
function conflict(kept) {
  keeping.asked = kept.version;
  notice(say("conflict", { n: kept.name }), [[say("conflict_both"), () => keepNow(true)], [say("conflict_load"), () => inTurn(adopt)]]);
}
// Takes the corrections that another window or program has made, as one step.
async function adopt() {
  const state = model.state;
  const there = await server.json("/kept", "");
  const answer = await server.json("/read", server.body({ ...wishes(), corrections: there.corrections }));
  if (model.state !== state) { conflict(there.kept); return; }
  model.step((s) => Object.assign(s, stateOf(answer.edits)));
  model.take(answer, model.state);
  Object.assign(keeping, there.kept, { state: model.state, told: there.kept.at });
  drafts.drop();
  if (there.kept.at === "beside") model.saved = model.state;
  notice("");
  model.derive();
  refresh();
  told(say("adopted"));
  previewSoon();
}
// The text was changed on the disk: it is read again, and the corrections find their lines by their words.
async function reread() {
  let state, found;
  do {
    state = model.state;
    found = await server.json("/again", corrections(model));
  } while (model.state !== state);
  const { text, answer, lost, aside } = found;
  const here = model.rows[current]?.s, dirty = model.at > 0 || state !== keeping.state;
  // Its rows are of this page's corrections: no other page began with them.
  Object.assign(server, { text, start: "-" });
  drafts.drop();
  begin(answer, data.name);
  const i = model.rows.findIndex((r) => r.s === here);
  if (i >= 0) choose(i, false, true);
  keeping.state = dirty || lost.length ? null : model.state;
  model.saved = keeping.at === "beside" && keeping.state ? model.state : null;
  if (lost.length) notice(say("again_lost", { n: lost.length, s: aside || "" }) + " " + lost.map((pair) => pair[zh ? 1 : 0]).join(zh ? "；" : "; "), [[say("close"), () => {}]]);
  else told(say("again"));
  previewSoon();
  stand();
  await save(false);
}

// Another window of this browser has kept something of the same text.
addEventListener("storage", (e) => {
  if (!model || !drafts) return;
  if (keeping) { if (e.key === "wenji-kept") server.beat(); return; }
  const state = drafts.heard(e, model);
  if (!state) return;
  model.step((s) => Object.assign(s, state));
  refresh();
  stand();
  told(say("adopted"));
  if (server) ask();
});
