//! A list whose members change places: each takes the time of the logarithm of the list, wherever it goes. A treap in arrays.

/// No member.
const NONE: u32 = u32::MAX;

/// The members of a list in their order, named by the numbers they began with.
pub(super) struct Order {
    left: Vec<u32>,
    right: Vec<u32>,
    above: Vec<u32>,
    size: Vec<u32>,
    root: u32,
}

/// A number that has nothing to do with the place, but is the same in every run.
fn chance(n: u32) -> u64 {
    let mut z = (u64::from(n) + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

fn at(list: &[u32], n: u32) -> u32 {
    list.get(n as usize).copied().unwrap_or(NONE)
}

fn put(list: &mut [u32], n: u32, value: u32) {
    if let Some(slot) = list.get_mut(n as usize) {
        *slot = value;
    }
}

impl Order {
    /// The members `0..n` in their order.
    pub(super) fn new(n: u32) -> Self {
        let empty = || vec![NONE; n as usize];
        let mut order = Self {
            left: empty(),
            right: empty(),
            above: empty(),
            size: vec![1; n as usize],
            root: NONE,
        };
        for member in 0..n {
            order.root = order.joined(order.root, member);
        }
        order
    }

    fn size(&self, n: u32) -> u32 {
        self.size.get(n as usize).copied().unwrap_or(0)
    }

    fn mend(&mut self, n: u32) {
        let (l, r) = (at(&self.left, n), at(&self.right, n));
        let size = 1 + self.size(l) + self.size(r);
        put(&mut self.size, n, size);
        put(&mut self.above, l, n);
        put(&mut self.above, r, n);
    }

    /// One list of two. How deep it calls itself is the height of the tree: the logarithm of the list.
    fn joined(&mut self, a: u32, b: u32) -> u32 {
        if a == NONE || b == NONE {
            return if a == NONE { b } else { a };
        }
        if chance(a) > chance(b) {
            let tail = self.joined(at(&self.right, a), b);
            put(&mut self.right, a, tail);
            self.mend(a);
            a
        } else {
            let head = self.joined(a, at(&self.left, b));
            put(&mut self.left, b, head);
            self.mend(b);
            b
        }
    }

    /// The first `k` members, and the others.
    fn parted(&mut self, n: u32, k: u32) -> (u32, u32) {
        if n == NONE {
            return (NONE, NONE);
        }
        put(&mut self.above, n, NONE);
        let before = self.size(at(&self.left, n));
        if k <= before {
            let (head, rest) = self.parted(at(&self.left, n), k);
            put(&mut self.left, n, rest);
            self.mend(n);
            put(&mut self.above, head, NONE);
            (head, n)
        } else {
            let (rest, tail) = self.parted(at(&self.right, n), k - before - 1);
            put(&mut self.right, n, rest);
            self.mend(n);
            put(&mut self.above, tail, NONE);
            (n, tail)
        }
    }

    /// How many members stand before one.
    pub(super) fn place(&self, member: u32) -> u32 {
        let mut place = self.size(at(&self.left, member));
        let mut n = member;
        loop {
            let above = at(&self.above, n);
            if above == NONE {
                return place;
            }
            if at(&self.right, above) == n {
                place += 1 + self.size(at(&self.left, above));
            }
            n = above;
        }
    }

    /// Takes a member to the place behind another.
    pub(super) fn set_behind(&mut self, member: u32, other: u32) {
        let (head, rest) = self.parted(self.root, self.place(member));
        let (_, tail) = self.parted(rest, 1);
        self.root = self.joined(head, tail);
        put(&mut self.above, self.root, NONE);
        let (head, tail) = self.parted(self.root, self.place(other) + 1);
        let head = self.joined(head, member);
        self.root = self.joined(head, tail);
        put(&mut self.above, self.root, NONE);
    }

    /// All members as they stand now.
    pub(super) fn list(&self) -> Vec<u32> {
        let mut out = Vec::with_capacity(self.size.len());
        let mut open = Vec::new();
        let mut n = self.root;
        loop {
            while n != NONE {
                open.push(n);
                n = at(&self.left, n);
            }
            let Some(next) = open.pop() else { return out };
            out.push(next);
            n = at(&self.right, next);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_go_where_they_are_sent() {
        let n = 300;
        let mut order = Order::new(n);
        let mut plain: Vec<u32> = (0..n).collect();
        for step in 0..4000 {
            let (a, b) = (chance(step) as u32 % n, chance(step + 7) as u32 % n);
            if a == b {
                continue;
            }
            order.set_behind(a, b);
            plain.retain(|x| *x != a);
            let to = plain.iter().position(|x| *x == b).unwrap();
            plain.insert(to + 1, a);
            assert_eq!(order.place(a) as usize, to + 1);
        }
        assert_eq!(order.list(), plain);
        assert!(Order::new(0).list().is_empty());
    }
}
