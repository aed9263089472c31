//! The served page: edits go through the reader at once, and the program makes the documents.
//!
//! ```text
//! request ─ guard ─▶ routes ─▶ desk (texts, readings, documents)
//!                      └─────▶ watch (pages that are open)
//! ```
//! The server hears 127.0.0.1 alone. Its address holds a token that is good for one use and is changed for a cookie;
//! who has none, or comes from another page, is refused. No path leads to a file.

mod desk;
mod guard;
mod routes;
mod watch;

use super::PageOptions;
use crate::font::Faces;
use crate::reader::{Anchored, ReadOptions};
use crate::source::Source;
use desk::Desk;
use guard::Guard;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use watch::Watch;

/// What is served.
pub struct Serving {
    /// The text at hand, with the corrections made so far; `None` where one will be dropped on the page.
    pub text: Option<(Source, Option<Anchored>)>,
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

/// So many ports are tried: between finding a free one and taking it another program may come first.
const TRIES: usize = 8;
/// Connections at a time; a browser opens six for each page.
const CONNECTIONS: usize = 64;

/// Starts to serve on a free port.
///
/// # Errors
/// [`ServeError`] where no port is free or the system gives no random numbers.
pub fn start(serving: Serving) -> Result<Running, ServeError> {
    let desk = Arc::new(Desk::new(serving));
    let watch = Arc::new(Watch::default());
    let mut tries = 0;
    loop {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?
            .local_addr()?
            .port();
        let guard = Arc::new(Guard::new(port)?);
        let address = guard.address();
        let (desk, seen) = (Arc::clone(&desk), Arc::clone(&watch));
        let server = oxhttp::Server::new(move |request| {
            let _busy = seen.busy();
            routes::answer(request, &guard, &desk, &seen)
        });
        let started = server
            .bind((Ipv4Addr::LOCALHOST, port))
            .with_max_concurrent_connections(CONNECTIONS)
            .spawn();
        tries += 1;
        match started {
            Ok(_) => return Ok(Running { address, watch }),
            Err(e) if tries == TRIES => return Err(e.into()),
            Err(_) => {}
        }
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
