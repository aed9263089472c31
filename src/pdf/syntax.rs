//! The syntax of PDF objects, in as few bytes as it allows (ISO 32000-1, 7.3).

use lopdf::{Object, ObjectId, StringFormat};
use std::collections::HashMap;
use std::io::{Result, Write as _};

/// The numbers under which objects are written.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<ObjectId, u32>);

impl Numbers {
    pub(super) fn with_capacity(n: usize) -> Self {
        Self(HashMap::with_capacity(n))
    }

    /// How many objects have a number; numbers begin at 1.
    pub(super) fn count(&self) -> u32 {
        u32::try_from(self.0.len()).unwrap_or(u32::MAX)
    }

    /// Gives an object the next number and a place in the order, unless it has one.
    pub(super) fn meet(&mut self, id: ObjectId, order: &mut Vec<ObjectId>) {
        let next = self.count() + 1;
        self.0.entry(id).or_insert_with(|| {
            order.push(id);
            next
        });
    }

    /// The number of an object, 0 where it has none.
    pub(super) fn of(&self, id: ObjectId) -> u32 {
        self.0.get(&id).copied().unwrap_or(0)
    }
}

/// Writes an object; a stream is written as its dictionary.
pub(super) fn object(out: &mut Vec<u8>, o: &Object, numbers: &Numbers) -> Result<()> {
    match o {
        Object::Null => out.extend(b"null"),
        Object::Boolean(b) => out.extend(if *b { &b"true"[..] } else { b"false" }),
        Object::Integer(n) => write!(out, "{n}")?,
        Object::Real(v) => write!(out, "{v}")?,
        Object::Name(n) => name(out, n)?,
        Object::String(s, StringFormat::Hexadecimal) => {
            out.push(b'<');
            let digit = |n: u8| if n < 10 { b'0' + n } else { b'A' + n - 10 };
            out.extend(s.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]));
            out.push(b'>');
        }
        Object::String(s, StringFormat::Literal) => {
            out.push(b'(');
            for b in s {
                match b {
                    b'(' | b')' | b'\\' => out.extend([b'\\', *b]),
                    b'\r' => out.extend(b"\\r"),
                    _ => out.push(*b),
                }
            }
            out.push(b')');
        }
        Object::Array(list) => {
            out.push(b'[');
            for (n, o) in list.iter().enumerate() {
                if n > 0 {
                    gap(out, o);
                }
                object(out, o, numbers)?;
            }
            out.push(b']');
        }
        Object::Dictionary(d) => dictionary(out, d, numbers)?,
        Object::Stream(s) => dictionary(out, &s.dict, numbers)?,
        Object::Reference(id) => write!(out, "{} 0 R", numbers.of(*id))?,
    }
    Ok(())
}

fn dictionary(out: &mut Vec<u8>, d: &lopdf::Dictionary, numbers: &Numbers) -> Result<()> {
    out.extend(b"<<");
    for (key, o) in d {
        name(out, key)?;
        gap(out, o);
        object(out, o, numbers)?;
    }
    out.extend(b">>");
    Ok(())
}

/// A blank before an object that does not begin with a delimiter.
fn gap(out: &mut Vec<u8>, next: &Object) {
    if matches!(
        next,
        Object::Null
            | Object::Boolean(_)
            | Object::Integer(_)
            | Object::Real(_)
            | Object::Reference(_)
    ) {
        out.push(b' ');
    }
}

fn name(out: &mut Vec<u8>, n: &[u8]) -> Result<()> {
    out.push(b'/');
    for b in n {
        if b.is_ascii_graphic() && !b"#()<>[]{}/%".contains(b) {
            out.push(*b);
        } else {
            write!(out, "#{b:02X}")?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Numbers, object};
    use lopdf::{Object, dictionary};

    #[test]
    fn objects_are_short_and_delimited() {
        let mut numbers = Numbers::default();
        numbers.meet((7, 0), &mut Vec::new());
        let o = Object::Dictionary(dictionary! {
            "A" => vec![1.into(), Object::Real(0.5), Object::Name(b"N A".to_vec()), Object::Reference((7, 0))],
            "B" => Object::string_literal("(x)"),
            "C" => Object::Null,
        });
        let mut out = Vec::new();
        object(&mut out, &o, &numbers).unwrap();
        assert_eq!(out, br"<</A[1 0.5/N#20A 1 0 R]/B(\(x\))/C null>>");
    }
}
