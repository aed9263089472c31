//! Who may speak with the server: a browser that was sent by the program, from the page that the server gave it.

use http::header::{self, HeaderName};
use http::uri::Authority;
use http::{Method, Request};
use std::sync::atomic::{AtomicBool, Ordering};

/// Token and cookie of one server.
pub(super) struct Guard {
    port: u16,
    token: String,
    used: AtomicBool,
    session: String,
}

/// What a request is taken for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// It may pass.
    Pass,
    /// It brought the token and is to get the cookie.
    Welcome,
    /// The same, from a page of another site: the browser would not show the cookie if it were led on by a header.
    WelcomeFromElsewhere,
    /// It may not, but it comes from a person who opens the page: without the cookie, or with a token that was used.
    Used,
    /// It may not.
    Refused,
}

impl Guard {
    pub(super) fn new(port: u16) -> Result<Self, getrandom::Error> {
        Ok(Self {
            port,
            token: random()?,
            used: AtomicBool::new(false),
            session: random()?,
        })
    }

    /// The address with the token.
    pub(super) fn address(&self) -> String {
        format!("{}/start/{}", self.origin(), self.token)
    }

    fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The cookie that stands for the token once it was used. Other servers of this computer have other names for theirs.
    pub(super) fn cookie(&self) -> String {
        format!(
            "wenji-{}={}; Path=/; Max-Age=604800; HttpOnly; SameSite=Strict",
            self.port, self.session
        )
    }

    /// Judges a request by its host, its origin and its cookie or token.
    pub(super) fn judge(&self, request: &Request<()>) -> Entry {
        let get = |name: HeaderName| {
            let mut all = request.headers().get_all(name).iter();
            let first = all.next().map(|v| v.to_str().unwrap_or("?"));
            // What is said twice can be read in two ways.
            if all.next().is_some() {
                Some("?")
            } else {
                first
            }
        };
        let host = format!("127.0.0.1:{}", self.port);
        // A name that leads here by a trick of the name service is another host.
        let asked = request.uri().authority().map(Authority::as_str);
        if get(header::HOST) != Some(host.as_str()) || asked != Some(host.as_str()) {
            return Entry::Refused;
        }
        let site = get(HeaderName::from_static("sec-fetch-site"));
        let elsewhere = site.is_some_and(|s| s != "same-origin" && s != "none");
        let token = request.uri().path().strip_prefix("/start/");
        let token = token.is_some_and(|t| request.method() == Method::GET && same(t, &self.token));
        // The private file that leads here is another site to browsers; the token says whose it is.
        if elsewhere && !token {
            return Entry::Refused;
        }
        let origin = get(header::ORIGIN);
        let own = origin == Some(self.origin().as_str());
        if !own && (origin.is_some() || request.method() != Method::GET) {
            return Entry::Refused;
        }
        let name = format!("wenji-{}=", self.port);
        let shown = get(header::COOKIE).unwrap_or_default();
        let known = shown
            .split(';')
            .filter_map(|c| c.trim().strip_prefix(&name))
            .any(|c| same(c, &self.session));
        if known && !elsewhere {
            return Entry::Pass;
        }
        if token && !self.used.swap(true, Ordering::SeqCst) {
            return if elsewhere {
                Entry::WelcomeFromElsewhere
            } else {
                Entry::Welcome
            };
        }
        let page = request.method() == Method::GET && request.uri().path() == "/";
        if token || page {
            return Entry::Used;
        }
        Entry::Refused
    }
}

/// 128 random bits in hexadecimal digits.
fn random() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)?;
    Ok(crate::digest::hex(&bytes))
}

/// Compares without telling by the time it takes how far two strings agree.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.bytes().zip(b.bytes()).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<()> {
        let host = headers.iter().find(|h| h.0 == "host").map_or("", |h| h.1);
        let mut r = Request::builder()
            .method(method)
            .uri(format!("http://{host}{path}"));
        for (name, value) in headers {
            r = r.header(*name, *value);
        }
        r.body(()).unwrap()
    }

    #[test]
    fn the_token_is_good_once_and_the_cookie_from_the_own_page_only() {
        let g = Guard::new(7).unwrap();
        let host = ("host", "127.0.0.1:7");
        let start = format!("/start/{}", g.token);
        assert_eq!(g.judge(&request("GET", "/", &[host])), Entry::Used);
        let near = format!("/start/{}", "0".repeat(32));
        assert_eq!(g.judge(&request("GET", &near, &[host])), Entry::Refused);
        let other = ("host", "evil.example:7");
        assert_eq!(g.judge(&request("GET", &start, &[other])), Entry::Refused);
        assert_eq!(g.judge(&request("GET", &start, &[host])), Entry::Welcome);
        assert_eq!(g.judge(&request("GET", &start, &[host])), Entry::Used);
        let cookie = g.cookie();
        let cookie = ("cookie", cookie.split(';').next().unwrap());
        let own = ("origin", "http://127.0.0.1:7");
        assert_eq!(g.judge(&request("GET", "/", &[host, cookie])), Entry::Pass);
        let post = |more: &[(&str, &str)]| {
            g.judge(&request(
                "POST",
                "/read",
                &[&[host, cookie][..], more].concat(),
            ))
        };
        assert_eq!(post(&[own]), Entry::Pass);
        assert_eq!(post(&[]), Entry::Refused);
        assert_eq!(post(&[("origin", "null")]), Entry::Refused);
        assert_eq!(post(&[("origin", "http://localhost:7")]), Entry::Refused);
        assert_eq!(
            post(&[own, ("sec-fetch-site", "cross-site")]),
            Entry::Refused
        );
        assert_eq!(post(&[own, own]), Entry::Refused);
    }
}
