//! `cargo xtask test`: all parts in order, or one.

use std::{env, path::Path, time::Instant};

use anyhow::{Context, Result, ensure};

use crate::{
    dist,
    driver::Driver,
    page,
    project::Project,
    running::{Interrupted, run as run_command},
    simulator, sizes, start_check,
    steps::{Steps, in_words},
    tools::{self, Tool},
};

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// rustfmt.
    Format,
    /// clippy, on the host and for the page's target.
    Clippy,
    /// Everything that runs without a browser.
    Host,
    /// The browser's edge.
    Browser,
    /// The release build, and its start.
    Build,
    /// Journeys through the built page.
    E2e,
    /// The page on real web servers, and with its files tampered with.
    Hosting,
    /// The budget of the first load.
    Size,
    /// Presses by chance, a thousand of them: only when asked for.
    Soak,
    /// Every journey on every real web server: only when asked for.
    Hosted,
    /// Every journey by keys alone: only when asked for.
    Keys,
    /// A second build in another folder: only when asked for.
    SameBytes,
}

impl Part {
    /// Those of a plain `cargo xtask test`, in the order in which they run: what fails quickly comes first.
    pub const ALL: [Self; 7] =
        [Self::Format, Self::Clippy, Self::Host, Self::Browser, Self::Build, Self::E2e, Self::Size];
    /// Those that take long, or need web servers.
    const WHEN_ASKED_FOR: [Self; 5] = [Self::Soak, Self::Keys, Self::Hosting, Self::Hosted, Self::SameBytes];

    /// As it is named on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Format => "format",
            Self::Clippy => "clippy",
            Self::Host => "host",
            Self::Browser => "browser",
            Self::Build => "build",
            Self::E2e => "e2e",
            Self::Hosting => "hosting",
            Self::Size => "size",
            Self::Soak => "soak",
            Self::Hosted => "hosted",
            Self::Keys => "keys",
            Self::SameBytes => "same-bytes",
        }
    }

    /// The part of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().chain(Self::WHEN_ASKED_FOR).find(|part| part.name() == name)
    }

    /// What has to run for it. A journey through yesterday's page would prove nothing.
    fn with_what_it_needs(self) -> Vec<Self> {
        match self {
            Self::E2e | Self::Hosting | Self::Size | Self::Soak | Self::Hosted | Self::Keys => vec![Self::Build, self],
            _ => vec![self],
        }
    }

    fn tools(self) -> Vec<Tool> {
        match self {
            Self::Format | Self::Clippy | Self::Host => vec![Tool::RustParts],
            Self::Browser => vec![Tool::RustParts, Tool::WasmBindgen, Tool::Browser],
            Self::Build => [&Tool::FOR_THE_PAGE[..], &[Tool::Browser]].concat(),
            Self::E2e | Self::Keys => vec![Tool::Browser, Tool::Shell, Tool::Axe],
            Self::Soak => vec![Tool::Browser],
            Self::Hosting => vec![Tool::Browser, Tool::Servers],
            Self::Hosted => vec![Tool::Browser, Tool::Shell, Tool::Axe, Tool::Servers],
            Self::SameBytes => Tool::FOR_THE_PAGE.to_vec(),
            Self::Size => vec![],
        }
    }

    fn run(self, project: &Project) -> Result<()> {
        match self {
            Self::Format => run_command(&mut project.cargo("fmt --all --check")),
            Self::Clippy => clippy(project),
            Self::Host => run_command(&mut project.cargo("test --workspace")),
            Self::Browser => browser(project),
            Self::Build => build(project),
            Self::E2e => end_to_end(project, "test --test e2e", &[]),
            // By keys a list is read further than by clicks, and then it is spoken otherwise.
            Self::Keys => end_to_end(project, "test --test e2e -- --skip spoken", &[("PIPELINE_RETRY_KEYS", "1")]),
            Self::Hosting => hosting(project),
            Self::Hosted => hosted(project),
            Self::SameBytes => dist::same_bytes(project),
            Self::Size => size(project),
            Self::Soak => end_to_end(project, "test --test e2e -- --ignored soak", &[]),
        }
    }
}

/// Runs one part, or all up to the first that fails.
pub fn run(project: &Project, chosen: Option<Part>) -> Result<()> {
    let parts = chosen.map_or(Part::ALL.to_vec(), Part::with_what_it_needs);
    let mut missing = tools::missing(project, &tools_for(&parts))?;
    let mut steps = Steps::of(missing.len() + parts.len());
    let start = Instant::now();
    for part in &parts {
        // Not before: what fails in seconds should not wait for tools that take minutes.
        for tool in missing.extract_if(.., |tool| part.tools().contains(tool)) {
            tool.install(project, &mut steps)?;
        }
        steps.begin(part.name());
        let begun = Instant::now();
        part.run(project).map_err(|error| {
            if error.is::<Interrupted>() {
                return error;
            }
            let name = part.name();
            error.context(format!("`{name}` failed; once mended, `cargo xtask test {name}` runs it alone"))
        })?;
        eprintln!("      {}: passed in {}", part.name(), in_words(begun.elapsed()));
    }
    let names: Vec<_> = parts.into_iter().map(Part::name).collect();
    eprintln!("all passed in {}: {}", in_words(start.elapsed()), names.join(", "));
    Ok(())
}

/// Takes the pictures of the README, or of every state into this folder. The journeys know how to get there.
pub fn screenshots(project: &Project, of_all: Option<&Path>) -> Result<()> {
    let parts = [Part::Build, Part::E2e];
    let mut missing = tools::missing(project, &tools_for(&parts))?;
    let mut steps = Steps::of(missing.len());
    for tool in missing.drain(..) {
        tool.install(project, &mut steps)?;
    }
    Part::Build.run(project)?;
    let here = env::current_dir().context("can't tell the current folder")?;
    let folder = of_all.map_or_else(|| project.root().join("docs"), |folder| here.join(folder));
    let folder = folder.to_str().context("the name of the folder is no text")?;
    let settings = [
        ("PIPELINE_RETRY_PICTURES", folder),
        ("PIPELINE_RETRY_PICTURES_OF", if of_all.is_some() { "all" } else { "readme" }),
    ];
    end_to_end(project, "test --test e2e -- --ignored pictures", &settings)
}

fn tools_for(parts: &[Part]) -> Vec<Tool> {
    let mut tools = Vec::new();
    for tool in parts.iter().flat_map(|part| part.tools()) {
        if !tools.contains(&tool) {
            tools.push(tool);
        }
    }
    tools
}

fn clippy(project: &Project) -> Result<()> {
    for what in [
        "--workspace --all-targets",
        // Not among all targets, since it is not among the tests of a plain `cargo test`.
        "--test e2e",
        // Of the tests only this one is for the browser.
        "--target wasm32-unknown-unknown --lib --bins --test browser",
    ] {
        run_command(&mut project.cargo(&format!("clippy {what} -- -D warnings")))?;
    }
    Ok(())
}

fn browser(project: &Project) -> Result<()> {
    let driver = tools::chromedriver(project).context("chromedriver is gone: run `cargo xtask tools`")?;
    let mut cargo = project.cargo("test --target wasm32-unknown-unknown --test browser");
    run_command(cargo.env("CHROMEDRIVER", driver))
}

fn build(project: &Project) -> Result<()> {
    let dist = page::build(project)?;
    let program = simulator::build(project)?;
    let chromium = tools::chromium(project).context("Chromium is gone: run `cargo xtask tools`")?;
    start_check::check(project, &chromium, &program, &dist)?;
    eprintln!("the built page starts in {}", chromium.display());
    Ok(())
}

fn end_to_end(project: &Project, words: &str, settings: &[(&str, &str)]) -> Result<()> {
    let program = tools::chromedriver(project).context("chromedriver is gone: run `cargo xtask tools`")?;
    let driver = Driver::start(project, &program)?;
    let mut cargo = project.cargo(words);
    cargo.env("WEBDRIVER_URL", driver.url()).env("PIPELINE_RETRY_DIST", page::built(&project.dist())?);
    cargo.env("PIPELINE_RETRY_SERVERS", tools::servers(project)).env("PIPELINE_RETRY_AXE", tools::axe(project));
    cargo.envs(settings.iter().copied());
    run_command(&mut cargo)
}

/// Journeys on each recipe, and five hundred changed bytes.
fn hosting(project: &Project) -> Result<()> {
    dist::finish(project, &project.dist(), None)?;
    end_to_end(project, "test --test e2e -- --ignored hosting", &[])?;
    let changes = [("PIPELINE_RETRY_CHANGES", "500")];
    end_to_end(project, "test --test e2e -- --nocapture one_changed_byte", &changes)
}

/// All journeys on each recipe, one after the other; a failure on one doesn't hide what the next would show.
fn hosted(project: &Project) -> Result<()> {
    dist::finish(project, &project.dist(), None)?;
    let mut failed = Vec::new();
    for recipe in ["nginx", "caddy", "nginx-proxy", "caddy-proxy"] {
        eprintln!("      every journey on {recipe}");
        match end_to_end(project, "test --test e2e", &[("PIPELINE_RETRY_SERVER", recipe)]) {
            Err(error) if error.is::<Interrupted>() => return Err(error),
            Err(error) => {
                eprintln!("      {recipe}: {error:#}");
                failed.push(recipe);
            }
            Ok(()) => {}
        }
    }
    ensure!(failed.is_empty(), "journeys failed on {}", failed.join(", "));
    Ok(())
}

fn size(project: &Project) -> Result<()> {
    let sizes = sizes::measure(&page::built(&project.dist())?)?;
    print!("{}", sizes::table(&sizes));
    sizes::check_budget(&sizes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_found_by_their_names() {
        for part in Part::ALL.into_iter().chain(Part::WHEN_ASKED_FOR) {
            assert_eq!(Part::named(part.name()), Some(part));
        }
        assert_eq!(Part::named("soaks"), None);
    }

    #[test]
    fn what_looks_at_the_built_page_builds_it_first() {
        assert_eq!(Part::E2e.with_what_it_needs(), [Part::Build, Part::E2e]);
        assert_eq!(Part::Size.with_what_it_needs(), [Part::Build, Part::Size]);
        assert_eq!(Part::Host.with_what_it_needs(), [Part::Host]);
    }

    #[test]
    fn a_part_installs_only_what_it_uses() {
        assert_eq!(tools_for(&[Part::Format, Part::Clippy, Part::Host]), [Tool::RustParts]);
        let all = tools_for(&Part::ALL);
        for tool in Tool::FOR_THE_PAGE.into_iter().chain([Tool::Browser, Tool::Shell, Tool::Axe]) {
            assert_eq!(all.iter().filter(|each| **each == tool).count(), 1, "{tool:?}");
        }
    }
}
