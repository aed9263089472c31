// Words of a line that are changed on the page: what stood there, what stands there now.

// The words of each line, its parts together.
function lineTexts(rows) {
  const parts = new Map();
  for (const r of rows) { if (!parts.has(r.l)) parts.set(r.l, []); parts.get(r.l).push(r); }
  for (const [l, of] of parts) parts.set(l, of.sort((a, b) => (a.o || 0) - (b.o || 0)).map((r) => r.s).join(""));
  return parts;
}
// Where a row's words begin in its line.
function rowStart(rows, row) {
  return rows.reduce((n, r) => (r.l === row.l && (r.o || 0) < (row.o || 0) ? n + r.s.length : n), 0);
}
// The changes that lie inside a row: place in its words, what stood there, what stands there now.
function changesIn(rows, row, replaces) {
  const own = replaces.filter(([line]) => line === row.l);
  if (!own.length) return [];
  const line = lineTexts(rows.filter((r) => r.l === row.l)).get(row.l), start = rowStart(rows, row);
  return own
    .map((said) => ({ said, at: line.indexOf(said[1]) - start }))
    .filter(({ said, at }) => at >= 0 && at + said[1].length <= row.s.length)
    .sort((a, b) => a.at - b.at);
}
// Some words with changes made in them, those that overlap left out.
function changedWords(words, changes) {
  let out = "", from = 0;
  for (const { said: [, find, put], at } of changes) {
    if (at < from) continue;
    out += words.slice(from, at) + put;
    from = at + find.length;
  }
  return out + words.slice(from);
}

// The stretches in which two texts differ: [begin, end) of the one, [begin, end) of the other.
function differences(a, b) {
  let head = 0, tail = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head += 1;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail += 1;
  const n = a.length - head - tail, m = b.length - head - tail;
  if (n === 0 && m === 0) return [];
  if (n * m > 1e6) return [[head, head + n, head, head + m]];
  // Longest common part of what is left, from its end.
  const same = Array.from({ length: n + 1 }, () => new Uint16Array(m + 1));
  for (let i = n - 1; i >= 0; i -= 1) for (let j = m - 1; j >= 0; j -= 1) same[i][j] = a[head + i] === b[head + j] ? same[i + 1][j + 1] + 1 : Math.max(same[i + 1][j], same[i][j + 1]);
  const out = [];
  let i = 0, j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && a[head + i] === b[head + j]) { i += 1; j += 1; continue; }
    const [i0, j0] = [i, j];
    while ((i < n || j < m) && !(i < n && j < m && a[head + i] === b[head + j])) { if (j >= m || (i < n && same[i + 1][j] >= same[i][j + 1])) i += 1; else j += 1; }
    const last = out[out.length - 1];
    // Stretches that stand close are one.
    if (last && head + i0 - last[1] < 2) { last[1] = head + i; last[3] = head + j; }
    else out.push([head + i0, head + i, head + j0, head + j]);
  }
  return out;
}
// The corrections that make `wanted` of a row's words. Each finds its words by what stands there first in the line, so
// that as much of what stands around is taken in as tells the place.
function replacesFor(rows, row, wanted) {
  const line = lineTexts(rows.filter((r) => r.l === row.l)).get(row.l), start = rowStart(rows, row);
  const a = Array.from(row.s), b = Array.from(wanted);
  const out = [];
  for (const [a0, a1, b0, b1] of differences(a, b)) {
    let here = { a0, a1, b0, b1 };
    for (;;) {
      const find = a.slice(here.a0, here.a1).join("");
      const at = start + a.slice(0, here.a0).join("").length;
      const last = out[out.length - 1];
      if (last && here.a0 < last.a1) { here = { ...here, a0: last.a0, b0: last.b0 }; out.pop(); continue; }
      if (find && line.indexOf(find) === at) break;
      if (here.a0 > 0) here = { ...here, a0: here.a0 - 1, b0: here.b0 - 1 };
      else if (here.a1 < a.length) here = { ...here, a1: here.a1 + 1, b1: here.b1 + 1 };
      else return null;
    }
    out.push(here);
  }
  // One that grew to the right may have met the next.
  for (let n = out.length - 1; n > 0; n -= 1) if (out[n].a0 < out[n - 1].a1) { out[n - 1] = { ...out[n - 1], a1: Math.max(out[n].a1, out[n - 1].a1), b1: Math.max(out[n].b1, out[n - 1].b1) }; out.splice(n, 1); }
  return out.map((h) => [row.l, a.slice(h.a0, h.a1).join(""), b.slice(h.b0, h.b1).join("")]);
}
