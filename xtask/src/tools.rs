//! The tools that the project needs: which ones, whether they are there, and how they come.
//!
//! What is there in the right version is left alone and costs no network. What is missing goes into
//! `.tools/`; only Chromium, curl and jq come from the system.

mod install;
mod version;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};

use crate::{project::Project, running::printed, steps::Steps};

/// 0.22 needs a newer Rust than this project's.
const TRUNK: &str = "0.21.14";
/// The bytes of the page depend on it, and an old one (Debian's 108) makes a page that dies at its start.
const BINARYEN: &str = "132";
const ESBUILD: &str = "0.28.2";
const AXE: &str = "4.14.1";

/// One thing to have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tool {
    /// Rust's own parts: the target of the page, the source of the standard library, rustfmt and clippy.
    RustParts,
    /// Builds the page.
    Trunk,
    /// Makes the page's script, and runs the tests of the browser's edge.
    WasmBindgen,
    /// Makes WebAssembly smaller: `wasm-opt`.
    Binaryen,
    /// Makes the page's script smaller.
    Esbuild,
    /// Chromium and its driver.
    Browser,
    /// What the page's commands and script for a shell call: curl and jq.
    Shell,
    /// Looks for what keeps people from using the page: axe-core.
    Axe,
    /// nginx and Caddy, for the tests of hosting.
    Servers,
}

impl Tool {
    /// What the release build of the page needs.
    pub const FOR_THE_PAGE: [Self; 5] =
        [Self::RustParts, Self::Trunk, Self::WasmBindgen, Self::Binaryen, Self::Esbuild];
    /// Everything.
    const ALL: [Self; 9] = [
        Self::RustParts,
        Self::Trunk,
        Self::WasmBindgen,
        Self::Binaryen,
        Self::Esbuild,
        Self::Browser,
        Self::Shell,
        Self::Axe,
        Self::Servers,
    ];

    /// Where it is, if it is there in the right version.
    fn found(self, project: &Project) -> Result<Option<Vec<PathBuf>>> {
        let right = |program: &str, version: &str| -> Option<PathBuf> {
            let file = project.find(program)?;
            let text = printed(project.command(&file).arg("--version"))?;
            (version::in_text(&text) == Some(version)).then_some(file)
        };
        Ok(match self {
            Self::RustParts => rust_parts(project),
            Self::Trunk => right("trunk", TRUNK).map(|file| vec![file]),
            Self::WasmBindgen => {
                let version = wasm_bindgen_version(project)?;
                ["wasm-bindgen", "wasm-bindgen-test-runner"]
                    .map(|program| right(program, &version))
                    .into_iter()
                    .collect()
            }
            Self::Binaryen => right("wasm-opt", BINARYEN).map(|file| vec![file]),
            Self::Esbuild => right("esbuild", ESBUILD).map(|file| vec![file]),
            Self::Browser => {
                chromium(project).zip(chromedriver(project)).map(|(browser, driver)| vec![browser, driver])
            }
            Self::Shell => ["curl", "jq"].iter().map(|program| project.find(program)).collect(),
            Self::Axe => {
                let about = axe(project).with_file_name("package.json");
                let version = format!("\"version\": \"{AXE}\"");
                std::fs::read_to_string(about).is_ok_and(|text| text.contains(&version)).then(|| vec![axe(project)])
            }
            Self::Servers => {
                let programs = ["usr/sbin/nginx", "usr/bin/caddy"].map(|program| servers(project).join(program));
                let runs = |program: &PathBuf| {
                    let version = if program.ends_with("nginx") { "-v" } else { "version" };
                    printed(project.command(program).arg(version)).is_some()
                };
                programs.iter().all(runs).then(|| programs.to_vec())
            }
        })
    }

    /// What its installation is called while a person waits for it. The times are of two cores.
    fn announcement(self, project: &Project) -> Result<String> {
        Ok(match self {
            Self::RustParts => {
                "adding Rust's WebAssembly target, the source of its standard library, rustfmt and clippy (once)"
                    .to_owned()
            }
            Self::Trunk => format!("installing trunk {TRUNK} (about 5 minutes, once)"),
            Self::WasmBindgen => {
                format!("installing wasm-bindgen-cli {} (about 2 minutes, once)", wasm_bindgen_version(project)?)
            }
            Self::Binaryen => format!("installing wasm-opt {BINARYEN} (once)"),
            Self::Esbuild => format!("installing esbuild {ESBUILD} (once)"),
            Self::Browser => "installing Chromium and its driver (about a minute, once)".to_owned(),
            Self::Shell => "installing curl and jq (once)".to_owned(),
            Self::Axe => format!("installing axe-core {AXE} (once)"),
            Self::Servers => "unpacking Debian's nginx and Caddy into .tools/ (once)".to_owned(),
        })
    }

    /// Installs it, and makes sure that it is there now.
    pub fn install(self, project: &Project, steps: &mut Steps) -> Result<()> {
        steps.begin(self.announcement(project)?);
        match self {
            Self::RustParts => install::rust_parts(project)?,
            Self::Trunk => install::with_cargo(project, "trunk", TRUNK, true)?,
            // Its own lock file names a package that is no longer to be had.
            Self::WasmBindgen => {
                install::with_cargo(project, "wasm-bindgen-cli", &wasm_bindgen_version(project)?, false)?;
            }
            Self::Binaryen => install::with_npm(project, "binaryen", &format!("{BINARYEN}.0.0"))?,
            Self::Esbuild => install::with_npm(project, "esbuild", ESBUILD)?,
            Self::Browser => install::from_debian(
                project,
                "Chromium and its driver are not on PATH (nor named by CHROME and CHROMEDRIVER)",
                "chromium chromium-driver",
            )?,
            Self::Shell => install::from_debian(
                project,
                "the tests of the commands for a shell need curl and jq, which are not on PATH",
                "curl jq",
            )?,
            Self::Axe => install::with_npm(project, "axe-core", AXE)?,
            Self::Servers => install::servers(project, &servers(project))?,
        }
        ensure!(
            self.found(project)?.is_some(),
            "{self:?} was installed but can't be run in the right version: \
             remove the folder .tools and try again"
        );
        Ok(())
    }
}

/// Which of these have to be installed.
pub fn missing(project: &Project, wanted: &[Tool]) -> Result<Vec<Tool>> {
    let mut missing = Vec::new();
    for tool in wanted {
        if tool.found(project)?.is_none() {
            missing.push(*tool);
        }
    }
    Ok(missing)
}

/// Installs what is missing, and says where everything is.
pub fn ensure_and_list(project: &Project) -> Result<()> {
    let missing = missing(project, &Tool::ALL)?;
    let mut steps = Steps::of(missing.len());
    for tool in missing {
        tool.install(project, &mut steps)?;
    }
    for tool in Tool::ALL {
        for place in tool.found(project)?.unwrap_or_default() {
            println!("{}", place.display());
        }
    }
    Ok(())
}

/// The browser that shows the built page.
pub fn chromium(project: &Project) -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    named_by_environment("CHROME").or_else(|| names.iter().find_map(|name| project.find(name))).or_else(|| {
        let on_a_mac = Path::new("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome");
        on_a_mac.is_file().then(|| on_a_mac.to_owned())
    })
}

/// The program that steers it in tests.
pub fn chromedriver(project: &Project) -> Option<PathBuf> {
    named_by_environment("CHROMEDRIVER").or_else(|| project.find("chromedriver"))
}

/// The script that looks for what keeps people from using the page.
pub fn axe(project: &Project) -> PathBuf {
    project.tools().join("node_modules/axe-core/axe.min.js")
}

/// The folder below which nginx and Caddy stand as in Debian. They are not installed, so none of them is started.
pub fn servers(project: &Project) -> PathBuf {
    project.tools().join("servers")
}

fn named_by_environment(variable: &str) -> Option<PathBuf> {
    let file = PathBuf::from(std::env::var_os(variable)?);
    file.is_file().then_some(file)
}

/// The program that makes the page's script smaller.
pub fn esbuild(project: &Project) -> Result<PathBuf> {
    let found = Tool::Esbuild.found(project)?.unwrap_or_default().pop();
    found.with_context(|| format!("esbuild {ESBUILD} is missing: run `cargo xtask tools`"))
}

/// The folder of the page's target, if that and the two components are there.
fn rust_parts(project: &Project) -> Option<Vec<PathBuf>> {
    let mut ask = project.command("rustc");
    ask.args(["--print", "target-libdir", "--target", "wasm32-unknown-unknown"]);
    let target = PathBuf::from(printed(&mut ask)?.trim());
    // The release build compiles the standard library from it.
    let library = printed(project.command("rustc").args(["--print", "sysroot"]))
        .map(|sysroot| PathBuf::from(sysroot.trim()).join("lib/rustlib/src/rust/library/std/Cargo.toml"))?;
    let there = target.is_dir()
        && library.is_file()
        && printed(&mut project.cargo("fmt --version")).is_some()
        && printed(&mut project.cargo("clippy --version")).is_some();
    there.then(|| vec![target])
}

/// The program must be of the same version as the library that the page is built with.
fn wasm_bindgen_version(project: &Project) -> Result<String> {
    let lock = std::fs::read_to_string(project.root().join("Cargo.lock"))
        .context("can't read Cargo.lock: run `cargo generate-lockfile`")?;
    version::locked(&lock, "wasm-bindgen")
        .map(str::to_owned)
        .context("Cargo.lock has no wasm-bindgen: run `cargo generate-lockfile`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_needs_no_browser_to_be_built() {
        assert!(!Tool::FOR_THE_PAGE.contains(&Tool::Browser));
    }

    #[test]
    fn a_step_that_takes_minutes_says_so() {
        let project = Project::here().expect("a project");
        let trunk = Tool::Trunk.announcement(&project).expect("words");
        assert_eq!(trunk, "installing trunk 0.21.14 (about 5 minutes, once)");
        let bindgen = Tool::WasmBindgen.announcement(&project).expect("words");
        assert!(bindgen.contains("minutes, once"), "{bindgen}");
    }
}
