//! `explain_access`: whether the user may do something with a model or a record, what decides it, and which groups would permit it.

use odoo_sdk::schema::{ModelSchema, Rights};
use odoo_sdk::validate::IssueCode;
use odoo_sdk::{Call, Series};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::failure::Failure;
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{ToolContext, ToolOutput, TypedTool};

/// The tool.
pub(crate) struct ExplainAccess;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model, for example `sale.order`.
    model: String,
    /// What is to be done.
    operation: Wanted,
    /// Id of a record; default: any record of the model.
    record_id: Option<u32>,
}

/// What is to be done, in the words of this server; Odoo calls a delete `unlink`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    Read,
    Create,
    Write,
    Delete,
}

impl Wanted {
    fn of_odoo(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Write => "write",
            Self::Delete => "unlink",
        }
    }

    /// The call that would do it, with nothing in it.
    fn call(self, model: &str, record_id: Option<u32>) -> Call {
        let ids = [i64::from(record_id.unwrap_or(1))];
        match self {
            Self::Read => Call::read_records(model, ids, ["id"]),
            Self::Create => Call::create(model, [Map::new()]),
            Self::Write => Call::write(model, ids, Map::new()),
            Self::Delete => Call::unlink(model, ids),
        }
    }

    fn is_given_by(self, rights: Rights) -> bool {
        match self {
            Self::Read => rights.read,
            Self::Create => rights.create,
            Self::Write => rights.write,
            Self::Delete => rights.unlink,
        }
    }
}

impl TypedTool for ExplainAccess {
    const NAME: &'static str = "explain_access";
    const TITLE: &'static str = "Explain access";
    const DESCRIPTION: &'static str = "Why something is allowed or refused: this server's rules, Odoo's access rights and record rules, and the groups that give the right.";
    const RETURNS: Returns = &[
        ("model", "string", true),
        ("operation", "string", true),
        ("record_id", "integer", false),
        ("allowed", "boolean", true),
        ("decided_by", "string", false),
        ("server", "object", true),
        ("access_rights", "object", false),
        ("record_rules", "object", false),
        ("groups", "array", false),
    ];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::More).with([Use::Records, Use::Choice])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, operation, record_id } = arguments;
        let mut answer = json!({"model": model, "operation": operation.of_odoo(), "record_id": record_id});
        let by_server = by_server(context, &model, operation, record_id).await?;
        let is_permitted = by_server.get("allowed") == Some(&json!(true));
        shape::set(&mut answer, "server", by_server);
        // What a rule of this server refuses is not asked of Odoo: the answer says nothing about it.
        let decided_by = if is_permitted { by_odoo(context, &mut answer, &model, operation, record_id).await? } else { Some("server") };
        shape::set(&mut answer, "allowed", json!(decided_by.is_none()));
        if let Some(step) = decided_by {
            shape::set(&mut answer, "decided_by", json!(step));
        }
        let verdict = if decided_by.is_none() { "may" } else { "may not" };
        Ok(ToolOutput::new(answer, format!("this user {verdict} {} {model}", operation.of_odoo())))
    }
}

/// What the rules of this server say of a call that does it.
async fn by_server(context: &ToolContext, model: &str, operation: Wanted, record_id: Option<u32>) -> Result<Value, Failure> {
    match context.odoo.preview_write(&operation.call(model, record_id)).await {
        Ok(()) => Ok(json!({"allowed": true})),
        Err(failure) if failure.is_of_policy() => {
            if failure.code() == ErrorCode::Check(IssueCode::UnknownModel) {
                context.odoo.model(model).await?;
            }
            let mut reported = failure.to_json();
            shape::set(&mut reported, "allowed", json!(false));
            shape::set(&mut reported, "rule", json!(failure.rule()));
            Ok(reported)
        }
        Err(failure) => Err(failure),
    }
}

/// Which step of Odoo refuses; `None` where none does.
async fn by_odoo(
    context: &ToolContext,
    answer: &mut Value,
    model: &str,
    operation: Wanted,
    record_id: Option<u32>,
) -> Result<Option<&'static str>, Failure> {
    let schema = context.odoo.model(model).await?;
    let has_right = has_right(context, model, operation).await?;
    shape::set(answer, "access_rights", json!({"allowed": has_right}));
    shape::set(answer, "groups", groups(context, &schema, operation).await?);
    let Some(id) = record_id.filter(|_| has_right) else { return Ok((!has_right).then_some("access_rights")) };
    let by_rules = rules_allow(context, model, operation, id).await?;
    shape::set(answer, "record_rules", json!({"allowed": by_rules}));
    Ok((!by_rules).then_some("record_rules"))
}

/// Whether the access rights of the user's groups give it.
async fn has_right(context: &ToolContext, model: &str, operation: Wanted) -> Result<bool, Failure> {
    let call = match context.odoo.series().await? {
        Series::V17 => Call::check_access_rights(model, operation.of_odoo()).named("raise_exception", false),
        Series::V18 | Series::V19 => Call::new(model, "has_access").ids([]).positional("operation", operation.of_odoo()),
    };
    Ok(context.odoo.send(call.read()).await? == json!(true))
}

/// Whether the record rules let the user do it with this record.
async fn rules_allow(context: &ToolContext, model: &str, operation: Wanted, id: u32) -> Result<bool, Failure> {
    let ids = [i64::from(id)];
    let call = match context.odoo.series().await? {
        Series::V17 => Call::new(model, "check_access_rule").ids(ids).positional("operation", operation.of_odoo()),
        Series::V18 | Series::V19 => Call::new(model, "has_access").ids(ids).positional("operation", operation.of_odoo()),
    };
    match context.odoo.send(call.read()).await {
        Ok(answer) => Ok(answer != json!(false)),
        Err(failure) if matches!(failure.code(), ErrorCode::AccessDenied | ErrorCode::RecordNotFound) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// The groups that have the right, and whether the user is in each.
async fn groups(context: &ToolContext, schema: &ModelSchema, operation: Wanted) -> Result<Value, Failure> {
    let connected = context.odoo.connected().await?;
    let giving = schema.access.iter().flatten().filter(|(_, rights)| operation.is_given_by(**rights));
    let mut reported = Vec::new();
    for (group, _) in giving {
        if group.contains('.') && connected.is_member(group).is_none() {
            connected.ask_group(group).await?;
        }
        reported.push(json!({"group": group, "member": connected.is_member(group)}));
    }
    Ok(Value::Array(reported))
}
