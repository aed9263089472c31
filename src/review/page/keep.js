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

// Once what is going on is done; steps that follow fast go in one.
function keepSoon() {
  clearTimeout(keepSoon.wait);
  keepSoon.wait = setTimeout(keepNow, 0);
}
async function keepNow(both = false) {
  if (!keeping || !server.alive) return;
  if (both === true) keeping.both = true;
  if (keeping.busy) { keeping.again = true; return; }
  if (keeping.state === model.state && keeping.told === keeping.at) return;
  const mine = keeping, state = model.state, { at } = mine, all = Boolean(mine.both);
  Object.assign(mine, { busy: true, again: false, both: false });
  try {
    const kept = await server.json("/keep", { text: server.text, corrections: corrections(model), at, known: mine.version, both: all });
    const first = mine.told !== at;
    // What was answered meanwhile holds.
    const meant = mine.at === at ? kept.at : mine.at;
    Object.assign(mine, kept, { at: meant, told: kept.at, state });
    if (kept.at === "beside" && keeping === mine) model.saved = state;
    if (keeping === mine) drafts.drop();
    store.set("kept", kept.version);
    if (kept.aside) told(say("both_done", { n: kept.aside }));
    else if (kept.refused) notice(say("refused", { n: kept.apart }), [[say("close"), () => {}], [say("download"), download]]);
    else if (first && at === "beside") told(say("kept_beside", { n: kept.name }));
    else if (first && at === "apart") told(say("kept_apart"));
    if (at === "ask") consent();
  } catch (e) {
    if (e.status === 409) server.beat();
    else if (server.alive) told(e.message);
  }
  mine.busy = false;
  stand();
  if (mine.again) keepNow();
}

// What the program says each time that it hears the page: another text, other corrections.
function news({ text, kept, trouble }) {
  if (!keeping || !kept || keeping.busy) return;
  if (trouble) told(say("trouble", { n: trouble }));
  if (text !== server.text) { reread(); return; }
  if (kept.version === keeping.version || keeping.asked === kept.version) return;
  if (keeping.state === model.state) { adopt(); return; }
  // Both changed: nothing is written over before the person has chosen.
  keeping.asked = kept.version;
  notice(say("conflict", { n: kept.name }), [[say("conflict_both"), () => keepNow(true)], [say("conflict_load"), adopt]]);
}
// Takes the corrections that another window or program has made.
async function adopt() {
  // Told of by two beats at once, they are one step.
  if (keeping.busy) return;
  keeping.busy = true;
  try {
    const there = await server.json("/kept", "");
    const answer = await server.json("/read", server.body({ ...wishes(), corrections: there.corrections }));
    model.step((s) => Object.assign(s, stateOf(answer.edits)));
    model.take(answer, model.state);
    Object.assign(keeping, there.kept, { state: model.state, told: there.kept.at });
    drafts.drop();
    if (there.kept.at === "beside") model.saved = model.state;
    notice("");
    model.derive();
    refresh();
    stand();
    told(say("adopted"));
    previewSoon();
  } catch (e) { told(e.message); }
  keeping.busy = false;
  if (keeping.again) keepNow();
}
// The text was changed on the disk: it is read again, and the corrections find their lines by their words.
async function reread() {
  if (keeping.busy) return;
  keeping.busy = true;
  try {
    const here = model.rows[current]?.s, dirty = model.at > 0 || model.state !== keeping.state;
    const { text, answer, lost, aside } = await server.json("/again", corrections(model));
    server.text = text;
    drafts.drop();
    begin(answer, data.name);
    const i = model.rows.findIndex((r) => r.s === here);
    if (i >= 0) choose(i, false, true);
    keeping.state = dirty || lost.length ? null : model.state;
    if (keeping.at === "beside" && keeping.state) model.saved = model.state;
    else model.saved = null;
    if (lost.length) notice(say("again_lost", { n: lost.length, s: aside || "" }) + " " + lost.map((pair) => pair[zh ? 1 : 0]).join(zh ? "；" : "; "), [[say("close"), () => {}]]);
    else told(say("again"));
    previewSoon();
  } catch (e) { told(e.message); }
  keeping.busy = false;
  stand();
  keepSoon();
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
