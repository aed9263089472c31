// Runs in the harness page: loads each book's contents, follows every link of it at two widths, and reports what a
// reader would see. FRAMES are the sizes of a phone and a tablet; BOOKS comes from the test.
const FRAMES = [[390, 844], [820, 1180]];
const pause = () => new Promise((done) => setTimeout(done, 0));
const load = (src, [width, height]) => new Promise((done) => {
  const frame = document.createElement("iframe");
  Object.assign(frame.style, { width: width + "px", height: height + "px", border: 0 });
  frame.onload = () => done(frame);
  frame.src = src;
  document.body.append(frame);
});
// Elements whose text is wider (or, in columns, taller) than the place they have.
function cutOff(doc, vertical) {
  const all = [doc.documentElement, ...doc.querySelectorAll("p,h1,h2,h3,h4,h5,h6,li,td,th")];
  return all
    .filter((e) => getComputedStyle(e).display !== "inline")
    .filter((e) => vertical ? e.scrollHeight > e.clientHeight + 1 : e.scrollWidth > e.clientWidth + 1)
    .map((e) => e.tagName + " " + e.textContent.slice(0, 20));
}
const brightness = (colour) => colour.match(/[\d.]+/g).slice(0, 3).reduce((sum, v) => sum + Number(v), 0) / 3;
async function read(book, size, report) {
  const nav = await load(book + "/EPUB/nav.xhtml", size);
  const links = [...nav.contentDocument.querySelectorAll("nav#toc a")].map((a) => [a.getAttribute("href"), a.textContent]);
  nav.remove();
  const files = new Map();
  for (const [href, text] of links) {
    const [file, id] = href.split("#");
    if (!files.has(file)) files.set(file, []);
    files.get(file).push([id, text]);
  }
  // Of a large book the first file, the last, and some between.
  const every = Math.max(1, Math.floor(files.size / 40));
  const chosen = [...files].filter((_, n) => n % every === 0 || n === files.size - 1);
  for (const [file, targets] of chosen) {
    const frame = await load(`${book}/EPUB/${file}`, size);
    const view = frame.contentWindow, doc = frame.contentDocument;
    const vertical = view.getComputedStyle(doc.documentElement).writingMode === "vertical-rl";
    const say = (what) => report.faults.push(`${book} ${size[0]} ${file}: ${what}`);
    if (vertical !== book.startsWith("vertical")) say("writing mode");
    for (const e of cutOff(doc, vertical)) say("cut off: " + e);
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const text = brightness(view.getComputedStyle(doc.body).color);
    if (dark ? text < 180 : text > 80) say(`text of brightness ${text}`);
    for (const e of doc.body.querySelectorAll("*")) {
      const style = view.getComputedStyle(e);
      if (style.backgroundColor !== "rgba(0, 0, 0, 0)") say("a ground of its own: " + e.tagName);
    }
    for (const [id, title] of targets) {
      const target = doc.getElementById(id);
      if (!target) { say("no place " + id); continue; }
      view.location.hash = "#" + id;
      await pause();
      const r = target.getBoundingClientRect();
      const seen = r.left < size[0] && r.right > 0 && r.top < size[1] && r.bottom > 0 && r.width > 0;
      if (!seen) say(`out of view: ${title} at ${r.left},${r.top}`);
      // A heading that text runs on behind ends a sentence there, and none in the contents.
      const shown = target.closest(".runin") ? target.textContent.replace(/。$/, "") : target.textContent;
      if (shown !== title) say(`${title} is ${shown}`);
      report.followed += 1;
    }
    frame.remove();
  }
}
(async () => {
  const report = { dark: matchMedia("(prefers-color-scheme: dark)").matches, followed: 0, faults: [] };
  try {
    for (const book of BOOKS) for (const size of FRAMES) await read(book, size, report);
  } catch (e) { report.faults.push(String(e)); }
  document.body.textContent = "REPORT" + JSON.stringify(report) + "END";
})();
