//! Odoo's Python: a virtual environment with the packages of `xtask/odoo/requirements-19.txt`, checked by a digest that is written last,
//! so that an environment half made, or made for another list, is made anew.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use super::account::Account;
use super::layout::{self, Layout};
use super::unavailable::Unavailable;
use super::{debian, program, progress};

const REQUIREMENTS: &str = include_str!("../requirements-19.txt");

/// In order of preference: the pinned packages have wheels for 3.11, and the system's Python is open to every account.
const CANDIDATES: [&str; 5] = ["python3.11", "/usr/bin/python3.11", "python3.10", "python3", "/usr/bin/python3"];

/// Prints its own path if it can make environments and is of a version that Odoo 19 runs on; else it ends with an error.
const PROBE: &str = "import ensurepip, sys, venv; assert (3, 10) <= sys.version_info[:2] <= (3, 13); print(sys.executable)";

/// Makes sure that the environment is there and complete.
pub(crate) fn ensure(layout: &Layout, account: &Account) -> Result<()> {
    let digest = super::hexadecimal(&Sha256::digest(REQUIREMENTS));
    let mark = layout.venv().join("complete");
    if fs::read_to_string(&mark).is_ok_and(|text| text == digest) {
        return Ok(());
    }
    let python = find_python(layout, account)?;
    layout::remove(&layout.venv())?;
    progress::step("making the Python environment", || {
        program::run(Command::new(&python).args(["-m", "venv"]).arg(layout.venv()))?;
        install(layout)
    })?;
    fs::write(&mark, digest).with_context(|| format!("cannot write {}", mark.display()))
}

fn install(layout: &Layout) -> Result<()> {
    let requirements = layout.folder().join("requirements.txt");
    fs::write(&requirements, REQUIREMENTS).with_context(|| format!("cannot write {}", requirements.display()))?;
    let mut pip = Command::new(layout.python());
    pip.args(["-m", "pip", "install", "--quiet", "--no-input", "--disable-pip-version-check", "--requirement"]).arg(requirements);
    program::run(&mut pip).map(drop).context("Odoo's Python packages cannot be installed")
}

/// A Python that the servers' account can run too; Debian's is installed if there is none.
fn find_python(layout: &Layout, account: &Account) -> Result<PathBuf> {
    if let Some(python) = probe_all(layout, account) {
        return Ok(python);
    }
    debian::install(&["python3", "python3-venv"])?;
    probe_all(layout, account).ok_or_else(|| Unavailable::error("no Python from 3.10 to 3.13 with the venv module, best 3.11"))
}

fn probe_all(layout: &Layout, account: &Account) -> Option<PathBuf> {
    CANDIDATES.iter().find_map(|candidate| {
        let printed = program::run(account.command(candidate, layout).args(["-c", PROBE])).ok()?;
        Some(PathBuf::from(printed.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_requirement_is_pinned() {
        let requirements = REQUIREMENTS.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
        for line in requirements {
            assert!(line.split_once("==").is_some_and(|(name, version)| !name.is_empty() && !version.is_empty()), "{line}");
        }
    }
}
