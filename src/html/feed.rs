//! What feeds the tokenizer of pages. It calls itself anew for every attribute between double quotes, until a read fails: tens
//! of thousands of them in one tag would use up the stack. So a read fails now and then, where the tokenizer goes on as if
//! nothing had been.

use html5gum::Reader;
use std::fmt;

/// Values that are read at one go, at less than a kilobyte of stack each.
const AT_ONE_GO: u32 = 128;

/// Nothing is wrong: ask for the next token again.
#[derive(Debug)]
pub(super) struct Again;

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ask again")
    }
}

impl std::error::Error for Again {}

/// A page, as the tokenizer reads it.
pub(super) struct Feed<'a> {
    rest: &'a [u8],
    values: u32,
}

impl<'a> Feed<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text.as_bytes(),
            values: 0,
        }
    }

    fn take(&mut self, n: usize) -> &'a [u8] {
        let (taken, rest) = self.rest.split_at_checked(n).unwrap_or((self.rest, &[]));
        self.rest = rest;
        taken
    }
}

impl Reader for Feed<'_> {
    type Error = Again;

    fn read_byte(&mut self) -> Result<Option<u8>, Again> {
        Ok(self.take(1).first().copied())
    }

    fn try_read_string(&mut self, s: &[u8], case_sensitive: bool) -> Result<bool, Again> {
        let next = self.rest.get(..s.len());
        let is = next.is_some_and(|n| n == s || !case_sensitive && n.eq_ignore_ascii_case(s));
        if is {
            self.take(s.len());
        }
        Ok(is)
    }

    fn read_until<'b>(
        &'b mut self,
        needle: &[u8],
        _: &'b mut [u8; 4],
    ) -> Result<Option<&'b [u8]>, Again> {
        // Of the states that call each other this one alone, a value between double quotes, is entered in the tokenizer's
        // books too, and goes on by itself.
        if needle.starts_with(b"\"") {
            self.values += 1;
            if self.values >= AT_ONE_GO {
                self.values = 0;
                return Err(Again);
            }
        }
        if self.rest.is_empty() {
            return Ok(None);
        }
        let found = self.rest.iter().position(|b| needle.contains(b));
        let n = found.unwrap_or(self.rest.len()).max(1);
        Ok(Some(self.take(n)))
    }
}

#[cfg(all(test, feature = "write"))]
mod tests {
    use crate::html::read;
    use crate::render::text;
    use std::fmt::Write;

    #[test]
    fn any_number_of_attributes_takes_no_stack() {
        for (open, close) in [
            ("<p", ">"),
            ("<div><b", ">"),
            ("<img", "/>"),
            ("</i", ">"),
            ("<br", ">"),
        ] {
            for quoted in [
                "a{}=\"b\"",
                " a{}=\"b\"",
                " a=\"&amp;&nope;b\"/",
                " a{}='b'",
                " a{} = \"\n\" c",
                "\"a\"=\"b\"",
            ] {
                let mut page = format!("清晨{open} ");
                for n in 0..25_000 {
                    page.push_str(&quoted.replace("{}", &n.to_string()));
                }
                let _ = write!(page, "{close}傍晚");
                let told = text(&read(&page));
                assert!(
                    told.starts_with("清晨") && told.ends_with("傍晚\n"),
                    "{open} {quoted}: {told:.200}"
                );
            }
        }
    }

    #[test]
    fn a_page_is_read_the_same_wherever_the_feed_pauses() {
        // Entities, names and values at every distance from a pause.
        for shift in 0..40 {
            let mut page = "<i a=\"1\">".repeat(shift).replace("<i a", "<i  a");
            for n in 0..600 {
                let _ = write!(
                    page,
                    "<p id=\"a{n}&lt;\" class='x' title=y>{n}&lt;&#x4e2d;&hellip;&notin;&no;<!-- c{n} --><b>b</b></p>"
                );
            }
            let want: String = (0..600).map(|n| format!("{n}<中…∉&no;b\n")).collect();
            assert_eq!(text(&read(&page)), want, "{shift}");
        }
    }
}
