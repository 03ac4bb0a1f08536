//! A deployment's config.json, checked by the page's own rules.

use std::{fs, path::Path};

use anyhow::{Context, Result, bail};

use crate::project::Project;

/// What follows from a config.
#[derive(Debug, Default, PartialEq)]
pub struct Deployment {
    /// Its text.
    pub config: String,
    /// Where a browser has to be allowed to connect, beside the page's own site.
    pub connect: Vec<String>,
    /// The paths of the page's site that stand for a Harness, each with that Harness.
    pub proxied: Vec<(String, String)>,
}

/// Checks the file. The page's code is a program of its own here: this one stays quick to build.
pub fn check(project: &Project, file: &Path) -> Result<Deployment> {
    let file = fs::canonicalize(file).with_context(|| format!("can't find {}", file.display()))?;
    let config = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
    let mut cargo = project.cargo("run --quiet --package pipeline_retry --bin check_config --");
    let output = cargo.arg(&file).output().context("can't run cargo")?;
    if !output.status.success() {
        bail!("{}: {}", file.display(), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(Deployment { config, ..said(&String::from_utf8_lossy(&output.stdout)) })
}

fn said(lines: &str) -> Deployment {
    let mut deployment = Deployment::default();
    for line in lines.lines() {
        if let Some(source) = line.strip_prefix("connect ") {
            deployment.connect.push(source.to_owned());
        } else if let Some((path, harness)) = line.strip_prefix("proxy ").and_then(|line| line.split_once(' ')) {
            deployment.proxied.push((path.to_owned(), harness.to_owned()));
        }
    }
    deployment
}

impl Deployment {
    /// A recipe with the deployment's one proxied Harness in the place of the example's. With several, or a
    /// whole domain of them, somebody has to write a part for each: then it stays as it is.
    pub fn proxied_in(&self, recipe: &str) -> String {
        match self.proxied.as_slice() {
            [(path, harness)] if !harness.contains('*') => {
                let host = harness.split_once("://").map_or(harness.as_str(), |(_, host)| host);
                let path = path.trim_end_matches('/');
                recipe
                    .replace("https://app.harness.io", harness)
                    .replace("app.harness.io", host)
                    .replace("\"/harness\"", &format!("\"{path}\""))
                    .replace(" /harness", &format!(" {path}"))
                    .replace(" ^/harness", &format!(" ^{path}"))
            }
            _ => recipe.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_check_says_is_understood() {
        let deployment = said("connect https://a.example\nproxy /harness https://b.example\n");
        assert_eq!(deployment.connect, ["https://a.example"]);
        assert_eq!(deployment.proxied, [("/harness".to_owned(), "https://b.example".to_owned())]);
    }

    #[test]
    fn several_harnesses_behind_the_proxy_leave_the_recipe_as_it_is() {
        let proxied = |origins: &[&str]| Deployment {
            proxied: origins.iter().map(|origin| ("/h".to_owned(), (*origin).to_owned())).collect(),
            ..Deployment::default()
        };
        let recipe = "handle /harness/* { https://app.harness.io }";
        assert_eq!(proxied(&["https://a.b"]).proxied_in(recipe), "handle /h/* { https://a.b }");
        for several in [&["https://a.b", "https://c.d"][..], &["https://*.a.b"], &[]] {
            assert_eq!(proxied(several).proxied_in(recipe), recipe);
        }
    }
}
