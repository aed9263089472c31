//! One tree: where it splits is sought on random projections of the gradients, what its leaves say comes from all of them.

use crate::sample::Sample;
use crate::trees::{Forest, Options, Random, Tree};
use wenji::reader::model::state::STATES as S;

/// Directions that gradients are looked at from; one more place holds the weight.
const SEEN: usize = 7;
const LANES: usize = SEEN + 1;
type Lanes = [f32; LANES];
/// So many of the best splits of a node are tried on the number of texts.
const TRIED: usize = 12;

/// The labelled lines of all texts.
pub struct Data {
    /// Rows of features.
    starts: Vec<u32>,
    ids: Vec<u16>,
    /// For each feature the lines that have it.
    from: Vec<u32>,
    lines: Vec<u32>,
    /// The text of each line.
    pub text: Vec<u16>,
    pub allowed: Vec<u32>,
    pub possible: Vec<u32>,
}

impl Data {
    pub fn of(samples: &[&Sample], forest: &Forest) -> Self {
        let mut d = Self {
            starts: vec![0],
            ids: Vec::new(),
            from: vec![0; forest.features.len() + 1],
            lines: Vec::new(),
            text: Vec::new(),
            allowed: Vec::new(),
            possible: Vec::new(),
        };
        for (t, s) in samples.iter().enumerate() {
            let told = |i: usize| s.allowed[i] != s.possible[i];
            for i in (0..s.allowed.len()).filter(|i| told(*i)) {
                let row = forest.numbered(s.row(i));
                d.ids.extend(row);
                d.starts.push(d.ids.len() as u32);
                d.text.push(t as u16);
                d.allowed.push(s.allowed[i]);
                d.possible.push(s.possible[i]);
            }
        }
        for f in &d.ids {
            d.from[usize::from(*f) + 1] += 1;
        }
        for k in 1..d.from.len() {
            d.from[k] += d.from[k - 1];
        }
        d.lines = vec![0; d.ids.len()];
        let mut next = d.from.clone();
        for i in 0..d.text.len() {
            for k in d.starts[i]..d.starts[i + 1] {
                let slot = &mut next[usize::from(d.ids[k as usize])];
                d.lines[*slot as usize] = i as u32;
                *slot += 1;
            }
        }
        d
    }

    /// How many features there are.
    fn features(&self) -> u16 {
        (self.from.len() - 1) as u16
    }

    /// The lines that have a feature.
    fn having(&self, feature: u16) -> &[u32] {
        let f = usize::from(feature);
        &self.lines[self.from[f] as usize..self.from[f + 1] as usize]
    }

    /// The features of a line.
    pub fn row(&self, i: usize) -> &[u16] {
        &self.ids[self.starts[i] as usize..self.starts[i + 1] as usize]
    }
}

fn plus(a: &mut Lanes, b: &Lanes) {
    for (x, y) in a.iter_mut().zip(b) {
        *x += y;
    }
}

fn minus(a: &Lanes, b: &Lanes) -> Lanes {
    std::array::from_fn(|k| a[k] - b[k])
}

/// What one tree sees: some lines with some features.
struct View<'a> {
    d: &'a Data,
    o: &'a Options,
    /// The features.
    named: Vec<u16>,
    /// Each line's gradient from all directions, and its weight.
    lane: Vec<Lanes>,
    /// Rows of places in `named`.
    starts: Vec<u32>,
    ids: Vec<u16>,
}

/// Lines that stand together until they are parted.
struct Node {
    lines: Vec<u32>,
    /// Sums over the lines that have a feature, for each, and over all.
    sums: Vec<Lanes>,
    all: Lanes,
    /// The best split: what it gains, and the place of its feature.
    best: Option<(f32, u16)>,
    /// Where its number stands: node and side.
    at: Option<(usize, bool)>,
}

impl<'a> View<'a> {
    fn of(
        d: &'a Data,
        lines: &[u32],
        [g, h]: [&[[f32; S]]; 2],
        o: &'a Options,
        random: &mut Random,
    ) -> Self {
        let named: Vec<u16> = (0..d.features())
            .filter(|_| random.next() % 100 < o.features)
            .collect();
        let mut toward = [[0f32; SEEN]; S];
        for row in &mut toward {
            for x in row {
                *x = if random.next() & 1 == 0 { 1.0 } else { -1.0 };
            }
        }
        let n = d.text.len();
        let mut lane = vec![[0f32; LANES]; n];
        let mut seen = vec![false; n];
        for i in lines {
            let i = *i as usize;
            seen[i] = true;
            let l = &mut lane[i];
            for s in 0..S {
                if g[i][s] != 0.0 {
                    for k in 0..SEEN {
                        l[k] += toward[s][k] * g[i][s];
                    }
                }
                l[SEEN] += h[i][s];
            }
        }
        let having = |f: u16| d.having(f).iter().map(|i| *i as usize).filter(|i| seen[*i]);
        let mut starts = vec![0u32; n + 1];
        for i in named.iter().flat_map(|f| having(*f)) {
            starts[i + 1] += 1;
        }
        for k in 1..starts.len() {
            starts[k] += starts[k - 1];
        }
        let mut ids = vec![0u16; starts[n] as usize];
        let mut next = starts.clone();
        for (k, f) in (0u16..).zip(&named) {
            for i in having(*f) {
                ids[next[i] as usize] = k;
                next[i] += 1;
            }
        }
        Self {
            d,
            o,
            named,
            lane,
            starts,
            ids,
        }
    }

    fn row(&self, i: u32) -> &[u16] {
        let i = i as usize;
        &self.ids[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    fn has(&self, i: u32, k: u16) -> bool {
        self.row(i).binary_search(&k).is_ok()
    }

    fn sums(&self, lines: &[u32]) -> (Vec<Lanes>, Lanes) {
        let mut out = vec![[0f32; LANES]; self.named.len()];
        let mut all = [0f32; LANES];
        for i in lines {
            let l = &self.lane[*i as usize];
            plus(&mut all, l);
            for id in self.row(*i) {
                plus(&mut out[*id as usize], l);
            }
        }
        (out, all)
    }

    /// How many texts have lines with a feature, or without it.
    fn texts(&self, lines: &[u32], k: u16, want: bool) -> usize {
        let (mut n, mut last) = (0, u16::MAX);
        for i in lines {
            let t = self.d.text[*i as usize];
            if t != last && self.has(*i, k) == want {
                n += 1;
                last = t;
            }
        }
        n
    }

    fn worth(&self, a: &Lanes) -> f32 {
        let q: f32 = a[..SEEN].iter().map(|x| x * x).sum();
        q / (a[SEEN] + self.o.calm)
    }

    /// The best split that parts lines of several texts.
    fn best(&self, lines: &[u32], sums: &[Lanes], all: &Lanes) -> Option<(f32, u16)> {
        let whole = self.worth(all);
        let mut top: Vec<(f32, u16)> = Vec::new();
        for (k, a) in sums.iter().enumerate() {
            let b = minus(all, a);
            if a[SEEN] <= 0.0 || b[SEEN] <= 0.0 {
                continue;
            }
            let gain = self.worth(a) + self.worth(&b) - whole;
            if gain > 1e-3 && (top.len() < TRIED || top.last().is_some_and(|t| gain > t.0)) {
                let at = top.partition_point(|t| t.0 >= gain);
                top.insert(at, (gain, k as u16));
                top.truncate(TRIED);
            }
        }
        let several = |k: u16, want: bool| self.texts(lines, k, want) >= self.o.split_texts;
        top.into_iter()
            .find(|(_, k)| several(*k, true) && several(*k, false))
    }

    fn node(
        &self,
        lines: Vec<u32>,
        sums: Vec<Lanes>,
        all: Lanes,
        at: Option<(usize, bool)>,
    ) -> Node {
        let best = self.best(&lines, &sums, &all);
        Node {
            lines,
            sums,
            all,
            best,
            at,
        }
    }

    /// Parts the lines of a node, which is the tree's number `number`, by a feature.
    fn part(&self, node: Node, number: usize, k: u16) -> [Node; 2] {
        let (yes, no): (Vec<u32>, Vec<u32>) = node.lines.iter().partition(|i| self.has(**i, k));
        let small_yes = yes.len() <= no.len();
        let (small, large) = if small_yes { (yes, no) } else { (no, yes) };
        let (sums, all) = self.sums(&small);
        // What the larger part sums up to is what the smaller leaves.
        let rest = node.sums.iter().zip(&sums).map(|(x, y)| minus(x, y));
        let (rest, all_rest) = (rest.collect(), minus(&node.all, &all));
        [
            self.node(small, sums, all, Some((number, small_yes))),
            self.node(large, rest, all_rest, Some((number, !small_yes))),
        ]
    }
}

/// Writes where a node's question leads to.
fn lead(tree: &mut Tree, at: Option<(usize, bool)>, to: i16) {
    if let Some((node, yes)) = at {
        let slot = &mut tree.nodes[node];
        *(if yes { &mut slot.1 } else { &mut slot.2 }) = to;
    }
}

/// Grows a tree on some lines; and tells in which leaf each of them stands, `u16::MAX` for the others.
pub fn grow(
    d: &Data,
    lines: &[u32],
    [g, h]: [&[[f32; S]]; 2],
    o: &Options,
    random: &mut Random,
) -> (Tree, Vec<u16>) {
    let view = View::of(d, lines, [g, h], o, random);
    let (sums, all) = view.sums(lines);
    let mut open = vec![view.node(lines.to_vec(), sums, all, None)];
    let mut tree = Tree::default();
    while open.len() < o.leaves {
        let Some((at, (_, k))) = open
            .iter()
            .enumerate()
            .filter_map(|(i, n)| Some((i, n.best?)))
            .max_by(|a, b| a.1.0.total_cmp(&b.1.0).then(b.0.cmp(&a.0)))
        else {
            break;
        };
        let node = open.remove(at);
        let number = tree.nodes.len();
        lead(&mut tree, node.at, number as i16);
        tree.nodes.push((view.named[k as usize], 0, 0));
        open.extend(view.part(node, number, k));
    }
    let mut placed = vec![u16::MAX; d.text.len()];
    for node in open {
        let (mut gs, mut hs) = ([0f32; S], [0f32; S]);
        for i in &node.lines {
            let i = *i as usize;
            placed[i] = tree.leaves.len() as u16;
            for s in 0..S {
                gs[s] += g[i][s];
                hs[s] += h[i][s];
            }
        }
        let value = |s: usize| (o.rate * gs[s] / (hs[s] + o.calm)).clamp(-0.99, 0.99);
        let to = -1 - tree.leaves.len() as i16;
        lead(&mut tree, node.at, to);
        tree.leaves.push(std::array::from_fn(value));
    }
    (tree, placed)
}
