//! One file of all that is to be hosted, with checksums.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};
use sha2::{Digest as _, Sha256};
use tar::{Builder, Header};

use crate::project::Project;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Writes the archive beside the recipes, and its checksum beside it.
pub fn write(project: &Project, dist: &Path, hosting: &Path) -> Result<PathBuf> {
    let mut entries = Vec::new();
    for (name, folder) in [("dist", dist), ("hosting", hosting)] {
        for file in super::files_in(folder)? {
            let below = file.strip_prefix(folder).context("a file lies elsewhere")?;
            entries.push((format!("{name}/{}", below.display()), read(&file)?));
        }
    }
    for name in ["LICENSE", "README.md"] {
        entries.push((name.to_owned(), read(&project.root().join(name))?));
    }
    let sums = sums(&entries);
    entries.push(("SHA256SUMS".to_owned(), sums.into_bytes()));
    let name = format!("pipeline-retry-{VERSION}");
    let packed = super::copies::gzip(&packed(&name, &entries)?)?;
    let file = hosting.with_file_name(format!("{name}.tar.gz"));
    super::write(&file, &packed)?;
    let sum = self::sums(&[(format!("{name}.tar.gz"), packed)]);
    super::write(&hosting.with_file_name(format!("{name}.tar.gz.sha256")), sum.as_bytes())?;
    Ok(file)
}

fn read(file: &Path) -> Result<Vec<u8>> {
    fs::read(file).with_context(|| format!("can't read {}", file.display()))
}

/// As `sha256sum` writes and checks them.
fn sums(entries: &[(String, Vec<u8>)]) -> String {
    let mut text = String::new();
    for (name, content) in entries {
        // Writing into a string can't fail.
        let _ = writeln!(text, "{:x}  {name}", Sha256::digest(content));
    }
    text
}

/// In the order given, of nobody and no time: the same bytes come out anywhere.
fn packed(folder: &str, entries: &[(String, Vec<u8>)]) -> Result<Vec<u8>> {
    let mut archive = Builder::new(Vec::new());
    for (name, content) in entries {
        let mut header = Header::new_gnu();
        header.set_size(content.len().try_into()?);
        let is_script = Path::new(name).extension().is_some_and(|kind| kind == "sh");
        header.set_mode(if is_script { 0o755 } else { 0o644 });
        header.set_mtime(0);
        archive.append_data(&mut header, format!("{folder}/{name}"), content.as_slice())?;
    }
    Ok(archive.into_inner()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_files_make_the_same_archive_and_it_unpacks() {
        let entries = [("dist/a".to_owned(), b"abc".to_vec()), ("b.sh".to_owned(), Vec::new())];
        let bytes = packed("p", &entries).expect("packed");
        assert_eq!(bytes, packed("p", &entries).expect("packed"));
        let folder = tempfile::tempdir().expect("a folder");
        tar::Archive::new(bytes.as_slice()).unpack(folder.path()).expect("unpacked");
        assert_eq!(fs::read(folder.path().join("p/dist/a")).expect("read"), b"abc");
    }

    #[test]
    fn checksums_are_written_as_sha256sum_does() {
        let sums = sums(&[("dist/a".to_owned(), b"abc".to_vec())]);
        assert_eq!(sums, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  dist/a\n");
    }
}
