//! The configuration files: their types, from which the JSON Schemas and every check of shape come.

mod gateway;
mod model_access;
mod rbac;
mod restrictions;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

pub(crate) use gateway::{AuditTo, Gateway, ModeName, Tools};
pub(crate) use model_access::{Lists, ModelAccess, Unlisted};
pub(crate) use rbac::Rbac;
pub(crate) use restrictions::Restrictions;

/// A configuration file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    /// Its name in the folder.
    pub(crate) name: &'static str,
    /// The key that may stand around everything in it.
    pub(crate) wrapper: &'static str,
    /// Its JSON Schema.
    pub(crate) schema: fn() -> Value,
}

/// Every file.
pub(crate) const FILES: &[File] = &[RESTRICTIONS, MODEL_ACCESS, RBAC, GATEWAY];

/// The tiers of models, and what is blocked on all.
pub(crate) const RESTRICTIONS: File = File { name: "restrictions.yaml", wrapper: "restrictions", schema: schema::<Restrictions> };
/// Which models are open, and how far.
pub(crate) const MODEL_ACCESS: File = File { name: "model_access.yaml", wrapper: "model_access", schema: schema::<ModelAccess> };
/// What takes a group.
pub(crate) const RBAC: File = File { name: "rbac.yaml", wrapper: "rbac", schema: schema::<Rbac> };
/// Server, connection, session, limits, audit.
pub(crate) const GATEWAY: File = File { name: "gateway.yaml", wrapper: "gateway", schema: schema::<Gateway> };

/// The JSON Schema of a file, everything inline.
fn schema<T: JsonSchema>() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    collapse(&mut schema);
    schema
}

/// What may be left out is not null: `anyOf: [X, null]` and `type: [x, null]` become what they hold.
fn collapse(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(collapse),
        Value::Object(members) => {
            members.values_mut().for_each(collapse);
            if members.get("default").is_some_and(Value::is_null) {
                members.remove("default");
            }
            if let Some(Value::Array(names)) = members.get_mut("type") {
                names.retain(|name| name != "null");
                if let [only] = names.as_slice() {
                    let only = only.clone();
                    members.insert("type".to_owned(), only);
                }
            }
            let inner = members
                .get("anyOf")
                .and_then(Value::as_array)
                .and_then(|some| some.iter().find(|one| one.get("type") != Some(&"null".into())));
            if let Some(Value::Object(inner)) = inner.cloned() {
                members.remove("anyOf");
                members.extend(inner);
            }
        }
        _ => {}
    }
}
