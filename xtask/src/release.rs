//! Everything up to a built page that is known to start, and the program to serve it.

use std::path::PathBuf;

use anyhow::Result;

use crate::{
    page,
    project::Project,
    simulator, start_check,
    steps::Steps,
    tools::{self, Tool},
};

/// What was built, with the steps announced so far: one more is to come.
pub struct Release {
    /// The folder of the page.
    pub dist: PathBuf,
    /// The simulator's program.
    pub simulator: PathBuf,
    /// For the step that comes after.
    pub steps: Steps,
}

/// Installs what is missing, builds page and simulator, and starts the page once where there is a browser.
pub fn build(project: &Project) -> Result<Release> {
    let missing = tools::missing(project, &Tool::FOR_THE_PAGE)?;
    let mut steps = Steps::of(missing.len() + 4);
    for tool in missing {
        tool.install(project, &mut steps)?;
    }
    steps.begin("building the page (about 2 minutes the first time)");
    let dist = page::build(project)?;
    steps.begin("building the simulator");
    let simulator = simulator::build(project)?;
    if let Some(chromium) = tools::chromium(project) {
        steps.begin("starting the built page once in a browser");
        start_check::check(project, &chromium, &simulator, &dist)?;
    } else {
        steps.begin("warning: no Chromium is here to start the built page in, so that check is skipped");
    }
    Ok(Release { dist, simulator, steps })
}
