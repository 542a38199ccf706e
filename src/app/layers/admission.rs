//! Layer: rate and size, and whether the tool may be used at all.

use serde_json::{Map, Value};

use odoo_sdk::validate::IssueCode;

use crate::policy::{Denial, Reason, Step};
use crate::tools::{Failure, Odoo};

/// Lets a call in, or refuses it before anything is said of its arguments.
pub(super) async fn admit(odoo: &Odoo, arguments: &Map<String, Value>) -> Result<(), Failure> {
    let rules = odoo.policy().rules();
    odoo.session().budgets().call(rules.limits.calls_per_minute).await?;
    let bytes: usize = arguments.iter().map(|(name, value)| name.len() + size(value)).sum();
    if bytes > rules.limits.argument_bytes {
        let message = format!("the arguments have {bytes} bytes, more than {}", rules.limits.argument_bytes);
        let reason = Reason::new(Step::Arguments, IssueCode::TooLarge, message).hint("split it into several calls");
        return Err(Denial::from(reason.rule("limits")).into());
    }
    let ids = arguments.get("record_ids").and_then(Value::as_array).map_or(0, Vec::len);
    odoo.policy().check_records(ids)?;
    odoo.admit().await
}

/// Bytes of a value as JSON, near enough.
fn size(value: &Value) -> usize {
    match value {
        Value::String(text) => text.len() + 2,
        Value::Array(items) => items.iter().map(|item| size(item) + 1).sum::<usize>() + 2,
        Value::Object(members) => members.iter().map(|(name, member)| name.len() + size(member) + 4).sum::<usize>() + 2,
        Value::Null | Value::Bool(_) | Value::Number(_) => 4,
    }
}
