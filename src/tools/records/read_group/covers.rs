//! What sums cover: the companies whose records are in them, and the currency of amounts of money, or that several are added up.

use std::collections::{BTreeMap, BTreeSet};

use odoo_sdk::schema::{FieldType, ModelSchema};
use odoo_sdk::validate::Note;
use serde_json::{Value, json};

use crate::session::Company;
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::shape;

/// Maximum number of currencies that are named.
const MOST: u32 = 8;

/// Says of groups what their sums cover.
pub(super) async fn note(odoo: &Odoo, schema: &ModelSchema, call: &Value, answer: &mut Value) -> Result<Vec<Note>, Failure> {
    let companies = odoo.companies().await?;
    let mut notes: Vec<Note> = of_companies(schema, call, &companies).into_iter().collect();
    let mut known = BTreeMap::new();
    let mut currencies = serde_json::Map::new();
    for (place, spec, field) in amounts(schema, call) {
        if !known.contains_key(field) {
            known.insert(field, in_use(odoo, schema, call, field, &companies).await?);
        }
        match known.get(field).map(Vec::as_slice) {
            Some([only]) => drop(currencies.insert(spec.to_owned(), json!(only))),
            Some([_, _, ..]) => notes.push(mixed(place, spec, field, known.get(field).into_iter().flatten())),
            _ => {}
        }
    }
    if !currencies.is_empty() {
        shape::set(answer, "currency", Value::Object(currencies));
    }
    Ok(notes)
}

/// That records of several companies are in one sum.
fn of_companies(schema: &ModelSchema, call: &Value, companies: &[Company]) -> Option<Note> {
    if companies.len() < 2
        || !schema.fields.contains_key("company_id")
        || names_company(call.get("groupby"))
        || names_company(call.get("domain"))
    {
        return None;
    }
    let named: Vec<String> = companies.iter().map(|company| format!("`{}` ({})", company.name, company.id)).collect();
    Some(Note {
        path: "context.allowed_company_ids".to_owned(),
        message: format!("the records of {} companies are taken together: {}", companies.len(), named.join(", ")),
        hint: "group by `company_id`, or give the ids of some in `context.allowed_company_ids`".to_owned(),
    })
}

/// Whether the company is named somewhere in groups or in a domain.
fn names_company(part: Option<&Value>) -> bool {
    let is_company = |text: &str| text == "company_id" || text.starts_with("company_id.") || text.ends_with(".company_id");
    match part {
        Some(Value::String(text)) => is_company(text),
        Some(Value::Array(items)) => items.iter().any(|item| names_company(Some(item))),
        _ => false,
    }
}

/// The aggregates that are amounts of money: where each stands, what it is, and the field of its currency.
fn amounts<'a>(schema: &'a ModelSchema, call: &'a Value) -> impl Iterator<Item = (usize, &'a str, &'a str)> {
    let specs = call.get("aggregates").and_then(Value::as_array).into_iter().flatten().enumerate();
    specs.filter_map(|(place, spec)| {
        let spec = spec.as_str()?;
        let (name, function) = spec.split_once(':')?;
        let field = schema.fields.get(name).filter(|field| field.field_type == FieldType::Monetary)?;
        let is_amount = matches!(function, "sum" | "avg" | "min" | "max");
        Some((place, spec, field.currency_field.as_deref().filter(|_| is_amount)?))
    })
}

/// The currencies of the records; none where that cannot be known, or the groups say it.
async fn in_use(odoo: &Odoo, schema: &ModelSchema, call: &Value, field: &str, companies: &[Company]) -> Result<Vec<String>, Failure> {
    let is_grouped = call.get("groupby").and_then(Value::as_array).is_some_and(|specs| specs.iter().any(|spec| spec == field));
    match schema.fields.get(field) {
        Some(known) if !is_grouped && known.store => of_records(odoo, schema, call, field).await,
        Some(known) if !is_grouped && known.related.as_deref() == Some("company_id.currency_id") => Ok(of_all(companies)),
        _ => Ok(Vec::new()),
    }
}

async fn of_records(odoo: &Odoo, schema: &ModelSchema, call: &Value, field: &str) -> Result<Vec<String>, Failure> {
    let by_currency = json!({"groupby": [field], "domain": call.get("domain")});
    match super::grouped(odoo, &schema.model, by_currency, MOST).await {
        Ok(groups) => Ok(groups.iter().filter_map(|group| Some(group.get(field)?.get("name")?.as_str()?.to_owned())).collect()),
        // The groups themselves came: what cannot be said of them is left out.
        Err(failure) if failure.is_of_policy() => Ok(Vec::new()),
        Err(failure) => Err(failure),
    }
}

fn of_all(companies: &[Company]) -> Vec<String> {
    let names: BTreeSet<&String> = companies.iter().map(|company| &company.currency).filter(|name| !name.is_empty()).collect();
    names.into_iter().cloned().collect()
}

fn mixed<'a>(place: usize, spec: &str, field: &str, currencies: impl Iterator<Item = &'a String>) -> Note {
    let names: Vec<String> = currencies.map(|name| format!("`{name}`")).collect();
    Note {
        path: format!("aggregates[{place}]"),
        message: format!("`{spec}` takes amounts in {} together as they are", names.join(", ")),
        hint: format!("group by `{field}` as well"),
    }
}
