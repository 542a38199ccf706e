//! `instances:` of `gateway.yaml`: several Odoos in one process, each with the settings of a connection and a mode and a scope of its own.

use serde_json::Value;

use super::environment::Environment;
use super::fault::Fault;
use super::folder::{At, Folder};
use super::resolve::{FILE, Settings};
use super::settings::{MCP_MODE, MCP_SCOPE, ODOO_URL};
use super::{compose, connection};
use crate::catalog::UserSchemas;
use crate::odoo::{Address, ConnectionError, ConnectionSettings, InstanceName};
use crate::session::SessionLimits;

/// The key in the file.
pub(crate) const INSTANCES: &str = "instances";

/// The key of the one that is used where a call names none.
pub(super) const DEFAULT: &str = "default";

/// What the section is about.
pub(super) const HELP: &str =
    "Several Odoos in place of `connection`, each under its name, with the same keys and a mode and a scope of its own.";

/// Longest name.
const LONGEST_NAME: usize = 40;

/// An Odoo as it is configured.
#[derive(Debug)]
pub(crate) struct ConfiguredOdoo {
    /// Its name; that of the only one where one is configured by `connection` or the environment.
    pub(crate) name: InstanceName,
    /// Where it is and who works there, or what is missing.
    pub(crate) connection: Result<ConnectionSettings, ConnectionError>,
    /// Where it is, where that is set.
    pub(crate) address: Option<Address>,
    /// The user's own snapshots.
    pub(crate) schemas: UserSchemas,
    /// What may be done there, within what the server allows.
    pub(crate) limits: SessionLimits,
    /// What stands under its name in the file.
    pub(crate) settings: Option<Settings>,
}

impl ConfiguredOdoo {
    /// The only one.
    pub(super) fn only(settings: &Settings, faults: &mut Vec<Fault>) -> Self {
        Self {
            name: InstanceName::default(),
            connection: connection::settings(settings),
            address: connection::address(settings),
            schemas: compose::schemas(settings, faults),
            limits: SessionLimits::default(),
            settings: None,
        }
    }

    /// One of several.
    fn named(name: &str, folder: &Folder, faults: &mut Vec<Fault>) -> Self {
        let settings = Settings::of_instance(name, folder, faults);
        let (mode, scope) = (compose::parsed(settings.text(&MCP_MODE)).unwrap_or_default(), compose::parsed(settings.text(&MCP_SCOPE)));
        let only = Self::only(&settings, faults);
        Self { name: name.into(), limits: SessionLimits { mode, scope }, settings: Some(settings), ..only }
    }

    /// Whether another one is configured otherwise.
    pub(super) fn differs(&self, other: &Self) -> bool {
        let settings = match (&self.settings, &other.settings) {
            (Some(one), Some(other)) => one.differs(other),
            (one, other) => one.is_some() != other.is_some(),
        };
        settings || self.name != other.name
    }
}

/// Every Odoo, the default one first.
pub(super) fn read(
    settings: &Settings,
    folder: &Folder,
    environment: &Environment,
    faults: &mut Vec<Fault>,
) -> (ConfiguredOdoo, Vec<ConfiguredOdoo>) {
    let mut names = folder.keys(FILE, INSTANCES);
    names.retain(|name| folder.setting(&[At::Key(INSTANCES), At::Key(name)]).is_some());
    if let Some(first) = default(&names, folder, faults).and_then(|name| names.iter().position(|known| *known == name)) {
        let default = names.remove(first);
        names.insert(0, default);
    }
    check(&names, folder, environment, faults);
    let mut odoos = names.iter().map(|name| ConfiguredOdoo::named(name, folder, faults)).collect::<Vec<_>>().into_iter();
    match odoos.next() {
        Some(first) => (first, odoos.collect()),
        None => (ConfiguredOdoo::only(settings, faults), Vec::new()),
    }
}

/// The one that says it is the default; where none does, it is the first.
fn default(names: &[String], folder: &Folder, faults: &mut Vec<Fault>) -> Option<String> {
    let is_default = |name: &&String| folder.setting(&[At::Key(INSTANCES), At::Key(name), At::Key(DEFAULT)]) == Some(&Value::Bool(true));
    let mut found = names.iter().filter(is_default);
    let first = found.next().cloned();
    for other in found {
        let place = [At::Key(INSTANCES), At::Key(other), At::Name(DEFAULT)];
        let message = format!("`{other}` is the default as well as `{}`", first.as_deref().unwrap_or_default());
        faults.push(Fault::error(FILE, message).at(folder.position(FILE, &place)));
    }
    first
}

/// Names that cannot be used, and a single Odoo that is configured beside the several.
fn check(names: &[String], folder: &Folder, environment: &Environment, faults: &mut Vec<Fault>) {
    let is_plain =
        |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) && name.len() <= LONGEST_NAME;
    for name in names.iter().filter(|name| name.is_empty() || !is_plain(name) || InstanceName::from(name.as_str()).is_default()) {
        let message = format!("`{name}` cannot be the name of an Odoo, expected letters, digits, `-` and `_`, and not `default`");
        faults.push(Fault::error(FILE, message).at(folder.position(FILE, &[At::Key(INSTANCES), At::Name(name)])));
    }
    if names.is_empty() {
        return;
    }
    if folder.setting(&[At::Key("connection")]).is_some() {
        let message = format!("`connection` and `{INSTANCES}` are both there");
        let fault = Fault::error(FILE, message).at(folder.position(FILE, &[At::Name("connection")]));
        faults.push(fault.hint(Some(format!("give that Odoo a name and move it under `{INSTANCES}`"))));
    }
    let is_named = |url: &str| {
        names.iter().any(|name| folder.setting(&[At::Key(INSTANCES), At::Key(name), At::Key("url")]).and_then(Value::as_str) == Some(url))
    };
    if environment.get(&ODOO_URL).is_some_and(|url| !is_named(url)) {
        let message = format!("this Odoo is not served: the ones under `{INSTANCES}` in {FILE} are");
        faults.push(Fault::warning(ODOO_URL.variable.unwrap_or_default(), message));
    }
}
