//! The folder of configuration files: all read, all faults noted, each key and value with its place.

use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::environment::Environment;
use super::fault::{Fault, Position};
use super::files::{FILES, File, MODEL_ACCESS, ModelAccess, RBAC, RESTRICTIONS, Rbac, Restrictions};
use super::settings::CONFIG_DIR;
use super::value::listed;
use super::yaml::{self, Node};
use crate::nearest::nearest;

/// The files of a folder, as their types.
#[derive(Clone, Default)]
pub(crate) struct Folder {
    pub(crate) restrictions: Option<Restrictions>,
    pub(crate) model_access: Option<ModelAccess>,
    pub(crate) rbac: Option<Rbac>,
    /// What the file of settings sets, by section and key.
    pub(crate) gateway: Value,
    /// What was read, for the places of what is found later.
    pub(crate) sources: Vec<Source>,
    /// The variables that the files fill in, with their values.
    variables: Vec<(String, String)>,
}

/// A file that was read.
#[derive(Clone)]
pub(crate) struct Source {
    pub(crate) file: &'static str,
    tree: Node,
}

/// A step of a path in a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum At<'a> {
    /// The value under a key.
    Key(&'a str),
    /// The key itself.
    Name(&'a str),
    /// An item of a list.
    Item(usize),
}

/// Shorter values of variables are no secrets, and words of messages.
const SHORTEST_SECRET: usize = 6;

/// The folder that the environment names.
pub(crate) fn named(environment: &Environment) -> Option<PathBuf> {
    environment.get(&CONFIG_DIR).map(PathBuf::from)
}

impl Folder {
    /// Whether there is a file of rules, and so of names of models.
    pub(super) fn has_rules(&self) -> bool {
        self.restrictions.is_some() || self.model_access.is_some() || self.rbac.is_some()
    }

    /// Reads the files that are there; every fault is noted.
    pub(crate) fn read(path: &Path, environment: &Environment, faults: &mut Vec<Fault>) -> Self {
        let mut folder = Self::default();
        if !path.is_dir() {
            faults.push(Fault::error(&path.display().to_string(), "there is no such folder"));
            return folder;
        }
        for file in FILES.iter().filter(|file| path.join(file.name).exists()) {
            match std::fs::read_to_string(path.join(file.name)) {
                Ok(text) => folder.take(*file, &text, environment, faults),
                Err(error) => faults.push(Fault::error(file.name, format!("cannot be read: {error}"))),
            }
        }
        misnamed(path, faults);
        folder
    }

    /// Takes over what the text of a file says.
    pub(crate) fn take(&mut self, file: File, text: &str, environment: &Environment, faults: &mut Vec<Fault>) {
        let known = yaml::variables(text).filter_map(|name| Some((name.to_owned(), environment.named(name)?)));
        self.variables.extend(known.filter(|(_, value)| value.len() >= SHORTEST_SECRET));
        let Some(shaped) = yaml::read(file, text, &|name| environment.named(name), faults) else { return };
        self.sources.push(Source { file: file.name, tree: shaped.tree });
        match file.name {
            name if name == RESTRICTIONS.name => self.restrictions = typed(file, shaped.value, faults),
            name if name == MODEL_ACCESS.name => self.model_access = typed(file, shaped.value, faults),
            name if name == RBAC.name => self.rbac = typed(file, shaped.value, faults),
            _ => self.gateway = shaped.value,
        }
    }

    /// A fault in which the values of variables are their names again: one that stands at a wrong key may be a secret.
    pub(super) fn masked(&self, fault: Fault) -> Fault {
        let mask = |text: String| self.variables.iter().fold(text, |text, (name, value)| text.replace(value, &format!("${{{name}}}")));
        Fault { message: mask(fault.message), hint: fault.hint.map(mask), ..fault }
    }

    /// What the file of settings says at a path of keys.
    pub(crate) fn setting(&self, path: &[At<'_>]) -> Option<&Value> {
        path.iter().try_fold(&self.gateway, |value, step| match step {
            At::Key(name) | At::Name(name) => value.get(name),
            At::Item(at) => value.get(at),
        })
    }

    /// The keys under a key of a file, in its order.
    pub(crate) fn keys(&self, file: &str, key: &str) -> Vec<String> {
        let source = self.sources.iter().find(|source| source.file == file);
        source.and_then(|source| source.tree.member(key)).map(|member| member.value.names()).unwrap_or_default()
    }

    /// Line and column of something in a file.
    pub(crate) fn position(&self, file: &str, path: &[At<'_>]) -> Option<Position> {
        let mut node = &self.sources.iter().find(|source| source.file == file)?.tree;
        for step in path {
            node = match step {
                At::Name(name) => return node.member(name).map(|member| member.position),
                At::Key(name) => &node.member(name)?.value,
                // A single value may stand where a list may.
                At::Item(at) => node.item(*at).unwrap_or(node),
            };
        }
        Some(node.position)
    }

    /// Where something stands: `restrictions.yaml:3:7, always_blocked`.
    pub(crate) fn origin(&self, file: &str, path: &[At<'_>]) -> String {
        let names = path.iter().filter_map(|step| match step {
            At::Key(name) | At::Name(name) => Some(*name),
            At::Item(_) => None,
        });
        let names = names.collect::<Vec<_>>().join(".");
        match self.position(file, path) {
            Some(position) => format!("{file}:{position}, {names}"),
            None => format!("{file}, {names}"),
        }
    }
}

fn typed<T: DeserializeOwned>(file: File, value: Value, faults: &mut Vec<Fault>) -> Option<T> {
    serde_json::from_value(value).map_err(|error| faults.push(Fault::error(file.name, error.to_string()))).ok()
}

/// A YAML file by another name is never read: a policy that is not there.
fn misnamed(path: &Path, faults: &mut Vec<Fault>) {
    let names = std::fs::read_dir(path).into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok());
    for name in names.filter(|name| name.ends_with(".yaml") || name.ends_with(".yml")) {
        if FILES.iter().all(|file| file.name != name) {
            let known: Vec<&str> = FILES.iter().map(|file| file.name).collect();
            let meant = nearest(&name, known.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
            let hint = meant.unwrap_or_else(|| format!("the files are {}", listed(&known)));
            faults.push(Fault::error(&name, "this file is not read").hint(Some(hint)));
        }
    }
}

impl std::fmt::Debug for Folder {
    /// Names only: values may be secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.sources.iter().map(|source| source.file)).finish()
    }
}
