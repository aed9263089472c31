//! Which pages are open. A page says so again and again, and says when it is closed; one that falls silent is forgotten.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Time is counted in ticks, so that a computer that slept has not missed hours of beats.
pub(super) const TICK: Duration = Duration::from_secs(1);
/// Ticks without a beat after which a page is gone. Browsers let pages in the background speak once a minute.
const SILENT: u32 = 150;
/// Ticks without pages after which the work is done: a page that is loaded anew is gone for a moment.
const IDLE: u32 = 4;
/// Ticks in which a beat of a page that is closed may still be under way.
const LATE: u32 = 1;
/// More pages than anyone opens.
const PAGES: usize = 64;

/// The pages that are open.
#[derive(Default)]
pub(super) struct Watch(Mutex<State>);

#[derive(Default)]
struct State {
    /// Ticks since each page spoke.
    pages: HashMap<String, u32>,
    /// Ticks since each page was closed, while a beat of its may still come.
    closed: HashMap<String, u32>,
    any: bool,
    idle: u32,
    busy: u32,
}

impl Watch {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page is open.
    pub(super) fn here(&self, page: &str) {
        let mut s = self.state();
        if s.closed.contains_key(page) {
            return;
        }
        if s.pages.len() < PAGES || s.pages.contains_key(page) {
            s.pages.insert(page.to_owned(), 0);
            s.any = true;
        }
    }

    /// A page was closed.
    pub(super) fn gone(&self, page: &str) {
        let mut s = self.state();
        if s.pages.remove(page).is_some() {
            s.closed.insert(page.to_owned(), 0);
        }
    }

    /// Holds the end off while a request is answered.
    pub(super) fn busy(&self) -> Busy<'_> {
        let mut s = self.state();
        s.busy += 1;
        s.idle = 0;
        Busy(self)
    }

    /// A tick later: is the work done?
    pub(super) fn tick(&self) -> bool {
        let mut s = self.state();
        s.pages.retain(|_, silent| {
            *silent += 1;
            *silent <= SILENT
        });
        s.closed.retain(|_, ticks| {
            *ticks += 1;
            *ticks <= LATE
        });
        let idle = s.any && s.pages.is_empty() && s.busy == 0;
        s.idle = if idle { s.idle + 1 } else { 0 };
        s.idle >= IDLE
    }
}

/// A request that is being answered.
pub(super) struct Busy<'a>(&'a Watch);

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let mut s = self.0.state();
        s.busy = s.busy.saturating_sub(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends_within(w: &Watch, ticks: u32) -> bool {
        (0..ticks).any(|_| w.tick())
    }

    #[test]
    fn the_work_is_done_when_the_last_page_is_closed() {
        let w = Watch::default();
        assert!(!ends_within(&w, 1000), "no page was ever open");
        w.here("a");
        w.here("b");
        w.gone("a");
        assert!(!ends_within(&w, 50));
        w.gone("b");
        assert!(!ends_within(&w, IDLE - 1));
        w.here("c");
        assert!(!ends_within(&w, 50), "the page was loaded anew");
        w.gone("c");
        let busy = w.busy();
        assert!(!ends_within(&w, 50), "a request is being answered");
        drop(busy);
        assert!(ends_within(&w, IDLE));
    }

    #[test]
    fn a_beat_that_comes_late_opens_no_page_again() {
        let w = Watch::default();
        w.here("a");
        w.gone("a");
        w.here("a");
        assert!(ends_within(&w, IDLE + 1));
        // A page that is shown again from the browser's memory is a page.
        w.here("a");
        assert!(!ends_within(&w, 50));
    }

    #[test]
    fn a_page_that_falls_silent_is_forgotten() {
        let w = Watch::default();
        w.here("a");
        assert!(!ends_within(&w, SILENT));
        assert!(ends_within(&w, IDLE + 1));
    }
}
