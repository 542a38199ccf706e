//! The common methods of every model, with the arguments that 17, 18 and 19 all accept and already marked read or write.
//!
//! An argument whose name changed between the series is positional here: the RPC APIs do not see its name, and JSON-2,
//! which does, exists in 19 only.

use serde_json::{Map, Value};

use super::Call;
use crate::series::Series;

impl Call {
    /// `search_read`: the `fields` of the records that match `domain`; no fields means every field, which is seldom wanted.
    /// Add `offset`, `limit` and `order` with [`Call::named`].
    #[must_use]
    pub fn search_read<F: Into<Value>>(model: impl Into<String>, domain: impl Into<Value>, fields: impl IntoIterator<Item = F>) -> Self {
        Self::new(model, "search_read").positional("domain", domain).listed("fields", fields).read()
    }

    /// `search`: the ids of the records that match `domain`. Add `offset`, `limit` and `order` with [`Call::named`].
    #[must_use]
    pub fn search(model: impl Into<String>, domain: impl Into<Value>) -> Self {
        Self::new(model, "search").positional("domain", domain).read()
    }

    /// `search_count`: how many records match `domain`.
    #[must_use]
    pub fn search_count(model: impl Into<String>, domain: impl Into<Value>) -> Self {
        Self::new(model, "search_count").positional("domain", domain).read()
    }

    /// `read`: the `fields` of the records `ids`; no fields means every field. Ids that do not exist are left out of the answer without an error.
    #[must_use]
    pub fn read_records<F: Into<Value>>(
        model: impl Into<String>,
        ids: impl IntoIterator<Item = i64>,
        fields: impl IntoIterator<Item = F>,
    ) -> Self {
        Self::new(model, "read").ids(ids).listed("fields", fields).read()
    }

    /// `fields_get`: the model's fields with these `attributes` of each; none means all of them.
    #[must_use]
    pub fn fields_get<A: Into<Value>>(model: impl Into<String>, attributes: impl IntoIterator<Item = A>) -> Self {
        Self::new(model, "fields_get").listed("attributes", attributes).read()
    }

    /// `default_get`: the defaults of `fields` for the user. A few models of 17 and 18 do not mark it `model`:
    /// these want [`Call::ids`] with an empty list as well.
    #[must_use]
    pub fn default_get<F: Into<Value>>(model: impl Into<String>, fields: impl IntoIterator<Item = F>) -> Self {
        Self::new(model, "default_get").positional("fields", list(fields)).read()
    }

    /// `name_search`: pairs of id and display name that match `name`. Narrow it with `.positional("domain", …)`, which
    /// was called `args` before 19; add `operator` and `limit` with [`Call::named`].
    #[must_use]
    pub fn name_search(model: impl Into<String>, name: impl Into<String>) -> Self {
        Self::new(model, "name_search").positional("name", name.into()).read()
    }

    /// `read_group`, which 19 still has: `fields` such as `amount_total:sum` of the records that match `domain`, by `groupby`.
    #[must_use]
    pub fn read_group<F: Into<Value>, G: Into<Value>>(
        model: impl Into<String>,
        domain: impl Into<Value>,
        fields: impl IntoIterator<Item = F>,
        groupby: impl IntoIterator<Item = G>,
    ) -> Self {
        let call = Self::new(model, "read_group").positional("domain", domain).positional("fields", list(fields));
        call.positional("groupby", list(groupby)).read()
    }

    /// `create`: one record for each entry. Always sent as a list, so that every series answers with a list of ids.
    #[must_use]
    pub fn create(model: impl Into<String>, vals_list: impl IntoIterator<Item = Map<String, Value>>) -> Self {
        Self::new(model, "create").positional("vals_list", list(vals_list))
    }

    /// `write`: sets `vals` on the records `ids`. It may answer `true` for ids that do not exist.
    #[must_use]
    pub fn write(model: impl Into<String>, ids: impl IntoIterator<Item = i64>, vals: Map<String, Value>) -> Self {
        Self::new(model, "write").ids(ids).positional("vals", vals)
    }

    /// `unlink`: deletes the records `ids`.
    #[must_use]
    pub fn unlink(model: impl Into<String>, ids: impl IntoIterator<Item = i64>) -> Self {
        Self::new(model, "unlink").ids(ids)
    }

    /// `onchange`: what the form of `ids` (empty for a new record) would show after `field_names` took their `values`.
    /// `fields_spec` maps each field of the form to its own specification, `{}` for a plain one.
    #[must_use]
    pub fn onchange<F: Into<Value>>(
        model: impl Into<String>,
        ids: impl IntoIterator<Item = i64>,
        values: Map<String, Value>,
        field_names: impl IntoIterator<Item = F>,
        fields_spec: Map<String, Value>,
    ) -> Self {
        let call = Self::new(model, "onchange").ids(ids).positional("values", values).positional("field_names", list(field_names));
        call.positional("fields_spec", fields_spec).read()
    }

    /// `check_access_rights`: whether the user may `create`, `read`, `write` or `unlink` in this model at all.
    #[must_use]
    pub fn check_access_rights(model: impl Into<String>, operation: impl Into<String>) -> Self {
        Self::new(model, "check_access_rights").positional("operation", operation.into()).named("raise_exception", false).read()
    }

    /// `res.users.has_group`: whether the user `uid` is in the group with the external id `group`.
    /// 17 takes no user and answers for the one who asks.
    #[must_use]
    pub fn has_group(series: Series, uid: i64, group: impl Into<String>) -> Self {
        let call = Self::new("res.users", "has_group").positional("group_ext_id", group.into()).read();
        match series {
            Series::V17 => call,
            Series::V18 | Series::V19 => call.ids([uid]),
        }
    }

    /// Adds a list by name, unless it is empty: Odoo then takes all there is.
    fn listed<T: Into<Value>>(self, name: &str, items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<Value> = items.into_iter().map(Into::into).collect();
        if items.is_empty() { self } else { self.named(name, items) }
    }
}

fn list<T: Into<Value>>(items: impl IntoIterator<Item = T>) -> Value {
    Value::Array(items.into_iter().map(Into::into).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::call::Effect;

    #[test]
    fn reads_are_marked_and_writes_are_not() {
        assert_eq!(Call::search_read("res.partner", json!([]), ["name"]).effect, Effect::Read);
        assert_eq!(Call::create("res.partner", [Map::new()]).effect, Effect::Write);
        assert_eq!(Call::unlink("res.partner", [1]).effect, Effect::Write);
    }

    #[test]
    fn create_is_always_a_list() {
        let call = Call::create("res.partner", [Map::from_iter([("name".to_owned(), json!("x"))])]);
        assert_eq!(call.positional, [("vals_list".to_owned(), json!([{"name": "x"}]))]);
    }

    #[test]
    fn has_group_takes_the_user_from_18_on() {
        assert_eq!(Call::has_group(Series::V17, 2, "base.group_system").ids, None);
        assert_eq!(Call::has_group(Series::V18, 2, "base.group_system").ids, Some(vec![2]));
    }
}
