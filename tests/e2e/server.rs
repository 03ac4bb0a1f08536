//! Real web servers, set up by the recipes of `hosting/`: nginx and Caddy, each with and without the reverse proxy.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use simulator::Certificate;
use tempfile::TempDir;

use crate::browser::setting;

const PATIENCE: Duration = Duration::from_secs(20);

/// A recipe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recipe {
    Nginx,
    NginxProxy,
    Caddy,
    CaddyProxy,
    Kubernetes,
}

impl Recipe {
    pub const ALL: [Self; 5] = [Self::Nginx, Self::NginxProxy, Self::Caddy, Self::CaddyProxy, Self::Kubernetes];

    /// The one that all journeys are to run on, by `PIPELINE_RETRY_SERVER`.
    pub fn of_this_run() -> Option<Self> {
        let name = env::var("PIPELINE_RETRY_SERVER").ok()?;
        let recipe = Self::ALL.into_iter().find(|recipe| recipe.name() == name);
        Some(recipe.unwrap_or_else(|| panic!("there is no recipe {name}")))
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "nginx",
            Self::NginxProxy => "nginx-proxy",
            Self::Caddy => "caddy",
            Self::CaddyProxy => "caddy-proxy",
            Self::Kubernetes => "kubernetes",
        }
    }

    /// Harness is reached through the page's own site.
    pub fn is_proxy(self) -> bool {
        matches!(self, Self::NginxProxy | Self::CaddyProxy)
    }

    /// The same web server without the way to Harness through it.
    pub fn without_proxy(self) -> Self {
        match self {
            Self::NginxProxy => Self::Nginx,
            Self::CaddyProxy => Self::Caddy,
            other => other,
        }
    }

    fn is_caddy(self) -> bool {
        matches!(self, Self::Caddy | Self::CaddyProxy)
    }

    fn text(self) -> String {
        let file = match self {
            Self::Nginx => "nginx/static.conf",
            Self::NginxProxy => "nginx/proxy.conf",
            Self::Caddy => "caddy/static.Caddyfile",
            Self::CaddyProxy => "caddy/proxy.Caddyfile",
            Self::Kubernetes => "kubernetes/pipeline-retry.yaml",
        };
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("hosting").join(file)).unwrap();
        if self != Self::Kubernetes {
            return text;
        }
        // The settings of nginx within the ConfigMap, without their margin.
        let (_, rest) = text.split_once("  pipeline-retry.conf: |\n").expect("nginx's settings in the ConfigMap");
        rest.lines().map_while(|line| line.strip_prefix("    ")).collect::<Vec<_>>().join("\n")
    }
}

/// A running web server with the page in the sub-folder `/retry/`. It ends with this.
#[derive(Debug)]
pub struct Server {
    process: Child,
    folder: TempDir,
    origin: String,
    recipe: Recipe,
}

/// What of a recipe is somebody's own, and what stands there in a test. Each must be found.
fn fitted(recipe: &str, own: &[(&str, &str)]) -> String {
    own.iter().fold(recipe.to_owned(), |text, (example, own)| {
        assert!(text.contains(example), "the recipe has no {example:?}");
        text.replace(example, own)
    })
}

impl Server {
    /// Serves the built page by this recipe. `connect` stands in the policy, `harness` (host and port, over TLS)
    /// behind the proxy.
    pub fn start(recipe: Recipe, dist: &Path, connect: &str, harness: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("page")).unwrap();
        for entry in fs::read_dir(dist).unwrap().map(Result::unwrap) {
            // Its own: a test may give another one.
            if entry.file_name() == "config.json" {
                fs::copy(entry.path(), at("page/config.json")).unwrap();
            } else {
                symlink(entry.path(), at("page").join(entry.file_name())).unwrap();
            }
        }
        let made = Certificate::of_this_process().unwrap();
        fs::write(at("certificate"), &made.certificate).unwrap();
        fs::write(at("key"), &made.key).unwrap();
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port();
        let mut text = recipe.text();
        let (_, rest) = text.rsplit_once("connect-src 'self'").expect("a policy");
        let (hosts, _) = rest.split_once(';').expect("a policy");
        text = text.replace(&format!("connect-src 'self'{hosts};"), &format!("connect-src 'self' {connect};"));
        text = fitted(&text, &[("/srv/pipeline-retry", &at("page").display().to_string())]);
        if recipe.is_proxy() {
            text = fitted(&text, &[("app.harness.io", harness)]);
        }
        let mut command =
            if recipe.is_caddy() { caddy(&folder, recipe, text, port) } else { nginx(&folder, recipe, text, port) };
        let log = fs::File::create(at("log")).unwrap();
        command.stdin(Stdio::null()).stdout(log.try_clone().unwrap()).stderr(log);
        let process = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let scheme = if recipe == Recipe::Kubernetes { "http" } else { "https" };
        let mut server = Self { process, folder, origin: format!("{scheme}://127.0.0.1:{port}"), recipe };
        server.wait_for(port);
        server
    }

    fn wait_for(&mut self, port: u16) {
        let begun = Instant::now();
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            let ended = self.process.try_wait().unwrap();
            let log = || fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            assert!(ended.is_none() && begun.elapsed() < PATIENCE, "the web server does not start: {}", log());
            sleep(Duration::from_millis(10));
        }
    }

    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    pub fn url(&self) -> String {
        format!("{}/retry/", self.origin)
    }

    /// Harness is reached through it.
    pub fn is_proxy(&self) -> bool {
        self.recipe.is_proxy()
    }

    pub fn set_config(&self, config: &str) {
        // In one step: a request in between gets the one or the other.
        let (new, old) = (self.folder.path().join("page/new"), self.folder.path().join("page/config.json"));
        fs::write(&new, config).unwrap();
        fs::rename(new, old).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A file of the servers that `cargo xtask test hosting` installed.
fn installed(file: &str) -> PathBuf {
    Path::new(&setting("PIPELINE_RETRY_SERVERS")).join(file)
}

fn nginx(folder: &TempDir, recipe: Recipe, text: String, port: u16) -> Command {
    let at = |name: &str| folder.path().join(name).display().to_string();
    let text = if recipe == Recipe::Kubernetes {
        fitted(&text, &[("listen 8080", &format!("listen 127.0.0.1:{port}"))])
    } else {
        fitted(
            &text,
            &[
                ("listen 443", &format!("listen 127.0.0.1:{port}")),
                ("/etc/ssl/certs/tools.example.com.pem", &at("certificate")),
                ("/etc/ssl/private/tools.example.com.key", &at("key")),
            ],
        )
    };
    let text = if recipe.is_proxy() {
        fitted(&text, &[("/etc/ssl/certs/ca-certificates.crt", &at("certificate"))])
    } else {
        text
    };
    // A site that has the page in a folder has locations of its own.
    let text = match text.trim_end().strip_suffix('}') {
        Some(server) if recipe != Recipe::Kubernetes => {
            format!("{server}  location ~* \\.(js|css|wasm)$|/api/ {{\n    return 410;\n  }}\n}}\n")
        }
        _ => text,
    };
    // Debian's module for the copies by brotli, as the recipe says.
    let (module, text) = match recipe {
        Recipe::Kubernetes => (String::new(), text),
        _ => (
            format!("load_module {};\n", installed("usr/lib/nginx/modules/ngx_http_brotli_static_module.so").display()),
            fitted(&text, &[("#brotli_static on;", "brotli_static on;")]),
        ),
    };
    let user = if fs::metadata("/proc/self").is_ok_and(|it| std::os::unix::fs::MetadataExt::uid(&it) == 0) {
        "user root;\n"
    } else {
        ""
    };
    let temporary: String = ["client_body", "proxy", "fastcgi", "scgi", "uwsgi"]
        .map(|name| format!("  {name}_temp_path {};\n", at(name)))
        .concat();
    let settings = format!(
        "{module}{user}daemon off;\nmaster_process off;\npid {};\nerror_log stderr;\nevents {{}}\nhttp {{\n  \
         include {};\n  access_log off;\n{temporary}{text}\n}}\n",
        at("pid"),
        installed("etc/nginx/mime.types").display(),
    );
    fs::write(at("nginx.conf"), settings).unwrap();
    let mut command = Command::new(installed("usr/sbin/nginx"));
    command.args(["-p", &at(""), "-c", &at("nginx.conf"), "-e", "stderr"]);
    command
}

fn caddy(folder: &TempDir, recipe: Recipe, text: String, port: u16) -> Command {
    let at = |name: &str| folder.path().join(name).display().to_string();
    let text = fitted(
        &text,
        &[
            ("\ntools.example.com {", &format!("\nhttps://127.0.0.1:{port} {{")),
            ("/etc/ssl/certs/tools.example.com.pem", &at("certificate")),
            ("/etc/ssl/private/tools.example.com.key", &at("key")),
        ],
    );
    // The simulator's certificate is nobody else's.
    let trust = format!("\t\t\ttransport http {{\n\t\t\t\ttls_trusted_ca_certs {}\n\t\t\t}}\n", at("certificate"));
    let text = if recipe.is_proxy() {
        fitted(&text, &[("\t\t\theader_up -Cookie\n", &format!("{trust}\t\t\theader_up -Cookie\n"))])
    } else {
        text
    };
    let settings =
        format!("{{\n\tadmin off\n\tauto_https disable_redirects\n\tlog default {{\n\t\tlevel ERROR\n\t}}\n}}\n{text}");
    fs::write(at("Caddyfile"), settings).unwrap();
    let mut command = Command::new(installed("usr/bin/caddy"));
    command.args(["run", "--config", &at("Caddyfile"), "--adapter", "caddyfile"]);
    for name in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(name, at("caddy"));
    }
    command
}
