// Speaks with the program that serves the page. The program holds the text, and keeps the corrections that the page makes.
class Server {
  constructor(text, start, told, { lost, news }) {
    // The rows that the page began with are those of this text and of these corrections.
    Object.assign(this, { text, start, told, onLost: lost, onNews: news });
    this.busy = false;
    this.next = null;
    this.beating = null;
    this.alive = true;
    const page = crypto.getRandomValues(new Uint32Array(2)).join("-");
    const hear = async () => {
      this.beating = null;
      let heard;
      try { heard = await (await fetch("/here", { method: "POST", body: page })).json(); } catch { this.lost(); return; }
      await this.onNews(heard);
    };
    // One that waits for its turn is enough.
    this.beat = () => { this.beating ??= inTurn(hear); };
    this.beat();
    setInterval(this.beat, 15000);
    addEventListener("focus", this.beat);
    addEventListener("pagehide", () => navigator.sendBeacon("/gone", page));
    addEventListener("pageshow", (e) => { if (e.persisted) this.beat(); });
  }
  lost() {
    if (this.alive) this.onLost();
    this.alive = false;
  }
  async post(path, body) {
    let reply;
    try { reply = await fetch(path, { method: "POST", body }); } catch { this.lost(); throw new Error(say("stopped")); }
    if (reply.ok) return reply;
    const known = { 415: "no_text", 413: "too_big", 409: "changed_elsewhere", 403: "stopped" }[reply.status];
    const fault = new Error(known ? say(known) : (await reply.text()).slice(0, 300));
    fault.status = reply.status;
    throw fault;
  }
  async json(path, body) { return (await this.post(path, typeof body === "string" ? body : JSON.stringify(body))).json(); }
  // A text, dropped on the page.
  async open(file) {
    const reply = await (await this.post("/open", file)).json();
    Object.assign(this, { text: reply.text, start: "" });
    return reply.answer;
  }
  body(choices) { return JSON.stringify({ text: this.text, start: this.start, ...choices }); }
  // Asks for the rows of these choices. While an answer is awaited only the last question is kept.
  async ask(choices, done) {
    this.next = [choices, done];
    if (this.busy) return;
    this.busy = true;
    while (this.next) {
      const [now, then] = this.next;
      this.next = null;
      try {
        const answer = await this.json("/read", this.body(now));
        if (!this.next) then(answer);
      } catch (e) { if (e.status === 409) this.beat(); else this.told(e.message); }
    }
    this.busy = false;
  }
  async file(format, choices) { return (await this.post("/make/" + format, this.body(choices))).blob(); }
  async pages(choices) { return this.json("/pages", this.body(choices)); }
}
