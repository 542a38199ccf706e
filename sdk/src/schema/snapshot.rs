//! A snapshot of a database's schema as canonical text: the same database gives the same bytes, a diff reads as a change list.
//!
//! A snapshot is a folder: `manifest.json`, `common_methods.json`, `groups.json` and one `models/<model>.json` each, one field or method
//! a line, sorted, without ids, clock or prose. Rendering and parsing are pure; [`Snapshot::read`] is the only place that opens files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::render;
use super::{Groups, MethodSchema, ModelSchema};
use crate::Series;

/// The format this crate writes. It reads all up to this one: format 1 has neither groups nor rights and buttons of models.
pub const SNAPSHOT_FORMAT: u32 = 2;

/// File name of the manifest.
pub const MANIFEST_FILE: &str = "manifest.json";

/// File name of the methods that every model has.
pub const COMMON_METHODS_FILE: &str = "common_methods.json";

/// File name of the groups and what each implies.
pub const GROUPS_FILE: &str = "groups.json";

/// Folder of the models.
pub const MODELS_FOLDER: &str = "models";

/// Methods by name.
pub type Methods = BTreeMap<String, MethodSchema>;

/// What a snapshot says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// [`SNAPSHOT_FORMAT`] when it was written.
    pub format: u32,
    /// Series of the server.
    pub series: Series,
    /// `server_version` of the server, in its own words.
    pub server_version: String,
    /// Number of models.
    pub models: usize,
    /// Number of fields over all models.
    pub fields: usize,
    /// Number of methods over all models, with the common ones once.
    pub methods: usize,
    /// SHA-256 over the text of all other files, in hexadecimal.
    pub sha256: String,
    /// Installed modules and their versions.
    pub modules: BTreeMap<String, String>,
}

/// A schema snapshot in memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// Series of the server.
    pub series: Series,
    /// `server_version` of the server.
    pub server_version: String,
    /// Installed modules and their versions.
    pub modules: BTreeMap<String, String>,
    /// Methods that every model has.
    pub common_methods: Methods,
    /// Groups and what each implies; none where they are not known.
    pub groups: Groups,
    /// Models by name.
    pub models: BTreeMap<String, ModelSchema>,
}

/// Why a snapshot could not be read.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// A file or folder could not be read.
    #[error("cannot read `{}`", .path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// A file is not what the format says.
    #[error("`{file}` is not a valid part of a snapshot")]
    Parse {
        /// The file, relative to the snapshot's folder.
        file: String,
        /// Line and column, and what was expected.
        source: serde_json::Error,
    },
    /// Written by another version of the format.
    #[error("`{MANIFEST_FILE}` has format {found}, expected at most {SNAPSHOT_FORMAT}")]
    Format {
        /// The format found.
        found: u32,
    },
    /// The files are not the ones the manifest was written for.
    #[error("the files do not match the manifest's hash: the snapshot is incomplete or was edited by hand, pull it again")]
    Hash,
    /// A file that the format requires is missing.
    #[error("`{file}` is missing from the snapshot")]
    Missing {
        /// The file, relative to the snapshot's folder.
        file: &'static str,
    },
}

/// Name of a model's file inside a snapshot: `models/sale.order.json`.
#[must_use]
pub fn model_file(model: &str) -> String {
    format!("{MODELS_FOLDER}/{model}.json")
}

/// Reads the text of one model's file.
///
/// # Errors
/// [`SnapshotError::Parse`] where the text is not a model.
pub fn parse_model(file: &str, text: &[u8]) -> Result<ModelSchema, SnapshotError> {
    parse(file, text)
}

impl Snapshot {
    /// The whole snapshot as text: relative path to content, the manifest included.
    #[must_use]
    pub fn render(&self) -> BTreeMap<String, String> {
        let mut files: BTreeMap<String, String> =
            self.models.values().map(|model| (model_file(&model.model), render::model(model))).collect();
        files.insert(GROUPS_FILE.to_owned(), render::groups(&self.groups));
        files.insert(COMMON_METHODS_FILE.to_owned(), render::methods(&self.common_methods));
        let manifest = render::manifest(&self.manifest(hash(&files)));
        files.insert(MANIFEST_FILE.to_owned(), manifest);
        files
    }

    /// Parses what [`Snapshot::render`] gave.
    ///
    /// # Errors
    /// Everything that [`SnapshotError`] names but `Read`.
    pub fn parse(files: &BTreeMap<String, String>) -> Result<Self, SnapshotError> {
        let manifest: Manifest = parse_required(files, MANIFEST_FILE)?;
        if !(1..=SNAPSHOT_FORMAT).contains(&manifest.format) {
            return Err(SnapshotError::Format { found: manifest.format });
        }
        if hash(files) != manifest.sha256 {
            return Err(SnapshotError::Hash);
        }
        let models = files
            .iter()
            .filter(|(file, _)| file.starts_with(MODELS_FOLDER))
            .map(|(file, text)| parse_model(file, text.as_bytes()).map(|model| (model.model.clone(), model)))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            series: manifest.series,
            server_version: manifest.server_version,
            modules: manifest.modules,
            common_methods: parse_required(files, COMMON_METHODS_FILE)?,
            groups: files.get(GROUPS_FILE).map(|text| parse(GROUPS_FILE, text.as_bytes())).transpose()?.unwrap_or_default(),
            models,
        })
    }

    /// Reads a snapshot's folder.
    ///
    /// # Errors
    /// Everything that [`SnapshotError`] names.
    pub fn read(folder: &Path) -> Result<Self, SnapshotError> {
        Self::parse(&read_files(folder)?)
    }

    fn manifest(&self, sha256: String) -> Manifest {
        Manifest {
            format: SNAPSHOT_FORMAT,
            series: self.series,
            server_version: self.server_version.clone(),
            models: self.models.len(),
            fields: self.models.values().map(|model| model.fields.len()).sum(),
            methods: self.common_methods.len() + self.models.values().map(|model| model.methods.len()).sum::<usize>(),
            sha256,
            modules: self.modules.clone(),
        }
    }
}

/// Reads the text of every file of a snapshot, without looking into it.
///
/// # Errors
/// [`SnapshotError::Read`] with the file that could not be read.
pub fn read_files(folder: &Path) -> Result<BTreeMap<String, String>, SnapshotError> {
    let mut files = BTreeMap::new();
    for file in [MANIFEST_FILE, COMMON_METHODS_FILE] {
        files.insert(file.to_owned(), read_text(&folder.join(file))?);
    }
    if folder.join(GROUPS_FILE).exists() {
        files.insert(GROUPS_FILE.to_owned(), read_text(&folder.join(GROUPS_FILE))?);
    }
    let models = folder.join(MODELS_FOLDER);
    let read_error = |source| SnapshotError::Read { path: models.clone(), source };
    for entry in fs::read_dir(&models).map_err(read_error)? {
        let name = entry.map_err(read_error)?.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".json") {
            files.insert(format!("{MODELS_FOLDER}/{name}"), read_text(&models.join(name.as_ref()))?);
        }
    }
    Ok(files)
}

fn read_text(path: &Path) -> Result<String, SnapshotError> {
    fs::read_to_string(path).map_err(|source| SnapshotError::Read { path: path.to_owned(), source })
}

fn parse_required<T: DeserializeOwned>(files: &BTreeMap<String, String>, file: &'static str) -> Result<T, SnapshotError> {
    let text = files.get(file).ok_or(SnapshotError::Missing { file })?;
    parse(file, text.as_bytes())
}

fn parse<T: DeserializeOwned>(file: &str, text: &[u8]) -> Result<T, SnapshotError> {
    serde_json::from_slice(text).map_err(|source| SnapshotError::Parse { file: file.to_owned(), source })
}

/// The hash of a snapshot: every file but the manifest, name and text, in order.
fn hash(files: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for (file, text) in files.iter().filter(|(file, _)| *file != MANIFEST_FILE) {
        hasher.update(file.as_bytes());
        hasher.update([0]);
        hasher.update(text.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Button, FieldSchema, FieldType, Parameter, Rights};

    fn small() -> Snapshot {
        let mut partner = ModelSchema { model: "res.partner".to_owned(), label: "Contact".to_owned(), ..ModelSchema::default() };
        partner.fields.insert("name".to_owned(), FieldSchema { label: "Name".to_owned(), ..FieldSchema::new(FieldType::Char) });
        partner.fields.insert("active".to_owned(), FieldSchema::new(FieldType::Boolean));
        partner.access = Some(BTreeMap::from([("base.group_user".to_owned(), Rights { read: true, ..Rights::default() })]));
        partner.buttons = Some(BTreeMap::from([("copy".to_owned(), Button { label: "Copy".to_owned(), ..Button::default() })]));
        let parameter = Parameter { name: "default".to_owned(), kind: Default::default(), default: Some(serde_json::Value::Null) };
        let copy = MethodSchema { parameters: vec![parameter], ..MethodSchema::default() };
        Snapshot {
            series: Series::V19,
            server_version: "19.0".to_owned(),
            modules: BTreeMap::from([("base".to_owned(), "19.0.1.3".to_owned())]),
            common_methods: Methods::from([("copy".to_owned(), copy)]),
            groups: Groups(BTreeMap::from([("base.group_system".to_owned(), vec!["base.group_erp_manager".to_owned()])])),
            models: BTreeMap::from([("res.partner".to_owned(), partner)]),
        }
    }

    #[test]
    fn is_one_field_a_line_and_comes_back_whole() {
        let files = small().render();
        let all: Vec<String> = files.iter().map(|(file, text)| format!("== {file}\n{text}")).collect();
        insta::assert_snapshot!(all.concat());
        assert_eq!(Snapshot::parse(&files).unwrap(), small());
    }

    #[test]
    fn refuses_what_was_edited_or_is_half_there() {
        let mut edited = small().render();
        edited.get_mut("models/res.partner.json").unwrap().push('\n');
        assert!(matches!(Snapshot::parse(&edited), Err(SnapshotError::Hash)));
        let mut half = small().render();
        half.remove(MANIFEST_FILE);
        assert!(matches!(Snapshot::parse(&half), Err(SnapshotError::Missing { file: MANIFEST_FILE })));
    }

    #[test]
    fn an_older_format_knows_no_rights() {
        let mut old = small();
        let partner = old.models.get_mut("res.partner").unwrap();
        (partner.access, partner.buttons, old.groups) = (None, None, Groups::default());
        let mut files = old.render();
        files.remove(GROUPS_FILE);
        let sha256 = hash(&files);
        files.insert(MANIFEST_FILE.to_owned(), render::manifest(&Manifest { format: 1, ..old.manifest(sha256) }));
        assert_eq!(Snapshot::parse(&files).unwrap(), old);
    }

    #[test]
    fn a_later_format_is_refused() {
        let mut later = small().render();
        let manifest = later.get_mut(MANIFEST_FILE).unwrap();
        *manifest = manifest.replace("\"format\":2", "\"format\":3");
        assert!(matches!(Snapshot::parse(&later), Err(SnapshotError::Format { found: 3 })));
    }
}
