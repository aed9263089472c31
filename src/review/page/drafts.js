// Corrections that are in no file yet, kept by the browser as they are made: F5, a closed tab, a crash lose none.
const DRAFTS = 24;

const plainOf = (s) => ({ kinds: [...s.kinds].sort(), splits: [...s.splits].sort(), moves: s.moves, replaces: s.replaces, checked: [...s.checked].sort(), title: s.title, author: s.author, style: s.style, punctuation: s.punctuation });
const sameSaid = (a, b) => JSON.stringify(plainOf(a)) === JSON.stringify(plainOf(b));

class Drafts {
  constructor(name, rows) { this.key = "draft-" + name + "-" + Drafts.mark(rows); }
  // The same text has the same mark, whatever was said of it.
  static mark(rows) {
    const order = rows.slice().sort((a, b) => a.l - b.l || (a.o || 0) - (b.o || 0));
    let mark = 2166136261;
    for (const c of order.map((r) => r.s).join("").replace(/\s/g, "")) mark = Math.imul(mark ^ c.codePointAt(0), 16777619);
    return (mark >>> 0).toString(36);
  }
  // Keeps the state, or nothing where all of it is in the file that the page began with.
  put(model) {
    const s = model.state;
    if (sameSaid(s, model.history[0])) { this.drop(); return; }
    const list = this.others();
    store.set(this.key, JSON.stringify(plainOf(s)));
    list.push(this.key);
    while (list.length > DRAFTS) store.drop(list.shift());
    store.set("drafts", list.join("\n"));
  }
  others() { return (store.get("drafts") || "").split("\n").filter((k) => k && k !== this.key); }
  drop() {
    store.drop(this.key);
    store.set("drafts", this.others().join("\n"));
  }
  // What was kept and is not in the file; gone once it is.
  take(model) {
    const state = this.read(store.get(this.key), model);
    if (state && sameSaid(state, model.state)) { this.drop(); return null; }
    return state;
  }
  // What another window has just kept of the same text; what it took back is what the page began with.
  heard(event, model) {
    if (event.key !== "wenji-" + this.key) return null;
    const state = event.newValue === null ? model.history[0] : this.read(event.newValue, model);
    return state && !sameSaid(state, model.state) ? state : null;
  }
  read(words, model) {
    let kept = null;
    try { kept = JSON.parse(words); } catch { /* not ours */ }
    if (!kept || !Array.isArray(kept.kinds)) return null;
    const blank = { ...plainOf(model.history[0]), checked: [] };
    return { ...blank, ...kept, kinds: new Map(kept.kinds), checked: new Set(kept.checked) };
  }
}
