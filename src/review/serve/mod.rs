//! The served page: edits go through the reader at once, and the program makes the documents.
//!
//! ```text
//! request ─ http ─ guard ─▶ routes ─▶ desk (texts, readings, documents)
//!                      │          └─ keep (the text's file, its corrections)
//!                      └─────▶ watch (pages that are open)
//! ```
//! The server hears 127.0.0.1 alone. Its address holds a token that is good for one use and is changed for a cookie;
//! who has none, or comes from another page, is refused. No path of a request leads to a file: what is written is one file
//! beside the text, by consent, and one in a folder of the person's own.

mod desk;
mod guard;
mod http;
mod keep;
mod routes;
mod watch;

pub(super) use keep::Kept;
pub use keep::OnDisk;

use super::PageOptions;
use crate::font::Faces;
use crate::reader::{Anchored, ReadOptions};
use crate::source::Source;
use desk::Desk;
use guard::Guard;
use routes::Routes;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use watch::Watch;

/// What is served.
pub struct Serving {
    /// The text at hand, with the corrections made so far; `None` where one will be dropped on the page.
    pub text: Option<(Source, Option<Anchored>)>,
    /// The file that the text comes from.
    pub disk: Option<OnDisk>,
    /// A style of the person's own, by the name that the page shows.
    pub style: Option<(String, crate::style::Style)>,
    /// How texts are read; corrections come from the page.
    pub read: ReadOptions,
    /// Name of the text, language of the page.
    pub page: PageOptions,
    /// Faces of the documents.
    pub faces: Faces,
    /// Seconds since 1970 for the documents' metadata.
    pub created: Option<i64>,
}

/// A server at work.
pub struct Running {
    /// Where a browser is to go: good for one use.
    pub address: String,
    watch: Arc<Watch>,
}

/// A server that could not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// No port, or no thread.
    #[error("no place on 127.0.0.1 to serve from: {0}")]
    Place(#[from] std::io::Error),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    Random(#[from] getrandom::Error),
}

/// Starts to serve on a free port.
///
/// # Errors
/// [`ServeError`] where no port is free or the system gives no random numbers.
pub fn start(serving: Serving) -> Result<Running, ServeError> {
    let watch = Arc::new(Watch::default());
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let guard = Guard::new(listener.local_addr()?.port())?;
    let address = guard.address();
    let routes = Routes {
        guard,
        desk: Desk::new(serving),
        watch: Arc::clone(&watch),
    };
    http::serve(listener, Arc::new(routes))?;
    Ok(Running { address, watch })
}

/// A server without a port, for the fuzz target: what it says to the bytes of a connection.
#[doc(hidden)]
pub struct Tried(Routes);

impl Tried {
    /// Serves this.
    ///
    /// # Errors
    /// [`ServeError`] where the system gives no random numbers.
    pub fn new(serving: Serving) -> Result<Self, ServeError> {
        Ok(Self(Routes {
            guard: Guard::new(1)?,
            desk: Desk::new(serving),
            watch: Arc::default(),
        }))
    }

    /// The status of the answer to one request; with `known` as if its page had sent it.
    #[must_use]
    pub fn status(&self, bytes: &[u8], known: bool) -> u16 {
        http::tried(bytes, &self.0, known).as_u16()
    }
}

impl Running {
    /// Waits until a page was open and the last one has been closed for some seconds.
    pub fn wait(&self) {
        while !self.watch.tick() {
            std::thread::sleep(watch::TICK);
        }
    }
}
