//! The result in the README: between two marks, with its source beside it.

use std::fs;

use anyhow::{Context, Result, ensure};

use crate::project::Project;

use super::{Subject, bars::bars, result::Bench, table};

const MARKS: (&str, &str) = ("<!-- bench: `cargo xtask bench --publish` writes what follows -->\n", "<!-- /bench -->");

/// Puts a run into README.md, docs/bench.json and docs/bench.svg.
pub fn publish(project: &Project, text: &str) -> Result<()> {
    let bench = Bench::parse(text)?;
    for subject in Subject::ALL {
        let is_there = bench.figures.iter().any(|figure| figure.contest == subject.name());
        ensure!(is_there, "{} was not measured: the README shows all or nothing", subject.name());
    }
    let readme = project.root().join("README.md");
    let old = fs::read_to_string(&readme).context("can't read README.md")?;
    for (name, content) in [
        ("docs/bench.json", text.to_owned()),
        ("docs/bench.svg", bars(&bench)),
        ("README.md", with_table(&old, &bench).context("README.md has no place for the table: see its marks")?),
    ] {
        fs::write(project.root().join(name), content).with_context(|| format!("can't write {name}"))?;
    }
    Ok(())
}

/// The README with this run between its marks.
fn with_table(readme: &str, bench: &Bench) -> Option<String> {
    let (before, rest) = readme.split_once(MARKS.0)?;
    let (_, after) = rest.split_once(MARKS.1)?;
    let bars = "\n<details><summary>As bars</summary>\n\n\
                ![Bars for each figure: this page and its peers](docs/bench.svg)\n\n</details>\n";
    Some([before, MARKS.0, &table::for_readme(bench), bars, MARKS.1, after].concat())
}

#[cfg(test)]
mod tests {
    use super::{super::result::EXAMPLE, *};

    #[test]
    fn the_readme_and_the_picture_show_the_last_run_that_was_published() {
        let root = Project::here().expect("a project").root().to_owned();
        let read = |name: &str| fs::read_to_string(root.join(name));
        let Ok(text) = read("docs/bench.json") else {
            assert!(read("docs/bench.svg").is_err(), "bars without the run that they show");
            return;
        };
        let bench = Bench::parse(&text).expect("a run");
        let readme = read("README.md").expect("README.md");
        assert_eq!(with_table(&readme, &bench).as_ref(), Some(&readme), "run `cargo xtask bench --publish`");
        assert_eq!(Some(bars(&bench)), read("docs/bench.svg").ok(), "run `cargo xtask bench --publish`");
    }

    #[test]
    fn only_what_stands_between_the_marks_is_written_anew() {
        let bench = Bench::parse(EXAMPLE).expect("a run");
        let readme = format!("a\n{}old\n{}\nb", MARKS.0, MARKS.1);
        let new = with_table(&readme, &bench).expect("has marks");
        assert!(new.starts_with("a\n") && new.ends_with("-->\nb") && !new.contains("old"), "{new}");
        assert!(new.contains("| start | 80 ms"), "{new}");
        assert_eq!(with_table("no marks", &bench), None);
    }
}
