//! `cargo xtask dist`: the folder to host.

use anyhow::Result;

use crate::{project::Project, release, sizes};

/// Builds the page, checks it and says what a first visit loads.
pub fn run(project: &Project) -> Result<()> {
    let mut release = release::build(project)?;
    release.steps.begin("measuring what a first visit loads");
    print!("{}", sizes::table(&sizes::measure(&release.dist)?));
    println!("to host: every file in {}", release.dist.display());
    Ok(())
}
