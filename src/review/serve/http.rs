//! The little of HTTP/1.1 that one browser on the same computer needs, with bounds for all others: who has not shown the token
//! or cookie has a few seconds for a head and gets one answer; of many such the oldest makes room, so that they never hold
//! up the one whose page it is.

use http::header::{self, HeaderName, HeaderValue};
use http::uri::Uri;
use http::{HeaderMap, Method, Request, Response, StatusCode, Version};
use std::collections::VecDeque;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Connections of which nothing is known, at most.
const STRANGERS: usize = 32;
/// Connections of the page's, at most; a browser opens six.
const KNOWN: usize = 32;
/// A head has so many bytes and comes within so long.
const HEAD: usize = 64 * 1024;
const HEAD_TIME: Duration = Duration::from_secs(5);
/// A body comes within so long.
const BODY_TIME: Duration = Duration::from_secs(120);
/// An answer is taken within so long, and a connection is kept so long for the next request.
const ANSWER_TIME: Duration = Duration::from_secs(120);
const KEPT: Duration = Duration::from_secs(60);
/// What a client sends that was refused is read and thrown away for so long, so that it hears the answer.
const DRAINED: Duration = Duration::from_secs(2);

/// What answers.
pub(super) trait Answer: Send + Sync + 'static {
    /// Judges a head: the answer, unless its body may be read and its connection be kept.
    fn refused(&self, head: &Request<()>) -> Option<Response<Vec<u8>>>;
    /// The answer to a request that was admitted; `None` for a body that is too large.
    fn answer(&self, request: &Request<()>, body: Option<&[u8]>) -> Response<Vec<u8>>;
    /// The most bytes of a body.
    fn most(&self) -> u64;
}

/// Open connections, the oldest first.
#[derive(Default)]
struct Open {
    strangers: VecDeque<(u64, TcpStream)>,
    known: VecDeque<(u64, TcpStream)>,
}

impl Open {
    /// Takes a connection in; where there are too many the oldest ends.
    fn enter(list: &mut VecDeque<(u64, TcpStream)>, most: usize, id: u64, stream: &TcpStream) {
        if let Ok(stream) = stream.try_clone() {
            list.push_back((id, stream));
        }
        while list.len() > most {
            if let Some((_, oldest)) = list.pop_front() {
                // Whoever reads from it sees its end.
                let _ = oldest.shutdown(Shutdown::Both);
            }
        }
    }

    fn leave(&mut self, id: u64) {
        self.strangers.retain(|(n, _)| *n != id);
        self.known.retain(|(n, _)| *n != id);
    }
}

/// Answers whoever connects, for as long as the program runs.
pub(super) fn serve(listener: TcpListener, answer: Arc<impl Answer>) -> io::Result<()> {
    let open = Arc::new(Mutex::new(Open::default()));
    let accept = move || {
        for (id, stream) in (0..).zip(listener.incoming()) {
            let Ok(stream) = stream else {
                // No descriptor is free: some will be.
                std::thread::sleep(Duration::from_millis(20));
                continue;
            };
            Open::enter(&mut held(&open).strangers, STRANGERS, id, &stream);
            let (all, answer) = (Arc::clone(&open), Arc::clone(&answer));
            let talk = move || {
                // A client that is gone is nobody's fault, and a fault in one answer ends that connection alone.
                let _ = talk(&stream, id, &all, &*answer);
                held(&all).leave(id);
            };
            if std::thread::Builder::new().spawn(talk).is_err() {
                held(&open).leave(id);
            }
        }
    };
    std::thread::Builder::new().spawn(accept).map(drop)
}

fn held(open: &Mutex<Open>) -> MutexGuard<'_, Open> {
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Bytes of a connection that come before a moment.
struct Incoming<'a> {
    stream: &'a TcpStream,
    until: Instant,
    /// What was read and not yet used.
    ahead: Vec<u8>,
}

impl Incoming<'_> {
    /// Reads more; false at the end.
    fn more(&mut self) -> io::Result<bool> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(io::ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut part = [0; 16 * 1024];
        let mut stream = self.stream;
        let n = stream.read(&mut part).map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => io::ErrorKind::TimedOut.into(),
            _ => e,
        })?;
        self.ahead.extend(part.get(..n).unwrap_or_default());
        Ok(n > 0)
    }

    /// Reads up to and with what ends it.
    fn through(&mut self, end: &[u8], most: usize) -> io::Result<Vec<u8>> {
        let mut seen = 0;
        loop {
            let rest = self.ahead.get(seen..).unwrap_or_default();
            if let Some(at) = memchr::memmem::find(rest, end) {
                let rest = self.ahead.split_off(seen + at + end.len());
                return Ok(std::mem::replace(&mut self.ahead, rest));
            }
            seen = self.ahead.len().saturating_sub(end.len() - 1);
            if self.ahead.len() > most {
                return Err(io::ErrorKind::InvalidData.into());
            }
            if !self.more()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// Reads so many bytes.
    fn exactly(&mut self, n: usize) -> io::Result<Vec<u8>> {
        while self.ahead.len() < n {
            if !self.more()? {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
        let rest = self.ahead.split_off(n);
        Ok(std::mem::replace(&mut self.ahead, rest))
    }
}

/// One connection, request after request.
fn talk(stream: &TcpStream, id: u64, open: &Mutex<Open>, with: &impl Answer) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(ANSWER_TIME))?;
    let mut incoming = Incoming {
        stream,
        until: Instant::now() + HEAD_TIME,
        ahead: Vec::new(),
    };
    let mut is_known = false;
    loop {
        let head = match incoming.through(b"\r\n\r\n", HEAD) {
            Ok(head) => head,
            Err(e) if e.kind() == io::ErrorKind::TimedOut && !incoming.ahead.is_empty() => {
                return last(stream, StatusCode::REQUEST_TIMEOUT);
            }
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                return last(stream, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
            }
            Err(e) => return Err(e),
        };
        let request = match parsed(&head) {
            Ok(request) => request,
            Err(status) => return last(stream, status),
        };
        let size = match body_size(request.headers()) {
            Ok(size) => size,
            Err(status) => return last(stream, status),
        };
        if let Some(response) = with.refused(&request) {
            return say(stream, &request, &response, true);
        }
        if !is_known {
            let mut open = held(open);
            open.leave(id);
            Open::enter(&mut open.known, KNOWN, id, stream);
            is_known = true;
        }
        incoming.until = Instant::now() + BODY_TIME;
        let waits = request.headers().get(header::EXPECT);
        if waits.is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"100-continue")) {
            let mut out = stream;
            out.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let body = match body(&mut incoming, &size, with.most()) {
            Ok(body) => body,
            Err(e) if e.kind() == io::ErrorKind::InvalidData => {
                return last(stream, StatusCode::BAD_REQUEST);
            }
            Err(e) if e.kind() == io::ErrorKind::TimedOut => {
                return last(stream, StatusCode::REQUEST_TIMEOUT);
            }
            Err(e) => return Err(e),
        };
        let asked = request.headers().get(header::CONNECTION);
        let close = request.version() == Version::HTTP_10
            || body.is_none()
            || asked.is_some_and(|v| v.as_bytes().eq_ignore_ascii_case(b"close"));
        let response = with.answer(&request, body.as_deref());
        say(stream, &request, &response, close)?;
        if close {
            return Ok(());
        }
        incoming.until = Instant::now() + KEPT;
    }
}

/// A request's line and headers.
fn parsed(head: &[u8]) -> Result<Request<()>, StatusCode> {
    let bad = StatusCode::BAD_REQUEST;
    let head = std::str::from_utf8(head).map_err(|_| bad)?;
    let mut lines = head.strip_suffix("\r\n\r\n").ok_or(bad)?.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (Some(method), Some(target), Some(version), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(bad);
    };
    let version = match version {
        "HTTP/1.1" => Version::HTTP_11,
        "HTTP/1.0" => Version::HTTP_10,
        _ => return Err(StatusCode::HTTP_VERSION_NOT_SUPPORTED),
    };
    let mut headers = HeaderMap::new();
    for line in lines {
        let (name, value) = line.split_once(':').ok_or(bad)?;
        let name: HeaderName = name.parse().map_err(|_| bad)?;
        let value = HeaderValue::from_str(value.trim_matches([' ', '\t'])).map_err(|_| bad)?;
        headers.try_append(name, value).map_err(|_| bad)?;
    }
    let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
    let whole = if target.starts_with('/') {
        format!("http://{}{target}", host.ok_or(bad)?)
    } else {
        target.to_owned()
    };
    let mut request = Request::new(());
    *request.method_mut() = method.parse().map_err(|_| bad)?;
    *request.uri_mut() = whole.parse::<Uri>().map_err(|_| bad)?;
    *request.version_mut() = version;
    *request.headers_mut() = headers;
    Ok(request)
}

/// The status of the answer to the bytes of a request, without a connection.
pub(super) fn tried(bytes: &[u8], with: &impl Answer, known: bool) -> StatusCode {
    let end = memchr::memmem::find(bytes, b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
    let (head, rest) = bytes.split_at(end);
    let asked = parsed(head).and_then(|r| Ok((body_size(r.headers())?, r)));
    let (size, request) = match asked {
        Ok(asked) => asked,
        Err(status) => return status,
    };
    if let (Some(response), false) = (with.refused(&request), known) {
        return response.status();
    }
    let body = match size {
        Size::Told(n) if n > with.most() => None,
        Size::Told(n) => rest.get(..usize::try_from(n).unwrap_or(usize::MAX)),
        Size::Pieces => Some(rest),
    };
    with.answer(&request, body).status()
}

/// How long a body is.
enum Size {
    Told(u64),
    /// It comes in pieces that tell their size.
    Pieces,
}

fn body_size(headers: &HeaderMap) -> Result<Size, StatusCode> {
    let bad = StatusCode::BAD_REQUEST;
    let mut told = headers.get_all(header::CONTENT_LENGTH).iter();
    let mut coded = headers.get_all(header::TRANSFER_ENCODING).iter();
    match (told.next(), told.next(), coded.next(), coded.next()) {
        (None, _, None, _) => Ok(Size::Told(0)),
        (Some(n), None, None, _) => {
            let digits = n.to_str().map_err(|_| bad)?;
            let plain = digits.bytes().all(|b| b.is_ascii_digit());
            let size = plain.then(|| digits.parse().ok()).flatten();
            size.map(Size::Told).ok_or(bad)
        }
        (None, _, Some(how), None) if how.as_bytes().eq_ignore_ascii_case(b"chunked") => {
            Ok(Size::Pieces)
        }
        // What can be read in two ways is not read.
        _ => Err(bad),
    }
}

/// The body, unless it is too large; what is too large is not held.
fn body(incoming: &mut Incoming<'_>, size: &Size, most: u64) -> io::Result<Option<Vec<u8>>> {
    let length =
        |n: u64| usize::try_from(n).map_err(|_| io::Error::from(io::ErrorKind::InvalidData));
    match *size {
        Size::Told(n) if n > most => Ok(None),
        Size::Told(n) => incoming.exactly(length(n)?).map(Some),
        Size::Pieces => {
            let mut out = Vec::new();
            loop {
                let line = incoming.through(b"\r\n", 64)?;
                let digits = std::str::from_utf8(&line).unwrap_or_default().trim_end();
                let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_hexdigit());
                let n = plain
                    .then(|| u64::from_str_radix(digits, 16).ok())
                    .flatten();
                let n = n.ok_or(io::ErrorKind::InvalidData)?;
                if n.saturating_add(out.len() as u64) > most {
                    return Ok(None);
                }
                let piece = incoming.exactly(length(n)? + 2)?;
                let words = piece
                    .strip_suffix(b"\r\n")
                    .ok_or(io::ErrorKind::InvalidData)?;
                if n == 0 {
                    return Ok(Some(out));
                }
                out.extend(words);
            }
        }
    }
}

/// An answer without words, after which the connection ends.
fn last(stream: &TcpStream, status: StatusCode) -> io::Result<()> {
    let mut response = Response::new(Vec::new());
    *response.status_mut() = status;
    say(stream, &Request::new(()), &response, true)
}

fn say(
    stream: &TcpStream,
    request: &Request<()>,
    response: &Response<Vec<u8>>,
    close: bool,
) -> io::Result<()> {
    let status = response.status();
    let mut out = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in response.headers() {
        out.extend(name.as_str().bytes());
        out.extend(b": ");
        out.extend(value.as_bytes());
        out.extend(b"\r\n");
    }
    if close {
        out.extend(b"connection: close\r\n");
    }
    out.extend(format!("content-length: {}\r\n\r\n", response.body().len()).bytes());
    if request.method() != Method::HEAD {
        out.extend(response.body());
    }
    let mut to = stream;
    to.write_all(&out)?;
    if close {
        to.flush()?;
        stream.shutdown(Shutdown::Write)?;
        let until = Instant::now() + DRAINED;
        let mut part = [0; 16 * 1024];
        while Instant::now() < until {
            stream.set_read_timeout(Some(DRAINED))?;
            let mut from = stream;
            if from.read(&mut part)? == 0 {
                break;
            }
        }
    }
    Ok(())
}
