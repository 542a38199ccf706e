//! `fields_get`: the schema in the words of the series. `help`, `context` and the view-only attributes a snapshot leaves out come with
//! Odoo's defaults, so that the shape is right.

use odoo_sdk::Series;
use odoo_sdk::schema::{Content, Digits, FieldSchema, FieldType, ModelSchema};
use serde_json::{Map, Value, json};

use super::Env;
use crate::error::Outcome;

impl Env<'_> {
    /// The fields the user sees, of those asked for, with the attributes asked for.
    pub(crate) fn fields_get(&self, schema: &ModelSchema, names: &Value, attributes: &Value) -> Outcome<Value> {
        self.check_access(schema, super::access::Operation::Read)?;
        let names: Vec<&str> = names.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let attributes: Vec<&str> = attributes.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let wanted = |name: &str, field: &FieldSchema| (names.is_empty() || names.contains(&name)) && self.sees(field);
        let describe = |name: &str, field| {
            let mut described = self.describe(name, field);
            described.retain(|attribute, _| attributes.is_empty() || attributes.contains(&attribute.as_str()));
            Value::Object(described)
        };
        let fields = schema.fields.iter().filter(|(name, field)| wanted(name, field));
        Ok(Value::Object(fields.map(|(name, field)| (name.clone(), describe(name, field))).collect()))
    }

    /// Every attribute of one field.
    pub(crate) fn describe(&self, name: &str, field: &FieldSchema) -> Map<String, Value> {
        let mut all = common(name, field);
        if self.series() != Series::V17 {
            all.insert("groupable".to_owned(), json!(field.groupable));
        }
        let mut set = |name: &str, value: Value| drop(all.insert(name.to_owned(), value));
        if let Some(groups) = &field.groups {
            set("groups", json!(groups));
        }
        if let Some(related) = &field.related {
            set("related", json!(related));
        }
        if let Some(aggregator) = &field.aggregator {
            set(if self.series() == Series::V17 { "group_operator" } else { "aggregator" }, json!(aggregator));
        }
        if let Some(help) = &field.help {
            set("help", json!(help));
        }
        by_type(field, self.series(), &mut set);
        all
    }
}

fn common(name: &str, field: &FieldSchema) -> Map<String, Value> {
    let all = json!({
        "name": name, "type": field.field_type.name(), "string": field.label, "required": field.required, "readonly": field.readonly,
        "store": field.store, "searchable": field.searchable, "sortable": field.sortable, "depends": field.depends,
        "company_dependent": field.company_dependent, "manual": name.starts_with("x_"), "change_default": false,
        "default_export_compatible": false, "exportable": true,
    });
    match all {
        Value::Object(all) => all,
        _ => Map::new(),
    }
}

fn by_type(field: &FieldSchema, series: Series, set: &mut impl FnMut(&str, Value)) {
    match field.field_type {
        FieldType::Many2one | FieldType::One2many | FieldType::Many2many => relational(field, series, set),
        FieldType::Selection | FieldType::Reference => set("selection", json!(field.selection.clone().unwrap_or_default().values)),
        FieldType::Char => {
            set("translate", json!(field.translate));
            set("trim", json!(true));
            if let Some(size) = field.size {
                set("size", json!(size));
            }
        }
        FieldType::Text => set("translate", json!(field.translate)),
        FieldType::Html => html(field, set),
        FieldType::Float => digits(field, set),
        FieldType::Monetary => set("currency_field", json!(field.currency_field.as_deref().unwrap_or("currency_id"))),
        FieldType::Binary => set("attachment", json!(true)),
        FieldType::Many2oneReference if series != Series::V17 => {
            set("model_field", field.model_field.clone().map_or(Value::Bool(false), Value::from))
        }
        FieldType::Properties => {
            let (record, definition) = field.definition.clone().unwrap_or_default();
            set("definition_record", json!(record));
            set("definition_record_field", json!(definition));
        }
        _ => {}
    }
}

fn relational(field: &FieldSchema, series: Series, set: &mut impl FnMut(&str, Value)) {
    set("relation", json!(field.relation));
    set("domain", json!([]));
    set("context", json!({}));
    if let Some(inverse) = &field.inverse {
        set("relation_field", json!(inverse));
    }
    if series != Series::V17 {
        set("allow_hierachy_operators", json!(field.hierarchy.unwrap_or(false)));
    }
}

fn html(field: &FieldSchema, set: &mut impl FnMut(&str, Value)) {
    set("translate", json!(field.translate));
    set("sanitize", json!(field.content != Some(Content::Html)));
    for attribute in ["sanitize_attributes", "sanitize_tags"] {
        set(attribute, json!(true));
    }
    for attribute in ["sanitize_style", "strip_classes", "strip_style"] {
        set(attribute, json!(false));
    }
}

fn digits(field: &FieldSchema, set: &mut impl FnMut(&str, Value)) {
    match &field.digits {
        Some(Digits::Fixed(total, decimals)) => set("digits", json!([total, decimals])),
        Some(Digits::Decimals(decimals)) => set("digits", json!(decimals)),
        None => {}
    }
}
