//! One script and its WebAssembly: the page's, or a worker's.

use std::{fs, path::Path};

use anyhow::{Context, Result, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256, Sha384};

use super::names;

/// What wasm-bindgen made, and the code that starts it.
pub struct Pair<'a> {
    /// The file name of the glue.
    pub script: &'a str,
    /// The file name of the WebAssembly.
    pub wasm: &'a str,
    /// Code to append to the glue, with `{wasm}` and `{integrity}` to fill in, and `{rest}` and `{rest integrity}`
    /// for a program in two parts: both empty where it is one.
    pub start: &'a str,
}

/// The files that took its place.
#[derive(Debug)]
pub struct Sealed {
    /// The file name of the script.
    pub script: String,
    /// What a browser checks the script by.
    pub script_integrity: String,
    /// The file name of the WebAssembly, whose integrity the script holds.
    pub wasm: String,
}

/// The WebAssembly of a program, ready to be served.
pub struct Code {
    /// What starts.
    pub first: Vec<u8>,
    /// What the start code loads afterwards, where the program is divided.
    pub rest: Option<Vec<u8>>,
}

/// What is done to scripts, styles and WebAssembly before they are hashed.
pub struct Finish<'a> {
    /// Makes a script (`js`) or style (`css`) smaller.
    pub text: &'a dyn Fn(&str, String) -> Result<String>,
    /// Makes the WebAssembly of the program of this name smaller, or divides it.
    pub code: &'a dyn Fn(&str, Vec<u8>) -> Result<Code>,
}

impl Pair<'_> {
    /// Joins the start code to the glue, and names all files by their content.
    pub fn seal(&self, folder: &Path, finish: &Finish) -> Result<Sealed> {
        for mark in ["{wasm}", "{integrity}"] {
            ensure!(
                self.start.contains(mark),
                "the start code of {} has no {mark}: without it the WebAssembly is not checked; put it back",
                self.script
            );
        }
        let stem = stem(self.script)?;

        let old_wasm = folder.join(self.wasm);
        let mut wasm = fs::read(&old_wasm).with_context(|| format!("can't read {}", old_wasm.display()))?;
        let old_script = folder.join(self.script);
        let mut glue =
            fs::read_to_string(&old_script).with_context(|| format!("can't read {}", old_script.display()))?;
        names::shorten(&mut glue, &mut wasm)?;
        let Code { first, rest } = (finish.code)(stem, wasm)?;
        // The start code, in the same file, is all that starts it: what others could import is left out, and with
        // it what only that needs (`--tree-shaking`).
        if let Some((inner, _)) = glue.split_once("\nexport {") {
            glue = inner.to_owned();
        }
        let wasm_name = format!("{stem}-{}.wasm", name_by_content(&first));
        let mut start = self.start.replace("{wasm}", &wasm_name).replace("{integrity}", &integrity(&first));
        let (mut rest_name, mut rest_integrity) = (String::new(), String::new());
        if let Some(rest) = rest {
            rest_name = format!("{stem}_rest-{}.wasm", name_by_content(&rest));
            rest_integrity = integrity(&rest);
            write(&folder.join(&rest_name), &rest)?;
        }
        start = start.replace("{rest}", &rest_name).replace("{rest integrity}", &rest_integrity);
        // The glue has a default of its own, under the name that is going away.
        let glue = glue.replace(self.wasm, &wasm_name);
        let script = (finish.text)("js", format!("{glue}\n{start}"))?;
        let script_name = format!("{stem}-{}.js", name_by_content(script.as_bytes()));

        let sealed = Sealed { script_integrity: integrity(script.as_bytes()), script: script_name, wasm: wasm_name };
        replace(&old_wasm, &folder.join(&sealed.wasm), &first)?;
        replace(&old_script, &folder.join(&sealed.script), script.as_bytes())?;
        Ok(sealed)
    }
}

fn replace(old: &Path, new: &Path, content: &[u8]) -> Result<()> {
    fs::remove_file(old).with_context(|| format!("can't remove {}", old.display()))?;
    write(new, content)
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("can't write {}", file.display()))
}

/// The name of a binary in the name of its glue, which Trunk may have given a hash of cargo's output. That
/// hash says nothing of what wasm-bindgen and wasm-opt made of it.
fn stem(script: &str) -> Result<&str> {
    let name = script
        .strip_suffix(".js")
        .with_context(|| format!("{script} is not the name of a script: see pattern_script in Trunk.toml"))?;
    Ok(match name.rsplit_once('-') {
        Some((stem, hash)) if hash.len() >= 8 && hash.chars().all(|each| each.is_ascii_hexdigit()) => stem,
        _ => name,
    })
}

/// What a file with this content is called, beside its stem.
pub fn name_by_content(content: &[u8]) -> String {
    let hash = Sha256::digest(content);
    let beginning = hash.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{beginning:016x}")
}

/// A hash in the form that `integrity` takes.
pub fn integrity(content: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(content)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "start('{wasm}', '{integrity}');";
    const AS_IT_IS: Finish =
        Finish { text: &|_, text| Ok(text), code: &|_, wasm| Ok(Code { first: wasm, rest: None }) };

    #[test]
    fn a_worker_without_a_hash_in_its_name_is_sealed_like_the_page() {
        let folder = tempfile::tempdir().expect("a folder");
        let glue = "new URL('yaml_worker_bg.wasm', import.meta.url)";
        fs::write(folder.path().join("yaml_worker.js"), glue).expect("written");
        fs::write(folder.path().join("yaml_worker_bg.wasm"), "abc").expect("written");
        let worker = Pair { script: "yaml_worker.js", wasm: "yaml_worker_bg.wasm", start: START };
        let sealed = worker.seal(folder.path(), &AS_IT_IS).expect("sealed");
        // The first 8 bytes of sha256("abc").
        assert_eq!(sealed.wasm, "yaml_worker-ba7816bf8f01cfea.wasm");
        let script = fs::read_to_string(folder.path().join(&sealed.script)).expect("read");
        let expected = format!(
            "new URL('{name}', import.meta.url)\nstart('{name}', '{integrity}');",
            name = sealed.wasm,
            integrity = integrity(b"abc")
        );
        assert_eq!(script, expected);
        assert_eq!(sealed.script_integrity, integrity(script.as_bytes()));
        assert!(!folder.path().join("yaml_worker.js").exists());
        assert!(!folder.path().join("yaml_worker_bg.wasm").exists());
    }

    #[test]
    fn the_start_code_of_a_divided_program_holds_the_hash_of_the_rest() {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("page.js"), "").expect("written");
        fs::write(folder.path().join("page_bg.wasm"), "abcdef").expect("written");
        let start = format!("{START}\nlater('{{rest}}', '{{rest integrity}}');");
        let page = Pair { script: "page.js", wasm: "page_bg.wasm", start: &start };
        let halves = |name: &str, wasm: Vec<u8>| {
            assert_eq!(name, "page");
            let (first, rest) = wasm.split_at(3);
            Ok(Code { first: rest.to_vec(), rest: Some(first.to_vec()) })
        };
        let sealed = page.seal(folder.path(), &Finish { code: &halves, ..AS_IT_IS }).expect("sealed");
        let script = fs::read_to_string(folder.path().join(&sealed.script)).expect("read");
        let rest = "page_rest-ba7816bf8f01cfea.wasm";
        assert!(script.ends_with(&format!("later('{rest}', '{}');", integrity(b"abc"))), "{script}");
        assert_eq!(fs::read(folder.path().join(rest)).expect("read"), b"abc");
        assert_eq!(fs::read(folder.path().join(&sealed.wasm)).expect("read"), b"def");
    }

    #[test]
    fn integrity_is_sha384_in_base64() {
        assert_eq!(integrity(b"abc"), "sha384-ywB1P0WjXou1oD1pmsZQBycsMqsO3tFjGotgWkP/W+2AhgcroefMI1i67KE0yCWn");
    }

    #[test]
    fn start_code_that_would_not_check_the_wasm_is_refused() {
        let pair = Pair { script: "page.js", wasm: "page_bg.wasm", start: "start('{wasm}')" };
        let error = pair.seal(Path::new("/nowhere"), &AS_IT_IS).expect_err("no {integrity}");
        assert!(error.to_string().contains("{integrity}"), "{error}");
    }

    #[test]
    fn names_lose_cargos_hash_and_nothing_else() {
        for (script, expected) in [
            ("pipeline_retry-3fa94bc201d5aa77.js", "pipeline_retry"),
            ("yaml_worker.js", "yaml_worker"),
            ("pipeline-retry.js", "pipeline-retry"),
        ] {
            assert_eq!(stem(script).expect("a script"), expected);
        }
        assert!(stem("page.wasm").is_err());
    }
}
