//! `search` and `search_count`: domain, archive filter, own records, order, slice.

use odoo_sdk::schema::ModelSchema;
use serde_json::Value;

use super::Env;
use super::access::Operation;
use super::domain::Node;
use crate::error::Outcome;

/// Which part of the result is wanted, in which order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Page<'a> {
    pub(crate) offset: usize,
    pub(crate) limit: Option<usize>,
    pub(crate) order: Option<&'a str>,
}

impl Env<'_> {
    /// The ids that fit, in order.
    pub(crate) fn search(&self, schema: &ModelSchema, domain: &Value, page: &Page<'_>) -> Outcome<Vec<i64>> {
        self.check_access(schema, Operation::Read)?;
        let keys = match page.order.filter(|order| !order.trim().is_empty()) {
            Some(order) => self.order(schema, order)?,
            None => self.own_order(schema),
        };
        let mut ids = self.matching(schema, domain)?;
        self.sort(schema, &mut ids, &keys);
        Ok(ids.into_iter().skip(page.offset).take(page.limit.unwrap_or(usize::MAX)).collect())
    }

    /// How many fit, at most `limit`.
    pub(crate) fn search_count(&self, schema: &ModelSchema, domain: &Value, limit: Option<usize>) -> Outcome<usize> {
        self.check_access(schema, Operation::Read)?;
        Ok(self.matching(schema, domain)?.len().min(limit.unwrap_or(usize::MAX)))
    }

    /// The ids that fit, by id.
    pub(super) fn matching(&self, schema: &ModelSchema, domain: &Value) -> Outcome<Vec<i64>> {
        let node = self.domain(schema, domain)?;
        let hides_archived = self.hides_archived(schema, &node);
        let fits =
            |id: &i64| !(hides_archived && self.is_archived(schema, *id)) && self.fits(schema, *id, &node) && self.is_own(schema, *id);
        Ok(self.db.rows(&schema.model).map(|(id, _)| id).filter(fits).collect())
    }

    fn hides_archived(&self, schema: &ModelSchema, node: &Node) -> bool {
        schema.fields.contains_key("active") && self.tests_active() && !node.mentions("active")
    }

    fn is_archived(&self, schema: &ModelSchema, id: i64) -> bool {
        self.value(schema, id, "active") == Value::Bool(false)
    }
}
