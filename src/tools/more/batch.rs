//! Several writes as one: each is a call of a tool that writes. All are checked before the first is sent.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::arguments::{self, any_object};
use crate::tools::failure::{Failure, Origin};
use crate::tools::settings::Toolset;
use crate::tools::{ToolContext, ToolOutput, inner, own, write};

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

    /// `update_record of 2 records of sale.order (S00037; S00038)`, for a question: a person knows names.
    pub(super) async fn named(&self, context: &ToolContext) -> String {
        let text = |name: &str| self.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
        let ids: Vec<u32> = self.ids().collect();
        let about = match (ids.is_empty(), self.new_name()) {
            (false, _) => write::named(context, text("model"), &ids).await,
            (true, Some(name)) => format!("{} ({})", text("model"), arguments::short(name)),
            (true, None) => text("model").to_owned(),
        };
        let words = [self.tool.name(), text("method"), "of", &about];
        words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
    }

    /// The records that it is about.
    fn ids(&self) -> impl Iterator<Item = u32> {
        let ids = self.arguments.get("record_ids");
        let several = ids.and_then(Value::as_array).into_iter().flatten();
        several.chain(ids.filter(|ids| !ids.is_array())).filter_map(|id| u32::try_from(id.as_u64()?).ok())
    }

    /// What a new record is called.
    fn new_name(&self) -> Option<&str> {
        self.arguments.get("values")?.get("name")?.as_str()
    }

    /// Runs its tool, or tries it where the call only tries.
    pub(super) async fn run(&self, context: &ToolContext) -> Result<ToolOutput, Failure> {
        inner::run(context, self.tool.name(), self.arguments.clone()).await
    }

    /// Refuses what the operator left out, and arguments that belong to the whole.
    fn checked(&self, context: &ToolContext, at: usize) -> Result<(), Failure> {
        let settings = context.call.settings();
        if !settings.toolsets.contains(&Toolset::Write) || settings.without.contains(self.tool.name()) {
            let message = format!("`{}` is not offered by this server", self.tool.name());
            return Err(Failure::new(ErrorCode::ToolDisabled, Origin::Policy, message));
        }
        match OF_BATCH.into_iter().find(|name| self.arguments.contains_key(*name)) {
            Some(name) => Err(own::wrong(&format!("writes[{at}].arguments.{name}"), format!("`{name}` is an argument of the whole batch"))),
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
        write.checked(context, at)?;
        match write.run(context).await {
            Ok(output) => previews.push(json!({"write": write.in_words(), "would": Value::Object(output.content)})),
            // A rule that refuses one write is about the batch.
            Err(failure) if failure.is_of_policy() => return Err(failure.of_write(at)),
            Err(failure) => problems.extend(failure.of_write(at).into_problems()?),
        }
    }
    if problems.is_empty() { Ok(previews) } else { Err(Failure::invalid(problems)) }
}
