//! What a first visit loads, as it is and compressed.

use std::{fmt::Write as _, fs, io::Write as _, path::Path};

use anyhow::{Context, Result, ensure};

use crate::html::{attribute, file_beside, tags};

/// The most that a first visit may load, compressed; the aim was 100,000.
const BUDGET: usize = 69_000;
/// With the second part of the page (`seal/split.rs`), which comes right after it.
const BUDGET_WITH_REST: usize = 202_000;

/// One file of the built page.
#[derive(Debug, PartialEq)]
pub struct Size {
    name: String,
    /// Whether a first visit loads it.
    first: bool,
    raw: usize,
    brotli: usize,
}

impl Size {
    /// The second part of the page.
    fn is_rest(&self) -> bool {
        self.name.contains("_rest-")
    }
}

/// The size of every file in the folder: first the page's own, in the order it links to them.
pub fn measure(folder: &Path) -> Result<Vec<Size>> {
    let index = folder.join("index.html");
    let html = fs::read_to_string(&index).with_context(|| format!("can't read {}", index.display()))?;
    let first = first_load(&html);
    let mut sizes = Vec::new();
    for name in &first {
        sizes.push(size_of(folder, name, true)?);
    }
    let mut later = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| format!("can't list {}", folder.display()))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_copy = Path::new(&name).extension().is_some_and(|kind| kind == "br" || kind == "gz");
        if entry.file_type()?.is_file() && !is_copy && !first.contains(&name) {
            later.push(size_of(folder, &name, false)?);
        }
    }
    later.sort_by(|one, other| one.name.cmp(&other.name));
    sizes.extend(later);
    Ok(sizes)
}

fn size_of(folder: &Path, name: &str, first: bool) -> Result<Size> {
    let content = fs::read(folder.join(name)).with_context(|| format!("the page loads {name}, which can't be read"))?;
    Ok(Size { name: name.to_owned(), first, raw: content.len(), brotli: brotli(&content)?.len() })
}

/// The page and what its tags make the browser load at once. A worker stands in a `meta`: it comes later.
fn first_load(html: &str) -> Vec<String> {
    let links = tags(html, "link").filter_map(|tag| attribute(tag, "href"));
    let scripts = tags(html, "script").filter_map(|tag| attribute(tag, "src"));
    let mut names = vec!["index.html".to_owned()];
    for name in links.chain(scripts).filter_map(file_beside) {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// After Brotli at its strongest, which is what a static host sends.
pub fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut output = Vec::new();
    let mut compressor = brotli::CompressorWriter::new(&mut output, 4096, 11, 22);
    compressor.write_all(content)?;
    drop(compressor);
    Ok(output)
}

fn total(sizes: &[Size]) -> (usize, usize) {
    let first = sizes.iter().filter(|size| size.first);
    first.fold((0, 0), |(raw, brotli), size| (raw + size.raw, brotli + size.brotli))
}

/// The sizes, one file a line, with the total of the first load.
pub fn table(sizes: &[Size]) -> String {
    let mut text = line("first load", "bytes", "brotli");
    for size in sizes.iter().filter(|size| size.first) {
        text += &line(&size.name, &grouped(size.raw), &grouped(size.brotli));
    }
    let (raw, brotli) = total(sizes);
    text += &line("total", &grouped(raw), &grouped(brotli));
    if sizes.iter().any(|size| !size.first) {
        text += &line("loaded later", "", "");
        for size in sizes.iter().filter(|size| !size.first) {
            text += &line(&size.name, &grouped(size.raw), &grouped(size.brotli));
        }
    }
    text
}

fn line(name: &str, raw: &str, brotli: &str) -> String {
    let mut text = String::new();
    // Writing into a string can't fail.
    let _ = write!(text, "{name:<40} {raw:>10} {brotli:>10}");
    text.truncate(text.trim_end().len());
    text + "\n"
}

/// Digits in threes.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Refuses a first load over its budget, and a page that is larger in all than its own.
pub fn check_budget(sizes: &[Size]) -> Result<()> {
    let (_, first) = total(sizes);
    let rest: usize = sizes.iter().filter(|size| size.is_rest()).map(|size| size.brotli).sum();
    for (what, bytes, budget) in
        [("a first visit", first, BUDGET), ("the page with its second part", first + rest, BUDGET_WITH_REST)]
    {
        ensure!(
            bytes <= budget,
            "{what} loads {} bytes (brotli), over the budget of {}: `cargo xtask dist` lists the files",
            grouped(bytes),
            grouped(budget)
        );
        println!("within the budget: {what}, {} of {} bytes (brotli)", grouped(bytes), grouped(budget));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(name: &str, first: bool, raw: usize, brotli: usize) -> Size {
        Size { name: name.to_owned(), first, raw, brotli }
    }

    #[test]
    fn the_table_adds_up_only_what_a_first_visit_loads() {
        let sizes = [
            size("index.html", true, 1_000, 400),
            size("page-0123456789abcdef.wasm", true, 1_234_567, 40_100),
            size("worker.js", false, 9_000, 3_000),
        ];
        let expected = "\
first load                                    bytes     brotli
index.html                                    1,000        400
page-0123456789abcdef.wasm                1,234,567     40,100
total                                     1,235,567     40,500
loaded later
worker.js                                     9,000      3,000
";
        assert_eq!(table(&sizes), expected);
    }

    #[test]
    fn one_byte_over_the_budget_is_refused() {
        assert!(check_budget(&[size("a", true, 0, BUDGET), size("b", false, 0, 1)]).is_ok());
        let error = check_budget(&[size("a", true, 0, BUDGET + 1)]).expect_err("too much");
        assert!(error.to_string().contains(&grouped(BUDGET + 1)), "{error}");
        let rest = size("page_rest-0123456789abcdef.wasm", false, 0, BUDGET_WITH_REST - BUDGET + 1);
        let error = check_budget(&[size("a", true, 0, BUDGET), rest]).expect_err("too much in all");
        assert!(error.to_string().contains(&grouped(BUDGET_WITH_REST + 1)), "{error}");
    }

    #[test]
    fn measures_the_page_what_it_links_to_and_what_else_lies_there() {
        let folder = tempfile::tempdir().expect("a folder");
        let html = r#"<link rel="icon" href="data:,"><link href="./config.json" rel="preload">
            <meta name="yaml-worker" content="./worker.js"><script src="./page.js"></script>"#;
        for (name, text) in [
            ("index.html", html),
            ("config.json", "{}"),
            ("page.js", &"say();".repeat(100)),
            ("worker.js", ""),
            ("page.js.br", ""),
        ] {
            fs::write(folder.path().join(name), text).expect("written");
        }
        let sizes = measure(folder.path()).expect("sizes");
        let seen: Vec<_> = sizes.iter().map(|size| (size.name.as_str(), size.first)).collect();
        assert_eq!(seen, [("index.html", true), ("config.json", true), ("page.js", true), ("worker.js", false)]);
        assert_eq!(sizes[2].raw, 600);
        assert!(sizes[2].brotli < 60, "{:?}", sizes[2]);
    }

    #[test]
    fn a_file_that_the_page_links_to_must_be_there() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("index.html"), r#"<script src="./gone.js">"#).expect("written");
        let error = measure(folder.path()).expect_err("is not there").to_string();
        assert!(error.contains("gone.js"), "{error}");
    }
}
