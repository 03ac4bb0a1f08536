//! Two builds in two folders give the same bytes.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};
use sha2::{Digest as _, Sha256};

use crate::{
    project::Project,
    running::{printed, run},
};

/// Runs `cargo xtask dist` here, and in a copy of this project in another folder with another home of cargo, and
/// compares every file of what comes out.
pub fn same_bytes(project: &Project) -> Result<()> {
    run(&mut project.cargo("xtask dist"))?;
    let elsewhere = tempfile::tempdir().context("can't make a temporary folder")?;
    let (copy, home) = (elsewhere.path().join("page"), elsewhere.path().join("cargo"));
    let listed = printed(&mut git(project)).context("can't list the project's files: is git here?")?;
    for name in listed.lines() {
        let (from, to) = (project.root().join(name), copy.join(name));
        fs::create_dir_all(to.parent().unwrap_or(&copy)).with_context(|| format!("can't make {}", to.display()))?;
        fs::copy(&from, &to).with_context(|| format!("can't copy {}", from.display()))?;
    }
    symlink(project.tools(), copy.join(".tools")).context("can't link the tools")?;
    fs::create_dir_all(&home).with_context(|| format!("can't make {}", home.display()))?;
    let [own_home, ..] = crate::page::folders_of_this_machine(project)?;
    // Where packages come from stays the same.
    if own_home.join("config.toml").is_file() {
        fs::copy(own_home.join("config.toml"), home.join("config.toml")).context("can't copy cargo's settings")?;
    }
    run(project.cargo("xtask dist").current_dir(&copy).env("CARGO_HOME", &home).env_remove("CARGO_TARGET_DIR"))?;
    let mut count = 0;
    for folder in ["dist", "archive"] {
        let (here, there) = (hashes(&project.root().join(folder))?, hashes(&copy.join(folder))?);
        for (name, hash) in &here {
            ensure!(there.get(name) == Some(hash), "{folder}/{} comes out otherwise in another folder", name.display());
        }
        ensure!(here.len() == there.len(), "{folder}/ has other files in another folder");
        count += here.len();
    }
    eprintln!("      {count} files, the same bytes");
    Ok(())
}

fn git(project: &Project) -> std::process::Command {
    let mut git = project.command("git");
    git.args(["ls-files", "--cached", "--others", "--exclude-standard"]);
    git
}

fn hashes(folder: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let mut hashes = BTreeMap::new();
    for file in super::files_in(folder)? {
        let content = fs::read(&file).with_context(|| format!("can't read {}", file.display()))?;
        let name = file.strip_prefix(folder).context("a file lies elsewhere")?.to_owned();
        hashes.insert(name, format!("{:x}", Sha256::digest(content)));
    }
    Ok(hashes)
}
