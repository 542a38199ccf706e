//! The two ends of a relation: one2many by its inverse, many2many by a reviewed list of pairs (a snapshot does not name relation tables).

use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use serde_json::Value;

use super::{Env, ids_of};

/// A field of a model.
type Side = (&'static str, &'static str);

/// Many2many fields that share a table: the first is where the ids are kept, the second reads it from the other side.
const PAIRS: [(Side, Side); 7] = [
    (("res.partner", "category_id"), ("res.partner.category", "partner_ids")),
    (("res.users", "groups_id"), ("res.groups", "users")),
    (("res.users", "group_ids"), ("res.groups", "user_ids")),
    (("res.users", "company_ids"), ("res.company", "user_ids")),
    (("hr.employee", "category_ids"), ("hr.employee.category", "employee_ids")),
    (("account.move.line", "sale_line_ids"), ("sale.order.line", "invoice_lines")),
    (("product.template", "product_tag_ids"), ("product.tag", "product_template_ids")),
];

/// The field that keeps a many2many's ids when it is not the field itself.
pub(super) fn kept_by(model: &str, field: &str) -> Option<Side> {
    PAIRS.iter().find(|(_, reader)| *reader == (model, field)).map(|(keeper, _)| *keeper)
}

impl Env<'_> {
    /// The ids of a one2many: the co-model's records that point here.
    pub(super) fn children(&self, schema: &ModelSchema, field: &FieldSchema, id: i64) -> Vec<i64> {
        let (Some(relation), Some(inverse)) = (&field.relation, &field.inverse) else { return Vec::new() };
        let Some(co_schema) = self.find_schema(relation) else { return Vec::new() };
        let Some(inverse_field) = co_schema.fields.get(inverse) else { return Vec::new() };
        let model_field = inverse_field.model_field.as_deref().filter(|_| inverse_field.field_type == FieldType::Many2oneReference);
        let points_here = |row: &crate::database::Row| {
            row.get(inverse).and_then(Value::as_i64) == Some(id)
                && model_field.is_none_or(|name| row.get(name).and_then(Value::as_str) == Some(schema.model.as_str()))
        };
        self.db.rows(relation).filter(|(_, row)| points_here(row)).map(|(child, _)| child).collect()
    }

    /// The ids of a many2many that is read from the other side.
    pub(super) fn read_back(&self, keeper: (&str, &str), id: i64) -> Vec<i64> {
        let has = |value: Option<&Value>| value.is_some_and(|value| ids_of(value).contains(&id));
        self.db.rows(keeper.0).filter(|(_, row)| has(row.get(keeper.1))).map(|(other, _)| other).collect()
    }

    /// Leaves out archived records, as reading an x2many does.
    pub(super) fn only_active(&self, model: &str, ids: Vec<i64>) -> Vec<i64> {
        if !self.tests_active() || self.find_schema(model).is_none_or(|schema| !schema.fields.contains_key("active")) {
            return ids;
        }
        let active = |id: &i64| self.db.row(model, *id).is_none_or(|row| row.get("active") != Some(&Value::Bool(false)));
        ids.into_iter().filter(active).collect()
    }
}
