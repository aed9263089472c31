//! A browser that tests drive as a person does: real keys, real clicks, real downloads. It is spoken to over the pipe that
//! Chromium opens for its debugging protocol.
#![allow(
    dead_code,
    clippy::needless_pass_by_value,
    clippy::unwrap_used,
    reason = "each test file uses a part; tests fail by panicking"
)]

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// So long a page may take for anything.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) const ALT: u32 = 1;
pub(crate) const CONTROL: u32 = 2;
pub(crate) const SHIFT: u32 = 8;

/// A browser with one page open at a time.
pub(crate) struct Chrome {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    session: String,
    /// Pages that are open, with their sessions; the last is driven.
    tabs: Vec<(String, String)>,
    last: u64,
    /// What the page reported: requests, dialogs, faults.
    pub(crate) events: Vec<Value>,
    /// Where downloads go.
    pub(crate) downloads: PathBuf,
}

impl Chrome {
    /// Starts Chromium with everything of its own in `folder`; `None` (said aloud) where it is absent.
    pub(crate) fn start(folder: &Path) -> Option<Self> {
        if !crate::support::has("chromium") {
            return None;
        }
        let downloads = folder.join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        // The pipe is expected at the descriptors 3 and 4.
        let mut child = Command::new("sh")
            .args([
                "-c",
                "exec chromium \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1",
                "sh",
            ])
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--remote-debugging-pipe",
            ])
            .args([
                "--disable-background-networking",
                "--no-first-run",
                "--lang=en",
            ])
            .arg(format!(
                "--user-data-dir={}",
                folder.join("profile").display()
            ))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut chrome = Self {
            input: child.stdin.take().unwrap(),
            output: BufReader::new(child.stdout.take().unwrap()),
            child,
            session: String::new(),
            tabs: Vec::new(),
            last: 0,
            events: Vec::new(),
            downloads,
        };
        let place = chrome.downloads.clone();
        chrome.call(
            "Browser.setDownloadBehavior",
            json!({"behavior": "allow", "downloadPath": place, "eventsEnabled": true}),
        );
        chrome.tab();
        Some(chrome)
    }

    /// Opens a further page, which is the one that is driven from now on, and gives its name.
    pub(crate) fn tab(&mut self) -> String {
        self.session.clear();
        let target = self.call("Target.createTarget", json!({"url": "about:blank"}));
        let id = target["targetId"].clone();
        let attached = self.call(
            "Target.attachToTarget",
            json!({"targetId": id, "flatten": true}),
        );
        self.session = attached["sessionId"].as_str().unwrap().to_owned();
        let id = id.as_str().unwrap().to_owned();
        self.tabs.push((id.clone(), self.session.clone()));
        for domain in ["Page", "Network", "Runtime", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
        id
    }

    /// Closes a page, and drives the one that was opened before it.
    pub(crate) fn close(&mut self, tab: &str) {
        self.session.clear();
        self.call("Target.closeTarget", json!({"targetId": tab}));
        self.tabs.retain(|(id, _)| id != tab);
        if let Some((_, session)) = self.tabs.last() {
            self.session.clone_from(session);
            self.call("Page.bringToFront", json!({}));
        }
    }

    /// Closes every page; the browser goes on.
    pub(crate) fn close_all(&mut self) {
        self.session.clear();
        self.call("Target.createTarget", json!({"url": "about:blank"}));
        for (tab, _) in std::mem::take(&mut self.tabs) {
            self.call("Target.closeTarget", json!({"targetId": tab}));
        }
    }

    /// Sends a command and waits for its answer.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.last += 1;
        let id = self.last;
        let mut message = json!({"id": id, "method": method, "params": params});
        if !self.session.is_empty() {
            message["sessionId"] = self.session.clone().into();
        }
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
        self.input.flush().unwrap();
        loop {
            let mut bytes = Vec::new();
            self.output.read_until(0, &mut bytes).unwrap();
            bytes.pop();
            assert!(!bytes.is_empty(), "the browser has ended");
            let said: Value = serde_json::from_slice(&bytes).unwrap();
            if said["id"] == id {
                assert!(said["error"].is_null(), "{method}: {}", said["error"]);
                return said["result"].clone();
            }
            if said["method"].is_string() {
                // What leaves an edited page is asked for its corrections; the tests have taken theirs.
                if said["method"] == "Page.javascriptDialogOpening"
                    && said["params"]["type"] == "beforeunload"
                {
                    self.answer_dialog();
                }
                self.events.push(said);
            }
        }
    }

    fn answer_dialog(&mut self) {
        let message = json!({"id": self.last + 1_000_000, "method": "Page.handleJavaScriptDialog",
            "params": {"accept": true}, "sessionId": self.session});
        let mut bytes = serde_json::to_vec(&message).unwrap();
        bytes.push(0);
        self.input.write_all(&bytes).unwrap();
    }

    /// Size and colours of the window.
    pub(crate) fn window(&mut self, width: u32, height: u32, dark: bool) {
        self.call(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500}),
        );
        let scheme = if dark { "dark" } else { "light" };
        self.call(
            "Emulation.setEmulatedMedia",
            json!({"features": [{"name": "prefers-color-scheme", "value": scheme}]}),
        );
    }

    /// Goes to an address and waits until the review page stands.
    pub(crate) fn open(&mut self, address: &str) {
        self.call("Page.navigate", json!({"url": address}));
        self.wait("document.documentElement.dataset.ready === 'yes' && document.readyState === 'complete'");
    }

    /// What an expression is in the page.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let done = self.call(
            "Runtime.evaluate",
            json!({"expression": expression, "awaitPromise": true, "returnByValue": true}),
        );
        assert!(
            done["exceptionDetails"].is_null(),
            "{expression}: {}",
            done["exceptionDetails"]
        );
        done["result"]["value"].clone()
    }

    /// Lets a file fall on the page, as from the desktop.
    pub(crate) fn drop_file(&mut self, file: &Path) {
        for kind in ["dragEnter", "dragOver", "drop"] {
            let data = json!({"items": [], "files": [file], "dragOperationsMask": 1});
            self.call(
                "Input.dispatchDragEvent",
                json!({"type": kind, "x": 700, "y": 400, "data": data}),
            );
        }
    }

    /// Waits until an expression is true.
    pub(crate) fn wait(&mut self, expression: &str) {
        let begin = Instant::now();
        let safe = format!(
            "(() => {{ try {{ return Boolean({expression}); }} catch {{ return false; }} }})()"
        );
        while self.eval(&safe) != true {
            assert!(
                begin.elapsed() < PATIENCE,
                "waited in vain for {expression}"
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Presses a key; letters are typed.
    pub(crate) fn key(&mut self, key: &str, modifiers: u32) {
        let code = match key {
            "Enter" => 13,
            "Escape" => 27,
            "Tab" => 9,
            "End" => 35,
            "Home" => 36,
            "ArrowLeft" => 37,
            "ArrowUp" => 38,
            "ArrowRight" => 39,
            "ArrowDown" => 40,
            "Delete" => 46,
            other => other
                .chars()
                .next()
                .map_or(0, |c| c.to_ascii_uppercase() as u32),
        };
        let mut down = json!({"type": "keyDown", "key": key, "code": key, "modifiers": modifiers,
            "windowsVirtualKeyCode": code});
        if key == "Enter" {
            down["text"] = "\r".into();
        } else if key.chars().count() == 1 && modifiers & !SHIFT == 0 {
            down["text"] = key.into();
        }
        self.call("Input.dispatchKeyEvent", down);
        self.call(
            "Input.dispatchKeyEvent",
            json!({"type": "keyUp", "key": key, "code": key, "modifiers": modifiers, "windowsVirtualKeyCode": code}),
        );
        self.settle();
    }

    /// Types words where the cursor is.
    pub(crate) fn write(&mut self, words: &str) {
        self.call("Input.insertText", json!({"text": words}));
        self.settle();
    }

    /// Clicks the middle of the first element that the expression gives.
    pub(crate) fn click(&mut self, expression: &str) {
        self.wait(expression);
        let at = self.eval(&format!(
            "(() => {{ const e = {expression}; e.scrollIntoView({{block: 'nearest', inline: 'nearest'}}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + Math.min(r.height / 2, 20)]; }})()"
        ));
        self.click_at(at[0].as_f64().unwrap(), at[1].as_f64().unwrap());
    }

    /// Clicks a place.
    pub(crate) fn click_at(&mut self, x: f64, y: f64) {
        for kind in ["mousePressed", "mouseReleased"] {
            self.call(
                "Input.dispatchMouseEvent",
                json!({"type": kind, "x": x, "y": y, "button": "left", "clickCount": 1}),
            );
        }
        self.settle();
    }

    /// Lets the page paint what it was told.
    pub(crate) fn settle(&mut self) {
        self.eval(
            "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))",
        );
    }

    /// Waits for a download and gives its bytes.
    pub(crate) fn downloaded(&mut self, name: &str) -> Vec<u8> {
        let path = self.downloads.join(name);
        let begin = Instant::now();
        loop {
            self.eval("1");
            let done = self.events.iter().any(|e| {
                e["method"] == "Browser.downloadProgress" && e["params"]["state"] == "completed"
            });
            if done && path.exists() {
                self.events
                    .retain(|e| e["method"] != "Browser.downloadProgress");
                return std::fs::read(path).unwrap();
            }
            assert!(begin.elapsed() < PATIENCE, "{name} was not downloaded");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Addresses that the page asked for.
    pub(crate) fn requests(&self) -> Vec<String> {
        let sent = self
            .events
            .iter()
            .filter(|e| e["method"] == "Network.requestWillBeSent");
        sent.map(|e| {
            e["params"]["request"]["url"]
                .as_str()
                .unwrap_or_default()
                .to_owned()
        })
        .collect()
    }

    /// Faults that the page's program threw or the browser logged, and windows that it opened.
    pub(crate) fn faults(&self) -> Vec<String> {
        let bad = |e: &&Value| match e["method"].as_str() {
            Some("Runtime.exceptionThrown") => true,
            Some("Log.entryAdded") => e["params"]["entry"]["level"] == "error",
            Some("Page.javascriptDialogOpening") => e["params"]["type"] != "beforeunload",
            _ => false,
        };
        self.events
            .iter()
            .filter(bad)
            .map(ToString::to_string)
            .collect()
    }

    /// Writes a picture of the page.
    pub(crate) fn picture(&mut self, path: &Path) {
        let shot = self.call("Page.captureScreenshot", json!({"format": "png"}));
        let text = shot["data"].as_str().unwrap();
        let sixes = text.bytes().filter_map(|b| {
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
                .iter()
                .position(|d| *d == b)
        });
        let (mut bytes, mut held, mut bits) = (Vec::new(), 0_usize, 0);
        for six in sixes {
            held = held << 6 | six;
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                bytes.push((held >> bits & 255) as u8);
            }
        }
        std::fs::write(path, bytes).unwrap();
    }
}

impl Drop for Chrome {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
