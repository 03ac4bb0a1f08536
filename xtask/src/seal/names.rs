//! Short names between a script and its WebAssembly.
//!
//! wasm-bindgen names each of some 150 imports and each export in words, with the Rust types and a hash of 16
//! digits in it. They stand in both files and compress badly: 2.5 kB of the page. Nobody reads them there, so each
//! becomes a letter or two.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
const FUNCTION: u8 = 0;
const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
/// What all imports belong to.
const MODULE: &str = "a";

/// The names that were replaced, and by what.
#[derive(Default)]
struct Renamed {
    modules: HashMap<String, String>,
    imports: HashMap<String, String>,
    exports: HashMap<String, String>,
}

/// Gives imports and exports short names in both files, and takes out what only tools read.
pub fn shorten(glue: &mut String, wasm: &mut Vec<u8>) -> Result<()> {
    let Some(mut rest) = wasm.strip_prefix(HEADER) else { return Ok(()) };
    let mut renamed = Renamed::default();
    let mut short = HEADER.to_vec();
    while let Some(kind) = byte(&mut rest) {
        let content = bytes(&mut rest).context("the WebAssembly ends in the middle of a section")?;
        let content = match kind {
            CUSTOM if is_for_tools(content) => continue,
            IMPORTS => imports(content, &mut renamed).context("can't read the imports of the WebAssembly")?,
            EXPORTS => exports(content, &mut renamed).context("can't read the exports of the WebAssembly")?,
            _ => content.to_vec(),
        };
        short.push(kind);
        put_bytes(&mut short, &content);
    }
    *glue = renamed.in_glue(glue)?;
    *wasm = short;
    Ok(())
}

/// Says which programs made it, for which machine, or how it was linked. The names of functions stay, where a
/// build has them.
fn is_for_tools(mut section: &[u8]) -> bool {
    text(&mut section).is_some_and(|name| {
        ["producers", "target_features", "linking"].contains(&name.as_str()) || name.starts_with("reloc.")
    })
}

fn imports(mut content: &[u8], renamed: &mut Renamed) -> Option<Vec<u8>> {
    let count = number(&mut content)?;
    let mut short = Vec::new();
    put_number(&mut short, count);
    for n in 0..count {
        let (module, name) = (text(&mut content)?, text(&mut content)?);
        let is_function = byte(&mut content)? == FUNCTION;
        let kind = number(&mut content).filter(|_| is_function)?;
        let new = letters(n);
        put_bytes(&mut short, MODULE.as_bytes());
        put_bytes(&mut short, new.as_bytes());
        short.push(FUNCTION);
        put_number(&mut short, kind);
        renamed.modules.insert(module, MODULE.to_owned());
        renamed.imports.insert(name, new);
    }
    Some(short)
}

fn exports(mut content: &[u8], renamed: &mut Renamed) -> Option<Vec<u8>> {
    let count = number(&mut content)?;
    let mut short = Vec::new();
    put_number(&mut short, count);
    for n in 0..count {
        let name = text(&mut content)?;
        let new = letters(n);
        put_bytes(&mut short, new.as_bytes());
        short.push(byte(&mut content)?);
        put_number(&mut short, number(&mut content)?);
        renamed.exports.insert(name, new);
    }
    Some(short)
}

impl Renamed {
    /// The script, with the new names where it gives the imports and where it takes the exports.
    fn in_glue(&self, glue: &str) -> Result<String> {
        let mut short = String::new();
        let mut given = 0;
        let mut rest = glue;
        while let Some(start) = rest.find(is_of_word) {
            let (between, after) = rest.split_at(start);
            let (word, after) = after.split_at(after.find(|each| !is_of_word(each)).unwrap_or(after.len()));
            short.push_str(between);
            let new = if short.ends_with("wasm.") {
                self.exports.get(word)
            } else if after.starts_with(':') && !short.ends_with('.') {
                let new = self.imports.get(word);
                given += usize::from(new.is_some());
                new
            } else {
                None
            };
            short.push_str(new.map_or(word, String::as_str));
            rest = after;
        }
        short.push_str(rest);
        ensure!(
            given == self.imports.len(),
            "the script gives {given} of the {} imports of its WebAssembly: wasm-bindgen writes it differently now, \
             see xtask/src/seal/names.rs",
            self.imports.len()
        );
        for (module, new) in &self.modules {
            short = short.replace(&format!("\"{module}\":"), &format!("\"{new}\":"));
        }
        Ok(short)
    }
}

fn is_of_word(each: char) -> bool {
    each.is_alphanumeric() || each == '_' || each == '$'
}

/// `a` to `Z`, then `aa`, `ab` and on.
fn letters(n: usize) -> String {
    let letter = LETTERS.get(n % LETTERS.len()).copied().map(char::from);
    let before = (n / LETTERS.len()).checked_sub(1).map(letters);
    before.into_iter().flat_map(|before| before.chars().collect::<Vec<_>>()).chain(letter).collect()
}

fn byte(rest: &mut &[u8]) -> Option<u8> {
    let (first, after) = rest.split_first()?;
    *rest = after;
    Some(*first)
}

/// A number as WebAssembly writes it: seven bits a byte, the lowest first.
fn number(rest: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for shift in (0..).step_by(7).take(5) {
        let next = byte(rest)?;
        number |= usize::from(next & 0x7f) << shift;
        if next < 0x80 {
            return Some(number);
        }
    }
    None
}

fn put_number(to: &mut Vec<u8>, mut number: usize) {
    while number >= 0x80 {
        to.extend(u8::try_from(number & 0x7f).map(|low| low | 0x80));
        number >>= 7;
    }
    to.extend(u8::try_from(number));
}

/// Bytes after their length.
fn bytes<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let length = number(rest)?;
    let (content, after) = rest.split_at_checked(length)?;
    *rest = after;
    Some(content)
}

fn put_bytes(to: &mut Vec<u8>, content: &[u8]) {
    put_number(to, content.len());
    to.extend_from_slice(content);
}

fn text(rest: &mut &[u8]) -> Option<String> {
    String::from_utf8(bytes(rest)?.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(kind: u8, content: &[u8]) -> Vec<u8> {
        let mut section = vec![kind];
        put_bytes(&mut section, content);
        section
    }

    fn module(imports: &[&str], exports: &[&str]) -> Vec<u8> {
        let (mut taken, mut given) = (Vec::new(), Vec::new());
        put_number(&mut taken, imports.len());
        for name in imports {
            put_bytes(&mut taken, b"./page_bg.js");
            put_bytes(&mut taken, name.as_bytes());
            taken.extend([FUNCTION, 7]);
        }
        put_number(&mut given, exports.len());
        for name in exports {
            put_bytes(&mut given, name.as_bytes());
            given.extend([FUNCTION, 3]);
        }
        [HEADER, &section(IMPORTS, &taken), &section(EXPORTS, &given), &section(CUSTOM, b"\x09producers\x01x")].concat()
    }

    #[test]
    fn names_become_letters_in_both_files_and_nothing_else_changes() {
        let mut wasm = module(&["__wbg_get_0123", "__wbg_get_4567"], &["memory", "main"]);
        let mut glue = r#"let __wbg_get = { __wbg_get_0123: function(a) { return a ? wasm.memory : get.memory; },
            __wbg_get_4567: x.main }; return { "./page_bg.js": import0 }; wasm.main();"#
            .to_owned();
        shorten(&mut glue, &mut wasm).expect("shortened");
        let expected = r#"let __wbg_get = { a: function(a) { return a ? wasm.a : get.memory; },
            b: x.main }; return { "a": import0 }; wasm.b();"#;
        assert_eq!(glue, expected);
        let expected = [
            HEADER,
            &section(IMPORTS, b"\x02\x01a\x01a\0\x07\x01a\x01b\0\x07"),
            &section(EXPORTS, b"\x02\x01a\0\x03\x01b\0\x03"),
        ];
        assert_eq!(wasm, expected.concat());
    }

    #[test]
    fn an_import_that_the_script_does_not_give_is_refused() {
        let error = shorten(&mut "({ x: 1 })".to_owned(), &mut module(&["__wbg_get"], &[])).expect_err("not given");
        assert!(error.to_string().contains("0 of the 1 imports"), "{error}");
    }

    #[test]
    fn what_is_cut_or_no_webassembly_is_not_touched() {
        let (mut glue, mut wasm) = ("wasm.main()".to_owned(), b"abc".to_vec());
        shorten(&mut glue, &mut wasm).expect("left alone");
        assert_eq!((glue.as_str(), wasm.as_slice()), ("wasm.main()", &b"abc"[..]));
        let mut cut = module(&["x"], &[]);
        cut.truncate(cut.len() - 3);
        assert!(shorten(&mut glue, &mut cut).is_err());
    }

    #[test]
    fn letters_never_come_twice() {
        let all: std::collections::HashSet<String> = (0..6000).map(letters).collect();
        assert_eq!(all.len(), 6000);
        assert_eq!([letters(0), letters(51), letters(52), letters(104)], ["a", "Z", "aa", "ba"]);
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for value in [0, 1, 127, 128, 300, 16_384, 100_000_000] {
            let mut written = Vec::new();
            put_number(&mut written, value);
            assert_eq!(number(&mut written.as_slice()), Some(value));
        }
    }
}
