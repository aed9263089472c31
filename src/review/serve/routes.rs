//! The few addresses of the server, and what is answered there.

use super::desk::{Desk, DeskError};
use super::guard::{Entry, Guard};
use super::http::Answer;
use super::keep::KeepError;
use super::watch::Watch;
use crate::render::Format;
use crate::review::page::served_policy;
use http::header::{self, HeaderName, HeaderValue};
use http::{Method, Request, Response, StatusCode};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// A body may have so many bytes: texts and their corrections.
const BODY_MAX: u64 = 64 * 1024 * 1024;
/// The name of a page has at most so many bytes.
const NAME_MAX: usize = 64;

/// What the answers come from.
pub(super) struct Routes {
    pub(super) guard: Guard,
    pub(super) desk: Desk,
    pub(super) watch: Arc<Watch>,
}

impl Answer for Routes {
    fn refused(&self, head: &Request<()>) -> Option<Response<Vec<u8>>> {
        match self.guard.judge(head) {
            Entry::Pass => None,
            Entry::Used if head.method() == Method::GET => Some(used()),
            Entry::Refused | Entry::Used => {
                Some(plain(StatusCode::FORBIDDEN, "not for you / 拒绝访问"))
            }
            Entry::Welcome => Some(welcome(&self.guard, led_on())),
            Entry::WelcomeFromElsewhere => Some(welcome(&self.guard, led_on_by_page())),
        }
    }

    fn most(&self) -> u64 {
        BODY_MAX
    }

    fn answer(&self, request: &Request<()>, body: Option<&[u8]>) -> Response<Vec<u8>> {
        let _busy = self.watch.busy();
        // A fault in one answer is that answer's alone.
        let answered = catch_unwind(AssertUnwindSafe(|| self.answered(request, body)));
        answered.unwrap_or_else(|_| {
            plain(
                StatusCode::INTERNAL_SERVER_ERROR,
                "wenji has a fault / wenji 内部错误",
            )
        })
    }
}

impl Routes {
    fn answered(&self, request: &Request<()>, body: Option<&[u8]>) -> Response<Vec<u8>> {
        let path = request.uri().path();
        if request.method() == Method::GET {
            return get(path, &self.desk);
        }
        if request.method() != Method::POST {
            return plain(StatusCode::METHOD_NOT_ALLOWED, "GET or POST");
        }
        let Some(body) = body else {
            return plain(StatusCode::PAYLOAD_TOO_LARGE, "too large / 文件太大");
        };
        match post(path, body, &self.desk, &self.watch) {
            Ok(response) => response,
            Err(e) => {
                let status = match e {
                    DeskError::Source(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
                    DeskError::Gone => StatusCode::GONE,
                    DeskError::Changed | DeskError::Keep(KeepError::Changed) => {
                        StatusCode::CONFLICT
                    }
                    DeskError::Receipt(_)
                    | DeskError::Render(_)
                    | DeskError::Pdf(_)
                    | DeskError::Keep(_) => StatusCode::INTERNAL_SERVER_ERROR,
                    _ => StatusCode::BAD_REQUEST,
                };
                plain(status, e.to_string())
            }
        }
    }
}

fn get(path: &str, desk: &Desk) -> Response<Vec<u8>> {
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

fn post(
    path: &str,
    body: &[u8],
    desk: &Desk,
    watch: &Watch,
) -> Result<Response<Vec<u8>>, DeskError> {
    const JSON: &str = "application/json";
    Ok(match path {
        "/here" | "/gone" => {
            let name = std::str::from_utf8(body)
                .ok()
                .filter(|n| n.len() <= NAME_MAX);
            match (name, path) {
                (Some(name), "/here") => {
                    watch.here(name);
                    return Ok(with(desk.news()?, JSON));
                }
                (Some(name), _) => watch.gone(name),
                (None, _) => return Ok(plain(StatusCode::BAD_REQUEST, "no name of a page")),
            }
            plain(StatusCode::OK, "")
        }
        "/open" => with(desk.open(body)?, JSON),
        "/read" => with(desk.read(body)?, JSON),
        "/keep" => with(desk.keep(body)?, JSON),
        "/kept" => with(desk.kept()?, JSON),
        "/again" => with(desk.again(body)?, JSON),
        "/pages" => with(desk.preview(body)?, JSON),
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

fn welcome(guard: &Guard, mut response: Response<Vec<u8>>) -> Response<Vec<u8>> {
    set(&mut response, header::SET_COOKIE, &guard.cookie());
    response
}

/// What the address says that was used, or that the browser holds no cookie for.
fn used() -> Response<Vec<u8>> {
    const PAGE: &str = "<!DOCTYPE html><html lang=\"zh-Hans\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>wenji 文集</title><main><h1>这个地址已经用过</h1><p>为了不让别人看到您的文本，地址只能在一个浏览器中打开一次。请回到已打开的窗口继续；那里的校正都在。</p><p>要在这里打开，请先关闭那个窗口，再运行一次 <code>wenji review 文件</code>。</p><h1 lang=\"en\">This address was used before</h1><p lang=\"en\">So that nobody else reads your text, it opens once, in one browser. Please go on in the window that is open; your corrections are there.</p><p lang=\"en\">To open the text here, close that window and run <code>wenji review FILE</code> again.</p></main></html>";
    let mut page = with(PAGE.as_bytes().to_vec(), "text/html; charset=utf-8");
    *page.status_mut() = StatusCode::FORBIDDEN;
    set(
        &mut page,
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; frame-ancestors 'none'",
    );
    page
}

/// A page of our own site that goes on to the next.
fn led_on_by_page() -> Response<Vec<u8>> {
    const PAGE: &[u8] =
        b"<!DOCTYPE html><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url=/\">";
    with(PAGE.to_vec(), "text/html; charset=utf-8")
}

fn led_on() -> Response<Vec<u8>> {
    let mut response = plain(StatusCode::SEE_OTHER, "");
    set(&mut response, header::LOCATION, "/");
    response
}

fn plain(status: StatusCode, words: impl Into<String>) -> Response<Vec<u8>> {
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
fn with(bytes: Vec<u8>, kind: &str) -> Response<Vec<u8>> {
    let mut response = Response::new(bytes);
    set(&mut response, header::CONTENT_TYPE, kind);
    set(&mut response, header::CACHE_CONTROL, "no-store");
    set(&mut response, header::REFERRER_POLICY, "same-origin");
    set(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    for name in ["cross-origin-resource-policy", "cross-origin-opener-policy"] {
        set(&mut response, HeaderName::from_static(name), "same-origin");
    }
    response
}

fn set(response: &mut Response<Vec<u8>>, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}
