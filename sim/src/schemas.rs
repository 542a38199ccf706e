//! The schemas the embedded Odoo serves: a snapshot, whole or packed, the add-on of the sample company on it, and the models and fields
//! a test adds. Decodes a model when it is first asked for.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use odoo_sdk::Series;
use odoo_sdk::schema::pack::PackError;
use odoo_sdk::schema::snapshot::Methods;
use odoo_sdk::schema::{FieldSchema, FieldType, Groups, ModelSchema, Pack, Snapshot};

use crate::pose::Pose;

/// Where the schemas come from.
#[derive(Debug, Clone)]
pub enum Source {
    /// A snapshot in memory.
    Snapshot(Arc<Snapshot>),
    /// A packed snapshot: a model is decoded when it is first used.
    Pack(Pack<'static>),
}

impl From<Arc<Snapshot>> for Source {
    fn from(snapshot: Arc<Snapshot>) -> Self {
        Self::Snapshot(snapshot)
    }
}

impl From<Snapshot> for Source {
    fn from(snapshot: Snapshot) -> Self {
        Self::Snapshot(Arc::new(snapshot))
    }
}

impl From<Pack<'static>> for Source {
    fn from(pack: Pack<'static>) -> Self {
        Self::Pack(pack)
    }
}

/// What a test adds to the source.
#[derive(Debug, Default)]
pub(crate) struct Extras {
    pub(crate) models: BTreeMap<String, ModelSchema>,
    pub(crate) fields: BTreeMap<String, Vec<(String, FieldSchema)>>,
}

/// Every schema, decoded on demand.
#[derive(Debug)]
pub(crate) struct Schemas {
    pub(crate) series: Series,
    pub(crate) server_version: String,
    pub(crate) modules: BTreeMap<String, String>,
    pub(crate) common_methods: Methods,
    pub(crate) groups: Groups,
    /// The version it poses as, where that is another than the snapshot's.
    pub(crate) pose: Option<Pose>,
    source: Source,
    addon: Snapshot,
    extras: Extras,
    models: BTreeMap<String, OnceLock<Option<Arc<ModelSchema>>>>,
}

impl Schemas {
    pub(crate) fn new(source: Source, mut extras: Extras, pose: Option<Pose>) -> Result<Self, PackError> {
        let new_models = pose.iter().flat_map(Pose::new_models).map(|model| (model.model.clone(), model));
        extras.models.extend(new_models);
        let (series, server_version, mut modules, common_methods, groups) = facts(&source)?;
        let addon = crate::addon::sample(series)?;
        modules.extend(addon.modules.clone());
        let added = addon.models.iter().filter(|(_, model)| model.is_whole()).map(|(name, _)| name);
        let names = names(&source).into_iter().chain(added.cloned()).chain(extras.models.keys().cloned());
        let is_here = |name: &String| pose.as_ref().is_none_or(|pose| !pose.lacks_model(name));
        let models = names.filter(is_here).map(|name| (name, OnceLock::new())).collect();
        let server_version = pose.as_ref().map_or(server_version, |pose| pose.name.clone());
        Ok(Self { series, server_version, modules, common_methods, groups, pose, source, addon, extras, models })
    }

    /// The names of all models, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = &String> {
        self.models.keys()
    }

    /// One model's schema.
    pub(crate) fn model(&self, name: &str) -> Option<Arc<ModelSchema>> {
        self.models.get(name)?.get_or_init(|| self.load(name)).clone()
    }

    fn load(&self, name: &str) -> Option<Arc<ModelSchema>> {
        let added = self.addon.models.get(name);
        let mut model = match self.extras.models.get(name).cloned().or_else(|| from_source(&self.source, name)) {
            Some(model) => model,
            None => added.filter(|model| model.is_whole())?.clone(),
        };
        if let Some(added) = added {
            model.extend(added);
        }
        for (field, schema) in self.extras.fields.get(name).into_iter().flatten() {
            model.fields.insert(field.clone(), schema.clone());
        }
        add_magic_fields(&mut model);
        Some(Arc::new(match &self.pose {
            Some(pose) => pose.renamed(model),
            None => model,
        }))
    }
}

type Facts = (Series, String, BTreeMap<String, String>, Methods, Groups);

fn facts(source: &Source) -> Result<Facts, PackError> {
    Ok(match source {
        Source::Snapshot(all) => {
            (all.series, all.server_version.clone(), all.modules.clone(), all.common_methods.clone(), all.groups.clone())
        }
        Source::Pack(pack) => {
            let manifest = pack.manifest()?;
            (manifest.series, manifest.server_version, manifest.modules, pack.common_methods()?, pack.groups()?)
        }
    })
}

fn names(source: &Source) -> Vec<String> {
    match source {
        Source::Snapshot(all) => all.models.keys().cloned().collect(),
        Source::Pack(pack) => pack.model_names().map(str::to_owned).collect(),
    }
}

fn from_source(source: &Source, name: &str) -> Option<ModelSchema> {
    match source {
        Source::Snapshot(all) => all.models.get(name).cloned(),
        Source::Pack(pack) => pack.model(name).unwrap_or_else(|error| {
            tracing::error!(model = name, error = &error as &dyn std::error::Error, "a model of the packed snapshot cannot be read");
            None
        }),
    }
}

/// The fields that every model of Odoo has, for models that were written by hand without them.
fn add_magic_fields(model: &mut ModelSchema) {
    let readonly = |field_type, label: &str| FieldSchema { label: label.to_owned(), readonly: true, ..FieldSchema::new(field_type) };
    let user = |label| FieldSchema { relation: Some("res.users".to_owned()), ..readonly(FieldType::Many2one, label) };
    let computed = FieldSchema { store: false, computed: true, ..readonly(FieldType::Char, "Display Name") };
    let magic = [
        ("id", readonly(FieldType::Integer, "ID")),
        ("display_name", computed),
        ("create_date", readonly(FieldType::Datetime, "Created on")),
        ("create_uid", user("Created by")),
        ("write_date", readonly(FieldType::Datetime, "Last Updated on")),
        ("write_uid", user("Last Updated by")),
    ];
    if model.kind == odoo_sdk::schema::ModelKind::Abstract {
        return;
    }
    for (name, schema) in magic {
        model.fields.entry(name.to_owned()).or_insert(schema);
    }
}
