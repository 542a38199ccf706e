//! The command with which a client starts this program: where it is for good, not where a launcher unpacked it for one run.

use std::path::{Path, PathBuf};

use super::folders::System;

/// A command.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Launch {
    pub(super) command: String,
    pub(super) arguments: Vec<String>,
}

impl Launch {
    /// How the running program is started again; `None` where its path is not a text.
    pub(super) fn of(program: &Path, on_path: Option<PathBuf>, system: System) -> Option<Self> {
        let parts: Vec<_> = program.iter().filter_map(|part| part.to_str()).collect();
        let plain = |command: &str, arguments: &[&str]| Self {
            command: command.to_owned(),
            arguments: arguments.iter().map(|argument| (*argument).to_owned()).collect(),
        };
        // The caches of `uvx` and `npx` are emptied now and then.
        if parts.windows(2).any(|pair| pair.first() == Some(&"uv") && pair.last().is_some_and(|part| part.starts_with("archive-"))) {
            return Some(plain("uvx", &["odoo-gateway"]));
        }
        if parts.contains(&"_npx") {
            return Some(match system {
                System::Windows => plain("cmd", &["/c", "npx", "-y", "odoo-gateway"]),
                _ => plain("npx", &["-y", "odoo-gateway"]),
            });
        }
        Some(plain(on_path.as_deref().unwrap_or(program).to_str()?, &[]))
    }
}

/// The program of this name on the path that is the running one: its link stays when a package manager renews what it leads to.
pub(super) fn on_path(program: &Path, path: &std::ffi::OsStr) -> Option<PathBuf> {
    let name = program.file_name()?;
    let found = std::env::split_paths(path).map(|folder| folder.join(name)).filter(|found| found.is_absolute());
    found.filter(|found| found.canonicalize().is_ok_and(|found| found == program)).min_by_key(|found| found == program)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn launch(program: &str, on_path: Option<&str>, system: System) -> (String, Vec<String>) {
        let Launch { command, arguments } = Launch::of(Path::new(program), on_path.map(PathBuf::from), system).unwrap();
        (command, arguments)
    }

    #[test]
    fn a_cache_of_a_launcher_is_not_named() {
        let none = Vec::<String>::new;
        assert_eq!(launch("/opt/bin/odoo-gateway", None, System::Linux), ("/opt/bin/odoo-gateway".to_owned(), none()));
        assert_eq!(launch("/opt/1.0/odoo-gateway", Some("/bin/odoo-gateway"), System::MacOs), ("/bin/odoo-gateway".to_owned(), none()));
        let uv = launch("/home/ann/.cache/uv/archive-v0/x/bin/odoo-gateway", None, System::Linux);
        assert_eq!(uv, ("uvx".to_owned(), vec!["odoo-gateway".to_owned()]));
        let npx = "/home/ann/.npm/_npx/1/node_modules/odoo-gateway-linux-x64/bin/odoo-gateway";
        assert_eq!(launch(npx, None, System::Linux).0, "npx");
        assert_eq!(launch(npx, None, System::Windows).0, "cmd");
    }

    #[cfg(unix)]
    #[test]
    fn the_link_on_the_path_is_preferred_to_what_it_leads_to() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap();
        let (real, bin) = (root.join("1.0"), root.join("bin"));
        [&real, &bin].into_iter().for_each(|folder| std::fs::create_dir(folder).unwrap());
        std::fs::write(real.join("odoo-gateway"), "").unwrap();
        std::os::unix::fs::symlink(real.join("odoo-gateway"), bin.join("odoo-gateway")).unwrap();
        let path = std::env::join_paths([&real, &bin]).unwrap();
        assert_eq!(on_path(&real.join("odoo-gateway"), &path), Some(bin.join("odoo-gateway")));
        assert_eq!(on_path(&real.join("other"), &path), None);
    }
}
