//! SHA-256 in hexadecimal, which names sources and files.

use sha2::{Digest, Sha256};

/// Bytes in lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The SHA-256 of `bytes`: 64 digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_digest_is_that_of_the_standard() {
        let abc = super::sha256(b"abc");
        assert!(abc.starts_with("ba7816bf8f01cfea") && abc.len() == 64);
    }
}
