//! Starts the built page once in a browser.
//!
//! A build can succeed and the page still die at its start: a wrong wasm-opt does that without a word.

use std::{fs, fs::File, path::Path, time::Duration};

use anyhow::{Context, Result, bail, ensure};

use crate::{
    project::Project,
    running::Process,
    simulator::{Serving, Simulator},
};

const LIMIT: Duration = Duration::from_secs(90);

/// Fails when the page in this folder does not mount.
pub fn check(project: &Project, chromium: &Path, simulator: &Path, dist: &Path) -> Result<()> {
    // Any free ports: it says which.
    let serving = Serving { port: 0, api_port: 0, dist };
    // Serves until the end of this function.
    let mut simulator = Simulator::start(project, simulator, &serving)?;
    let url = simulator.page()?;
    let page = load(project, chromium, &url)?;
    if let Some(problem) = problem_in(&page.dom) {
        let console: Vec<_> = page.log.lines().filter(|line| line.contains("CONSOLE")).collect();
        bail!("the built page does not start in a browser: {problem}\n{}", console.join("\n"));
    }
    Ok(())
}

/// What a browser has to show for a page.
struct Loaded {
    dom: String,
    log: String,
}

fn load(project: &Project, chromium: &Path, url: &str) -> Result<Loaded> {
    let folder = tempfile::tempdir().context("can't make a temporary folder")?;
    let (dom, log) = (folder.path().join("dom"), folder.path().join("log"));
    let mut command = project.command(chromium);
    command
        .args([
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--no-first-run",
            "--enable-logging=stderr",
            "--virtual-time-budget=10000",
            "--dump-dom",
        ])
        .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
        .arg(url)
        // Into files, which take any amount without anyone reading along.
        .stdout(File::create(&dom).context("can't write to the temporary folder")?)
        .stderr(File::create(&log).context("can't write to the temporary folder")?);
    let status = Process::start(&mut command)?.wait(Some(LIMIT))?;
    let read = |file: &Path| -> Result<String> {
        let bytes = fs::read(file).context("can't read what the browser wrote")?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    };
    let log = read(&log)?;
    ensure!(status.success(), "{} can't show a page ({status}): does it start by itself?\n{log}", chromium.display());
    Ok(Loaded { dom: read(&dom)?, log })
}

/// Why this is not the page after its start.
fn problem_in(dom: &str) -> Option<String> {
    let is_shell_left = dom.contains("id=\"shell\"");
    if dom.contains("<form") && !is_shell_left {
        return None;
    }
    let said = dom
        .split_once("id=\"shell-message\"")
        .and_then(|(_, rest)| rest.split_once('>'))
        .and_then(|(_, rest)| rest.split_once('<'))
        .map(|(text, _)| text.trim());
    Some(match said {
        Some(text) => format!("it still says `{text}`"),
        None if is_shell_left => "the static shell was not taken away".to_owned(),
        None => "there is no form on it".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_with_its_form_and_without_the_shell_has_started() {
        assert_eq!(problem_in("<body><form>…</form></body>"), None);
    }

    #[test]
    fn a_page_that_did_not_start_tells_what_it_says() {
        let shell = |text| format!(r#"<div id="shell"><p id="shell-message" role="status">{text}</p></div>"#);
        assert_eq!(problem_in(&shell("Starting…")).as_deref(), Some("it still says `Starting…`"));
        assert!(problem_in(&format!("<form>{}", shell("x"))).is_some());
        assert!(problem_in("<form><div id=\"shell\">").is_some());
        assert!(problem_in("<body></body>").is_some());
        assert!(problem_in("").is_some());
    }
}
