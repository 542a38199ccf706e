//! Arguments that many tools have in common: described once, added to a tool's schema by its class, taken out before it runs.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::odoo_context::OdooContext;

/// The common arguments of one call. A tool whose schema does not offer one never sees it set.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct CommonArguments {
    /// Only lang, tz, active_test, allowed_company_ids.
    pub(crate) context: OdooContext,
    /// Only show what would change.
    pub(crate) dry_run: bool,
    /// A retry with the same key returns the first answer.
    pub(crate) idempotency_key: Option<String>,
    /// The token of a `confirmation_needed` error.
    pub(crate) confirm_token: Option<String>,
}

impl CommonArguments {
    /// Takes the common arguments out of what came. They were checked against the tool's schema before.
    pub(crate) fn take(given: &mut Map<String, Value>, names: &[&str]) -> Result<Self, serde_json::Error> {
        let taken = names.iter().filter_map(|name| Some(((*name).to_owned(), given.remove(*name)?)));
        serde_json::from_value(Value::Object(taken.filter(|(_, value)| !value.is_null()).collect()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_named_ones_are_taken() {
        let Value::Object(mut given) = json!({"dry_run": true, "idempotency_key": null, "confirm_token": "t", "model": "x"}) else {
            panic!("an object")
        };
        let common = CommonArguments::take(&mut given, &["dry_run", "idempotency_key"]).unwrap();
        assert!(common.dry_run && common.idempotency_key.is_none() && common.confirm_token.is_none());
        assert_eq!(json!(given), json!({"confirm_token": "t", "model": "x"}));
    }
}
