//! `cargo xtask bench`: speed against what people would use instead, as ratios of one run.

use std::{fs, process::Stdio};

use anyhow::{Context, Result};

use crate::{project::Project, release, running::run, tools};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Showing, jumping in and typing into a megabyte of YAML.
    Viewer,
}

impl Subject {
    /// In the order of the help.
    pub const ALL: [Self; 1] = [Self::Viewer];

    /// As it is named on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
        }
    }

    /// What has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
}

/// Builds the page, installs its peers into `target/bench`, and measures.
pub fn run_all(project: &Project, chosen: Option<Subject>) -> Result<()> {
    let mut release = release::build(project)?;
    let chromium =
        tools::chromium(project).context("no Chromium is here to measure in: install it, or name it by CHROME")?;
    release.steps.begin("measuring (the first time it installs the peers)");
    let (source, work) = (project.root().join("bench"), project.root().join("target/bench"));
    fs::create_dir_all(&work).with_context(|| format!("can't make {}", work.display()))?;
    for name in ["package.json", "package-lock.json", "viewer.mjs"] {
        fs::copy(source.join(name), work.join(name)).with_context(|| format!("can't copy bench/{name}"))?;
    }
    let mut install = project.command("npm");
    install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]).current_dir(&work);
    run(install.stdout(Stdio::null()))?;
    for subject in Subject::ALL.into_iter().filter(|subject| chosen.is_none_or(|chosen| chosen == *subject)) {
        let mut measure = project.command("node");
        measure
            .arg(format!("{}.mjs", subject.name()))
            .current_dir(&work)
            .env("DIST", &release.dist)
            .env("CHROMIUM", &chromium)
            .env("OUT", &work);
        run(&mut measure)?;
    }
    Ok(())
}
