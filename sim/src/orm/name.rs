//! `display_name` and `name_search`: a record's name is its `rec_name` unless the model names its records in a way known here.

use odoo_sdk::schema::ModelSchema;
use serde_json::{Value, json};

use super::Env;
use super::access::Operation;
use crate::business;
use crate::error::Outcome;

impl Env<'_> {
    /// A record's name for people.
    pub(crate) fn display_name(&self, schema: &ModelSchema, id: i64) -> String {
        if let Some(naming) = business::naming(&schema.model) {
            return naming(self, id);
        }
        // A naming field that is computed by code that is not here says nothing: then the plain name does.
        let fields = [schema.rec_name.as_deref(), Some("name"), Some("x_name")].into_iter().flatten();
        let fields = fields.filter(|name| *name != "display_name" && schema.fields.contains_key(*name));
        let mut names = fields.filter_map(|field| match self.read_value(schema, id, field, true) {
            Value::String(name) => Some(name),
            Value::Array(pair) => Some(pair.get(1).and_then(Value::as_str).unwrap_or_default().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            _ => None,
        });
        names.next().unwrap_or_else(|| format!("{},{id}", schema.model))
    }

    /// `name_search`: `[id, name]` of the records whose name matches.
    pub(crate) fn name_search(
        &self,
        schema: &ModelSchema,
        name: &str,
        domain: &Value,
        operator: &str,
        limit: Option<usize>,
    ) -> Outcome<Value> {
        self.check_access(schema, Operation::Read)?;
        let negated = operator.starts_with("not ") || operator == "!=";
        let mut wanted = if name.is_empty() { Vec::new() } else { vec![self.by_name("display_name", operator, name)?] };
        let others =
            business::names_searched(&schema.model).iter().filter(|field| !wanted.is_empty() && schema.fields.contains_key(**field));
        let others = others.map(|field| self.by_name(field, operator, name)).collect::<Outcome<Vec<_>>>()?;
        wanted.extend(others);
        let fits = |id: &i64| match negated {
            true => wanted.iter().all(|leaf| self.fits_leaf(schema, *id, leaf)),
            false => wanted.is_empty() || wanted.iter().any(|leaf| self.fits_leaf(schema, *id, leaf)),
        };
        let mut ids: Vec<i64> = self.matching(schema, domain)?.into_iter().filter(fits).collect();
        self.sort(schema, &mut ids, &self.own_order(schema));
        Ok(ids.into_iter().take(limit.unwrap_or(usize::MAX)).map(|id| json!([id, self.display_name(schema, id)])).collect())
    }
}
