//! The official tools at fixed versions, from npm and PyPI, in a folder of their own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail, ensure};

/// Node itself comes from npm too: what is installed may be too old for the tools.
const NPM_PACKAGES: [&str; 4] = [
    "node@22",
    "@modelcontextprotocol/conformance@0.2.0-alpha.12",
    "@modelcontextprotocol/inspector@2.12.0",
    "@modelcontextprotocol/sdk@1.32.2",
];

/// A package from PyPI, and the folder of its own environment.
pub(super) struct PythonPackage {
    folder: &'static str,
    package: &'static str,
}

/// The Python client.
pub(super) const CLIENT: PythonPackage = PythonPackage { folder: "python", package: "mcp==2.3.0" };

/// What makes requests from an OpenAPI document.
pub(super) const SCHEMATHESIS: PythonPackage = PythonPackage { folder: "schemathesis", package: "schemathesis==4.32.5" };

/// The file that says which versions a folder holds, written last.
const READY: &str = "ready";

/// The tools from npm.
pub(super) struct Tools {
    folder: PathBuf,
}

impl Tools {
    /// Fetches them once.
    ///
    /// # Errors
    /// Where npm is not there or cannot fetch.
    pub(super) fn node(folder: &Path) -> Result<Self> {
        let tools = Self { folder: folder.join("npm") };
        let wanted = NPM_PACKAGES.join("\n");
        if !is_ready(&tools.folder, &wanted) {
            std::fs::create_dir_all(&tools.folder)?;
            let mut npm = Command::new("npm");
            npm.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]).arg(&tools.folder).args(NPM_PACKAGES);
            quiet(&mut npm, "npm")?;
            std::fs::write(tools.folder.join(READY), wanted)?;
        }
        ensure!(tools.node_program().exists(), "npm installed no node");
        Ok(tools)
    }

    /// A Python with a package.
    ///
    /// # Errors
    /// Where Python or pip is not there or cannot fetch.
    pub(super) fn python(folder: &Path, wanted: &PythonPackage) -> Result<PathBuf> {
        let environment = folder.join(wanted.folder);
        let python = environment.join("bin").join("python");
        if !is_ready(&environment, wanted.package) {
            quiet(Command::new("python3").args(["-m", "venv"]).arg(&environment), "python3")?;
            quiet(Command::new(&python).args(["-m", "pip", "install", "--quiet", wanted.package]), "pip")?;
            std::fs::write(environment.join(READY), wanted.package)?;
        }
        Ok(python)
    }

    pub(super) fn conformance(&self) -> Command {
        self.run(&self.binary("conformance"))
    }

    /// The program of the official tests, for a script that starts it.
    pub(super) fn conformance_script(&self) -> PathBuf {
        self.binary("conformance")
    }

    pub(super) fn inspector(&self) -> Command {
        let mut command = self.run(&self.binary("mcp-inspector"));
        command.arg("--cli");
        command
    }

    /// A script beside the packages, where its imports are found.
    pub(super) fn script(&self, script: &Path, program: &Path) -> Result<Command> {
        let copy = self.folder.join(script.file_name().context("a script has a name")?);
        std::fs::copy(script, &copy)?;
        let mut command = self.run(&copy);
        command.arg(program);
        Ok(command)
    }

    fn run(&self, script: &Path) -> Command {
        let node = self.node_program();
        let mut command = Command::new(&node);
        let own = node.parent().map(Path::to_path_buf).into_iter();
        let path = std::env::join_paths(own.chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())));
        command.env("PATH", path.unwrap_or_default()).arg(script).current_dir(&self.folder);
        command
    }

    fn node_program(&self) -> PathBuf {
        self.folder.join("node_modules").join("node").join("bin").join("node")
    }

    fn binary(&self, name: &str) -> PathBuf {
        self.folder.join("node_modules").join(".bin").join(name)
    }
}

fn is_ready(folder: &Path, wanted: &str) -> bool {
    std::fs::read_to_string(folder.join(READY)).is_ok_and(|held| held == wanted)
}

/// Runs a command that reports nothing but why it failed.
fn quiet(command: &mut Command, name: &str) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("{name} is not here"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{name} failed: {}", said.lines().last().unwrap_or("it does not say why"));
    }
    Ok(())
}
