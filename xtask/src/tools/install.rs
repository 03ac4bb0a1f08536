//! How each tool is installed.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    project::Project,
    running::{printed, run},
};

/// Adds the target and the components that `rust-toolchain.toml` names.
pub fn rust_parts(project: &Project) -> Result<()> {
    ensure!(
        project.find("rustup").is_some(),
        "Rust's target wasm32-unknown-unknown, rust-src, rustfmt or clippy is missing and there is no rustup to \
         add it: install Rust through rustup"
    );
    for addition in ["target add wasm32-unknown-unknown", "component add rustfmt clippy rust-src"] {
        run(project.command("rustup").args(addition.split_whitespace()))?;
    }
    Ok(())
}

/// Builds a program from its source, into `.tools/bin`.
pub fn with_cargo(project: &Project, package: &str, version: &str, locked: bool) -> Result<()> {
    let tools = project.tools();
    let scratch = tools.join("build");
    let mut install = project.cargo("install");
    install
        .arg(format!("{package}@{version}"))
        .arg("--root")
        .arg(&tools)
        .args(locked.then_some("--locked"))
        .env("CARGO_TARGET_DIR", &scratch)
        // Less than half the time to build, and quick enough for what it is used for.
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    run(&mut install)?;
    // After a failure it stays, so that the next try goes on from there.
    fs::remove_dir_all(&scratch).with_context(|| format!("can't remove {}", scratch.display()))
}

/// Installs a Node program into `.tools/node_modules`.
pub fn with_npm(project: &Project, package: &str, version: &str) -> Result<()> {
    for (program, debian_package) in [("node", "nodejs"), ("npm", "npm")] {
        ensure!(
            project.find(program).is_some(),
            "the page's build needs {program}, which is not on PATH: sudo apt-get install {debian_package}"
        );
    }
    let mut install = project.command("npm");
    install
        .args(["install", "--no-audit", "--no-fund", "--save-exact"])
        // Neither package needs its scripts, and code that is not run can't do harm.
        .args(["--ignore-scripts", "--loglevel=error", "--prefix"])
        .arg(project.tools())
        .arg(format!("{package}@{version}"));
    run(&mut install)
}

/// Unpacks nginx and Caddy from Debian's packages. Installing them would start them.
pub fn servers(project: &Project, folder: &Path) -> Result<()> {
    ensure!(
        project.find("apt-get").is_some() && project.find("dpkg").is_some(),
        "the tests of hosting run Debian's nginx and Caddy, and there is no apt-get and dpkg to get them: \
         run them on a Debian machine"
    );
    let packages = folder.join("packages");
    fs::create_dir_all(&packages).with_context(|| format!("can't make {}", packages.display()))?;
    if is_root(project) {
        run(project.command("apt-get").arg("update"))?;
    }
    let mut download = project.command("apt-get");
    download.current_dir(&packages).args(["download", "nginx", "nginx-common", "caddy"]);
    run(download.arg("libnginx-mod-http-brotli-static"))?;
    for entry in fs::read_dir(&packages).with_context(|| format!("can't list {}", packages.display()))? {
        run(project.command("dpkg").arg("-x").arg(entry?.path()).arg(folder))?;
    }
    fs::remove_dir_all(&packages).with_context(|| format!("can't remove {}", packages.display()))
}

fn is_root(project: &Project) -> bool {
    printed(project.command("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

/// Installs these packages of Debian's, where that can be done without asking.
pub fn from_debian(project: &Project, missing: &str, packages: &str) -> Result<()> {
    if !is_root(project) || project.find("apt-get").is_none() {
        bail!("{missing}: sudo apt-get install {packages}");
    }
    for arguments in ["update", &format!("install -y {packages}")] {
        let mut apt = project.command("apt-get");
        apt.args(arguments.split_whitespace()).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut apt)?;
    }
    Ok(())
}
