//! `display_name` and `name_search`: a record's name is its `rec_name` unless the model names its records in a way known here.

use odoo_sdk::schema::ModelSchema;
use serde_json::{Value, json};

use super::{Env, Page};
use crate::business;
use crate::error::Outcome;

impl Env<'_> {
    /// A record's name for people.
    pub(crate) fn display_name(&self, schema: &ModelSchema, id: i64) -> String {
        if let Some(naming) = business::naming(&schema.model) {
            return naming(self, id);
        }
        let field = schema.rec_name.as_deref().filter(|name| *name != "display_name" && schema.fields.contains_key(*name));
        let field = field.or_else(|| ["name", "x_name"].into_iter().find(|name| schema.fields.contains_key(*name)));
        match field.map(|name| self.read_value(schema, id, name, true)) {
            Some(Value::String(name)) => name,
            Some(Value::Array(pair)) => pair.get(1).and_then(Value::as_str).unwrap_or_default().to_owned(),
            Some(Value::Number(number)) => number.to_string(),
            _ => format!("{},{id}", schema.model),
        }
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
        let mut leaves = domain.as_array().cloned().unwrap_or_default();
        if !name.is_empty() {
            leaves.insert(0, json!([self.name_field(schema), operator, name]));
            if leaves.len() > 1 {
                leaves.insert(0, json!("&"));
                let rest = leaves.split_off(2);
                leaves.extend(normalised(rest));
            }
        }
        let ids = self.search(schema, &Value::Array(leaves), &Page { limit, ..Page::default() })?;
        Ok(ids.into_iter().map(|id| json!([id, self.display_name(schema, id)])).collect())
    }

    fn name_field<'a>(&self, schema: &'a ModelSchema) -> &'a str {
        if business::naming(&schema.model).is_some() {
            return "display_name";
        }
        schema.rec_name.as_deref().filter(|name| schema.fields.contains_key(*name)).unwrap_or("display_name")
    }
}

/// A domain with its implicit ands written out, so that it may follow a prefix operator.
fn normalised(leaves: Vec<Value>) -> Vec<Value> {
    let mut missing = 1_i64;
    let mut ands = 0;
    for item in &leaves {
        if missing == 0 {
            ands += 1;
            missing = 1;
        }
        match item.as_str() {
            Some("&" | "|") => missing += 1,
            Some(_) => {}
            None => missing -= 1,
        }
    }
    let mut all = vec![json!("&"); ands];
    all.extend(leaves);
    all
}
