//! Models and fields that files name, against the snapshots: a name that no series has is a warning, with the nearest that one has.

use std::collections::BTreeSet;

use odoo_sdk::Series;
use odoo_sdk::schema::{ModelSchema, Pack};

use super::compile::Compiler;
use super::fault::Fault;
use super::folder::{At, Folder};
use crate::nearest::nearest;

/// What the snapshots of all series know.
struct Known {
    packs: Vec<Pack<'static>>,
    models: BTreeSet<&'static str>,
}

/// Checks every name of a model or a field in a folder's files.
pub(crate) fn check(folder: &Folder, faults: &mut Vec<Fault>) {
    if !folder.has_rules() {
        return;
    }
    let packs: Vec<_> = Series::ALL.into_iter().filter_map(|series| crate::catalog::embedded_pack(series).ok()).collect();
    let models = packs.iter().flat_map(Pack::model_names).collect();
    let known = Known { packs, models };
    let mut compiler = Compiler { folder, faults };
    if let Some(file) = &folder.restrictions {
        let lists = [
            ("always_blocked", &file.always_blocked),
            ("always_read_only", &file.always_read_only),
            ("admin_only", &file.admin_only),
            ("admin_write_only", &file.admin_write_only),
        ];
        lists.into_iter().for_each(|(key, names)| known.list(&mut compiler, "restrictions.yaml", &[At::Key(key)], names));
    }
    known.model_access(&mut compiler);
    if let Some(file) = &folder.rbac {
        for (model, fields) in &file.sensitive_fields {
            let path = [At::Key("sensitive_fields"), At::Key(model)];
            known.model(&mut compiler, "rbac.yaml", &[At::Key("sensitive_fields"), At::Name(model)], model);
            fields
                .keys()
                .for_each(|field| known.field(&mut compiler, "rbac.yaml", &[&path[..], &[At::Name(field)]].concat(), model, field));
        }
    }
}

impl Known {
    fn model_access(&self, compiler: &mut Compiler<'_>) {
        let Some(file) = &compiler.folder.model_access else { return };
        let stock = &file.stock_models;
        for (key, names) in [("full_crud", &stock.full_crud), ("read_only", &stock.read_only), ("admin_only", &stock.admin_only)] {
            self.list(compiler, "model_access.yaml", &[At::Key("stock_models"), At::Key(key)], names);
        }
        for (key, listed) in [("allowed_methods", &file.allowed_methods), ("admin_methods", &file.admin_methods)] {
            for model in listed.keys() {
                self.model(compiler, "model_access.yaml", &[At::Key(key), At::Name(model)], model);
            }
        }
        for (key, listed) in [("sensitive_fields", &file.sensitive_fields), ("workflow_fields", &file.workflow_fields)] {
            for (model, fields) in listed {
                self.model(compiler, "model_access.yaml", &[At::Key(key), At::Name(model)], model);
                for (at, field) in fields.iter().enumerate() {
                    self.field(compiler, "model_access.yaml", &[At::Key(key), At::Key(model), At::Item(at)], model, field);
                }
            }
        }
    }

    fn list(&self, compiler: &mut Compiler<'_>, file: &str, path: &[At<'_>], names: &[String]) {
        for (at, name) in names.iter().enumerate() {
            self.model(compiler, file, &[path, &[At::Item(at)]].concat(), name);
        }
    }

    fn model(&self, compiler: &mut Compiler<'_>, file: &str, path: &[At<'_>], name: &str) {
        if name.ends_with('*') || self.models.contains(name) || crate::policy::is_always_blocked(name) {
            return;
        }
        let hint = nearest(name, self.models.iter().copied()).map(|meant| format!("the nearest is `{meant}`"));
        compiler.note(false, file, path, format!("no Odoo from 17 to 19 has the model `{name}` without other modules"), hint);
    }

    fn field(&self, compiler: &mut Compiler<'_>, file: &str, path: &[At<'_>], model: &str, field: &str) {
        let schemas: Vec<ModelSchema> = self.packs.iter().filter_map(|pack| pack.model(model).ok().flatten()).collect();
        if schemas.is_empty() || schemas.iter().any(|schema| schema.fields.contains_key(field)) {
            return;
        }
        let names: BTreeSet<&str> = schemas.iter().flat_map(|schema| schema.fields.keys().map(String::as_str)).collect();
        let hint = nearest(field, names.into_iter()).map(|meant| format!("the nearest is `{meant}`"));
        compiler.note(false, file, path, format!("`{model}` has no field `{field}` from 17 to 19 without other modules"), hint);
    }
}
