//! The few addresses of the server, and what is answered there.

use super::desk::{Desk, DeskError};
use super::guard::{Entry, Guard};
use super::watch::Watch;
use crate::render::Format;
use crate::review::page::served_policy;
use oxhttp::model::header::{self, HeaderName, HeaderValue};
use oxhttp::model::{Body, Method, Request, Response, StatusCode};
use std::io::Read;

/// A body may have so many bytes: texts and their corrections.
const BODY_MAX: u64 = 64 * 1024 * 1024;
/// The name of a page has at most so many bytes.
const NAME_MAX: usize = 64;

/// Answers a request.
pub(super) fn answer(
    request: &mut Request<Body>,
    guard: &Guard,
    desk: &Desk,
    watch: &Watch,
) -> Response<Body> {
    match guard.judge(request) {
        Entry::Refused => return plain(StatusCode::FORBIDDEN, "not for you / 拒绝访问"),
        Entry::Welcome => return welcome(guard),
        Entry::Pass => {}
    }
    let path = request.uri().path().to_owned();
    if request.method() == Method::GET {
        return get(&path, desk);
    }
    if request.method() != Method::POST {
        return plain(StatusCode::METHOD_NOT_ALLOWED, "GET or POST");
    }
    let Some(body) = body(request) else {
        return plain(StatusCode::PAYLOAD_TOO_LARGE, "too large / 文件太大");
    };
    match post(&path, &body, desk, watch) {
        Ok(response) => response,
        Err(e) => {
            let status = match e {
                DeskError::Source(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                DeskError::Gone => StatusCode::GONE,
                DeskError::Receipt(_) | DeskError::Render(_) => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::BAD_REQUEST,
            };
            plain(status, e.to_string())
        }
    }
}

fn get(path: &str, desk: &Desk) -> Response<Body> {
    if path == "/" {
        let mut page = with(desk.page().as_bytes().to_vec(), "text/html; charset=utf-8");
        let policy = format!("{}; frame-ancestors 'none'", served_policy());
        set(&mut page, header::CONTENT_SECURITY_POLICY, &policy);
        return page;
    }
    // The token was used; who has the cookie is led on.
    if path.starts_with("/start/") {
        return led_on();
    }
    let number = path
        .strip_prefix("/pages/")
        .and_then(|p| p.strip_suffix(".pdf"))
        .and_then(|n| n.parse().ok());
    match number.and_then(|n| desk.previewed(n)) {
        Some(pdf) => {
            let mut shown = with(pdf.to_vec(), "application/pdf");
            set(
                &mut shown,
                header::CONTENT_SECURITY_POLICY,
                "frame-ancestors 'self'",
            );
            shown
        }
        None => plain(StatusCode::NOT_FOUND, "nothing here / 无此页"),
    }
}

fn post(path: &str, body: &[u8], desk: &Desk, watch: &Watch) -> Result<Response<Body>, DeskError> {
    const JSON: &str = "application/json";
    Ok(match path {
        "/here" | "/gone" => {
            let name = std::str::from_utf8(body)
                .ok()
                .filter(|n| n.len() <= NAME_MAX);
            match (name, path) {
                (Some(name), "/here") => watch.here(name),
                (Some(name), _) => watch.gone(name),
                (None, _) => return Ok(plain(StatusCode::BAD_REQUEST, "no name of a page")),
            }
            plain(StatusCode::OK, "")
        }
        "/open" => with(desk.open(body)?, JSON),
        "/read" => with(desk.read(body)?, JSON),
        "/pages" => plain(
            StatusCode::OK,
            format!("/pages/{}.pdf", desk.preview(body)?),
        ),
        _ => match format(path) {
            Some(format) => with(desk.make(body, format)?, "application/octet-stream"),
            None => plain(StatusCode::NOT_FOUND, "nothing here / 无此页"),
        },
    })
}

/// The format that an address asks for.
fn format(path: &str) -> Option<Format> {
    match path.strip_prefix("/make/")? {
        "docx" => Some(Format::Docx),
        "pdf" => Some(Format::Pdf),
        "epub" => Some(Format::Epub),
        _ => None,
    }
}

/// The body, unless it is too large; what is too large is not held.
fn body(request: &mut Request<Body>) -> Option<Vec<u8>> {
    if request.body().len().is_some_and(|n| n > BODY_MAX) {
        return None;
    }
    let mut bytes = Vec::new();
    let mut limited = request.body_mut().take(BODY_MAX + 1);
    limited.read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= BODY_MAX).then_some(bytes)
}

fn welcome(guard: &Guard) -> Response<Body> {
    let mut response = led_on();
    set(&mut response, header::SET_COOKIE, &guard.cookie());
    response
}

fn led_on() -> Response<Body> {
    let mut response = plain(StatusCode::SEE_OTHER, "");
    set(&mut response, header::LOCATION, "/");
    response
}

fn plain(status: StatusCode, words: impl Into<String>) -> Response<Body> {
    let mut response = with(words.into().into_bytes(), "text/plain; charset=utf-8");
    *response.status_mut() = status;
    set(
        &mut response,
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
    response
}

/// An answer that is neither kept nor guessed at nor seen from elsewhere.
fn with(bytes: Vec<u8>, kind: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(bytes));
    set(&mut response, header::CONTENT_TYPE, kind);
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(&mut response, header::REFERRER_POLICY, "same-origin");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    for name in ["cross-origin-resource-policy", "cross-origin-opener-policy"] {
        set(&mut response, HeaderName::from_static(name), "same-origin");
    }
    response
}

fn set(response: &mut Response<Body>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
