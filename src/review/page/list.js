// A list of which only the rows in view are in the document. Heights are guessed, then measured.
class List {
  // `box` scrolls; `guess(i)` is a row's height before it was seen; `make(i)` its element.
  // `sign(i)` says all that the element shows: while it is the same, the element stays.
  constructor(box, { guess, make, sign, choose, act, prefix }) {
    Object.assign(this, { box, guess, make, sign, choose, act, prefix });
    this.count = 0;
    this.active = -1;
    this.heights = new Float64Array(0);
    this.tops = new Float64Array(1);
    this.nodes = new Map();
    this.room = document.createElement("div");
    this.room.className = "room";
    this.room.setAttribute("role", "presentation");
    box.append(this.room);
    let wait = 0;
    const soon = () => { if (!wait) wait = requestAnimationFrame(() => { wait = 0; this.draw(); }); };
    box.addEventListener("scroll", soon, { passive: true });
    this.width = 0;
    new ResizeObserver(() => {
      if (box.clientWidth !== this.width) { this.width = box.clientWidth; this.forget(); }
      soon();
    }).observe(box);
    box.addEventListener("click", (e) => {
      const row = e.target.closest("[role=option]");
      if (row) choose?.(Number(row.dataset.i), e);
    });
    box.addEventListener("keydown", (e) => this.key(e));
  }
  // Takes new rows, of which one is active: it stays where it stood in the window. Heights hold while rows are as many.
  set(count, active, fresh) {
    const stood = this.active >= 0 && this.active < this.count ? this.tops[this.active] - this.box.scrollTop : null;
    if (fresh || this.heights.length !== count) this.heights = new Float64Array(count);
    this.count = count;
    this.active = active;
    for (const [i, node] of this.nodes) {
      if (fresh || i >= count || node.sign !== this.sign(i)) { node.remove(); this.nodes.delete(i); }
      else node.setAttribute("aria-setsize", count);
    }
    this.measure(0);
    for (let pass = 0; pass < 2; pass += 1) {
      if (stood !== null && active >= 0 && active < count) this.box.scrollTop = this.tops[active] - stood;
      this.draw();
    }
  }
  forget() { this.heights.fill(0); this.redraw(); }
  clear() {
    for (const node of this.nodes.values()) node.remove();
    this.nodes.clear();
  }
  redraw() {
    this.clear();
    this.measure(0);
    this.draw();
  }
  height(i) { return this.heights[i] || this.guess(i); }
  measure(from) {
    if (this.tops.length !== this.count + 1) { this.tops = new Float64Array(this.count + 1); from = 0; }
    for (let i = from; i < this.count; i += 1) this.tops[i + 1] = this.tops[i] + this.height(i);
    this.room.style.height = this.tops[this.count] + "px";
  }
  // The row at a height.
  at(y) {
    let low = 0, high = this.count;
    while (low < high) {
      const mid = (low + high) >> 1;
      if (this.tops[mid + 1] <= y) low = mid + 1; else high = mid;
    }
    return Math.min(low, this.count - 1);
  }
  draw() {
    if (!this.count || !this.box.clientHeight) { this.clear(); return; }
    for (let pass = 0; pass < 3; pass += 1) {
      const top = this.box.scrollTop, tall = this.box.clientHeight;
      const anchor = this.at(top), into = top - this.tops[anchor];
      const first = Math.max(0, this.at(top - 300)), last = Math.min(this.count - 1, this.at(top + tall + 300));
      for (const [i, node] of this.nodes) {
        if ((i < first || i > last) && i !== this.active) { node.remove(); this.nodes.delete(i); }
      }
      const made = [];
      const add = (i) => {
        if (this.nodes.has(i)) return;
        const node = this.make(i);
        node.id = this.prefix + i;
        node.dataset.i = i;
        node.sign = this.sign(i);
        node.setAttribute("role", "option");
        node.setAttribute("aria-posinset", i + 1);
        node.setAttribute("aria-setsize", this.count);
        this.nodes.set(i, node);
        made.push([i, node]);
      };
      for (let i = first; i <= last; i += 1) add(i);
      if (this.active >= 0 && this.active < this.count) add(this.active);
      // Rows stand in the document in their order, which is the order that a screen reader reads.
      for (const [i, node] of made.sort((a, b) => a[0] - b[0])) {
        let before = null;
        for (const [j, other] of this.nodes) {
          if (j > i && other.isConnected && (!before || j < Number(before.dataset.i))) before = other;
        }
        this.room.insertBefore(node, before);
      }
      let changed = this.count;
      for (const [i, node] of made) {
        const tall = node.getBoundingClientRect().height;
        if (tall && Math.abs(tall - this.height(i)) > 0.5) { this.heights[i] = tall; changed = Math.min(changed, i); }
        else if (tall) this.heights[i] = tall;
      }
      if (changed < this.count) {
        this.measure(changed);
        if (changed < anchor) this.box.scrollTop = this.tops[anchor] + into;
      }
      for (const [i, node] of this.nodes) node.style.top = this.tops[i] + "px";
      if (changed === this.count) break;
    }
    const shown = this.nodes.get(this.active);
    if (shown) this.box.setAttribute("aria-activedescendant", shown.id);
    else this.box.removeAttribute("aria-activedescendant");
  }
  // Makes a row the active one and brings it into view.
  go(i, middle) {
    const old = this.active;
    this.active = i;
    for (const j of [old, i]) {
      const node = this.nodes.get(j);
      if (node) { node.remove(); this.nodes.delete(j); if (this.heights[j]) this.heights[j] = 0; }
    }
    if (i < 0 || i >= this.count) return this.draw();
    this.measure(Math.max(0, Math.min(i, old < 0 ? i : old)));
    for (let pass = 0; pass < 3; pass += 1) {
      const { scrollTop: top, clientHeight: tall } = this.box;
      const a = this.tops[i], b = this.tops[i + 1], edge = middle ? tall / 3 : 8;
      if (a < top + (middle ? 8 : edge)) this.box.scrollTop = a - edge;
      else if (b > top + tall - 8) this.box.scrollTop = Math.min(a - 8, middle ? a - edge : b - tall + edge);
      this.draw();
    }
  }
  key(e) {
    if (e.defaultPrevented || e.altKey || e.ctrlKey || e.metaKey) return;
    const page = Math.max(1, this.at(this.box.scrollTop + this.box.clientHeight) - this.at(this.box.scrollTop) - 1);
    const to = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -this.count, End: this.count }[e.key];
    if (to !== undefined && this.count) {
      e.preventDefault();
      const i = Math.max(0, Math.min(this.count - 1, this.active + to));
      if (this.choose) this.choose(i, e); else this.go(i);
    } else if ((e.key === "Enter" || e.key === " ") && this.act && this.active >= 0) {
      e.preventDefault();
      this.act(this.active);
    }
  }
}
