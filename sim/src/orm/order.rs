//! `order`: reads it by the rules of the series and compares records by it. Where a call gives none, the model's own order is used if
//! it is known here (a snapshot does not report it), else the id.

use std::cmp::Ordering;

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldType, ModelSchema};
use serde_json::Value;

use super::{Env, ids_of, unknown_field};
use crate::error::{OdooError, Outcome};
use crate::python::is_none;

/// The orders that models of the sample company have by themselves.
const OWN_ORDERS: [(&str, &str); 22] = [
    ("account.account", "code"),
    ("account.move", "date desc, name desc, invoice_date desc, id desc"),
    ("calendar.event", "start desc"),
    ("crm.lead", "priority desc, id desc"),
    ("crm.stage", "sequence, name, id"),
    ("delivery.route.custom", "planned_date desc, id desc"),
    ("hr.attendance", "check_in desc"),
    ("hr.department", "name"),
    ("hr.employee", "name"),
    ("hr.leave", "date_from desc"),
    ("ir.model.fields", "name"),
    ("product.category", "complete_name"),
    ("product.product", "default_code, name, id"),
    ("project.project", "sequence, name, id"),
    ("project.task", "priority desc, sequence, date_deadline, id desc"),
    ("purchase.order", "priority desc, id desc"),
    ("res.country", "name"),
    ("res.partner", "complete_name, id desc"),
    ("res.partner.category", "name"),
    ("res.users", "name, login"),
    ("sale.order", "date_order desc, id desc"),
    ("stock.picking", "priority desc, scheduled_date, id desc"),
];

/// One field of an order.
#[derive(Debug, Clone)]
pub(super) struct Key {
    field: String,
    descending: bool,
    nulls_first: bool,
}

impl Env<'_> {
    /// Reads an order.
    pub(super) fn order(&self, schema: &ModelSchema, order: &str) -> Outcome<Vec<Key>> {
        let mut keys = Vec::new();
        for term in order.split(',') {
            let key = key(term).ok_or_else(|| bad_order(order))?;
            if self.usable(schema, &key.field)? {
                keys.push(key);
            }
        }
        Ok(keys)
    }

    /// The model's own order.
    pub(super) fn own_order(&self, schema: &ModelSchema) -> Vec<Key> {
        let own = OWN_ORDERS.iter().find(|(model, _)| *model == schema.model).map_or("id", |(_, order)| *order);
        let keys = own.split(',').filter_map(key);
        keys.filter(|key| schema.fields.get(&key.field).is_some_and(|field| field.sortable || field.computed)).collect()
    }

    /// Whether a field may order; 17 passes over one that is not a column, later series refuse it.
    fn usable(&self, schema: &ModelSchema, name: &str) -> Outcome<bool> {
        let field = schema.fields.get(name).ok_or_else(|| unknown_field(&schema.model, name))?;
        if !self.sees(field) {
            return Err(self.hidden_field(schema, name));
        }
        match (field.sortable, self.series()) {
            (true, _) => Ok(true),
            (false, Series::V17) => Ok(false),
            (false, _) => Err(self.not_stored(schema, name)),
        }
    }

    /// Sorts records; those that compare alike keep the order of their ids.
    pub(super) fn sort(&self, schema: &ModelSchema, ids: &mut [i64], keys: &[Key]) {
        if let [only] = keys
            && only.field == "id"
        {
            return if only.descending { ids.sort_unstable_by(|left, right| right.cmp(left)) } else { ids.sort_unstable() };
        }
        let keyed = |id: &i64| (keys.iter().map(|key| self.column(schema, *id, &key.field)).collect::<Vec<Value>>(), *id);
        let mut rows: Vec<(Vec<Value>, i64)> = ids.iter().map(keyed).collect();
        rows.sort_by(|(left, left_id), (right, right_id)| {
            let by_key =
                keys.iter().zip(left.iter().zip(right)).map(|(key, (left, right))| self.compare_values(schema, key, left, right, 0));
            by_key.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal).then(left_id.cmp(right_id))
        });
        ids.iter_mut().zip(rows).for_each(|(id, (_, sorted))| *id = sorted);
    }

    fn compare_records(&self, schema: &ModelSchema, left: i64, right: i64, keys: &[Key], depth: usize) -> Ordering {
        let by_key = |key: &Key| {
            let (left, right) = (self.column(schema, left, &key.field), self.column(schema, right, &key.field));
            self.compare_values(schema, key, &left, &right, depth)
        };
        keys.iter().map(by_key).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }

    fn compare_values(&self, schema: &ModelSchema, key: &Key, left: &Value, right: &Value, depth: usize) -> Ordering {
        let Some(field) = schema.fields.get(&key.field) else { return Ordering::Equal };
        let is_null = |value: &Value| field.field_type != FieldType::Boolean && is_none(value);
        let null_order = if key.nulls_first { Ordering::Less } else { Ordering::Greater };
        match (is_null(left), is_null(right)) {
            (true, true) => return Ordering::Equal,
            (true, false) => return null_order,
            (false, true) => return null_order.reverse(),
            (false, false) => {}
        }
        let order = match field.field_type {
            FieldType::Many2one => self.compare_linked(field.relation.as_deref().unwrap_or_default(), left, right, depth),
            _ => compare(left, right),
        };
        if key.descending { order.reverse() } else { order }
    }

    /// A many2one orders by the co-model's own order.
    pub(super) fn compare_linked(&self, relation: &str, left: &Value, right: &Value, depth: usize) -> Ordering {
        let (Some(target), Some(left), Some(right)) =
            (self.find_schema(relation), ids_of(left).first().copied(), ids_of(right).first().copied())
        else {
            return Ordering::Equal;
        };
        if depth >= 3 {
            return left.cmp(&right);
        }
        self.compare_records(&target, left, right, &self.own_order(&target), depth + 1).then(left.cmp(&right))
    }
}

/// Two stored values: numbers as numbers, text byte by byte, since Odoo creates its databases with the collation `C`.
pub(super) fn compare(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        _ => super::leaf::compare(left, right).unwrap_or(Ordering::Equal),
    }
}

/// One term: `name`, `partner_id desc`, `date_order desc nulls last`.
fn key(term: &str) -> Option<Key> {
    let (field, direction) = term.trim().split_once(char::is_whitespace).unwrap_or((term.trim(), ""));
    let field = Some(field.trim_matches('"')).filter(|field| !field.is_empty())?;
    let words: Vec<String> = direction.split_whitespace().map(str::to_lowercase).collect();
    let mut words = words.iter().map(String::as_str).peekable();
    let descending = words.next_if(|word| matches!(*word, "asc" | "desc")) == Some("desc");
    let nulls_first = match (words.next(), words.next()) {
        (None, _) => descending,
        (Some("nulls"), Some("first")) => true,
        (Some("nulls"), Some("last")) => false,
        _ => return None,
    };
    let plain = field.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | ':' | '.'));
    let field = field.strip_suffix(".id").unwrap_or(field);
    (plain && words.next().is_none()).then(|| Key { field: field.to_owned(), descending, nulls_first })
}

fn bad_order(order: &str) -> OdooError {
    OdooError::user(format!(
        "Invalid \"order\" specified ({order}). A valid \"order\" specification is a comma-separated list of valid field names \
         (optionally followed by asc/desc for the direction)"
    ))
}
