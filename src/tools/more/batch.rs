//! Several writes as one: each is a call of a tool that writes. All are checked before the first is sent.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use odoo_sdk::validate::orm_method;

use crate::error_code::ErrorCode;
use crate::tools::arguments::{self, any_object};
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::{ToolContext, ToolOutput, own, registry};

/// Writes of one batch.
const MOST: usize = 50;

/// Arguments that belong to the whole batch.
const OF_BATCH: [&str; 4] = ["confirm_token", "context", "dry_run", "idempotency_key"];

/// A write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Write {
    tool: Which,
    /// Its arguments.
    #[schemars(schema_with = "any_object")]
    arguments: Map<String, Value>,
}

/// The tools that a batch is made of.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Which {
    CreateRecord,
    UpdateRecord,
    DeleteRecord,
    ExecuteMethod,
}

impl Which {
    fn name(self) -> &'static str {
        match self {
            Self::CreateRecord => "create_record",
            Self::UpdateRecord => "update_record",
            Self::DeleteRecord => "delete_record",
            Self::ExecuteMethod => "execute_method",
        }
    }
}

impl Write {
    /// `update_record of sale.order [3]`.
    pub(super) fn in_words(&self) -> String {
        let text = |name: &str| self.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
        let ids = self.arguments.get("record_ids").map(ToString::to_string).unwrap_or_default();
        let words = [self.tool.name(), text("method"), text("model"), &arguments::short(&ids)];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// Runs its tool, or tries it where the call only tries.
    pub(super) async fn run(&self, context: &ToolContext) -> Result<ToolOutput, Failure> {
        let tool = registry::built_in().iter().find(|tool| *tool.definition().name == *self.tool.name());
        let tool = tool.ok_or_else(|| Failure::new(ErrorCode::Internal, Origin::Gateway, "a write has no tool"))?;
        arguments::check(&tool.definition().argument_schema, &self.arguments)?;
        tool.run(context, self.arguments.clone()).await
    }

    fn checked(&self, at: usize) -> Result<(), Failure> {
        let wrong = |code: ErrorCode, name: &str, message: String| {
            Err(Failure::invalid(vec![Problem::new(code, format!("writes[{at}].arguments.{name}"), message)]))
        };
        if let Some(name) = OF_BATCH.into_iter().find(|name| self.arguments.contains_key(*name)) {
            return wrong(ErrorCode::WrongValue, name, format!("`{name}` is an argument of the whole batch"));
        }
        let method = self.arguments.get("method").and_then(Value::as_str).unwrap_or_default();
        match orm_method(&method.to_ascii_lowercase()) {
            Some(_) => wrong(ErrorCode::HasATool, "method", format!("`{method}` has a tool of its own")),
            None => Ok(()),
        }
    }
}

/// Tries every write: what each would change, or every fault.
pub(super) async fn tried(context: &ToolContext, writes: &[Write]) -> Result<Vec<Value>, Failure> {
    if !(1..=MOST).contains(&writes.len()) {
        return Err(own::wrong("writes", format!("`writes` has {} items, expected 1 to {MOST}", writes.len())));
    }
    context.call.only_try(true);
    let (mut previews, mut problems) = (Vec::new(), Vec::new());
    for (at, write) in writes.iter().enumerate() {
        write.checked(at)?;
        match write.run(context).await {
            Ok(output) => previews.push(json!({"write": write.in_words(), "would": Value::Object(output.content)})),
            // A rule that refuses one write is about the batch.
            Err(failure) if failure.is_of_policy() => return Err(failure.of_write(at)),
            Err(failure) => problems.extend(failure.of_write(at).into_problems()?),
        }
    }
    if problems.is_empty() { Ok(previews) } else { Err(Failure::invalid(problems)) }
}
