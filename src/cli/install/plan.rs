//! What would be done to the file of a client: judged before anything is written.

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use thiserror::Error;

use super::client::{Client, Language};
use super::entry::{EditError, Entry};
use super::file::{FileError, UserFile, Written};
use super::folders::{Folders, System};
use super::launch::{self, Launch};
use super::{json, toml};

/// A client with what goes into its file.
#[derive(Debug)]
pub(super) struct Target {
    pub(super) client: Client,
    pub(super) path: PathBuf,
    /// The credential file that the entry names; `None` for the embedded Odoo.
    pub(super) credential: Option<PathBuf>,
    entry: Entry,
}

/// A file and the text it is to have.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) path: PathBuf,
    file: UserFile,
    /// `None` where there is no file and none is needed.
    text: Option<String>,
}

/// Why nothing is written.
#[derive(Debug, Error)]
pub(super) enum PlanError {
    #[error("no variable says where your folder is: set {0}")]
    NoHome(&'static str),
    #[error("the path of this program or of the credential file is not a text")]
    Path,
    #[error(transparent)]
    File(#[from] FileError),
    #[error("`{}` stays as it is: {reason}", .path.display())]
    Edit { path: PathBuf, reason: EditError },
}

impl Target {
    pub(super) fn of(client: Client, name: &str, demo: bool, folders: &Folders<'_>) -> Result<Self, PlanError> {
        let no_home = || PlanError::NoHome(if folders.system == System::Windows { "USERPROFILE" } else { "HOME" });
        let path = client.file(folders).ok_or_else(no_home)?;
        let credential = || folders.of_gateway().map(|folder| folder.join(format!("{name}.env"))).ok_or_else(no_home);
        let credential = if demo { None } else { Some(credential()?) };
        let Launch { command, mut arguments } = launched(folders.system).ok_or(PlanError::Path)?;
        match &credential {
            Some(file) => arguments.extend(["--env-file".to_owned(), file.to_str().ok_or(PlanError::Path)?.to_owned(), "serve".to_owned()]),
            None => arguments.extend(["serve".to_owned(), "--demo".to_owned()]),
        }
        let entry = Entry { name: name.to_owned(), kind: client.facts().kind, command, arguments };
        Ok(Self { client, path, credential, entry })
    }

    /// The entry alone.
    pub(super) fn snippet(&self) -> String {
        let facts = self.client.facts();
        match facts.language {
            Language::Json | Language::JsonWithComments => json::snippet(facts.section, &self.entry),
            Language::Toml => toml::snippet(facts.section, &self.entry),
        }
    }

    fn with_entry(&self, text: &str) -> Result<String, EditError> {
        let facts = self.client.facts();
        match facts.language {
            Language::Json => json::with_entry(text, false, facts.section, &self.entry),
            Language::JsonWithComments => json::with_entry(text, true, facts.section, &self.entry),
            Language::Toml => toml::with_entry(text, facts.section, &self.entry),
        }
    }

    fn without_entry(&self, text: &str) -> Result<String, EditError> {
        let facts = self.client.facts();
        match facts.language {
            Language::Json => json::without_entry(text, false, facts.section, &self.entry.name),
            Language::JsonWithComments => json::without_entry(text, true, facts.section, &self.entry.name),
            Language::Toml => toml::without_entry(text, facts.section, &self.entry.name),
        }
    }
}

impl Change {
    pub(super) fn install(target: &Target) -> Result<Self, PlanError> {
        Self::of(target, |file| target.with_entry(file.text.as_deref().unwrap_or_default()).map(Some))
    }

    /// The file as it was before, to the byte, where nothing else was changed since; otherwise without the entry.
    pub(super) fn uninstall(target: &Target) -> Result<Self, PlanError> {
        Self::of(target, |file| {
            let Some(text) = &file.text else { return Ok(None) };
            let without = target.without_entry(text)?;
            let is_before = |copy: &String| without != *text && target.with_entry(copy).is_ok_and(|with| with == *text && with != *copy);
            Ok(Some(file.copies().into_iter().find(is_before).unwrap_or(without)))
        })
    }

    fn of(target: &Target, edit: impl FnOnce(&UserFile) -> Result<Option<String>, EditError>) -> Result<Self, PlanError> {
        let file = UserFile::read(&target.path)?;
        let text = edit(&file).map_err(|reason| PlanError::Edit { path: target.path.clone(), reason })?;
        Ok(Self { path: target.path.clone(), file, text })
    }

    pub(super) fn is_needed(&self) -> bool {
        self.text != self.file.text
    }

    pub(super) fn write(&self) -> Result<Written, FileError> {
        self.text.as_ref().map_or(Ok(Written::Unchanged), |text| self.file.write(text, true))
    }
}

/// The clients whose files name a credential file.
pub(super) fn users_of(credential: &Path, folders: &Folders<'_>) -> Vec<Client> {
    let plain = credential.display().to_string();
    let escaped = plain.replace('\\', "\\\\");
    let names = |client: &Client| {
        let text = client.file(folders).and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
        text.contains(&plain) || text.contains(&escaped)
    };
    Client::value_variants().iter().copied().filter(names).collect()
}

fn launched(system: System) -> Option<Launch> {
    let program = std::env::current_exe().ok()?;
    let on_path = std::env::var_os("PATH").and_then(|path| launch::on_path(&program, &path));
    Launch::of(&program, on_path, system)
}
