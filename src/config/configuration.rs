//! The whole configuration: the files under the environment, with every fault at once.

use std::path::Path;
use std::sync::Arc;

use jiff::civil::Date;

use super::environment::Environment;
use super::fault::{Fault, InvalidConfiguration};
use super::folder::{self, Folder};
use super::instances::{self, ConfiguredOdoo, INSTANCES};
use super::resolve::Settings;
use super::{compile, compose, declared, known};
use crate::audit::Target;
use crate::policy::Rules;
use crate::prompts::Texts;
use crate::session::Lifetime;
use crate::tools::{Tool, ToolSettings};

/// A configuration that may be used.
#[derive(Debug)]
pub(crate) struct Configuration {
    /// Every setting with its value and where that comes from.
    pub(crate) settings: Settings,
    /// The rules.
    pub(crate) rules: Rules,
    /// The Odoo; of several the default one.
    pub(crate) odoo: ConfiguredOdoo,
    /// The other Odoos.
    pub(crate) others: Vec<ConfiguredOdoo>,
    /// How long sessions live.
    pub(crate) lifetime: Lifetime,
    /// Maximum number of calls on their way at once.
    pub(crate) in_flight: usize,
    /// Maximum number of sessions.
    pub(crate) max_sessions: usize,
    /// Which tools are offered and how they behave.
    pub(crate) tools: ToolSettings,
    /// The tools that the operator declares.
    pub(crate) declared: Vec<Arc<dyn Tool>>,
    /// The texts of prompts.
    pub(crate) prompts: Texts,
    /// Whether there is a folder of files, which a server reads again when they change.
    pub(crate) has_folder: bool,
    /// Where the audit goes.
    pub(crate) audit: Target,
    /// The day on which the embedded Odoo stands still.
    pub(crate) today: Option<Date>,
    /// What does not stop the start.
    pub(crate) warnings: Vec<Fault>,
    /// The files it came from.
    pub(crate) folder: Folder,
}

impl Configuration {
    /// Reads the folder that the environment names, or none.
    pub(crate) fn read(environment: &Environment) -> Result<Self, InvalidConfiguration> {
        Self::of(folder::named(environment).as_deref(), environment)
    }

    /// Reads a folder.
    pub(crate) fn of(path: Option<&Path>, environment: &Environment) -> Result<Self, InvalidConfiguration> {
        let mut faults = Vec::new();
        let folder = path.map(|path| Folder::read(path, environment, &mut faults)).unwrap_or_default();
        faults.extend(environment.unread().map(|(name, meant)| unread(name, meant)));
        let settings = Settings::resolve(environment, &folder, &mut faults);
        let (odoo, others) = instances::read(&settings, &folder, environment, &mut faults);
        let mut declared = declared::typed(&settings, &odoo.schemas, &mut faults);
        declared.extend(declared::read(path, &declared, &odoo.schemas, &mut faults));
        let mut tools = crate::tools::names();
        tools.extend(declared.iter().map(|tool| &*tool.definition().name));
        let mut rules = compile::compile(&folder, &tools, &mut faults);
        known::check(&folder, &mut faults);
        compose::bound(&mut rules, &settings);
        let composed = Self {
            rules,
            odoo,
            others,
            lifetime: compose::lifetime(&settings),
            in_flight: compose::in_flight(&settings),
            max_sessions: compose::max_sessions(&settings),
            tools: compose::tools(&settings, &tools, &mut faults),
            prompts: compose::prompts(&settings, &mut faults),
            audit: compose::audit(&settings, &mut faults),
            today: compose::today(&settings),
            has_folder: path.is_some(),
            declared: Vec::new(),
            warnings: Vec::new(),
            settings,
            folder,
        };
        Self { declared, ..composed }.unless(faults)
    }

    /// Every Odoo, the default one first.
    pub(crate) fn odoos(&self) -> impl Iterator<Item = &ConfiguredOdoo> + Clone {
        std::iter::once(&self.odoo).chain(&self.others)
    }

    /// The settings that have another value there and take effect after a restart only.
    pub(super) fn waiting(&self, other: &Self) -> Vec<String> {
        let differs = self.others.len() != other.others.len() || self.odoos().zip(other.odoos()).any(|(one, other)| one.differs(other));
        self.settings.waiting(&other.settings).into_iter().chain(differs.then(|| INSTANCES.to_owned())).collect()
    }

    /// Itself with the warnings, or everything that is wrong, by file and position.
    fn unless(self, mut faults: Vec<Fault>) -> Result<Self, InvalidConfiguration> {
        let order = |fault: &Fault| self.folder.sources.iter().position(|source| source.file == fault.origin);
        faults.sort_by(|one, other| (order(one), &one.origin, one.position).cmp(&(order(other), &other.origin, other.position)));
        let faults = faults.into_iter().map(|fault| self.folder.masked(fault));
        let (errors, warnings): (Vec<_>, Vec<_>) = faults.partition(|fault| fault.is_error);
        match errors.is_empty() {
            true => Ok(Self { warnings, ..self }),
            false => Err(InvalidConfiguration(errors.into_iter().chain(warnings).collect())),
        }
    }
}

/// A variable that sets nothing: whoever set it believes otherwise.
fn unread(name: &str, meant: Option<&str>) -> Fault {
    let hint = meant.map(|meant| format!("did you mean `{meant}`?"));
    Fault::warning(name, "nothing reads this variable").hint(hint)
}
