//! Compressed copies of the files, for web servers that send them as they are.

use std::{fs, io::Write as _, path::Path};

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};

use crate::sizes::brotli;

/// What gets copies: config.json may be edited where it is hosted, and its copies would then be stale.
const KINDS: [&str; 4] = ["html", "css", "js", "wasm"];

/// Puts `.br` and `.gz` beside each file that gets copies.
pub fn write(dist: &Path) -> Result<()> {
    for file in super::files_in(dist)? {
        if file.extension().is_some_and(|kind| KINDS.iter().any(|known| kind == *known)) {
            let content = fs::read(&file).with_context(|| format!("can't read {}", file.display()))?;
            for (ending, copy) in [("br", brotli(&content)?), ("gz", gzip(&content)?)] {
                let mut name = file.clone().into_os_string();
                name.push(".");
                name.push(ending);
                super::write(Path::new(&name), &copy)?;
            }
        }
    }
    Ok(())
}

/// Without a name and a time in it: the same bytes come out each time.
pub fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut writer = GzBuilder::new().write(Vec::new(), Compression::best());
    writer.write_all(content)?;
    Ok(writer.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_edited_gets_no_copies() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["index.html", "a.js", "config.json"] {
            fs::write(folder.path().join(name), "text ".repeat(100)).expect("written");
        }
        write(folder.path()).expect("copies");
        let names: Vec<_> = super::super::files_in(folder.path())
            .expect("listed")
            .into_iter()
            .map(|file| file.file_name().expect("a name").to_string_lossy().into_owned())
            .collect();
        assert_eq!(
            names,
            ["a.js", "a.js.br", "a.js.gz", "config.json", "index.html", "index.html.br", "index.html.gz"]
        );
        assert_eq!(gzip(b"abc").expect("once"), gzip(b"abc").expect("twice"));
    }
}
