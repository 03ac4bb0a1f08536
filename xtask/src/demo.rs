//! `cargo xtask demo`: the page beside a simulated Harness, until Ctrl-C.

use std::{
    env,
    io::Write as _,
    path::Path,
    process::{Command, Stdio},
};

use anyhow::Result;

use crate::{
    arguments::DemoOptions,
    page,
    project::Project,
    release::{self, Release},
    simulator::{self, Serving, Simulator, page_in},
    steps::Steps,
};

/// Builds what is needed and serves it.
pub fn run(project: &Project, options: &DemoOptions) -> Result<()> {
    let mut release = match &options.dist {
        Some(folder) => with_built_page(project, folder)?,
        None => release::build(project)?,
    };
    release.steps.begin(format!("serving {}; Ctrl-C ends it", release.dist.display()));
    serve(project, options, &release)
}

/// The simulator beside a page that somebody built before.
fn with_built_page(project: &Project, folder: &Path) -> Result<Release> {
    let dist = page::built(folder)?;
    let mut steps = Steps::of(2);
    steps.begin("building the simulator");
    Ok(Release { dist, simulator: simulator::build(project)?, steps })
}

fn serve(project: &Project, options: &DemoOptions, release: &Release) -> Result<()> {
    let serving = Serving { port: options.port, api_port: options.api_port, dist: &release.dist };
    let mut simulator = Simulator::start(project, &release.simulator, &serving)?;
    let mut opened = !options.open;
    while let Some(line) = simulator.next_line()? {
        // Whoever read the first lines may have stopped reading; that is no reason to stop serving.
        let _ = writeln!(std::io::stdout(), "{line}");
        if let Some(url) = page_in(&line)
            && !opened
        {
            show(url);
            opened = true;
        }
    }
    Ok(())
}

/// Opens the person's browser, if there is one to open: the address is on the screen in any case.
fn show(url: &str) {
    let opener = if cfg!(target_os = "macos") {
        "open"
    } else if env::var_os("DISPLAY").is_some() || env::var_os("WAYLAND_DISPLAY").is_some() {
        "xdg-open"
    } else {
        // Without a screen xdg-open would start a browser in the terminal.
        return;
    };
    let _ = Command::new(opener).arg(url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
}
