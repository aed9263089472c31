// Corrections that are in no file yet, kept by the browser as they are made: F5, a closed tab, a crash lose none.
const DRAFTS = 24;

const plainOf = (s) => ({ kinds: [...s.kinds].sort(), splits: [...s.splits].sort(), moves: s.moves, replaces: s.replaces, title: s.title, author: s.author });
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
  put(model, choices) {
    const s = model.state;
    const list = (store.get("drafts") || "").split("\n").filter((k) => k && k !== this.key);
    if (sameSaid(s, model.history[0]) && s.checked.size === 0) store.drop(this.key);
    else {
      store.set(this.key, JSON.stringify({ ...plainOf(s), checked: [...s.checked], choices }));
      list.push(this.key);
    }
    while (list.length > DRAFTS) store.drop(list.shift());
    store.set("drafts", list.join("\n"));
  }
  // What was kept and is not in the file; gone once it is.
  take(model) {
    let kept = null;
    try { kept = JSON.parse(store.get(this.key)); } catch { /* not ours */ }
    if (!kept || !Array.isArray(kept.kinds)) return null;
    const { choices, ...said } = kept;
    const state = { ...said, kinds: new Map(kept.kinds), checked: new Set(kept.checked) };
    if (sameSaid(state, model.state) && state.checked.size === 0) { store.drop(this.key); return null; }
    return { state, choices };
  }
}
