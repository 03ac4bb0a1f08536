//! The release build of the page.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    project::Project,
    running::{printed, run},
};

/// Builds the page into `dist/`. Trunk calls `cargo xtask seal` at the end of it.
pub fn build(project: &Project) -> Result<PathBuf> {
    let folder = project.dist();
    fetch_packages(project)?;
    let mut trunk = project.command("trunk");
    // Offline, so that it takes the project's tools and downloads none of its own.
    trunk.args(["build", "--release", "--offline", "--skip-version-check", "--dist"]).arg(&folder);
    give_flags(project, &mut trunk)?;
    run(&mut trunk)?;
    Ok(folder)
}

/// Builds a program of `examples` for the browser, as the page is built, and gives the folder with it.
pub fn build_example(project: &Project, name: &str) -> Result<PathBuf> {
    let mut cargo = project.cargo("build --release --target wasm32-unknown-unknown --example");
    cargo.arg(name);
    give_flags(project, &mut cargo)?;
    run(&mut cargo)?;
    let folder = project.root().join("target/wasm32-unknown-unknown/release/examples");
    let made = project.root().join("target").join(name);
    let mut bindgen = project.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-dir"]).arg(&made);
    run(bindgen.arg(folder.join(name).with_extension("wasm")))?;
    Ok(made)
}

/// Gets the packages of the page's target: the tests of the host have no use for them, and Trunk, being
/// offline, does not get them.
fn fetch_packages(project: &Project) -> Result<()> {
    let about = printed(project.command("rustc").arg("-vV")).context("can't run `rustc -vV`")?;
    let host = about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .context("`rustc -vV` does not say what this machine is")?;
    // With the standard library's own packages.
    run(project.cargo("fetch --target wasm32-unknown-unknown --target").arg(host).envs(OWN_STANDARD_LIBRARY))
}

/// The standard library is compiled with the page, for size and without panic messages: these and the code
/// that makes them took 12 of the 120 kB of a first load. A stable cargo takes these settings with
/// `RUSTC_BOOTSTRAP` alone; the toolchain is pinned, so they mean the same everywhere.
const OWN_STANDARD_LIBRARY: [(&str, &str); 3] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
];

/// A panic ends the page at once, with no message; no place in the source and no `{:?}` is kept.
const NO_PANIC_MESSAGES: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// What `seal` needs to divide the page (`xtask/src/seal/split.rs`): which function names which, and names that
/// tell functions apart. None of it is left in the files.
const FOR_THE_CUT: &str = "-Clink-arg=--emit-relocs -Csymbol-mangling-version=v0";

/// The same flags in every release build: cargo would build everything anew for others.
fn give_flags(project: &Project, command: &mut Command) -> Result<()> {
    let [cargo_home, sysroot, root] = folders_of_this_machine(project)?;
    let folders = remapping(&[(&cargo_home, "/cargo"), (&sysroot, "/rust"), (&root, "/src")]);
    command
        .envs(OWN_STANDARD_LIBRARY)
        // By this name they are for the page alone, not for build scripts nor for the hook.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", format!("{NO_PANIC_MESSAGES} {FOR_THE_CUT} {folders}"))
        // These would replace them.
        .env_remove("RUSTFLAGS")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    Ok(())
}

/// Cargo's, the compiler's and this project's: none of them shows in the page.
pub fn folders_of_this_machine(project: &Project) -> Result<[PathBuf; 3]> {
    let sysroot =
        printed(project.command("rustc").args(["--print", "sysroot"])).context("can't run `rustc --print sysroot`")?;
    let cargo_home = match env::var_os("CARGO_HOME") {
        Some(folder) => PathBuf::from(folder),
        None => env::home_dir().context("there is no home folder: set CARGO_HOME")?.join(".cargo"),
    };
    Ok([cargo_home, PathBuf::from(sysroot.trim()), project.root().to_owned()])
}

/// Flags that keep this machine's folders out of the WebAssembly: the same bytes come out anywhere.
fn remapping(folders: &[(&Path, &str)]) -> String {
    let flags = folders.iter().filter_map(|(folder, name)| {
        let folder = folder.to_str()?;
        // Cargo splits the variable at white space. A build that shows its folder is better than none.
        (!folder.contains(char::is_whitespace)).then(|| format!("--remap-path-prefix={folder}={name}"))
    });
    flags.collect::<Vec<_>>().join(" ")
}

/// What the linker made of the page, before wasm-bindgen.
pub fn linked(project: &Project) -> PathBuf {
    project.root().join("target/wasm32-unknown-unknown/release/pipeline_retry.wasm")
}

/// A folder that holds a built page.
pub fn built(folder: &Path) -> Result<PathBuf> {
    ensure!(
        folder.join("index.html").is_file(),
        "{} has no index.html: build the page with `cargo xtask dist`",
        folder.display()
    );
    fs::canonicalize(folder).with_context(|| format!("can't find {}", folder.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_this_machine_are_renamed() {
        let folders = [(Path::new("/home/a/.cargo"), "/cargo"), (Path::new("/home/a/page"), "/src")];
        assert_eq!(
            remapping(&folders),
            "--remap-path-prefix=/home/a/.cargo=/cargo --remap-path-prefix=/home/a/page=/src"
        );
    }

    #[test]
    fn a_folder_with_a_space_is_left_as_it_is() {
        let folders = [(Path::new("/home/a/.cargo"), "/cargo"), (Path::new("/home/a/my page"), "/src")];
        assert_eq!(remapping(&folders), "--remap-path-prefix=/home/a/.cargo=/cargo");
    }

    #[test]
    fn a_folder_without_a_page_is_refused_with_what_to_do() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = built(folder.path()).expect_err("is empty").to_string();
        assert!(error.contains("`cargo xtask dist`"), "{error}");
        fs::write(folder.path().join("index.html"), "").expect("written");
        assert!(built(folder.path()).expect("a page").is_absolute());
    }
}
