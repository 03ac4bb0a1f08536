//! Ids that look like Harness's and are the same at every start.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// 22 characters of `[A-Za-z0-9_-]`, as plan execution ids and account ids have them.
pub fn long_id(seed: &str) -> String {
    let mut id = URL_SAFE_NO_PAD.encode(Sha256::digest(seed));
    id.truncate(22);
    id
}

/// 24 hexadecimal digits, as the id part of a token has them.
pub fn token_id(seed: &str) -> String {
    let mut id = hexadecimal(&Sha256::digest(seed));
    id.truncate(24);
    id
}

/// A UUID's shape, for correlation ids.
pub fn uuid(seed: &str) -> String {
    let digits = hexadecimal(&Sha256::digest(seed));
    let parts = [digits.get(..8), digits.get(8..12), digits.get(12..16), digits.get(16..20), digits.get(20..32)];
    parts.map(Option::unwrap_or_default).join("-")
}

pub fn sha256(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The identifier Harness's editor would propose for a name.
pub fn identifier_of(name: &str) -> String {
    name.chars()
        .map(|character| if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '_' })
        .collect()
}
