//! The project's folder, and commands that run in it with the project's own tools first on `PATH`.

use std::{
    env,
    ffi::{OsStr, OsString},
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

/// This checkout.
pub struct Project {
    root: PathBuf,
    path: OsString,
}

impl Project {
    /// The checkout that this program was built from.
    pub fn here() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("xtask lies in no project folder")?;
        Self::at(root)
    }

    fn at(root: &Path) -> Result<Self> {
        let tools = root.join(".tools");
        let own = [tools.join("node_modules/.bin"), tools.join("bin")];
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths(own.into_iter().chain(env::split_paths(&inherited)))
            .context("this folder's name can't stand in PATH: move the project to another one")?;
        Ok(Self { root: root.to_owned(), path })
    }

    /// The folder of the workspace.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Where the project keeps the tools it installs.
    pub fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// Where the built page goes.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The program of this name: the project's own one, or else the one on `PATH`.
    pub fn find(&self, program: &str) -> Option<PathBuf> {
        env::split_paths(&self.path).map(|folder| folder.join(program)).find(|file| file.is_file())
    }

    /// A command that runs in the project's folder and finds the project's tools.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("PATH", &self.path);
        // `cargo run` describes xtask's own package here. Build scripts that watch these names would run
        // again each time a crate is built once from here and once from a shell.
        for (name, _) in env::vars_os() {
            let described =
                name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_"));
            if described {
                command.env_remove(name);
            }
        }
        // Trunk takes `NO_COLOR` only as `true` or `false`, and stops at the usual `1`.
        if is_set("CI") {
            command.env("CARGO_TERM_COLOR", "never");
        }
        if is_set("CI") || is_set("NO_COLOR") {
            command.env("NO_COLOR", "true");
        }
        command
    }

    /// `cargo` with these arguments.
    pub fn cargo(&self, arguments: &str) -> Command {
        let mut command = self.command("cargo");
        command.args(arguments.split_whitespace());
        command
    }
}

fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.is_empty() && value != "false")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projects_own_tools_come_before_those_of_the_system() {
        let folder = tempfile::tempdir().expect("a folder");
        let own = folder.path().join(".tools/bin/sh");
        std::fs::create_dir_all(own.parent().expect("a parent")).expect("made");
        std::fs::write(&own, "").expect("written");
        let project = Project::at(folder.path()).expect("a project");
        assert_eq!(project.find("sh"), Some(own));
        assert!(project.find("true").is_some());
        assert_eq!(project.find("no-such-program"), None);
    }

    #[test]
    fn commands_do_not_inherit_the_description_of_xtask() {
        let project = Project::here().expect("a project");
        let command = project.cargo("build --release");
        assert_eq!(command.get_args().count(), 2);
        assert!(command.get_envs().any(|(name, value)| name == "CARGO_MANIFEST_DIR" && value.is_none()));
    }
}
