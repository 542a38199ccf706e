//! What is known of the connected database's models: the user's own snapshot first, then the built-in one of its series, live
//! `fields_get` under both.
//!
//! The user's snapshot is believed as it is. The built-in one speaks for a model where every module that made the model there is
//! installed here too; otherwise, and for a model it does not know, Odoo itself is asked once and the answer kept for a while. Before a
//! call is refused on a snapshot's word the model is asked live as well: custom modules and Studio fields need no setup.

mod embedded;
pub(crate) mod guess;
mod live;
#[cfg(test)]
mod tests;
mod user;

pub(crate) use embedded::pack as embedded_pack;
pub use user::UserSchemas;
pub(crate) use user::{FolderError, UserSnapshot, read_snapshot};

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use moka::sync::Cache;
use odoo_models::CHANGES;
use odoo_sdk::adapter::Changes;
use odoo_sdk::schema::snapshot::Methods;
use odoo_sdk::schema::{Groups, Lookup, ModelKind, ModelSchema, Pack, SchemaSource};
use odoo_sdk::{Error, ErrorKind, Series};
use serde_json::Value;
use tokio::sync::OnceCell;

use crate::odoo::{Discovery, GroupTable};

/// How long a live answer is believed.
const LIVE_TTL: Duration = Duration::from_secs(600);

/// Most models held from live answers.
const LIVE_MODELS: u64 = 500;

/// Most models held decoded from the snapshot.
const DECODED_MODELS: u64 = 1_000;

/// A live answer: the model, or that there is none of that name. The cell is filled once, by whoever comes first; while it is empty
/// nothing is known of the model.
type LiveModel = Arc<OnceCell<Option<Arc<ModelSchema>>>>;

/// A model as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ListedModel {
    pub(crate) name: String,
    pub(crate) label: String,
}

/// What Odoo calls the module of the methods that no module defines.
pub(crate) const CORE: &str = "core";

/// The models of one connected database.
#[derive(Debug)]
pub(crate) struct Catalog {
    series: Series,
    pack: Option<Pack<'static>>,
    user: Option<Arc<UserSnapshot>>,
    /// Methods that every model of the series has.
    common_methods: Option<Methods>,
    /// The groups of a standard database of the series.
    groups: Option<Groups>,
    /// Names of the installed modules; `None` where they are not known: then nothing is taken from the snapshot alone.
    installed: Option<BTreeSet<String>>,
    /// The modules of a standard database.
    standard_modules: BTreeSet<String>,
    /// Modules are installed that the snapshot does not know: they may add methods to any model, and Odoo does not report them.
    has_foreign_modules: bool,
    /// The server is newer than the built-in snapshots or between two: they suggest, and speak for no model.
    is_of_another_version: bool,
    decoded: Cache<String, Option<Arc<ModelSchema>>>,
    live: Cache<String, LiveModel>,
    /// Names and labels of all models, as Odoo lists them or, for whom it does not, as the snapshots do.
    listed: Cache<(), Arc<[ListedModel]>>,
    /// The groups as an administrator reads them; `None` inside where the user is not one.
    group_table: OnceCell<Option<GroupTable>>,
    /// Nothing is asked of Odoo that may write, which filling in a form may.
    reads_only: AtomicBool,
}

impl Catalog {
    /// The catalog of a database of this series with these modules.
    pub(crate) fn new(series: Series, installed: Option<Vec<String>>) -> Self {
        let pack = embedded::pack(series).inspect_err(|error| tracing::error!("snapshot of {series}: {error}")).ok();
        let installed: Option<BTreeSet<String>> = installed.map(|names| names.into_iter().collect());
        let known = pack.as_ref().and_then(|pack| pack.manifest().ok()).map(|manifest| manifest.modules).unwrap_or_default();
        let is_foreign = |module: &String| !known.contains_key(module);
        Self {
            series,
            common_methods: pack.as_ref().and_then(|pack| pack.common_methods().ok()),
            groups: pack.as_ref().and_then(|pack| pack.groups().ok()),
            has_foreign_modules: installed.as_ref().is_none_or(|names| names.iter().any(is_foreign)),
            standard_modules: known.into_keys().collect(),
            is_of_another_version: false,
            pack,
            user: None,
            installed,
            decoded: Cache::new(DECODED_MODELS),
            live: live_cache(LIVE_MODELS, LIVE_TTL),
            listed: Cache::builder().max_capacity(1).time_to_live(LIVE_TTL).build(),
            group_table: OnceCell::new(),
            reads_only: AtomicBool::new(false),
        }
    }

    /// The catalog of a database with every module of a standard Odoo of this series.
    pub(crate) fn of_everything(series: Series) -> Self {
        let manifest = embedded::pack(series).ok().and_then(|pack| pack.manifest().ok());
        Self::new(series, manifest.map(|manifest| manifest.modules.into_keys().collect()))
    }

    /// Of a server that is newer than the built-in snapshots or between two: each model is read from Odoo itself.
    pub(crate) fn of_another_version(self) -> Self {
        Self { is_of_another_version: true, has_foreign_modules: true, ..self }
    }

    /// With what the user's own snapshot reports.
    pub(crate) fn with_user(self, user: Option<Arc<UserSnapshot>>) -> Self {
        Self { user, ..self }
    }

    /// Whether only what writes nothing is asked from now on: the mode of the caller, which may change.
    pub(crate) fn read_only(&self, reads_only: bool) {
        self.reads_only.store(reads_only, Ordering::Relaxed);
    }

    /// The series of the database.
    pub(crate) fn series(&self) -> Series {
        self.series
    }

    /// Models of the snapshots that are in this database too, by the modules that define them.
    pub(crate) fn snapshot_models(&self) -> impl Iterator<Item = Arc<ModelSchema>> + '_ {
        self.names().into_iter().filter_map(|name| self.of_snapshots(name))
    }

    /// Names and labels of all models, sorted by name; Odoo is asked at most once in a while.
    pub(crate) async fn listed(&self, discovery: &Discovery) -> Result<Arc<[ListedModel]>, Error> {
        if let Some(listed) = self.listed.get(&()) {
            return Ok(listed);
        }
        let mut listed: Vec<ListedModel> = match discovery.models().await {
            Ok(rows) => rows.as_array().into_iter().flatten().filter_map(ListedModel::of_row).collect(),
            Err(error) if error.kind() == ErrorKind::Access => self.snapshot_models().map(|model| ListedModel::of_schema(&model)).collect(),
            Err(error) => return Err(error),
        };
        listed.sort_by(|one, other| one.name.cmp(&other.name));
        let listed: Arc<[ListedModel]> = listed.into();
        self.listed.insert((), Arc::clone(&listed));
        Ok(listed)
    }

    /// The models of this database that a name stands for which none of them has, nearest first.
    pub(crate) fn meant_models(&self, name: &str) -> Vec<String> {
        let models: Vec<_> = self.snapshot_models().collect();
        guess::models(name, models.iter().map(|model| (model.model.as_str(), model.label.as_str())))
    }

    /// Whether the database has a model that a snapshot knows, by its installed modules; a live answer wins.
    pub(crate) fn has(&self, model: &str) -> bool {
        match self.live.get(model).and_then(|cell| cell.get().cloned()) {
            Some(known) => known.is_some(),
            None => self.of_snapshots(model).is_some(),
        }
    }

    /// Whether [`Self::has`] knows, or Odoo has to be asked: the modules are not known to everybody, and those of others define models
    /// that no snapshot has.
    pub(crate) fn is_known(&self, model: &str) -> bool {
        let speaks = || self.of_user(model).is_some() || (!self.is_of_another_version && self.decode(model).is_some());
        self.is_live(model) || (self.installed.is_some() && speaks())
    }

    /// Installed modules that a standard Odoo of the series does not have; `None` where the modules are not known.
    pub(crate) fn foreign_modules(&self) -> Option<Vec<&str>> {
        let known = self.pack.as_ref()?.manifest().ok()?.modules;
        Some(self.installed.as_ref()?.iter().map(String::as_str).filter(|module| !known.contains_key(*module)).collect())
    }

    /// Whether an app is installed, by the name of its module; where the modules are not known, it is not.
    pub(crate) fn has_app(&self, module: &str) -> bool {
        self.installed.as_ref().is_some_and(|installed| installed.contains(module))
    }

    /// Whether a standard Odoo of the series has the model.
    pub(crate) fn is_standard(&self, model: &str) -> bool {
        self.decode(model).is_some()
    }

    /// Whether a model's schema was read from Odoo itself.
    pub(crate) fn is_live(&self, model: &str) -> bool {
        self.live.get(model).is_some_and(|cell| cell.initialized())
    }

    /// Reads a model from Odoo itself, unless that was done a short while ago. Many callers make one request.
    pub(crate) async fn load(&self, discovery: &Discovery, model: &str) -> Result<Option<Arc<ModelSchema>>, Error> {
        let cell = self.live.get_with_by_ref(model, LiveModel::default);
        let (snapshot, knows_all_methods) = self.beyond_fields(model);
        let fetch = async || {
            let groups = self.group_table(discovery).await;
            let known = live::Known {
                snapshot,
                all_methods: knows_all_methods,
                common: self.common_methods.as_ref(),
                reads_only: self.reads_only.load(Ordering::Relaxed),
            };
            live::fetch(discovery, model, known, groups).await
        };
        match cell.get() {
            Some(found) => Ok(found.clone()),
            // On the heap: it happens once a model, and every call that may come to it would be as large.
            None => Box::pin(cell.get_or_try_init(fetch)).await.cloned(),
        }
    }

    /// The groups as an administrator reads them, asked once a connection.
    async fn group_table(&self, discovery: &Discovery) -> Option<&GroupTable> {
        let asked = self.group_table.get_or_try_init(|| discovery.group_table()).await;
        asked.inspect_err(|error| tracing::debug!("groups: {error}")).ok()?.as_ref()
    }

    /// Forgets what is known of a model, the snapshots' word included: Odoo has just contradicted it, and is asked anew.
    pub(crate) fn forget(&self, model: &str) {
        self.live.insert(model.to_owned(), LiveModel::default());
    }

    /// A model of the snapshot.
    fn decode(&self, model: &str) -> Option<Arc<ModelSchema>> {
        let decoded = || match self.pack.as_ref()?.model(model) {
            Ok(found) => found.map(Arc::new),
            Err(error) => {
                tracing::error!(model, "snapshot: {error}");
                None
            }
        };
        self.decoded.get_with_by_ref(model, decoded)
    }

    /// What a snapshot knows of a model that `fields_get` does not report, and whether it knows every method of it.
    fn beyond_fields(&self, model: &str) -> (Option<Arc<ModelSchema>>, bool) {
        let Some((user, schema)) = self.of_user(model) else { return (self.decode(model), !self.has_foreign_modules) };
        let is_known = |module: &String| user.modules.contains(module);
        (Some(schema), !self.has_foreign_modules || self.installed.as_ref().is_some_and(|installed| installed.iter().all(is_known)))
    }

    /// The user's model, with the snapshot it is from.
    fn of_user(&self, model: &str) -> Option<(&UserSnapshot, Arc<ModelSchema>)> {
        let user = self.user.as_deref()?;
        user.models.models.get(model).map(|schema| (user, Arc::clone(schema)))
    }

    /// The model of a snapshot, where a module that defines it is installed.
    fn of_snapshots(&self, model: &str) -> Option<Arc<ModelSchema>> {
        match self.of_user(model) {
            Some((_, schema)) => Some(schema),
            None => self.decode(model).filter(|schema| self.has_any_module(schema)),
        }
    }

    /// Names of the snapshots' models, sorted.
    fn names(&self) -> BTreeSet<&str> {
        let of_user = self.user.iter().flat_map(|user| user.models.models.keys().map(String::as_str));
        self.pack.iter().flat_map(Pack::model_names).chain(of_user).collect()
    }

    /// The snapshots' model, where one speaks for this database.
    fn vouched_for(&self, model: &str) -> Option<Arc<ModelSchema>> {
        if let Some((_, schema)) = self.of_user(model) {
            return Some(schema);
        }
        let installed = self.installed.as_ref().filter(|_| !self.is_of_another_version)?;
        self.decode(model).filter(|schema| schema.modules.iter().all(|module| installed.contains(module)))
    }

    fn has_any_module(&self, schema: &ModelSchema) -> bool {
        self.installed.as_ref().is_none_or(|installed| schema.modules.iter().any(|module| installed.contains(module)))
    }
}

impl ListedModel {
    fn of_row(row: &Value) -> Option<Self> {
        let text = |name: &str| row.get(name)?.as_str().map(str::to_owned);
        Some(Self { name: text("model")?, label: text("name")? })
    }

    fn of_schema(model: &ModelSchema) -> Self {
        Self { name: model.model.clone(), label: model.label.clone() }
    }
}

impl SchemaSource for Catalog {
    fn lookup(&self, model: &str) -> Lookup {
        match self.live.get(model).map(|cell| cell.get().cloned()) {
            Some(Some(known)) => known.map_or(Lookup::Absent, Lookup::Found),
            Some(None) => Lookup::Unloaded,
            None => self.vouched_for(model).map_or(Lookup::Unloaded, Lookup::Found),
        }
    }

    fn common_methods(&self) -> Option<&Methods> {
        let of_user = self.user.as_ref().and_then(|user| user.models.common_methods());
        of_user.or(self.common_methods.as_ref())
    }

    fn groups(&self) -> Option<&Groups> {
        if let Some(Some(table)) = self.group_table.get() {
            return Some(&table.groups);
        }
        let of_user = self.user.as_ref().and_then(|user| user.models.groups());
        of_user.or(self.groups.as_ref())
    }

    fn standard(&self, model: &str) -> Option<Arc<ModelSchema>> {
        self.decode(model)
    }

    fn is_standard_module(&self, module: &str) -> Option<bool> {
        (!self.standard_modules.is_empty()).then(|| module == CORE || self.standard_modules.contains(module))
    }

    fn changes(&self) -> Option<&'static Changes> {
        Some(&CHANGES)
    }

    fn model_names(&self) -> Vec<String> {
        self.names().into_iter().map(str::to_owned).collect()
    }
}

fn live_cache(most: u64, ttl: Duration) -> Cache<String, LiveModel> {
    Cache::builder().max_capacity(most).time_to_live(ttl).build()
}

/// The methods that every model of a standard Odoo of a series has.
pub(crate) fn standard_methods(series: Series) -> Methods {
    let found = embedded::pack(series).and_then(|pack| pack.common_methods());
    found.inspect_err(|error| tracing::error!("snapshot of {series}: {error}")).unwrap_or_default()
}

/// The JSON Schema of what a model of a standard Odoo takes, made from the packed snapshot: the one model is decoded and no other.
/// `None` for a model that is not there or has no records.
pub(crate) fn json_schema(series: Series, model: &str) -> Option<Value> {
    let schema = standard_model(series, model).filter(|schema| schema.kind != ModelKind::Abstract)?;
    Some(odoo_sdk::validate::json_schema(series, &schema))
}

/// A model of a standard Odoo of a series, whatever is connected.
pub(crate) fn standard_model(series: Series, model: &str) -> Option<Arc<ModelSchema>> {
    let found = embedded::pack(series).and_then(|pack| pack.model(model)).inspect_err(|error| tracing::error!(model, "snapshot: {error}"));
    found.ok().flatten().map(Arc::new)
}
