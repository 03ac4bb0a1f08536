//! Versions as programs and lock files print them.

/// The version in a line such as `trunk 0.21.14` or `wasm-opt version 132 (version_132)`.
pub fn in_text(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| {
        word.starts_with(|first: char| first.is_ascii_digit())
            && word.chars().all(|each| each.is_ascii_alphanumeric() || ".-+".contains(each))
    })
}

/// The version of a package in a `Cargo.lock`. Where there are several, the first.
pub fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_in_what_programs_print() {
        for (text, expected) in [
            ("trunk 0.21.14\n", Some("0.21.14")),
            ("wasm-bindgen-test-runner 0.2.130", Some("0.2.130")),
            ("wasm-opt version 132 (version_132)", Some("132")),
            ("wasm-opt version 120-104-g2b1", Some("120-104-g2b1")),
            ("0.28.2\n", Some("0.28.2")),
            ("Chromium 156.0.8078.79 built on Debian", Some("156.0.8078.79")),
            ("command not found", None),
            ("", None),
        ] {
            assert_eq!(in_text(text), expected, "{text:?}");
        }
    }

    #[test]
    fn reads_the_locked_version_of_exactly_this_package() {
        let lock = "\
[[package]]
name = \"wasm-bindgen-macro\"
version = \"0.2.9\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.130\"
source = \"somewhere\"
";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "wasm-bindgen-macro"), Some("0.2.9"));
        assert_eq!(locked(lock, "wasm"), None);
        assert_eq!(locked("name = \"wasm\"", "wasm"), None);
    }
}
