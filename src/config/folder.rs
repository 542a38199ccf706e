//! The folder of configuration files: all read, all faults told at once, then made into one configuration.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

use super::environment::{CONFIG_DIR, Environment};
use super::files::{FILES, File, GATEWAY, Gateway, MODEL_ACCESS, ModelAccess, RBAC, RESTRICTIONS, Rbac, Restrictions};
use super::yaml::{self, Fault, Node};

/// The files of a folder, as their types.
#[derive(Debug, Clone, Default)]
pub(crate) struct Folder {
    pub(crate) restrictions: Option<Restrictions>,
    pub(crate) model_access: Option<ModelAccess>,
    pub(crate) rbac: Option<Rbac>,
    pub(crate) gateway: Gateway,
    /// What was read, for the places of what is found later.
    pub(crate) sources: Vec<Source>,
}

/// A file that was read.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) file: &'static str,
    pub(crate) text: String,
    pub(crate) tree: Node,
}

/// The folder that the environment names.
pub(crate) fn named(environment: &Environment) -> Option<PathBuf> {
    environment.get(CONFIG_DIR).map(PathBuf::from)
}

impl Folder {
    /// Reads the files that are there; every fault is noted.
    pub(crate) fn read(path: &Path, environment: &Environment, faults: &mut Vec<Fault>) -> Self {
        let mut folder = Self::default();
        if !path.is_dir() {
            faults.push(fault(&path.display().to_string(), "there is no such folder".to_owned()));
            return folder;
        }
        folder.restrictions = folder.file(path, RESTRICTIONS, environment, faults);
        folder.model_access = folder.file(path, MODEL_ACCESS, environment, faults);
        folder.rbac = folder.file(path, RBAC, environment, faults);
        folder.gateway = folder.file(path, GATEWAY, environment, faults).unwrap_or_default();
        misnamed(path, faults);
        folder
    }

    fn file<T: DeserializeOwned>(&mut self, folder: &Path, file: File, environment: &Environment, faults: &mut Vec<Fault>) -> Option<T> {
        let path = folder.join(file.name);
        if !path.exists() {
            return None;
        }
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) => {
                faults.push(fault(file.name, format!("cannot be read: {error}")));
                return None;
            }
        };
        self.parse(file, text, environment, faults)
    }

    fn parse<T: DeserializeOwned>(&mut self, file: File, text: String, environment: &Environment, faults: &mut Vec<Fault>) -> Option<T> {
        let shaped = yaml::read(file.name, file.wrapper, &text, &(file.schema)(), &|name| environment.named(name), faults)?;
        self.sources.push(Source { file: file.name, text, tree: shaped.tree });
        serde_json::from_value(shaped.value).map_err(|error| faults.push(fault(file.name, error.to_string()))).ok()
    }
}

/// Everything that is wrong with the text of one file.
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) fn faults_of(file: File, text: &str, environment: &Environment) -> Vec<Fault> {
    let (mut folder, mut faults, text) = (Folder::default(), Vec::new(), text.to_owned());
    match file.name {
        name if name == RESTRICTIONS.name => folder.restrictions = folder.parse(file, text, environment, &mut faults),
        name if name == MODEL_ACCESS.name => folder.model_access = folder.parse(file, text, environment, &mut faults),
        name if name == RBAC.name => folder.rbac = folder.parse(file, text, environment, &mut faults),
        _ => folder.gateway = folder.parse(file, text, environment, &mut faults).unwrap_or_default(),
    }
    super::compile::compile(&folder, &crate::tools::names(), &mut faults);
    super::known::check(&folder, &mut faults);
    faults
}

/// A YAML file by another name is never read: a policy that is not there.
fn misnamed(path: &Path, faults: &mut Vec<Fault>) {
    let names = std::fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    for name in names.filter(|name| name.ends_with(".yaml") || name.ends_with(".yml")) {
        if FILES.iter().all(|file| file.name != name) {
            let known = FILES.iter().map(|file| file.name);
            let meant = yaml::nearest(&name, known.clone()).map(|meant| format!("did you mean `{meant}`?"));
            let hint = meant.unwrap_or_else(|| format!("the files are `{}`", known.collect::<Vec<_>>().join("`, `")));
            faults.push(Fault { hint: Some(hint), ..fault(&name, "this file is not read".to_owned()) });
        }
    }
}

fn fault(file: &str, message: String) -> Fault {
    Fault { is_error: true, file: file.to_owned(), place: None, message, hint: None }
}
