//! A clean folder with an empty home, in which a package is installed and the demo runs.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Result, ensure};
use tempfile::TempDir;

use super::output;

/// The folder.
pub(super) struct Trial {
    folder: TempDir,
}

impl Trial {
    pub(super) fn new() -> Result<Self> {
        let folder = TempDir::new()?;
        std::fs::create_dir(folder.path().join("home"))?;
        Ok(Self { folder })
    }

    /// Where to install to.
    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("root")
    }

    /// A command with nothing of the environment but the path of programs.
    pub(super) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        let home = self.folder.path().join("home");
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default()).env("HOME", &home).current_dir(home);
        command
    }

    /// Runs the demo of an installed program, and says so.
    pub(super) fn demo(&self, program: &Path, package: &str) -> Result<String> {
        let printed = output(self.command(program).arg("demo"))?;
        ensure!(printed.contains("-> create_record"), "{package}: the demo printed something else: {printed}");
        Ok(format!("ok: {package}: installed into a clean folder, the demo ran"))
    }
}
