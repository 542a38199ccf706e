//! The value of each setting, and where it comes from: the variable over the file over the default.

use std::fmt;

use serde_json::Value;

use super::environment::Environment;
use super::fault::Fault;
use super::folder::{At, Folder};
use super::instances::INSTANCES;
use super::setting::{Effect, Kind, Precedence, Setting};
use super::settings::{ODOO_API_KEY, ODOO_PASSWORD, settings, settings_of_an_odoo};
use super::value;

/// The file of settings.
pub(super) const FILE: &str = "gateway.yaml";

/// All settings with their values.
#[derive(Debug)]
pub(crate) struct Settings {
    found: Vec<Found>,
    /// The name of the Odoo, where they are those of one of several.
    instance: Option<String>,
}

/// A setting with its value; null where it has none.
pub(crate) struct Found {
    pub(crate) setting: &'static Setting,
    value: Value,
    origin: Origin,
}

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Origin {
    /// An environment variable.
    Variable(&'static str),
    /// A place in the file.
    File(String),
    /// Nothing sets it.
    Default,
}

type Sourced = (Value, Origin);

/// The key or the password of the configured Odoo user.
fn is_credential(setting: &Setting) -> bool {
    setting.is(&ODOO_API_KEY) || setting.is(&ODOO_PASSWORD)
}

impl Settings {
    /// Reads every setting, noting what is wrong.
    pub(super) fn resolve(environment: &Environment, folder: &Folder, faults: &mut Vec<Fault>) -> Self {
        // A credential of the environment is not mixed with one of the file.
        let has_credential = environment.get(&ODOO_API_KEY).or(environment.get(&ODOO_PASSWORD)).is_some();
        let found = settings().map(|setting| {
            let variable = of_variable(setting, environment, faults);
            let file = of_file(setting, folder, faults).filter(|_| !(is_credential(setting) && has_credential));
            let (value, origin) = chosen(setting.precedence, variable, file).unwrap_or_else(|| default(setting));
            Found { setting, value, origin }
        });
        Self { found: found.collect(), instance: None }
    }

    /// The settings that stand under the name of one of several Odoos.
    pub(super) fn of_instance(name: &str, folder: &Folder, faults: &mut Vec<Fault>) -> Self {
        let found = settings_of_an_odoo().filter_map(|setting| {
            let path = [At::Key(INSTANCES), At::Key(name), At::Key(setting.key?.1)];
            let (value, origin) = of_place(setting, &path, folder, faults).unwrap_or_else(|| default(setting));
            Some(Found { setting, value, origin })
        });
        Self { found: found.collect(), instance: Some(name.to_owned()) }
    }

    /// How a setting is named to whoever has to set it.
    pub(super) fn called(&self, setting: &Setting) -> String {
        match (&self.instance, setting.key) {
            (Some(instance), Some((_, key))) => format!("{INSTANCES}.{instance}.{key}"),
            _ => setting.variable.unwrap_or_default().to_owned(),
        }
    }

    pub(crate) fn all(&self) -> &[Found] {
        &self.found
    }

    /// Where the value of a setting comes from.
    pub(crate) fn origin(&self, setting: &Setting) -> Origin {
        self.found(setting).map_or(Origin::Default, |found| found.origin.clone())
    }

    pub(crate) fn text(&self, setting: &Setting) -> Option<&str> {
        self.found(setting)?.value.as_str()
    }

    pub(super) fn number<T: TryFrom<u64>>(&self, setting: &Setting) -> Option<T> {
        T::try_from(self.found(setting)?.value.as_u64()?).ok()
    }

    pub(super) fn is_on(&self, setting: &Setting) -> Option<bool> {
        self.found(setting)?.value.as_bool()
    }

    /// The items of a list; none where nothing sets it.
    pub(super) fn names(&self, setting: &Setting) -> impl Iterator<Item = &str> {
        self.found(setting).and_then(|found| found.value.as_array()).into_iter().flatten().filter_map(Value::as_str)
    }

    /// The settings that have another value there and take effect after a restart only.
    pub(crate) fn waiting(&self, other: &Self) -> Vec<String> {
        let differs = |found: &&Found| other.found(found.setting).is_none_or(|other| other.value != found.value);
        let waits = |found: &&Found| found.setting.effect == Effect::Restart;
        self.found.iter().filter(waits).filter(differs).map(|found| found.setting.name()).collect()
    }

    /// Whether any setting has another value there.
    pub(super) fn differs(&self, other: &Self) -> bool {
        self.found.iter().any(|found| other.found(found.setting).is_none_or(|other| other.value != found.value))
    }

    fn found(&self, setting: &Setting) -> Option<&Found> {
        self.found.iter().find(|found| found.setting.is(setting))
    }
}

impl Found {
    /// The value, unless it is a secret.
    pub(crate) fn shown(&self) -> String {
        match self.setting.is_secret && !self.value.is_null() {
            true => "(set, not shown)".to_owned(),
            false => value::shown(&self.value),
        }
    }

    pub(crate) fn origin(&self) -> &Origin {
        &self.origin
    }
}

fn of_variable(setting: &Setting, environment: &Environment, faults: &mut Vec<Fault>) -> Option<Sourced> {
    let (name, text) = (setting.variable?, environment.get(setting)?);
    match value::of_text(setting, text) {
        Ok(value) => Some((value, Origin::Variable(name))),
        Err(message) => {
            faults.push(Fault::error(name, message));
            None
        }
    }
}

fn default(setting: &Setting) -> Sourced {
    (setting.default.and_then(|text| value::of_text(setting, text).ok()).unwrap_or_default(), Origin::Default)
}

/// The file's value.
fn of_file(setting: &Setting, folder: &Folder, faults: &mut Vec<Fault>) -> Option<Sourced> {
    let (section, key) = setting.key?;
    of_place(setting, &[At::Key(section), At::Key(key)], folder, faults)
}

/// The value at a place of the file, whose type was checked with the file.
fn of_place(setting: &Setting, path: &[At<'_>], folder: &Folder, faults: &mut Vec<Fault>) -> Option<Sourced> {
    let value = folder.setting(path)?;
    if let (Kind::Text(check), Some(text)) = (setting.kind, value.as_str())
        && let Err(message) = check(text)
    {
        faults.push(Fault::error(FILE, message).at(folder.position(FILE, path)));
        return None;
    }
    Some((value.clone(), Origin::File(folder.origin(FILE, path))))
}

fn chosen(precedence: Precedence, variable: Option<Sourced>, file: Option<Sourced>) -> Option<Sourced> {
    match (precedence, variable, file) {
        (Precedence::Strictest(strict), _, Some(file)) if file.0 == strict => Some(file),
        (Precedence::Union, Some((Value::Array(mut items), origin)), Some((Value::Array(others), _))) => {
            items.extend(others);
            Some((Value::Array(items), origin))
        }
        (_, variable, file) => variable.or(file),
    }
}

impl fmt::Debug for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} = {} [{}]", self.setting.name(), self.shown(), self.origin)
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Variable(name) => write!(f, "environment variable {name}"),
            Self::File(place) => f.write_str(place),
            Self::Default => f.write_str("default"),
        }
    }
}
