//! Running a declared tool: its steps one after the other, each with the parameters and what the steps before it brought.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{DeclaredTool, Parameter, Step, template};
use crate::error_code::ErrorCode;
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::{ToolContext, ToolOutput, own, shape};
use crate::tools::{arguments, inner};

/// What placeholders stand for.
#[derive(Debug, Default)]
struct Known {
    parameters: BTreeMap<String, Value>,
    results: BTreeMap<String, Value>,
}

/// Why a placeholder has no value.
enum Missing {
    /// The step was only tried, so what it would make is not there.
    NotDone,
    /// The step brought nothing of the kind.
    Nothing(String),
}

/// Runs the tool. Where a step fails after another has written, the answer says what was done.
pub(super) async fn run(tool: &DeclaredTool, context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let mut known = Known { parameters: parameters(&tool.parameters, given)?, ..Known::default() };
    if tool.asks_once() && !context.call.dry_run() {
        context.confirm(&question(tool, &known)).await?;
        context.call.confirmation().cover_all();
    }
    let (mut answer, mut has_written) = (json!({"steps": {}}), false);
    for (at, step) in tool.steps.iter().enumerate() {
        context.call.progress(at, tool.steps.len(), &step.id).await;
        let arguments = match known.arguments(step) {
            Ok(arguments) => arguments,
            Err(Missing::NotDone) if context.call.dry_run() => {
                let rest: Vec<&str> = tool.steps.iter().skip(at).map(|step| step.id.as_str()).collect();
                shape::set(&mut answer, "not_tried", json!(rest));
                break;
            }
            Err(missing) => return stopped(step, nothing(missing), has_written, answer),
        };
        match inner::run(context, step.kind.tool(), arguments).await {
            Ok(output) => {
                let content = Value::Object(output.content);
                if let Some(steps) = answer.get_mut("steps") {
                    shape::set(steps, &step.id, content.clone());
                }
                known.results.insert(step.id.clone(), content);
                has_written |= step.kind.writes() && !context.call.dry_run();
                if output.incomplete {
                    return Ok(ToolOutput {
                        incomplete: true,
                        ..ToolOutput::new(answer, format!("the step {} was done in part", step.id))
                    });
                }
            }
            Err(failure) => return stopped(step, failure, has_written, answer),
        }
    }
    if context.call.dry_run() {
        shape::set(&mut answer, "dry_run", json!(true));
    }
    Ok(ToolOutput::new(answer, tool.definition.title.clone()))
}

/// A step that failed. What an earlier step wrote stays, and is said.
fn stopped(step: &Step, failure: Failure, has_written: bool, mut answer: Value) -> Result<ToolOutput, Failure> {
    let failure = failure.of_step(&step.id);
    if !has_written {
        return Err(failure);
    }
    shape::set(&mut answer, "error", failure.to_json());
    shape::set(&mut answer, "stopped_at", json!(step.id));
    let summary = format!("stopped at the step {}; what the steps before it wrote stays", step.id);
    Ok(ToolOutput { incomplete: true, ..ToolOutput::new(answer, summary) })
}

fn nothing(missing: Missing) -> Failure {
    let what = match missing {
        Missing::NotDone => "an earlier step made nothing".to_owned(),
        Missing::Nothing(what) => what,
    };
    Failure::new(ErrorCode::RecordNotFound, Origin::Caller, what)
}

/// The parameters, each of its type.
fn parameters(declared: &[Parameter], mut given: Map<String, Value>) -> Result<BTreeMap<String, Value>, Failure> {
    let (mut values, mut problems) = (BTreeMap::new(), Vec::new());
    for parameter in declared {
        let value = given.remove(&parameter.name).filter(|value| !value.is_null());
        match value {
            Some(value) if parameter.kind.takes(&value) => drop(values.insert(parameter.name.clone(), value)),
            Some(value) => {
                let message = format!("`{}` is `{}`, which is not of its type", parameter.name, arguments::short(&value.to_string()));
                problems.push(Problem::new(ErrorCode::WrongValue, &parameter.name, message));
            }
            None => drop(values.insert(parameter.name.clone(), parameter.default.clone().unwrap_or_default())),
        }
    }
    if problems.is_empty() { Ok(values) } else { Err(Failure::invalid(problems)) }
}

/// What a person is asked: the tool, what it does, and with what.
fn question(tool: &DeclaredTool, known: &Known) -> String {
    let of_step = |step: &Step| {
        let text = |name: &str| step.arguments.get(name).and_then(Value::as_str).unwrap_or_default();
        format!("{} {} {}", step.kind.name(), text("model"), text("method")).trim_end().to_owned()
    };
    let does: Vec<String> = tool.steps.iter().filter(|step| step.kind.writes()).map(of_step).collect();
    let with = |(name, value): (&String, &Value)| format!("{name}: {}", arguments::short(&value.to_string()));
    let with: Vec<String> = known.parameters.iter().map(with).collect();
    format!("{} ({}): {}?", tool.definition.title, with.join(", "), does.join(", "))
}

impl Known {
    fn arguments(&self, step: &Step) -> Result<Map<String, Value>, Missing> {
        template::members_filled(&step.arguments, &|name| self.value(name))
    }

    fn value(&self, name: &str) -> Result<Value, Missing> {
        match name.split_once('.') {
            None => Ok(self.parameters.get(name).cloned().unwrap_or_default()),
            Some((step, what)) => result(step, self.results.get(step).ok_or(Missing::NotDone)?, what),
        }
    }
}

/// What a placeholder asks of the result of a step.
fn result(step: &str, content: &Value, what: &str) -> Result<Value, Missing> {
    let rows = rows(content);
    let ids = || rows.iter().map(own::id_of).filter(|id| *id > 0).collect::<Vec<_>>();
    let nothing = || match content.get("dry_run") {
        Some(_) => Missing::NotDone,
        None => Missing::Nothing(format!("the step `{step}` found no record")),
    };
    match what {
        "count" => Ok(json!(rows.len())),
        "ids" if rows.is_empty() && content.get("dry_run").is_some() => Err(Missing::NotDone),
        "ids" => Ok(json!(ids())),
        "id" => ids().first().map(|id| json!(id)).ok_or_else(nothing),
        other => {
            let field = other.strip_prefix("first.").unwrap_or(other);
            let value = rows.first().and_then(|row| row.get(field)).ok_or_else(nothing)?;
            // A link is its id, where it is used as a value.
            Ok(value.get("id").unwrap_or(value).clone())
        }
    }
}

/// The records or groups of an answer: found, made or changed.
fn rows(content: &Value) -> Vec<Value> {
    let list = |name: &str| content.get(name).and_then(Value::as_array).cloned();
    if let Some(rows) = list("groups") {
        return rows;
    }
    if let Some(made) = list("made") {
        let of = |made: &Value| match made.get("records").and_then(Value::as_array) {
            Some(records) => records.clone(),
            None => made.get("ids").and_then(Value::as_array).into_iter().flatten().map(|id| json!({"id": id})).collect(),
        };
        return made.iter().flat_map(of).collect();
    }
    match (list("records"), content.get("record"), content.get("id")) {
        (Some(rows), ..) => rows,
        (None, Some(record @ Value::Object(_)), _) => vec![record.clone()],
        (None, _, Some(id @ Value::Number(_))) => vec![json!({"id": id})],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_asked_for_its_ids_its_first_record_or_how_many_there_are() {
        let found = json!({"records": [{"id": 3, "partner_id": {"id": 9, "name": "Azure"}, "name": "S3"}, {"id": 4}]});
        let of = |content: &Value, what: &str| result("s", content, what).ok();
        assert_eq!(of(&found, "ids"), Some(json!([3, 4])));
        assert_eq!((of(&found, "id"), of(&found, "count")), (Some(json!(3)), Some(json!(2))));
        assert_eq!((of(&found, "first.partner_id"), of(&found, "first.name")), (Some(json!(9)), Some(json!("S3"))));
        assert_eq!(of(&json!({"records": []}), "id"), None);
        assert_eq!(of(&json!({"id": 7, "record": {"id": 7, "state": "draft"}}), "first.state"), Some(json!("draft")));
        assert_eq!(of(&json!({"made": [{"model": "x", "records": [{"id": 5}]}]}), "id"), Some(json!(5)));
        assert!(matches!(result("s", &json!({"dry_run": true}), "id"), Err(Missing::NotDone)));
    }
}
