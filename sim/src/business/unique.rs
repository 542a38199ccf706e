//! Values that no two records may share, of the models where that is known.

use odoo_sdk::schema::ModelSchema;

use crate::error::{OdooError, Outcome};
use crate::orm::Env;
use crate::python::is_none;

/// Model, the fields that together are unique, and what is said of a twin.
const UNIQUE: [(&str, &[&str], &str); 8] = [
    ("res.country", &["code"], "The code of the country must be unique!"),
    ("res.country.state", &["country_id", "code"], "A state's code must be unique in its country."),
    ("res.currency", &["name"], "A currency's code must be unique."),
    ("res.users", &["login"], "A login must be unique."),
    ("res.company", &["name"], "A company's name must be unique."),
    ("res.lang", &["code"], "A language's code must be unique."),
    ("hr.employee", &["barcode"], "A badge belongs to one employee only."),
    ("crm.tag", &["name"], "A tag's name must be unique."),
];

/// Refuses a duplicate.
pub(crate) fn check_unique(env: &Env<'_>, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
    for (_, fields, text) in UNIQUE.iter().filter(|(model, _, _)| *model == schema.model) {
        if ids.iter().any(|id| has_twin(env, schema, *id, fields)) {
            return Err(OdooError::validation(format!("The operation cannot be completed: {text}")));
        }
    }
    check_partner_name(env, schema, ids)
}

fn has_twin(env: &Env<'_>, schema: &ModelSchema, id: i64, fields: &[&str]) -> bool {
    let own: Vec<_> = fields.iter().map(|field| env.value(schema, id, field)).collect();
    if own.iter().any(is_none) {
        return false;
    }
    let same = |other: i64| fields.iter().zip(&own).all(|(field, value)| env.value(schema, other, field) == *value);
    env.db.rows(&schema.model).any(|(other, _)| other != id && same(other))
}

/// A contact needs a name, be it an empty text, though the field is not required.
fn check_partner_name(env: &Env<'_>, schema: &ModelSchema, ids: &[i64]) -> Outcome<()> {
    let nameless = |id: &i64| is_none(&env.value(schema, *id, "name")) && env.value(schema, *id, "type") == "contact";
    if schema.model == "res.partner" && ids.iter().any(nameless) {
        return Err(OdooError::validation("The operation cannot be completed: A contact needs a name."));
    }
    Ok(())
}
