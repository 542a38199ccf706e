//! The part of Odoo's context that a caller may set.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use jiff::tz::TimeZone;
use odoo_sdk::client::User;
use odoo_sdk::validate::patch;

use super::failure::{Failure, Problem};
use crate::error_code::ErrorCode;

/// The part of Odoo's context that a caller may set. Every other key could change what a call does.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OdooContext {
    lang: Option<String>,
    tz: Option<String>,
    active_test: Option<bool>,
    allowed_company_ids: Option<Vec<u32>>,
}

impl OdooContext {
    /// Odoo passes silently over a time zone that it does not know, by its exact name, and groups by UTC: it is refused here.
    pub(crate) fn check(&self) -> Result<(), Failure> {
        let Some(given) = self.tz.as_deref() else { return Ok(()) };
        let known = TimeZone::get(given).ok();
        let name = known.as_ref().and_then(TimeZone::iana_name);
        if name == Some(given) {
            return Ok(());
        }
        let problem = Problem::new(ErrorCode::WrongValue, "context.tz", format!("`{given}` is not a time zone"));
        Err(Failure::invalid(vec![match name {
            Some(name) => problem.hint(format!("did you mean `{name}`")).fix([patch::replace(patch::pointer("context.tz"), name)]),
            None => problem.hint("give a name such as `Europe/Brussels` or `UTC`"),
        }]))
    }

    /// The language that the caller gave.
    pub(crate) fn language(&self) -> Option<&str> {
        self.lang.as_deref()
    }

    /// The companies that the caller gave.
    pub(crate) fn companies(&self) -> Option<&[u32]> {
        self.allowed_company_ids.as_deref()
    }

    /// The context of a call: the user's own language and time zone, what the call needs, and above both what the caller set.
    /// Odoo does not add the user's by itself over RPC, and without a time zone it groups days by UTC.
    pub(crate) fn over(&self, user: &User, needed: Option<Map<String, Value>>) -> Map<String, Value> {
        let mut context = Map::new();
        let mut set = |name: &str, value: Option<Value>| context.extend(value.map(|value| (name.to_owned(), value)));
        set("lang", self.lang.as_ref().or(user.lang.as_ref()).map(|lang| json!(lang)));
        set("tz", self.tz.as_ref().or(user.tz.as_ref()).map(|tz| json!(tz)));
        set("active_test", self.active_test.map(Value::Bool));
        set("allowed_company_ids", self.allowed_company_ids.as_ref().map(|ids| json!(ids)));
        for (name, value) in needed.unwrap_or_default() {
            context.entry(name).or_insert(value);
        }
        context
    }

    /// The time zone that dates of an answer are meant for.
    pub(crate) fn time_zone<'a>(&'a self, user: &'a User) -> Option<&'a str> {
        self.tz.as_deref().or(user.tz.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> User {
        User { uid: 2, login: None, name: None, lang: Some("fr_BE".to_owned()), tz: Some("Europe/Brussels".to_owned()) }
    }

    #[test]
    fn a_time_zone_is_one_that_odoo_knows_by_that_name() {
        let check = |tz: &str| OdooContext { tz: Some(tz.to_owned()), ..OdooContext::default() }.check();
        for known in ["UTC", "Europe/Brussels", "America/New_York", "US/Eastern", "Etc/GMT+1", "GMT"] {
            check(known).unwrap();
        }
        assert_eq!(check("europe/brussels").unwrap_err().to_json()["fix"][0]["value"], "Europe/Brussels");
        for unknown in ["", "Brussels", "Mars/Phobos", "+01:00", "CET-1CEST", "../etc/passwd"] {
            assert_eq!(check(unknown).unwrap_err().to_json()["path"], "context.tz", "{unknown}");
        }
    }

    #[test]
    fn the_caller_wins_over_the_user() {
        let given: OdooContext = serde_json::from_value(json!({"tz": "UTC", "active_test": false})).unwrap();
        let needed = Map::from_iter([("bin_size".to_owned(), json!(true)), ("tz".to_owned(), json!("Asia/Tokyo"))]);
        let context = given.over(&user(), Some(needed));
        assert_eq!(json!(context), json!({"lang": "fr_BE", "tz": "UTC", "active_test": false, "bin_size": true}));
    }
}
