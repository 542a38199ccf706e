//! The account that PostgreSQL and Odoo run as. Both refuse or dislike root, so root lends them the system account `postgres` (else `nobody`);
//! anybody else runs them as oneself.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::layout::Layout;

const LENT_ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

/// Who the servers run as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Account {
    /// Whoever runs this chore.
    Own,
    /// A system account, for root.
    Lent { name: String, user: u32, group: u32 },
}

impl Account {
    pub(crate) fn choose() -> Result<Self> {
        if !is_root() {
            return Ok(Self::Own);
        }
        let accounts = fs::read_to_string("/etc/passwd").context("cannot read /etc/passwd")?;
        match LENT_ACCOUNTS.iter().find_map(|name| find_account(&accounts, name)) {
            Some(account) => Ok(account),
            None => bail!("no account to run the servers as: expected a system account `postgres`"),
        }
    }

    /// A program run as this account with a small, known environment: variables such as `PGHOST` would else override Odoo's configuration.
    pub(crate) fn command(&self, program: impl AsRef<Path>, layout: &Layout) -> Command {
        let mut command = Command::new(program.as_ref());
        command.env_clear().env("HOME", layout.server()).env("LANG", "C.UTF-8").env("TZ", "UTC").current_dir("/");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        if let Self::Lent { user, group, .. } = self {
            command.gid(*group).uid(*user);
        }
        command
    }

    /// Makes a folder that is this account's alone.
    pub(crate) fn make_folder(&self, path: &Path) -> Result<()> {
        fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))?;
        self.make_private(path, 0o700)
    }

    /// Writes a file that only this account can read.
    pub(crate) fn write_private(&self, path: &Path, text: &str) -> Result<()> {
        fs::write(path, "")
            .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o600)))
            .with_context(|| cannot_write(path))?;
        fs::write(path, text).with_context(|| cannot_write(path))?;
        self.make_private(path, 0o600)
    }

    /// The first folder on the way to `path` that this account cannot pass.
    pub(crate) fn closed_folder(&self, path: &Path) -> Option<PathBuf> {
        let Self::Lent { user, .. } = self else { return None };
        let closed = |folder: &&Path| match fs::metadata(folder) {
            Ok(metadata) => metadata.uid() != *user && metadata.mode() & 0o001 == 0,
            Err(_) => false,
        };
        path.ancestors().filter(closed).last().map(Path::to_path_buf)
    }

    fn make_private(&self, path: &Path, mode: u32) -> Result<()> {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).with_context(|| cannot_write(path))?;
        if let Self::Lent { user, group, .. } = self {
            std::os::unix::fs::chown(path, Some(*user), Some(*group)).with_context(|| cannot_write(path))?;
        }
        Ok(())
    }
}

pub(crate) fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}

/// Reads one account from the text of `/etc/passwd`.
fn find_account(accounts: &str, name: &str) -> Option<Account> {
    accounts.lines().find_map(|line| {
        let mut fields = line.split(':');
        if fields.next()? != name {
            return None;
        }
        let user = fields.nth(1)?.parse().ok()?;
        let group = fields.next()?.parse().ok()?;
        Some(Account::Lent { name: name.to_owned(), user, group })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_whole_name() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\npostgresql:x:7:7::/:/bin/sh\npostgres:x:101:104:,,,:/var/lib/postgresql:/bin/bash\n";
        assert_eq!(find_account(accounts, "postgres"), Some(Account::Lent { name: "postgres".to_owned(), user: 101, group: 104 }));
        assert_eq!(find_account(accounts, "nobody"), None);
    }

    #[test]
    fn a_folder_closed_to_others_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let inner = folder.path().join("inner");
        let stranger = Account::Lent { name: "x".to_owned(), user: u32::MAX - 1, group: 0 };
        // Where the folder for temporary files is itself closed, that one is named.
        let closed = stranger.closed_folder(&inner).unwrap();
        assert!(folder.path().starts_with(&closed), "{}", closed.display());
        assert_eq!(Account::Own.closed_folder(&inner), None);
    }
}
