//! Records by name, each as its id and its name behind it: `15 Azure Interior`.

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::{Asked, Completions};
use crate::tools::{Failure, Operation, ToolContext, ToolOutput};

/// Maximum number of records in one answer.
const MOST: usize = 20;

/// Longest name, in characters.
const LONGEST: usize = 80;

/// The records that what was typed may mean; one call of Odoo.
pub(super) async fn records(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let asked = Asked::of(&given);
    if asked.model.is_empty() {
        return Ok(Completions::default().into_output());
    }
    let found = found(context, asked.model, asked.typed).await?;
    let values = found.iter().filter_map(value).take(MOST).collect();
    Ok(Completions { values, has_more: found.len() > MOST }.into_output())
}

/// Pairs of id and name. Digits are an id.
pub(super) async fn found(context: &ToolContext, model: &str, typed: &str) -> Result<Vec<Value>, Failure> {
    let id = typed.split(' ').next().and_then(|digits| digits.parse::<u32>().ok());
    let (name, domain) = id.map_or((typed, json!([])), |id| ("", json!([["id", "=", id]])));
    if name.contains('\0') {
        return Ok(Vec::new());
    }
    let mut call = json!({"domain": domain});
    context.odoo.check(Operation::Names, model, &mut call).await?;
    let domain = call.get("domain").cloned().unwrap_or_default();
    let request = Call::name_search(model, name).positional("domain", domain).named("limit", MOST + 1);
    Ok(context.odoo.send(request).await?.as_array().cloned().unwrap_or_default())
}

fn value(pair: &Value) -> Option<String> {
    let (id, name) = (pair.get(0)?.as_i64()?, pair.get(1)?.as_str().unwrap_or_default());
    let name: String = name.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(LONGEST).collect();
    Some(format!("{id} {name}").trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn record_is_its_id_and_its_name_on_one_line() {
        assert_eq!(value(&json!([15, "Azure\n Interior"])).as_deref(), Some("15 Azure Interior"));
        assert_eq!(value(&json!([7, false])).as_deref(), Some("7"));
        assert_eq!(value(&json!([])), None);
    }
}
