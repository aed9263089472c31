//! The review server against those who are not meant: wrong tokens, other hosts and origins, tricks with paths, bodies that
//! are too large, two pages at once.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/served.rs"]
mod served;
mod support;

use serde_json::{Value, json};
use served::{Reply, Served};
use support::sample;

fn speeches() -> Served {
    Served::start(&[sample("speeches.txt").to_str().unwrap()])
}

fn wish(corrections: &str) -> Vec<u8> {
    let wish =
        json!({"text": 0, "corrections": corrections, "style": "auto", "punctuation": "auto"});
    wish.to_string().into_bytes()
}

/// A page of the server's own, by its cookie.
struct Page<'a>(&'a Served, String);

impl Page<'_> {
    fn post(&self, path: &str, body: &[u8]) -> Reply {
        let origin = self.0.origin();
        self.0.ask(
            "POST",
            path,
            &[("Cookie", &self.1), ("Origin", &origin)],
            body,
        )
    }

    fn get(&self, path: &str) -> Reply {
        self.0.ask("GET", path, &[("Cookie", &self.1)], b"")
    }
}

#[test]
fn who_has_no_token_or_comes_from_elsewhere_is_refused() {
    let s = speeches();
    let wrong = format!("/start/{}", "0".repeat(32));
    for path in ["/", "/start/", &wrong, "/pages/1.pdf", "/nowhere"] {
        let reply = s.ask("GET", path, &[], b"");
        assert_eq!(reply.status, 403, "{path}");
        assert!(!String::from_utf8_lossy(&reply.body).contains("讲话"));
    }
    // The right token with another host: a name that was made to lead here.
    for host in [
        "evil.example",
        &s.host.replace("127.0.0.1", "localhost"),
        "127.0.0.1",
    ] {
        let head = format!(
            "GET {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n",
            s.start_path()
        );
        assert_eq!(s.raw(&head, b"").status, 403, "{host}");
    }
    let head = format!(
        "GET http://evil.example{} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
        s.start_path(),
        s.host
    );
    assert_eq!(s.raw(&head, b"").status, 403);
    let twice = format!(
        "GET {} HTTP/1.1\r\nHost: {}\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        s.start_path(),
        s.host
    );
    assert!(matches!(s.raw(&twice, b"").status, 400 | 403));

    // None of them has used the token up; the first who has it does.
    let cookie = s.cookie();
    let used = s.ask("GET", &s.start_path(), &[], b"");
    let said = String::from_utf8(used.body).unwrap();
    assert!(used.status == 403 && said.contains("地址已经用过") && said.contains("used before"));
    let own = s.origin();
    let page = Page(&s, cookie.clone());
    assert_eq!(page.get("/").status, 200);
    assert_eq!(page.get(&s.start_path()).status, 303);
    assert_eq!(page.post("/read", &wish("")).status, 200);
    let other = own.replace("127.0.0.1", "localhost");
    for origin in ["https://evil.example", "null", &other, &format!("{own}0")] {
        let reply = s.ask(
            "POST",
            "/read",
            &[("Cookie", &cookie), ("Origin", origin)],
            &wish(""),
        );
        assert_eq!(reply.status, 403, "{origin}");
    }
    assert_eq!(
        s.ask("POST", "/read", &[("Cookie", &cookie)], &wish(""))
            .status,
        403
    );
    assert_eq!(
        s.ask("POST", "/read", &[("Origin", &own)], &wish(""))
            .status,
        403
    );
    let bad = format!("{}x", &cookie[..cookie.len() - 1]);
    assert_eq!(s.ask("GET", "/", &[("Cookie", &bad)], b"").status, 403);
    let cross = [
        ("Cookie", cookie.as_str()),
        ("Sec-Fetch-Site", "cross-site"),
    ];
    assert_eq!(s.ask("GET", "/", &cross, b"").status, 403);
}

#[test]
fn no_path_and_no_name_leads_to_a_file() {
    let s = speeches();
    let page = Page(&s, s.cookie());
    for path in [
        "/../../etc/passwd",
        "/pages/../../Cargo.toml",
        "/pages/%2e%2e%2fCargo.toml.pdf",
        "/pages/0.pdf",
        "/pages/-1.pdf",
        "/pages/99999999999999999999.pdf",
        "//etc/passwd",
        "/..%5c..%5cetc",
        "/make/docx",
        "/index.html",
    ] {
        let reply = page.get(path);
        assert!(
            matches!(reply.status, 400 | 403 | 404),
            "{path}: {}",
            reply.status
        );
    }
    for path in [
        "/make/json",
        "/make/../read",
        "/make/docx/../../read",
        "/files",
        "/",
    ] {
        assert_eq!(page.post(path, &wish("")).status, 404, "{path}");
    }
    assert_eq!(
        page.0
            .ask(
                "DELETE",
                "/",
                &[("Cookie", &page.1), ("Origin", &s.origin())],
                b""
            )
            .status,
        405
    );
    let style = |name: &str| {
        json!({"text": 0, "corrections": "", "style": name, "punctuation": "auto"}).to_string()
    };
    for name in ["Cargo.toml", "../style.toml", "/etc/passwd"] {
        assert_eq!(
            page.post("/make/pdf", style(name).as_bytes()).status,
            400,
            "{name}"
        );
    }
}

#[test]
fn bodies_that_are_too_large_or_no_wishes_are_refused() {
    let s = speeches();
    let page = Page(&s, s.cookie());
    let much = vec![b'a'; 64 * 1024 * 1024 + 1];
    for path in ["/open", "/read", "/make/docx"] {
        assert_eq!(page.post(path, &much).status, 413, "{path}");
    }
    // The same in pieces, whose sum is not told beforehand.
    let head = format!(
        "POST /open HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nCookie: {}\r\nOrigin: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
        s.host,
        page.1,
        s.origin()
    );
    let mut pieces = format!("{:x}\r\n", much.len()).into_bytes();
    pieces.extend_from_slice(&much);
    pieces.extend_from_slice(b"\r\n0\r\n\r\n");
    assert_eq!(s.raw(&head, &pieces).status, 413);
    assert_eq!(page.post("/open", b"").status, 415);
    assert_eq!(page.post("/open", b"%PDF-1.7\n\x00\x01\x02").status, 415);
    for bad in [
        "",
        "{}",
        "[1]",
        r#"{"text":0,"corrections":"","style":"auto","punctuation":"loud"}"#,
    ] {
        assert_eq!(page.post("/read", bad.as_bytes()).status, 400, "{bad}");
    }
    assert_eq!(
        page.post("/read", &wish("[[line]]\nstarts = '没有'\nas = 'para'\n"))
            .status,
        400
    );
    let gone = json!({"text": 77, "corrections": "", "style": "auto", "punctuation": "auto"});
    assert_eq!(page.post("/read", gone.to_string().as_bytes()).status, 410);
    assert_eq!(page.post("/here", &[b'x'; 500]).status, 400);
    assert_eq!(page.post("/read", &wish("")).status, 200, "it still works");
}

#[test]
fn the_page_comes_with_a_strict_policy_and_is_not_kept() {
    let s = speeches();
    let page = Page(&s, s.cookie());
    let reply = page.get("/");
    let policy = reply
        .headers
        .lines()
        .find_map(|l| l.strip_prefix("content-security-policy: "))
        .unwrap();
    for part in [
        "default-src 'none'",
        "script-src 'sha256-",
        "style-src 'sha256-",
        "frame-ancestors 'none'",
        "form-action 'none'",
    ] {
        assert!(policy.contains(part), "{policy}");
    }
    assert!(
        !policy.contains("unsafe") && !policy.contains('*'),
        "{policy}"
    );
    for line in [
        "cache-control: no-store",
        "x-content-type-options: nosniff",
        "cross-origin-resource-policy: same-origin",
    ] {
        assert!(reply.headers.contains(line), "{}", reply.headers);
    }
    let started = Served::start(&[]);
    let line = started.ask("GET", &started.start_path(), &[], b"");
    assert!(
        line.headers.contains("HttpOnly; SameSite=Strict"),
        "{}",
        line.headers
    );
}

#[test]
fn two_pages_keep_their_own_corrections_and_the_last_one_ends_the_program() {
    let s = speeches();
    let page = Page(&s, s.cookie());
    let html = String::from_utf8(page.get("/").body).unwrap();
    let (_, version) = html.split_once(r#""version":""#).unwrap();
    let (start, _) = version.split_once('"').unwrap();
    let since = |corrections: &str| {
        json!({"text": 0, "start": start, "corrections": corrections, "style": "auto", "punctuation": "auto"})
            .to_string()
            .into_bytes()
    };
    // Rows that are as the page began with are told as a range; one that began with others is told all.
    let kind = |reply: Reply| {
        let json: Value = serde_json::from_slice(&reply.body).unwrap();
        let rows = json["rows"].as_array().unwrap();
        let row = rows.iter().find(|r| r["l"] == 4);
        row.map_or("as it was", |r| r["k"].as_str().unwrap())
            .to_owned()
    };
    assert_eq!(page.post("/here", b"one").status, 200);
    assert_eq!(page.post("/here", b"two").status, 200);
    let item = "[[line]]\nat = 4\nstarts = '这次全市'\nas = 'closing'\n";
    std::thread::scope(|scope| {
        let mine = scope.spawn(|| kind(page.post("/read", &wish(item))));
        let other = scope.spawn(|| kind(page.post("/read", &since(""))));
        let elsewhere = scope.spawn(|| kind(page.post("/read", &wish(""))));
        let told = [mine, other, elsewhere].map(|t| t.join().unwrap());
        assert_eq!(told, ["closing", "as it was", "para"]);
    });
    // A further text, dropped on one of them.
    let opened = page.post("/open", "春游\n\n一、出发\n清晨出发。\n".as_bytes());
    let json: Value = serde_json::from_slice(&opened.body).unwrap();
    let further =
        json!({"text": json["text"], "corrections": "", "style": "book", "punctuation": "keep"});
    let made = page.post("/make/epub", further.to_string().as_bytes());
    assert!(made.status == 200 && made.body.starts_with(b"PK"));
    let set = page.post("/pages", &wish(""));
    let json: Value = serde_json::from_slice(&set.body).unwrap();
    assert!(json["starts"].as_array().unwrap().len() > 1, "{json}");
    let pdf = page.get(json["address"].as_str().unwrap());
    assert!(pdf.status == 200 && pdf.body.starts_with(b"%PDF"));
    assert_eq!(page.post("/gone", b"one").status, 200);
    assert_eq!(page.post("/read", &wish("")).status, 200);
    assert_eq!(page.post("/gone", b"two").status, 200);
    assert!(s.end().success());
}

/// Others may connect as they like: the page answers its owner at once.
#[test]
fn who_says_nothing_or_little_holds_nobody_up() {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::{Duration, Instant};
    let s = speeches();
    let page = Page(&s, s.cookie());
    let head = format!("GET / HTTP/1.1\r\nHost: {}\r\n", s.host);
    let post = format!(
        "POST /read HTTP/1.1\r\nHost: {}\r\nContent-Length: 100000\r\n\r\nx",
        s.host
    );
    for say in ["", "GET /", head.as_str(), post.as_str()] {
        let mut silent = Vec::new();
        for _ in 0..300 {
            let mut stream = TcpStream::connect(&s.host).unwrap();
            // One that was cut off to make room does not take it.
            let _ = stream.write_all(say.as_bytes());
            silent.push(stream);
        }
        let begun = Instant::now();
        assert_eq!(page.get("/").status, 200, "{say}");
        assert_eq!(page.post("/read", &wish("")).status, 200, "{say}");
        assert!(
            begun.elapsed() < Duration::from_secs(3),
            "{say}: {:?}",
            begun.elapsed()
        );
        // All of them come to an end, those who drip bytes too.
        let begun = Instant::now();
        for (n, stream) in silent.iter_mut().enumerate().rev() {
            stream
                .set_read_timeout(Some(Duration::from_secs(1)))
                .unwrap();
            let mut rest = [0; 1000];
            loop {
                match stream.read(&mut rest) {
                    Ok(0) => break,
                    Err(e)
                        if matches!(
                            e.kind(),
                            std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                        ) =>
                    {
                        let _ = stream.write_all(b"X");
                    }
                    Err(_) => break,
                    Ok(_) => {}
                }
                assert!(begun.elapsed() < Duration::from_secs(20), "{n} {say}");
            }
        }
    }
}

#[test]
fn what_can_be_read_in_two_ways_is_refused() {
    let s = speeches();
    let cookie = s.cookie();
    let origin = s.origin();
    let own = format!(
        "Host: {}\r\nCookie: {cookie}\r\nOrigin: {origin}\r\n",
        s.host
    );
    for (more, body) in [
        ("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"),
        (
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "0\r\n\r\n",
        ),
        ("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"),
        ("Content-Length: -1\r\n", ""),
        ("Content-Length: +4\r\n", "abcd"),
        ("Content-Length: 99999999999999999999999\r\n", ""),
        ("Content-Length : 4\r\n", "abcd"),
        ("X: a\r\n b: c\r\n", ""),
        ("no colon\r\n", ""),
        ("Transfer-Encoding: chunked\r\n", "-1\r\nabc\r\n0\r\n\r\n"),
        ("Transfer-Encoding: chunked\r\n", "3\r\nabcdef\r\n0\r\n\r\n"),
    ] {
        let head = format!("POST /open HTTP/1.1\r\nConnection: close\r\n{own}{more}\r\n");
        assert_eq!(
            s.raw(&head, body.as_bytes()).status,
            400,
            "{more:?} {body:?}"
        );
    }
    let many = "X: y\r\n".repeat(20_000);
    let head = format!("GET / HTTP/1.1\r\n{own}{many}\r\n");
    assert!(matches!(s.raw(&head, b"").status, 400 | 431));
    let pieces = format!(
        "POST /here HTTP/1.1\r\nConnection: close\r\n{own}Transfer-Encoding: chunked\r\n\r\n"
    );
    assert_eq!(
        s.raw(&pieces, b"2\r\non\r\n1\r\ne\r\n0\r\n\r\n").status,
        200
    );
}

/// The program that opens the browser is given a file of the user's own, never the address, which all can see.
#[cfg(unix)]
#[test]
fn the_address_is_in_no_arguments() {
    use std::io::BufRead;
    use std::os::unix::fs::PermissionsExt;
    if !support::has("sh") {
        return;
    }
    let dir = tempfile::tempdir().unwrap();
    let at = |name: &str| dir.path().join(name);
    std::fs::create_dir(at("bin")).unwrap();
    let script = format!(
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >'{0}.new'; mv '{0}.new' '{0}'\n",
        at("given").display()
    );
    for name in [
        "xdg-open",
        "gio",
        "gnome-open",
        "kde-open",
        "wslview",
        "open",
    ] {
        std::fs::write(at("bin").join(name), &script).unwrap();
        std::fs::set_permissions(at("bin").join(name), std::fs::Permissions::from_mode(0o755))
            .unwrap();
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(at("bin")).chain(std::env::split_paths(&path)))
        .unwrap();
    let mut child = std::process::Command::new(support::program())
        .args(["review", "--serve", sample("poems.txt").to_str().unwrap()])
        .env("PATH", path)
        .env("TMPDIR", dir.path())
        .env_remove("XDG_RUNTIME_DIR")
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    std::io::BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut address)
        .unwrap();
    let address = address.trim();
    let begun = std::time::Instant::now();
    while !at("given").exists() && begun.elapsed().as_secs() < 20 {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let given = std::fs::read_to_string(at("given")).unwrap();
    let file = std::path::Path::new(given.trim());
    let mode = file.metadata().unwrap().permissions().mode();
    let page = std::fs::read_to_string(file).unwrap();
    // A browser comes from the file: to it that is another site.
    let (host, start) = address
        .strip_prefix("http://")
        .unwrap()
        .split_once('/')
        .unwrap();
    let mut stream = std::net::TcpStream::connect(host).unwrap();
    let head =
        format!("GET /{start} HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: cross-site\r\n\r\n");
    std::io::Write::write_all(&mut stream, head.as_bytes()).unwrap();
    let mut reply = String::new();
    std::io::Read::read_to_string(&mut stream, &mut reply).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(
        !given.contains("start/") && !given.contains("127.0.0.1"),
        "{given}"
    );
    assert_eq!(mode & 0o777, 0o600);
    assert!(page.contains(&format!("url={address}\"")), "{page}");
    assert!(
        reply.starts_with("HTTP/1.1 200") && reply.contains("set-cookie: wenji-"),
        "{reply}"
    );
    assert!(reply.ends_with("content=\"0;url=/\">"), "{reply}");
}
