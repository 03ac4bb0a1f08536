//! `cargo xtask bench`: against what people would use instead, as ratios of one run.
//!
//! `bench/` holds what runs in Node and the browser, one module for each subject. Here it is built, started and
//! shown: `result` reads what it wrote, `table` and `bars` draw it, `publish` puts it into the README.

mod bars;
mod publish;
mod result;
mod table;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
};

use anyhow::{Context, Result};

use crate::{page, project::Project, release, running::run as run_command, tools};

use self::result::Bench;

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Bytes and requests of a first visit.
    Size,
    /// From the navigation to the first control that can be used.
    Startup,
    /// Showing, jumping in and typing into a megabyte of YAML.
    Viewer,
    /// Load and Retry.
    Job,
    /// Many executions at once.
    Bulk,
    /// The checker and the lexer.
    Yaml,
}

impl Subject {
    /// In the order of the help.
    pub const ALL: [Self; 6] = [Self::Size, Self::Startup, Self::Viewer, Self::Job, Self::Bulk, Self::Yaml];

    /// As it is named on the command line and in `bench/`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Size => "size",
            Self::Startup => "startup",
            Self::Viewer => "viewer",
            Self::Job => "job",
            Self::Bulk => "bulk",
            Self::Yaml => "yaml",
        }
    }

    /// What has this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.name() == name)
    }
}

/// What `bench` can be told.
#[derive(Debug, PartialEq)]
pub struct Options {
    /// One of them; all, if it is not said.
    pub subject: Option<Subject>,
    /// How often each contender has its turn.
    pub runs: usize,
    /// Whether to put the result into the README.
    pub publish: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self { subject: None, runs: 9, publish: false }
    }
}

/// Builds the page, installs its peers into `target/bench`, measures, and shows what came of it.
pub fn run(project: &Project, options: &Options) -> Result<()> {
    let mut release = release::build(project)?;
    let chromium =
        tools::chromium(project).context("no Chromium is here to measure in: install it, or name it by CHROME")?;
    release.steps.begin("measuring (the first time it installs the peers)");
    let work = prepare(project)?;
    let lexer = page::build_example(project, "lexer")?;
    let mut measure = project.command("node");
    measure
        .arg("main.mjs")
        .args(options.subject.map(Subject::name))
        .current_dir(&work)
        .env("DIST", &release.dist)
        .env("CHROMIUM", &chromium)
        .env("SIMULATOR", &release.simulator)
        .env("LEXER", &lexer)
        .env("OUT", &work)
        .env("RUNS", options.runs.to_string());
    run_command(&mut measure)?;

    let written = project.root().join("target/bench.json");
    fs::rename(work.join("bench.json"), &written).context("the measurement wrote no bench.json")?;
    let text = fs::read_to_string(&written).context("can't read target/bench.json")?;
    print!("{}", table::for_terminal(&Bench::parse(&text)?));
    println!("written to target/bench.json");
    if options.publish {
        publish::publish(project, &text)?;
        println!("README.md, docs/bench.json and docs/bench.svg show it now");
    }
    Ok(())
}

/// A folder with the scripts and with what npm installs for them: nothing of that lies among the sources.
fn prepare(project: &Project) -> Result<PathBuf> {
    let (source, work) = (project.root().join("bench"), project.root().join("target/bench"));
    fs::create_dir_all(&work).with_context(|| format!("can't make {}", work.display()))?;
    let lock = "package-lock.json";
    let is_installed = fs::read(source.join(lock))? == fs::read(work.join(lock)).unwrap_or_default()
        && work.join("node_modules/.package-lock.json").is_file();
    for entry in fs::read_dir(&source).context("the folder bench/ is missing")? {
        let file = entry?.path();
        copy_into(&work, &file)?;
    }
    if !is_installed {
        let mut install = project.command("npm");
        install.args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]).current_dir(&work);
        run_command(install.stdout(Stdio::null()))?;
    }
    Ok(work)
}

fn copy_into(folder: &Path, file: &Path) -> Result<()> {
    let name = file.file_name().with_context(|| format!("{} has no name", file.display()))?;
    fs::copy(file, folder.join(name)).with_context(|| format!("can't copy {}", file.display()))?;
    Ok(())
}
