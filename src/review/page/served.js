// Speaks with the program that serves the page. Each page holds its own corrections; the program holds the text.
class Server {
  constructor(text, told) {
    this.text = text;
    this.told = told;
    this.busy = false;
    this.next = null;
    this.alive = true;
    const page = crypto.getRandomValues(new Uint32Array(2)).join("-");
    const beat = () => fetch("/here", { method: "POST", body: page }).catch(() => this.lost());
    beat();
    setInterval(beat, 15000);
    addEventListener("pagehide", () => navigator.sendBeacon("/gone", page));
    addEventListener("pageshow", (e) => { if (e.persisted) beat(); });
  }
  lost() {
    if (this.alive) this.told(say("stopped"));
    this.alive = false;
  }
  async post(path, body) {
    let reply;
    try { reply = await fetch(path, { method: "POST", body }); } catch (e) { this.lost(); throw e; }
    if (reply.status === 415) throw new Error(say("no_text"));
    if (reply.status === 413) throw new Error(say("too_big"));
    if (!reply.ok) throw new Error((await reply.text()).slice(0, 300));
    return reply;
  }
  // A text, dropped on the page.
  async open(file) {
    const reply = await (await this.post("/open", file)).json();
    this.text = reply.text;
    return reply.answer;
  }
  body(choices) { return JSON.stringify({ text: this.text, ...choices }); }
  // Asks for the rows of these choices. While an answer is awaited only the last question is kept.
  async ask(choices, done) {
    this.next = [choices, done];
    if (this.busy) return;
    this.busy = true;
    while (this.next) {
      const [now, then] = this.next;
      this.next = null;
      try {
        const answer = await (await this.post("/read", this.body(now))).json();
        if (!this.next) then(answer);
      } catch (e) { this.told(e.message); }
    }
    this.busy = false;
  }
  async file(format, choices) { return (await this.post("/make/" + format, this.body(choices))).blob(); }
  async pages(choices) { return (await this.post("/pages", this.body(choices))).text(); }
}
