//! What stands in index.html: Trunk's mark, the tags that replace it, and the check of all of them.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};

use crate::html::{attribute, file_beside, tags};

use super::pair::{Sealed, integrity};

/// The place that Trunk marked for the start of the page.
pub struct Mark<'a> {
    /// All of it, to be replaced.
    pub whole: &'a str,
    /// The file name of the glue.
    pub script: &'a str,
    /// The file name of the WebAssembly.
    pub wasm: &'a str,
}

/// Finds `<!--start {js} {wasm}-->`, with the names filled in by Trunk.
pub fn mark(html: &str) -> Result<Mark<'_>> {
    find_mark(html).context(
        "index.html has no mark `<!--start … …-->` with the names of the page's files: \
         see pattern_script and minify in Trunk.toml",
    )
}

fn find_mark(html: &str) -> Option<Mark<'_>> {
    let at = html.find("<!--start ")?;
    let (_, rest) = html.split_at_checked(at)?;
    let (whole, _) = rest.split_at_checked(rest.find("-->")? + "-->".len())?;
    let words = whole.strip_prefix("<!--start ")?.strip_suffix("-->")?;
    let (script, wasm) = words.trim().split_once(' ')?;
    Some(Mark { whole, script: file_beside(script)?, wasm: file_beside(wasm)? })
}

/// The script comes first: the browser asks for what stands first. A preload takes no `integrity`, which
/// Chromium ignores with a warning; the script checks what it got.
pub fn tags_for(sealed: &Sealed) -> String {
    format!(
        "<script type=\"module\" src=\"./{}\" integrity=\"{}\"></script>\n  \
         <link rel=\"preload\" href=\"./{}\" as=\"fetch\" type=\"application/wasm\" crossorigin>",
        sealed.script, sealed.script_integrity, sealed.wasm
    )
}

/// Where the page finds a program that it loads later, and what that script's bytes must be.
pub fn tag_for_later(program: &str, sealed: &Sealed) -> String {
    format!(
        "\n  <meta name=\"{program}\" content=\"./{}\" data-integrity=\"{}\">",
        sealed.script, sealed.script_integrity
    )
}

/// Refuses a page with a script or style that the browser would not check, or would not accept.
pub fn check(folder: &Path, html: &str) -> Result<()> {
    let scripts = tags(html, "script").map(|tag| (tag, attribute(tag, "src")));
    let styles = tags(html, "link")
        .filter(|tag| attribute(tag, "rel") == Some("stylesheet"))
        .map(|tag| (tag, attribute(tag, "href")));
    for (tag, link) in scripts.chain(styles) {
        let name = link.and_then(file_beside).with_context(|| {
            format!("index.html has a script or style that is no file of the page (`{tag}`): remove it")
        })?;
        let content =
            fs::read(folder.join(name)).with_context(|| format!("can't read {name}, to which index.html links"))?;
        ensure!(
            attribute(tag, "integrity") == Some(integrity(&content).as_str()),
            "{name} has no integrity in index.html, or another file's: \
             let Trunk link to it (`data-trunk`), without minify and no_sri"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_is_found_among_other_comments() {
        let html = "<!--a--><!--start ./p-1.js ./p-1_bg.wasm--><!--b-->";
        let mark = mark(html).expect("a mark");
        assert_eq!(mark.whole, "<!--start ./p-1.js ./p-1_bg.wasm-->");
        assert_eq!((mark.script, mark.wasm), ("p-1.js", "p-1_bg.wasm"));
    }

    #[test]
    fn a_broken_mark_is_no_mark() {
        for html in [
            "",
            "<!--start -->",
            "<!--start ./p.js-->",
            "<!--start ./p.js ./p.wasm",
            "<!--start https://a.example/p.js ./p.wasm-->",
        ] {
            assert!(mark(html).is_err(), "{html}");
        }
    }

    #[test]
    fn only_scripts_and_styles_of_the_page_with_the_right_hash_pass() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("a.css"), "abc").expect("written");
        let check = |html: &str| check(folder.path(), html);
        let right = integrity(b"abc");
        let style = |hash: &str| format!(r#"<link rel="stylesheet" href="./a.css" integrity="{hash}"/>"#);
        assert!(check(&style(&right)).is_ok());
        assert!(check(&style(&integrity(b"abd"))).is_err());
        assert!(check(r#"<link rel="stylesheet" href="./a.css">"#).is_err());
        assert!(check("<script>say()</script>").is_err());
        assert!(check(&format!(r#"<script src="https://a.example/a.css" integrity="{right}">"#)).is_err());
        assert!(check(&format!(r#"<script src="./gone.js" integrity="{right}">"#)).is_err());
    }
}
