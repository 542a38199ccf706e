//! The Debian system under us: its package sources, and installing from them what is missing where root allows it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use super::sources::{self, Source};
use super::unavailable::Unavailable;
use super::{account, program, progress};

const SOURCES_FILE: &str = "/etc/apt/sources.list";
const SOURCES_FOLDER: &str = "/etc/apt/sources.list.d";
/// Names under which a system's own release may stand in its sources, beside its code name.
const RELEASE_NAMES: [&str; 4] = ["stable", "testing", "unstable", "sid"];

/// Debian's archive as this system's sources name it.
pub(crate) fn archive() -> Result<Source> {
    if !program::exists("apt-get") || !program::exists("dpkg-deb") {
        return Err(Unavailable::error("apt-get and dpkg-deb are needed and not installed"));
    }
    let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
    let Some(codename) = debian_codename(&release) else {
        return Err(Unavailable::error("it does not run Debian, and Odoo 19 comes as a Debian package"));
    };
    let sources = system_sources();
    let archive = sources::debian_archive(&sources, &[codename]).or_else(|| sources::debian_archive(&sources, &RELEASE_NAMES));
    match archive {
        Some(source) => Ok(source.clone()),
        None => Err(Unavailable::error(format!("no entry for `{codename}` with `main` in {SOURCES_FILE} or {SOURCES_FOLDER}"))),
    }
}

/// Installs packages from the system's own sources; only root can.
pub(crate) fn install(packages: &[&str]) -> Result<()> {
    let names = packages.join(" ");
    if !account::is_root() || !program::exists("apt-get") {
        return Err(Unavailable::error(format!("the package {names} is missing; install it with `apt-get install {names}`")));
    }
    progress::step(&format!("installing {names}"), || {
        let apt = || {
            let mut command = Command::new("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive").arg("--quiet");
            command
        };
        let installed = program::run(apt().arg("update"))
            .and_then(|_| program::run(apt().args(["install", "--yes", "--no-install-recommends"]).args(packages)));
        installed.map(drop).map_err(|error| Unavailable::error(format!("{names} cannot be installed: {error}")))
    })
}

fn system_sources() -> Vec<Source> {
    let mut files = vec![PathBuf::from(SOURCES_FILE)];
    if let Ok(entries) = fs::read_dir(SOURCES_FOLDER) {
        files.extend(entries.flatten().map(|entry| entry.path()));
    }
    files.sort();
    files.iter().flat_map(|file| read_sources(file)).collect()
}

/// A file that cannot be read or is of neither kind holds nothing.
fn read_sources(file: &Path) -> Vec<Source> {
    let text = fs::read_to_string(file).unwrap_or_default();
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("list") => sources::parse_list(&text),
        Some("sources") => sources::parse_deb822(&text),
        _ => Vec::new(),
    }
}

/// The code name in the text of `/etc/os-release`, if that is Debian's.
fn debian_codename(release: &str) -> Option<&str> {
    let value = |key: &str| release.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('=')).map(|value| value.trim_matches('"'));
    value("ID").filter(|id| *id == "debian").and_then(|_| value("VERSION_CODENAME"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_debian_has_a_code_name() {
        assert_eq!(debian_codename("VERSION_ID=\"12\"\nVERSION_CODENAME=bookworm\nID=debian\n"), Some("bookworm"));
        assert_eq!(debian_codename("ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n"), None);
        assert_eq!(debian_codename(""), None);
    }

    #[test]
    fn files_are_read_by_their_kind() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::write(&path, text).unwrap();
            read_sources(&path).len()
        };
        assert_eq!(write("a.list", "deb http://m.example/debian sid main\n"), 1);
        assert_eq!(write("a.sources", "Types: deb\nURIs: http://m.example\nSuites: sid\nComponents: main\n"), 1);
        assert_eq!(write("a.list.save", "deb http://m.example/debian sid main\n"), 0);
    }
}
