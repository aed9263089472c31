//! The review page as the program serves it, and requests written by hand.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses a part; tests fail by panicking"
)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// A program that serves.
pub(crate) struct Served {
    child: Mutex<Child>,
    /// The address with the token.
    pub(crate) address: String,
    /// `127.0.0.1:PORT`.
    pub(crate) host: String,
    _state: Option<tempfile::TempDir>,
}

/// An answer: status, headers as they stand, body.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: String,
    pub(crate) body: Vec<u8>,
}

impl Served {
    /// Starts `wenji review --serve`; what it keeps apart goes with it.
    pub(crate) fn start(args: &[&str]) -> Self {
        let state = tempfile::tempdir().unwrap();
        let mut started = Self::start_in(state.path(), args);
        started._state = Some(state);
        started
    }

    /// The same, with a folder for what is kept apart that stays.
    pub(crate) fn start_in(state: &Path, args: &[&str]) -> Self {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("wenji"))
            .args(["review", "--serve", "--no-open"])
            .args(args)
            .env("LC_ALL", "C.UTF-8")
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .env("XDG_STATE_HOME", state)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let address = address.trim().to_owned();
        let host = address.split('/').nth(2).unwrap().to_owned();
        Self {
            child: Mutex::new(child),
            address,
            host,
            _state: None,
        }
    }

    /// The path of the address with the token.
    pub(crate) fn start_path(&self) -> String {
        let rest = self.address.split_once(&self.host).unwrap().1;
        rest.to_owned()
    }

    /// Sends a request as it is written, headers and all.
    pub(crate) fn raw(&self, head: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.host).unwrap();
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        stream.write_all(head.as_bytes()).unwrap();
        // A server that refuses may not wait for the body.
        let _ = stream.write_all(body);
        let mut reader = BufReader::new(stream);
        let mut headers = String::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line).unwrap_or(0) == 0 || line == "\r\n" {
                break;
            }
            headers.push_str(&line);
        }
        let status = headers
            .split(' ')
            .nth(1)
            .and_then(|s| s.parse().ok())
            .unwrap_or(0);
        let length = headers.lines().find_map(|l| {
            let (name, value) = l.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().ok())?
        });
        let mut body = vec![0; length.unwrap_or(0)];
        reader.read_exact(&mut body).unwrap();
        Reply {
            status,
            headers,
            body,
        }
    }

    /// A request with the right host and these further headers.
    pub(crate) fn ask(
        &self,
        method: &str,
        path: &str,
        more: &[(&str, &str)],
        body: &[u8],
    ) -> Reply {
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.host
        );
        for (name, value) in more {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        self.raw(&(head + "\r\n"), body)
    }

    /// Uses the token and gives the cookie.
    pub(crate) fn cookie(&self) -> String {
        let reply = self.ask("GET", &self.start_path(), &[], b"");
        assert_eq!(reply.status, 303, "{}", reply.headers);
        let line = reply
            .headers
            .lines()
            .find_map(|l| l.strip_prefix("set-cookie: "));
        line.unwrap().split(';').next().unwrap().to_owned()
    }

    /// Its own origin.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.host)
    }

    /// Ends the program as a crash would.
    pub(crate) fn kill(&self) {
        let mut child = self.child.lock().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// Waits until the program ends by itself.
    pub(crate) fn end(&self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.lock().unwrap().try_wait().unwrap() {
                return status;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(60),
                "the program goes on"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let child = self.child.get_mut().unwrap();
        let _ = child.kill();
        let _ = child.wait();
    }
}
