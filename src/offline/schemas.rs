//! The schemas of an offline check: the built-in snapshot of a series, decoded model by model, or a folder of the user's own.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use odoo_sdk::Series;
use odoo_sdk::schema::pack::PackError;
use odoo_sdk::schema::snapshot::Methods;
use odoo_sdk::schema::{Groups, Lookup, MethodSchema, ModelSchema, Models, Pack, SchemaSource};
use thiserror::Error;

use crate::catalog::{self, CORE, FolderError, read_snapshot};

/// Why there are no schemas.
#[derive(Debug, Error)]
pub(crate) enum SchemasError {
    /// The snapshot inside the binary is damaged.
    #[error("cannot read the built-in snapshot")]
    Embedded(#[from] PackError),
    /// The folder is not a snapshot of the series.
    #[error(transparent)]
    Folder(#[from] FolderError),
}

/// Schemas that are complete: a model they do not have does not exist.
pub(crate) enum OfflineSchemas {
    /// The built-in snapshot.
    Embedded(Embedded),
    /// A folder, read as a whole, and the built-in snapshot for what is known of Odoo's own modules.
    Folder(Models, Embedded),
}

/// The built-in snapshot, with the models decoded so far.
pub(crate) struct Embedded {
    pack: Pack<'static>,
    common_methods: Methods,
    groups: Groups,
    modules: BTreeSet<String>,
    decoded: RefCell<HashMap<String, Option<Arc<ModelSchema>>>>,
}

impl OfflineSchemas {
    /// The built-in snapshot of a series, or the one in `folder` or in its sub-folder of the series' name.
    ///
    /// # Errors
    /// [`SchemasError`] where the folder is not a snapshot of that series.
    pub(crate) fn open(series: Series, folder: Option<&Path>) -> Result<Self, SchemasError> {
        match folder {
            None => Embedded::open(series).map(Self::Embedded),
            Some(folder) => Ok(Self::Folder(read_snapshot(series, folder)?.into(), Embedded::open(series)?)),
        }
    }
}

impl Embedded {
    fn open(series: Series) -> Result<Self, SchemasError> {
        let pack = catalog::embedded_pack(series)?;
        let modules = pack.manifest()?.modules.into_keys().collect();
        Ok(Self { modules, common_methods: pack.common_methods()?, groups: pack.groups()?, pack, decoded: RefCell::default() })
    }

    /// A block of the pack that is damaged counts as absent: the test of the embedded snapshots decodes them all.
    fn model(&self, name: &str) -> Option<Arc<ModelSchema>> {
        if let Some(known) = self.decoded.borrow().get(name) {
            return known.clone();
        }
        let model = self.pack.model(name).ok().flatten().map(Arc::new);
        self.decoded.borrow_mut().insert(name.to_owned(), model.clone());
        model
    }
}

impl SchemaSource for OfflineSchemas {
    fn lookup(&self, model: &str) -> Lookup {
        match self {
            Self::Embedded(embedded) => embedded.model(model).map_or(Lookup::Absent, Lookup::Found),
            Self::Folder(models, _) => models.lookup(model),
        }
    }

    fn common_methods(&self) -> Option<&BTreeMap<String, MethodSchema>> {
        match self {
            Self::Embedded(embedded) => Some(&embedded.common_methods),
            Self::Folder(models, _) => models.common_methods(),
        }
    }

    fn groups(&self) -> Option<&Groups> {
        match self {
            Self::Embedded(embedded) => Some(&embedded.groups),
            Self::Folder(models, _) => models.groups(),
        }
    }

    fn standard(&self, model: &str) -> Option<Arc<ModelSchema>> {
        match self {
            Self::Embedded(_) => None,
            Self::Folder(_, embedded) => embedded.model(model),
        }
    }

    fn is_standard_module(&self, module: &str) -> Option<bool> {
        match self {
            Self::Embedded(_) => None,
            Self::Folder(_, embedded) => Some(module == CORE || embedded.modules.contains(module)),
        }
    }

    fn model_names(&self) -> Vec<String> {
        match self {
            Self::Embedded(embedded) => embedded.pack.model_names().map(str::to_owned).collect(),
            Self::Folder(models, _) => models.model_names(),
        }
    }
}
