//! Where things are kept. One folder a series under the cache folder:
//! `package/` the download, `tree/` what was in it, `venv/` Python's packages, `addons/` a copy of ours,
//! `server/` what the running programs own (cluster, file store, logs), `state.json` and `lock` of this chore.
//! A server with a name has a `server/`, a `state.json` and community add-ons of its own in a folder of that name.
//!
//! The cache folder is `$ODOO_GATEWAY_CACHE`, else `$XDG_CACHE_HOME/odoo-gateway`, else `$HOME/.cache/odoo-gateway`; for root, whose home
//! is closed to the account that PostgreSQL must run as, `/var/cache/odoo-gateway` instead of the last.

use std::ffi::OsString;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};

use super::progress;

const CACHE_VARIABLE: &str = "ODOO_GATEWAY_CACHE";
const CACHE_OF_ROOT: &str = "/var/cache/odoo-gateway";

/// The folder of one series.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    folder: PathBuf,
    /// Where this server's own things are: the same folder, or one in it.
    own: PathBuf,
}

impl Layout {
    /// The folder of a series on this machine, not made yet; `name` is that of one server of several.
    pub(crate) fn of_series(series: &str, name: Option<&str>) -> Result<Self> {
        let cache = cache_folder(|name| std::env::var_os(name), super::account::is_root())?;
        Ok(Self::new(cache.join(format!("odoo-{series}")), name))
    }

    fn new(folder: PathBuf, name: Option<&str>) -> Self {
        let own = name.map_or_else(|| folder.clone(), |name| folder.join("servers").join(name));
        Self { folder, own }
    }

    /// A folder given by hand.
    #[cfg(test)]
    pub(crate) fn at(folder: &Path) -> Self {
        Self::new(folder.to_path_buf(), None)
    }

    pub(crate) fn make(&self) -> Result<()> {
        fs::create_dir_all(&self.own)
            .with_context(|| format!("cannot make {} (set {CACHE_VARIABLE} to choose another cache folder)", self.own.display()))
    }

    /// Waits for other runs of this chore and keeps them out until the returned file is dropped.
    pub(crate) fn lock(&self) -> Result<File> {
        let path = self.folder.join("lock");
        let file = File::create(&path).with_context(|| format!("cannot open {}", path.display()))?;
        if file.try_lock().is_err() {
            progress::note("waiting for another run to end");
            file.lock().with_context(|| format!("cannot lock {}", path.display()))?;
        }
        Ok(file)
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(crate) fn apt(&self) -> PathBuf {
        self.folder.join("apt")
    }

    pub(crate) fn package(&self) -> PathBuf {
        self.folder.join("package")
    }

    pub(crate) fn tree(&self) -> PathBuf {
        self.folder.join("tree")
    }

    /// The folder to put on Python's path.
    pub(crate) fn odoo_packages(&self) -> PathBuf {
        self.tree().join("usr/lib/python3/dist-packages")
    }

    /// The add-ons that come with Odoo.
    pub(crate) fn odoo_addons(&self) -> PathBuf {
        self.odoo_packages().join("odoo/addons")
    }

    /// Odoo's command line program.
    pub(crate) fn odoo_program(&self) -> PathBuf {
        self.tree().join("usr/bin/odoo")
    }

    pub(crate) fn venv(&self) -> PathBuf {
        self.folder.join("venv")
    }

    pub(crate) fn python(&self) -> PathBuf {
        self.venv().join("bin/python")
    }

    pub(crate) fn addons(&self) -> PathBuf {
        self.folder.join("addons")
    }

    /// Where Python's packages of community add-ons are put.
    pub(crate) fn community(&self) -> PathBuf {
        self.own.join("community")
    }

    /// The community add-ons themselves.
    pub(crate) fn community_addons(&self) -> PathBuf {
        self.community().join("odoo/addons")
    }

    pub(crate) fn state(&self) -> PathBuf {
        self.own.join("state.json")
    }

    /// Owned by the account that the servers run as.
    pub(crate) fn server(&self) -> PathBuf {
        self.own.join("server")
    }

    pub(crate) fn cluster(&self) -> PathBuf {
        self.server().join("cluster")
    }

    pub(crate) fn configuration(&self) -> PathBuf {
        self.server().join("odoo.conf")
    }

    pub(crate) fn odoo_pid(&self) -> PathBuf {
        self.server().join("odoo.pid")
    }

    pub(crate) fn odoo_log(&self) -> PathBuf {
        self.server().join("odoo.log")
    }

    pub(crate) fn install_log(&self) -> PathBuf {
        self.server().join("install.log")
    }
}

/// Empties a folder's place: what is there goes, nothing there is fine.
pub(crate) fn remove(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", path.display()))
        }
        _ => Ok(()),
    }
}

fn cache_folder(variable: impl Fn(&str) -> Option<OsString>, is_root: bool) -> Result<PathBuf> {
    let variable = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let folder = if let Some(folder) = variable(CACHE_VARIABLE) {
        folder
    } else if let Some(folder) = variable("XDG_CACHE_HOME") {
        folder.join("odoo-gateway")
    } else if is_root {
        PathBuf::from(CACHE_OF_ROOT)
    } else if let Some(home) = variable("HOME") {
        home.join(".cache/odoo-gateway")
    } else {
        bail!("no cache folder: set {CACHE_VARIABLE}");
    };
    ensure!(folder.is_absolute(), "the cache folder `{}` is not absolute", folder.display());
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(variables: &[(&str, &str)], is_root: bool) -> Result<PathBuf> {
        cache_folder(|name| variables.iter().find(|(key, _)| *key == name).map(|(_, value)| OsString::from(value)), is_root)
    }

    #[test]
    fn the_cache_folder_is_the_first_that_is_named() {
        let all = [(CACHE_VARIABLE, "/a"), ("XDG_CACHE_HOME", "/b"), ("HOME", "/c")];
        assert_eq!(folder(&all, true).unwrap(), Path::new("/a"));
        assert_eq!(folder(&all[1..], true).unwrap(), Path::new("/b/odoo-gateway"));
        assert_eq!(folder(&all[2..], true).unwrap(), Path::new("/var/cache/odoo-gateway"));
        assert_eq!(folder(&all[2..], false).unwrap(), Path::new("/c/.cache/odoo-gateway"));
        assert_eq!(folder(&[(CACHE_VARIABLE, ""), ("HOME", "/c")], false).unwrap(), Path::new("/c/.cache/odoo-gateway"));
    }

    #[test]
    fn a_named_server_shares_the_download_and_nothing_else() {
        let (usual, named) = (Layout::new("/cache".into(), None), Layout::new("/cache".into(), Some("community")));
        assert_eq!((usual.tree(), usual.venv()), (named.tree(), named.venv()));
        assert_eq!((usual.state(), named.state()), ("/cache/state.json".into(), "/cache/servers/community/state.json".into()));
        assert!(!named.server().starts_with(usual.server()) && named.community().starts_with("/cache/servers/community"));
    }

    #[test]
    fn no_or_a_relative_folder_is_an_error() {
        assert!(folder(&[], false).unwrap_err().to_string().contains(CACHE_VARIABLE));
        assert!(folder(&[(CACHE_VARIABLE, "here")], false).unwrap_err().to_string().contains("not absolute"));
    }

    #[test]
    fn removing_what_is_not_there_is_fine() {
        let folder = tempfile::tempdir().unwrap();
        remove(&folder.path().join("nothing")).unwrap();
    }
}
