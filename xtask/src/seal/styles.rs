//! The styles: written as one file per concern, sent as one.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::html::{attribute, file_beside, tags};

use super::pair::{integrity, name_by_content};

/// Joins the styles that index.html links to, in their order, and gives it with the one link to them.
/// A page without styles stays as it is.
pub fn join(folder: &Path, html: &str, minify: impl Fn(String) -> Result<String>) -> Result<String> {
    let links: Vec<&str> = tags(html, "link").filter(|tag| attribute(tag, "rel") == Some("stylesheet")).collect();
    let Some(first) = links.first() else { return Ok(html.to_owned()) };
    let mut joined = String::new();
    for link in &links {
        let name = attribute(link, "href")
            .and_then(file_beside)
            .with_context(|| format!("index.html has a style that is no file of the page (`{link}`): remove it"))?;
        let file = folder.join(name);
        joined += &fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
        joined.push('\n');
        fs::remove_file(&file).with_context(|| format!("can't remove {}", file.display()))?;
    }
    let joined = minify(joined)?;
    let name = format!("page-{}.css", name_by_content(joined.as_bytes()));
    fs::write(folder.join(&name), &joined).with_context(|| format!("can't write {name}"))?;
    let link = format!(r#"<link rel="stylesheet" href="./{name}" integrity="{}">"#, integrity(joined.as_bytes()));
    let mut html = html.replacen(&format!("<link{first}>"), &link, 1);
    for other in links.iter().skip(1) {
        html = html.replacen(&format!("<link{other}>"), "", 1);
    }
    Ok(html)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_become_one_file_in_their_order_with_one_checked_link() {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, text) in [("b.css", "p { color: red }"), ("a.css", "p { color: blue }")] {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let html = r#"<link rel="icon" href="data:,"><link rel="stylesheet" href="./b.css" integrity="x"/>
            <link rel="stylesheet" href="./a.css" integrity="y"/>"#;
        let html = join(folder.path(), html, Ok).expect("joined");
        let names: Vec<_> = fs::read_dir(folder.path()).expect("listed").flatten().map(|entry| entry.path()).collect();
        let [style] = names.as_slice() else { panic!("{names:?}") };
        let text = fs::read_to_string(style).expect("read");
        assert!(text.find("red") < text.find("blue"), "{text}");
        assert_eq!(html.matches("stylesheet").count(), 1, "{html}");
        assert!(html.contains(&integrity(text.as_bytes())) && html.contains("data:,"), "{html}");
    }

    #[test]
    fn a_page_without_styles_stays_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        assert_eq!(join(folder.path(), "<p>", Ok).expect("joined"), "<p>");
    }
}
