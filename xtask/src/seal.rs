//! Trunk's hook: after it, every file of the page is checked by the browser against a hash in index.html.
//!
//! Trunk's own start script is inline, which the page's policy forbids, and Chromium ignores the integrity
//! that Trunk gives the WebAssembly. So the start script (`start/`) fetches the WebAssembly with its hash,
//! and is joined to the glue: one file, one `integrity`, no import that could be fetched without one.

mod index;
mod names;
mod pair;
mod split;
mod styles;

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::{page, project::Project, running::run, tools};

use self::pair::{Code, Finish, Pair};

/// Seals the folder that Trunk says it is working in.
pub fn run_as_hook(project: &Project) -> Result<()> {
    let told = |name: &str| {
        env::var_os(name).with_context(|| {
            format!("{name} is not set: Trunk runs `seal`, in each `cargo xtask dist`; don't run it by hand")
        })
    };
    let folder = PathBuf::from(told("TRUNK_STAGING_DIR")?);
    let source = PathBuf::from(told("TRUNK_SOURCE_DIR")?);
    let is_release = told("TRUNK_PROFILE")? == "release";
    let start = source.join("start");
    if is_release {
        let esbuild = tools::esbuild(project)?;
        let text = |kind: &str, text: String| minified(project, &esbuild, kind, text);
        let code = |program: &str, wasm: Vec<u8>| finished(project, program, &wasm);
        seal(&folder, &start, &Finish { text: &text, code: &code })
    } else {
        let code = |_: &str, wasm: Vec<u8>| Ok(Code { first: wasm, rest: None });
        seal(&folder, &start, &Finish { text: &|_, text| Ok(text), code: &code })
    }
}

/// The programs that are loaded after the page, when they are needed. Trunk calls all of them workers.
const LATER: [&str; 2] = ["inputs_editor", "yaml_worker"];

/// The code that starts a program.
fn start_of(folder: &Path, program: &str) -> Result<String> {
    let file = folder.join(program).with_extension("js");
    fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))
}

/// Seals the page in this folder, with the start code in that one.
fn seal(folder: &Path, start: &Path, finish: &Finish) -> Result<()> {
    ensure!(
        !folder.join("snippets").exists(),
        "a package brings scripts of its own (snippets/), which would be loaded unchecked: \
         `cargo tree --target wasm32-unknown-unknown` shows what was added; use another package"
    );
    let file = folder.join("index.html");
    let html = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
    let mark = index::mark(&html)?;
    let code = start_of(start, "page")?;
    let page = Pair { script: mark.script, wasm: mark.wasm, start: &code };
    let mut new_tags = index::tags_for(&page.seal(folder, finish)?);
    for program in LATER {
        let code = start_of(start, program)?;
        let (script, wasm) = (format!("{program}.js"), format!("{program}_bg.wasm"));
        let later = Pair { script: &script, wasm: &wasm, start: &code };
        new_tags += &index::tag_for_later(program, &later.seal(folder, finish)?);
    }
    let html = html.replace(mark.whole, &new_tags);
    index::check(folder, &html)?;
    let html = styles::join(folder, &html, |style| (finish.text)("css", style))?;
    fs::write(&file, html).with_context(|| format!("can't write {}", file.display()))
}

/// The page, which is divided, and what only the second part needs is behind this function.
const DIVIDED: &str = "pipeline_retry";
const GATE: &str = "2ui5pages11loaded_page";

/// What makes the programs small; each was tried.
const WASM_OPT: [&str; 12] = [
    "--enable-bulk-memory",
    "--enable-reference-types",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-multivalue",
    "--low-memory-unused",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "--reorder-functions-by-name",
];

/// The WebAssembly of a program as it is served.
fn finished(project: &Project, program: &str, wasm: &[u8]) -> Result<Code> {
    if program != DIVIDED {
        return Ok(Code { first: optimised(project, wasm)?, rest: None });
    }
    let linked = page::linked(project);
    let linked = fs::read(&linked).with_context(|| format!("can't read {}", linked.display()))?;
    let parts = split::split(wasm, &linked, GATE).context("can't divide the page")?;
    Ok(Code { first: optimised(project, &parts.first)?, rest: Some(optimised(project, &parts.rest)?) })
}

fn optimised(project: &Project, wasm: &[u8]) -> Result<Vec<u8>> {
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let (before, after) = (folder.path().join("before.wasm"), folder.path().join("after.wasm"));
    fs::write(&before, wasm).with_context(|| format!("can't write {}", before.display()))?;
    run(project.command("wasm-opt").args(WASM_OPT).arg(&before).arg("-o").arg(&after))?;
    fs::read(&after).with_context(|| format!("can't read {}", after.display()))
}

/// A script (`js`) or style (`css`) without what only people need.
fn minified(project: &Project, esbuild: &Path, kind: &str, text: String) -> Result<String> {
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let file = folder.path().join("page").with_extension(kind);
    fs::write(&file, text).with_context(|| format!("can't write {}", file.display()))?;
    let mut command: Command = project.command(esbuild);
    command
        .args(["--minify", "--target=esnext", "--log-level=warning"])
        .args(if kind == "js" { &["--format=esm", "--tree-shaking=true"][..] } else { &[] })
        .arg(&file)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit());
    let output = command.output().context("can't start esbuild: run `cargo xtask tools`")?;
    ensure!(
        output.status.success(),
        "esbuild can't read the page's {kind}: see its lines above, and mend start/ or style/"
    );
    String::from_utf8(output.stdout).context("esbuild wrote something that is no text")
}

#[cfg(test)]
mod tests {
    use super::*;

    const START: &str = "const url = '{wasm}', integrity = '{integrity}';\nawait __wbg_init(url);\n";
    const AS_IT_IS: Finish =
        Finish { text: &|_, text| Ok(text), code: &|_, wasm| Ok(Code { first: wasm, rest: None }) };
    const AFTER_SEALING: [&str; 3] = ["page-", "inputs_editor-", "yaml_worker-"];
    const MARK: &str = "<!--start ./page-aaaaaaaaaaaaaaaa.js ./page-aaaaaaaaaaaaaaaa_bg.wasm-->";

    /// A folder as Trunk leaves it.
    fn staging(head: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for (name, content) in [
            ("index.html", format!("<head>{head}</head><body>").as_str()),
            ("page-aaaaaaaaaaaaaaaa.js", "export default __wbg_init;"),
            ("page-aaaaaaaaaaaaaaaa_bg.wasm", "\0asm"),
            ("inputs_editor.js", "export default __wbg_init;"),
            ("inputs_editor_bg.wasm", "\0asm"),
            ("yaml_worker.js", "export default __wbg_init;"),
            ("yaml_worker_bg.wasm", "\0asm"),
        ] {
            fs::write(folder.path().join(name), content).expect("written");
        }
        folder
    }

    /// A folder with the code that starts each program.
    fn starts() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for program in ["page", "inputs_editor", "yaml_worker"] {
            fs::write(folder.path().join(program).with_extension("js"), START).expect("written");
        }
        folder
    }

    fn sealed(folder: &Path) -> Result<String> {
        seal(folder, starts().path(), &AS_IT_IS)?;
        Ok(fs::read_to_string(folder.join("index.html"))?)
    }

    #[test]
    fn the_mark_becomes_a_checked_script_and_a_preload() {
        let folder = staging(MARK);
        let html = sealed(folder.path()).expect("sealed");
        assert!(!html.contains("<!--start"), "{html}");
        assert!(!html.contains("aaaaaaaaaaaaaaaa"), "{html}");
        assert!(html.contains(r#"<script type="module" src="./page-"#), "{html}");
        assert!(html.contains(r#".js" integrity="sha384-"#), "{html}");
        assert!(html.contains(r#".wasm" as="fetch" type="application/wasm" crossorigin>"#), "{html}");
        let names: Vec<_> = fs::read_dir(folder.path())
            .expect("listed")
            .map(|entry| entry.expect("an entry").file_name().into_string().expect("a name"))
            .collect();
        assert_eq!(names.len(), 1 + 2 * AFTER_SEALING.len(), "{names:?}");
        assert!(names.iter().all(|name| !name.contains("aaaaaaaaaaaaaaaa")), "{names:?}");
        assert!(AFTER_SEALING.iter().all(|start| names.iter().any(|name| name.starts_with(start))), "{names:?}");
    }

    #[test]
    fn what_is_loaded_later_is_named_with_its_hash() {
        let html = sealed(staging(MARK).path()).expect("sealed");
        for program in LATER {
            assert!(html.contains(&format!(r#"<meta name="{program}" content="./{program}-"#)), "{html}");
        }
        assert_eq!(html.matches(r#"data-integrity="sha384-"#).count(), LATER.len(), "{html}");
    }

    #[test]
    fn the_same_page_gets_the_same_bytes_and_another_one_other_names() {
        let (one, same, other) = (staging(MARK), staging(MARK), staging(MARK));
        fs::write(other.path().join("page-aaaaaaaaaaaaaaaa_bg.wasm"), "\0asn").expect("written");
        let html = sealed(one.path()).expect("sealed");
        assert_eq!(html, sealed(same.path()).expect("sealed"));
        assert_ne!(html, sealed(other.path()).expect("sealed"));
    }

    #[test]
    fn what_is_hashed_is_what_the_browser_gets() {
        let folder = staging(MARK);
        let finish = Finish { text: &|_, script| Ok(script.replace('\n', "")), ..AS_IT_IS };
        seal(folder.path(), starts().path(), &finish).expect("sealed");
        let html = fs::read_to_string(folder.path().join("index.html")).expect("read");
        index::check(folder.path(), &html).expect("the integrity of the minified script");
    }

    #[test]
    fn a_page_without_the_mark_is_refused() {
        let error = sealed(staging("<title>x</title>").path()).expect_err("no mark");
        assert!(error.to_string().contains("pattern_script"), "{error}");
    }

    #[test]
    fn scripts_of_other_packages_are_refused() {
        let folder = staging(MARK);
        fs::create_dir(folder.path().join("snippets")).expect("made");
        let error = sealed(folder.path()).expect_err("snippets");
        assert!(error.to_string().contains("snippets/"), "{error}");
    }

    #[test]
    fn a_style_without_integrity_is_refused_and_the_page_left_as_it_was() {
        let folder = staging(&format!(r#"<link rel="stylesheet" href="./app.css">{MARK}"#));
        fs::write(folder.path().join("app.css"), "").expect("written");
        let error = sealed(folder.path()).expect_err("no integrity");
        assert!(error.to_string().contains("app.css"), "{error}");
        let html = fs::read_to_string(folder.path().join("index.html")).expect("read");
        assert!(html.contains(MARK), "{html}");
    }
}
