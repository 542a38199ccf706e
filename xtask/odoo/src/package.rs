//! Odoo itself: Debian's package, fetched from `sid` with package lists of our own (the system's stay as they are) and unpacked, not
//! installed: what it depends on is sid's. Scripts and fonts that it links to are fetched along, for pages fail without them; its Python
//! packages are not, they come from `python.rs`. A folder is there or not, never half: it is made beside and renamed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use super::layout::{self, Layout};
use super::unavailable::Unavailable;
use super::{SERIES, account, debian, program, progress};

const SUITE: &str = "sid";

/// How the packages begin whose files Odoo's static files link to.
const LINKED: [&str; 2] = ["libjs-", "fonts-"];

/// Makes sure that the unpacked package is there.
pub(crate) fn ensure(layout: &Layout) -> Result<()> {
    if layout.tree().is_dir() {
        return Ok(());
    }
    if !layout.package().is_dir() {
        fetch(layout)?;
    }
    let archives = archives_in(&layout.package())?;
    progress::step("unpacking it", || unpack(layout, &archives))
}

fn fetch(layout: &Layout) -> Result<()> {
    let source = debian::archive()?;
    let name = format!("odoo-{SERIES}");
    let apt = Apt::prepare(&layout.apt(), &source.stanza_for(SUITE))?;
    let unavailable = |what: &str, error: &anyhow::Error| Unavailable::error(format!("{what}: {error}"));
    progress::step(&format!("reading the package lists of {SUITE}"), || {
        program::run(apt.command().arg("update")).map_err(|error| unavailable("the package lists cannot be had", &error))
    })?;
    let partial = layout.folder().join("package.partial");
    layout::remove(&partial)?;
    fs::create_dir(&partial).with_context(|| format!("cannot make {}", partial.display()))?;
    progress::step(&format!("fetching the package {name}"), || {
        download(&apt, &partial, &[&name])
            .and_then(|()| download(&apt, &partial, &linked_packages(&archives_in(&partial)?)?))
            .map_err(|error| unavailable("the package cannot be had", &error))
    })?;
    rename(&partial, &layout.package())?;
    // The lists age within hours and are far larger than what they were needed for.
    layout::remove(&layout.apt())
}

fn download(apt: &Apt, folder: &Path, packages: &[impl AsRef<std::ffi::OsStr>]) -> Result<()> {
    program::run(apt.command().arg("download").args(packages).current_dir(folder)).map(drop)
}

fn linked_packages(archives: &[PathBuf]) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for archive in archives {
        names.extend(linked_in(&program::run(Command::new("dpkg-deb").arg("--field").arg(archive).arg("Depends"))?));
    }
    Ok(names)
}

/// Of what a package depends on, the scripts and fonts; of alternatives the first.
fn linked_in(depends: &str) -> Vec<String> {
    let names = depends.split(',').filter_map(|alternatives| alternatives.split(['|', '(', ':']).next()).map(str::trim);
    names.filter(|name| LINKED.iter().any(|start| name.starts_with(start))).map(str::to_owned).collect()
}

/// apt with its own sources, lists and cache.
struct Apt {
    folder: PathBuf,
}

impl Apt {
    fn prepare(folder: &Path, stanza: &str) -> Result<Self> {
        for part in ["lists/partial", "cache/archives/partial"] {
            fs::create_dir_all(folder.join(part)).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(folder.join("own.sources"), stanza).with_context(|| format!("cannot write in {}", folder.display()))?;
        Ok(Self { folder: folder.to_path_buf() })
    }

    fn command(&self) -> Command {
        let mut command = Command::new("apt-get");
        let folder = self.folder.display();
        for option in [
            format!("Dir::State::lists={folder}/lists"),
            format!("Dir::Cache={folder}/cache"),
            format!("Dir::Etc::sourcelist={folder}/own.sources"),
            "Dir::Etc::sourceparts=/dev/null".to_owned(),
            "Dir::Etc::preferences=/dev/null".to_owned(),
            "Dir::Etc::preferencesparts=/dev/null".to_owned(),
            // Without this, lists that cannot be had are only a warning.
            "APT::Update::Error-Mode=any".to_owned(),
            // Names of packages are all that is needed.
            "Acquire::Languages=none".to_owned(),
            "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false".to_owned(),
        ] {
            command.args(["-o", &option]);
        }
        if account::is_root() {
            // The cache folder is root's; apt's own account could not write there.
            command.args(["-o", "APT::Sandbox::User=root"]);
        }
        command.arg("--quiet");
        command
    }
}

fn archives_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let paths = entries.flatten().map(|entry| entry.path());
    let archives: Vec<PathBuf> = paths.filter(|path| path.extension().is_some_and(|extension| extension == "deb")).collect();
    ensure!(!archives.is_empty(), "no package in {}: remove that folder and try again", folder.display());
    Ok(archives)
}

fn unpack(layout: &Layout, archives: &[PathBuf]) -> Result<()> {
    let partial = layout.folder().join("tree.partial");
    layout::remove(&partial)?;
    for archive in archives {
        program::run(Command::new("dpkg-deb").arg("--extract").arg(archive).arg(&partial))?;
    }
    // A second copy of the add-ons, bare .py files, that Python would find before the true one.
    layout::remove(&partial.join("usr/lib/python3/dist-packages/addons"))?;
    rename(&partial, &layout.tree())
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).with_context(|| format!("cannot rename {} to {}", from.display(), to.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn apt_is_kept_to_its_own_folder() {
        let folder = tempfile::tempdir().unwrap();
        let apt = Apt::prepare(folder.path(), "Types: deb\n").unwrap();
        let arguments: Vec<String> = apt.command().get_args().map(|argument| argument.to_string_lossy().into_owned()).collect();
        let own = folder.path().display().to_string();
        for option in ["Dir::State::lists", "Dir::Cache", "Dir::Etc::sourcelist"] {
            assert!(arguments.iter().any(|argument| argument.starts_with(&format!("{option}={own}/"))), "{option}");
        }
        assert_eq!(fs::read_to_string(folder.path().join("own.sources")).unwrap(), "Types: deb\n");
    }

    #[test]
    fn archives_are_the_debs() {
        let folder = tempfile::tempdir().unwrap();
        assert!(archives_in(folder.path()).unwrap_err().to_string().contains("no package"));
        let deb = folder.path().join("odoo-19_1_all.deb");
        fs::write(&deb, "").unwrap();
        fs::write(folder.path().join("other"), "").unwrap();
        assert_eq!(archives_in(folder.path()).unwrap(), [deb]);
    }

    #[test]
    fn scripts_and_fonts_are_fetched_along() {
        let depends = "python3-lxml, python3:any, fonts-dejavu-core | fonts-noto-core, libjs-jquery (>= 3), adduser, gsfonts";
        assert_eq!(linked_in(depends), ["fonts-dejavu-core", "libjs-jquery"]);
    }
}
