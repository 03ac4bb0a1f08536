//! `cargo xtask dist`: the folder to host, and an archive of it with the recipes for web servers.

mod archive;
mod copies;
mod deployment;
mod policy;
mod same_bytes;

use std::{
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, ensure};

use crate::{page, project::Project, release, sizes};

use self::deployment::Deployment;
pub use self::same_bytes::same_bytes;

/// Builds the page, checks it, fits it to the deployment's config, packs it, and says what a first visit loads.
pub fn run(project: &Project, config: Option<&Path>) -> Result<()> {
    // Before the build, which takes minutes.
    let deployment = config.map(|file| deployment::check(project, file)).transpose()?;
    let mut release = release::build(project)?;
    release.steps.begin("packing it, and measuring what a first visit loads");
    print!("{}", sizes::table(&sizes::measure(&release.dist)?));
    finish(project, &release.dist, deployment.as_ref())?;
    let hosting = project.root().join("archive/hosting");
    remake(&hosting)?;
    recipes(project, &hosting, deployment.as_ref())?;
    let archive = archive::write(project, &release.dist, &hosting)?;
    println!("to host: every file in {}", release.dist.display());
    println!("packed, with recipes for web servers and checksums: {}", archive.display());
    Ok(())
}

/// Fits a built page to the deployment's config, makes sure that it says nothing of this machine, and puts a
/// compressed copy beside each file that is worth it.
pub fn finish(project: &Project, dist: &Path, deployment: Option<&Deployment>) -> Result<()> {
    if let Some(deployment) = deployment {
        write(&dist.join("config.json"), deployment.config.as_bytes())?;
        let index = dist.join("index.html");
        let html = fs::read_to_string(&index).with_context(|| format!("can't read {}", index.display()))?;
        write(&index, policy::connecting_to(&html, &deployment.connect)?.as_bytes())?;
    }
    for file in files_in(dist)? {
        let content = fs::read(&file).with_context(|| format!("can't read {}", file.display()))?;
        for folder in page::folders_of_this_machine(project)? {
            let folder = folder.to_string_lossy().into_owned();
            let is_in_it = content.windows(folder.len()).any(|window| window == folder.as_bytes());
            ensure!(
                !is_in_it,
                "{} holds this machine's path {folder}: see remapping in xtask/src/page.rs",
                file.display()
            );
        }
    }
    copies::write(dist)
}

/// The recipes of `hosting/`, with the deployment's hosts in each policy.
fn recipes(project: &Project, to: &Path, deployment: Option<&Deployment>) -> Result<()> {
    let from = project.root().join("hosting");
    for file in files_in(&from)? {
        let name = file.strip_prefix(&from).context("a recipe lies elsewhere")?;
        let mut text = fs::read_to_string(&file).with_context(|| format!("can't read {}", file.display()))?;
        if let Some(deployment) = deployment {
            if policy::is_in(&text) {
                text = policy::connecting_to(&text, &deployment.connect)?;
            }
            text = deployment.proxied_in(&text);
        }
        let file = to.join(name);
        fs::create_dir_all(file.parent().unwrap_or(to)).with_context(|| format!("can't make {}", to.display()))?;
        write(&file, text.as_bytes())?;
    }
    Ok(())
}

/// An empty folder.
fn remake(folder: &Path) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("can't remove {}", folder.display()))?;
    }
    fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))
}

/// Every file below a folder, in an order that is the same everywhere.
fn files_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("can't list {}", folder.display()))? {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    Ok(files)
}

fn write(file: &Path, content: &[u8]) -> Result<()> {
    fs::write(file, content).with_context(|| format!("can't write {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_recipe_has_the_page_s_own_policy_and_forbids_framing() {
        let project = Project::here().expect("a project");
        let html = fs::read_to_string(project.root().join("index.html")).expect("index.html");
        let wanted = policy::connecting_to(&policy::of_page(&html).expect("a policy"), &[]).expect("a policy");
        let mut found = 0;
        for file in files_in(&project.root().join("hosting")).expect("recipes") {
            let text = fs::read_to_string(&file).expect("a text");
            if policy::is_in(&text) {
                let narrowed = policy::connecting_to(&text, &[]).expect("a policy");
                assert!(narrowed.contains(&format!("{wanted}; frame-ancestors 'none'\"")), "{}", file.display());
                found += 1;
            }
        }
        assert_eq!(found, 6, "nginx and Caddy twice, CloudFront, Kubernetes");
    }

    #[test]
    fn a_deployment_s_hosts_stand_in_every_recipe_and_its_harness_behind_the_proxy() {
        let project = Project::here().expect("a project");
        let folder = tempfile::tempdir().expect("a folder");
        let deployment = Deployment {
            config: String::new(),
            connect: vec!["https://a.example".to_owned()],
            proxied: vec![("/h".to_owned(), "https://b.example".to_owned())],
        };
        recipes(&project, folder.path(), Some(&deployment)).expect("written");
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
        assert!(read("caddy/static.Caddyfile").contains("connect-src 'self' https://a.example; base-uri"));
        let proxy = read("nginx/proxy.conf");
        assert!(proxy.contains("location /h/ng/api/ {"), "{proxy}");
        assert!(proxy.contains("proxy_pass https://b.example/ng/api/;"), "{proxy}");
        assert!(!proxy.contains("app.harness.io"), "{proxy}");
    }

    #[test]
    fn a_page_that_tells_of_this_machine_is_refused() {
        let project = Project::here().expect("a project");
        let dist = tempfile::tempdir().expect("a folder");
        fs::write(dist.path().join("a.wasm"), format!("\0{}/src", project.root().display())).expect("written");
        let error = finish(&project, dist.path(), None).expect_err("a path").to_string();
        assert!(error.contains("a.wasm"), "{error}");
    }
}
