//! One field from its attributes in `fields_get` and its row in `ir.model.fields`.
//!
//! Attributes differ by series (`group_operator`, `aggregator`), some are missing and some come with an odd type
//! (`store: "True"`, `related: false`, `digits: 0`); all of that ends here.

use serde_json::{Map, Value};

use super::super::field::{Content, Digits, FieldSchema, FieldType, Selection};
use crate::Series;

/// `None` where there is no type. A type that only an add-on knows is read as json: any value.
pub(super) fn from_attributes(attributes: &Map<String, Value>, series: Series, with_help: bool) -> Option<FieldSchema> {
    let mut field = FieldSchema::new(field_type(attributes.get("type")?)?);
    field.label = text(attributes, "string").unwrap_or_default();
    field.required = flag(attributes, "required").unwrap_or(false);
    field.readonly = flag(attributes, "readonly").unwrap_or(false);
    field.company_dependent = flag(attributes, "company_dependent").unwrap_or(false);
    field.translate = flag(attributes, "translate").unwrap_or(false);
    field.hierarchy = flag(attributes, "allow_hierachy_operators");
    field.related = text(attributes, "related");
    field.relation = text(attributes, "relation");
    field.inverse = text(attributes, "relation_field").filter(|_| field.field_type == FieldType::One2many);
    field.currency_field = text(attributes, "currency_field");
    field.model_field = text(attributes, "model_field");
    field.groups = text(attributes, "groups");
    field.help = text(attributes, "help").filter(|_| with_help);
    field.aggregator = text(attributes, "aggregator").or_else(|| text(attributes, "group_operator"));
    field.definition = text(attributes, "definition_record").zip(text(attributes, "definition_record_field"));
    field.size = number(attributes.get("size")).filter(|size| *size > 0);
    field.digits = attributes.get("digits").and_then(digits);
    field.selection = attributes.get("selection").and_then(selection);
    field.depends = depends(attributes);
    field.content = (flag(attributes, "sanitize") == Some(false)).then_some(Content::Html);
    storage(&mut field, attributes, series);
    Some(field)
}

/// What `ir.model.fields` reports beyond `fields_get`.
pub(super) fn add_row(field: &mut FieldSchema, row: &Value) {
    field.modules = super::modules(row);
    field.copied = row.get("copied").is_none_or(truthy);
}

/// Python's truth: `"True"` is how one module of Odoo spells it.
pub(super) fn truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
    }
}

/// Pseudo fields (`selectable: false`, the group switches of 17 and 18's users) have none of these attributes.
fn storage(field: &mut FieldSchema, attributes: &Map<String, Value>, series: Series) {
    let pseudo = flag(attributes, "selectable") == Some(false);
    field.store = flag(attributes, "store").unwrap_or(!pseudo);
    field.searchable = flag(attributes, "searchable").unwrap_or(!pseudo && field.store);
    field.sortable = flag(attributes, "sortable").unwrap_or(!pseudo && field.store && !field.field_type.is_x2many());
    field.groupable = flag(attributes, "groupable").unwrap_or_else(|| !pseudo && groupable(field, series));
    field.computed = !pseudo && field.related.is_none() && (!field.depends.is_empty() || (!field.store && !field.company_dependent));
}

/// 17 does not report: it groups by what has a column (its own or a delegated one) or is a stored many2many.
fn groupable(field: &FieldSchema, series: Series) -> bool {
    match field.field_type {
        FieldType::Many2many => field.store,
        FieldType::One2many | FieldType::Binary => false,
        _ => field.sortable && (field.store || series == Series::V17),
    }
}

fn field_type(value: &Value) -> Option<FieldType> {
    let name = value.as_str()?;
    Some(FieldType::from_name(name).unwrap_or(FieldType::Json))
}

fn text(attributes: &Map<String, Value>, key: &str) -> Option<String> {
    attributes.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(str::to_owned)
}

fn flag(attributes: &Map<String, Value>, key: &str) -> Option<bool> {
    attributes.get(key).map(truthy)
}

fn number(value: Option<&Value>) -> Option<u32> {
    value.and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok())
}

/// `[16, 2]`, a bare number, or a boolean that says nothing.
fn digits(value: &Value) -> Option<Digits> {
    match value {
        Value::Array(pair) => number(pair.first()).zip(number(pair.get(1))).map(|(total, decimals)| Digits::Fixed(total, decimals)),
        other => number(Some(other)).map(Digits::Decimals),
    }
}

fn selection(value: &Value) -> Option<Selection> {
    let values = value.as_array()?.iter().filter_map(choice).collect();
    Some(Selection { values, dynamic: false })
}

/// A value may be a number or a boolean in the selections of add-ons; it is kept as its text.
fn choice(pair: &Value) -> Option<(String, String)> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let pair = pair.as_array()?;
    pair.first().zip(pair.get(1)).map(|(value, label)| (plain(value), plain(label)))
}

fn depends(attributes: &Map<String, Value>) -> Vec<String> {
    let names = attributes.get("depends").and_then(Value::as_array).into_iter().flatten();
    let mut names: Vec<String> = names.filter_map(Value::as_str).map(str::to_owned).collect();
    names.sort_unstable();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn field(series: Series, attributes: Value) -> FieldSchema {
        from_attributes(attributes.as_object().unwrap(), series, false).unwrap()
    }

    #[test]
    fn reads_odd_shapes() {
        let odd =
            json!({"type": "many2one", "store": "True", "sortable": "True", "related": false, "relation": "res.company", "string": "C"});
        let field = field(Series::V17, odd);
        assert!(field.store && field.sortable && field.groupable && field.searchable);
        assert_eq!((field.related, field.label.as_str()), (None, "C"));
    }

    #[test]
    fn reads_aggregate_and_digits_of_each_series() {
        let old = field(Series::V17, json!({"type": "float", "group_operator": "sum", "digits": [16, 2]}));
        assert_eq!((old.aggregator.as_deref(), old.digits), (Some("sum"), Some(Digits::Fixed(16, 2))));
        let new = field(Series::V19, json!({"type": "float", "aggregator": false, "digits": false}));
        assert_eq!((new.aggregator, new.digits), (None, None));
        assert_eq!(field(Series::V19, json!({"type": "float", "digits": 0})).digits, Some(Digits::Decimals(0)));
    }

    #[test]
    fn pseudo_fields_are_writable_and_nothing_else() {
        let field = field(Series::V17, json!({"type": "boolean", "string": "Group", "exportable": false, "selectable": false}));
        assert!(!field.store && !field.searchable && !field.sortable && !field.groupable && !field.computed && !field.readonly);
    }

    #[test]
    fn seventeen_groups_by_columns_and_many2many() {
        let groupable = |attributes| field(Series::V17, attributes).groupable;
        assert!(groupable(json!({"type": "many2many", "store": true, "sortable": false})));
        assert!(groupable(json!({"type": "char", "store": false, "sortable": true, "related": "a.b"})));
        assert!(!groupable(json!({"type": "char", "store": false, "sortable": false})));
        assert!(!groupable(json!({"type": "one2many", "store": true, "sortable": false})));
    }

    #[test]
    fn types_of_add_ons_are_any_json() {
        assert_eq!(field(Series::V19, json!({"type": "geo_point"})).field_type, FieldType::Json);
    }
}
