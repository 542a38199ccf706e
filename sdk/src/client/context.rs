//! The context of a call: language, time zone, companies, archived records.

use serde_json::{Map, Value};

/// What a call is made in. Nothing set leaves all to Odoo.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Context(Map<String, Value>);

impl Context {
    /// Nothing set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The language of translated values and of labels: `fr_BE`.
    #[must_use]
    pub fn lang(self, code: &str) -> Self {
        self.set("lang", code)
    }

    /// The time zone by whose days and months datetimes are grouped: `Europe/Brussels`.
    #[must_use]
    pub fn tz(self, name: &str) -> Self {
        self.set("tz", name)
    }

    /// The companies whose records are seen; the first is the current one.
    #[must_use]
    pub fn companies(self, ids: impl IntoIterator<Item = impl Into<i64>>) -> Self {
        self.set("allowed_company_ids", ids.into_iter().map(Into::into).collect::<Vec<i64>>())
    }

    /// Whether archived records are left out. Odoo's own default is that they are.
    #[must_use]
    pub fn active_test(self, hide_archived: bool) -> Self {
        self.set("active_test", hide_archived)
    }

    /// Any other key.
    #[must_use]
    pub fn set(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.0.insert(key.to_owned(), value.into());
        self
    }

    /// Both; where they differ, the other.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// With what a call sets itself over it.
    pub(super) fn under(&self, own: Option<Map<String, Value>>) -> Option<Map<String, Value>> {
        self.clone().and(Self(own.unwrap_or_default())).into_map()
    }

    pub(crate) fn into_map(self) -> Option<Map<String, Value>> {
        (!self.0.is_empty()).then_some(self.0)
    }
}
