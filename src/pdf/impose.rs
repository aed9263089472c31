//! Booklets: which pages stand beside each other on a sheet, so that folded sheets read in order.

/// Sheets of a signature by the number of its pages.
const PAGES_PER_SHEET: usize = 4;
/// A booklet of up to this many pages is one signature, stitched through the fold.
pub(super) const SADDLE: usize = 64;

/// One side of a sheet: pages from left to right, 0-based; `None` for a blank one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Side {
    /// The two pages.
    pub(super) pages: [Option<usize>; 2],
    /// How many sheets lie outside this one in its signature.
    pub(super) depth: usize,
}

/// The sides of all sheets, front and back in turn, for signatures of `signature` pages (a multiple of four).
///
/// Sheet `k` of a signature of `n` pages carries pages n-2k and 2k+1 on its front, 2k+2 and n-2k-1 on its
/// back (1-based, outermost sheet k = 0).
pub(super) fn sides(pages: usize, signature: usize) -> Vec<Side> {
    let whole = pages.next_multiple_of(PAGES_PER_SHEET);
    let signature = if whole <= SADDLE {
        whole
    } else {
        signature
            .max(PAGES_PER_SHEET)
            .next_multiple_of(PAGES_PER_SHEET)
    };
    let mut out = Vec::with_capacity(whole / 2);
    let mut first = 0;
    while first < whole {
        let n = signature.min(whole - first);
        let page = |k: usize| Some(first + k).filter(|p| *p < pages);
        for depth in 0..n / PAGES_PER_SHEET {
            let (outer, inner) = (2 * depth, n - 1 - 2 * depth);
            out.push(Side {
                pages: [page(inner), page(outer)],
                depth,
            });
            out.push(Side {
                pages: [page(outer + 1), page(inner - 1)],
                depth,
            });
        }
        first += n;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{SADDLE, Side, sides};

    /// Folds the sheets of a signature and nests them, outermost first: leaves are read from the outside in
    /// to the fold, and out again.
    fn folded(sheets: &[[Side; 2]]) -> Vec<Option<usize>> {
        let mut out = Vec::new();
        // First halves: the right half of the front is a right-hand page, the left half of its back the next.
        for [front, back] in sheets {
            out.extend([front.pages[1], back.pages[0]]);
        }
        for [front, back] in sheets.iter().rev() {
            out.extend([back.pages[1], front.pages[0]]);
        }
        out
    }

    #[test]
    fn folded_signatures_read_in_order() {
        for (pages, signature) in [
            (1, 32),
            (4, 32),
            (30, 32),
            (64, 16),
            (65, 32),
            (232, 32),
            (100, 16),
        ] {
            let all = sides(pages, signature);
            assert!(all.len().is_multiple_of(2));
            let sheets: Vec<[Side; 2]> = all.chunks(2).map(|c| [c[0], c[1]]).collect();
            let mut read = Vec::new();
            let mut from = 0;
            while from < sheets.len() {
                let to = (from + 1..sheets.len())
                    .find(|k| sheets[*k][0].depth == 0)
                    .unwrap_or(sheets.len());
                if pages > SADDLE {
                    assert!((to - from) * 4 <= signature, "{pages} in {signature}");
                }
                read.extend(folded(&sheets[from..to]));
                from = to;
            }
            let text: Vec<usize> = read.iter().copied().flatten().collect();
            assert_eq!(
                text,
                (0..pages).collect::<Vec<_>>(),
                "{pages} in {signature}"
            );
            assert!(read.iter().skip(pages).all(Option::is_none));
            assert_eq!(read.len(), pages.next_multiple_of(4));
        }
    }
}
