//! A tool that runs on several Odoos: a call of its own on each, side by side and behind all layers; the answers are put together under
//! the names of the Odoos, and the error of one stands beside the answers of the others.

use std::sync::Arc;

use futures_util::future::join_all;
use serde_json::{Map, Value, json};

use super::application::Application;
use super::call::ToolCall;
use super::{choice, layers};
use crate::session::Principal;
use crate::tools::{Failure, INSTANCE, Tool, ToolOutput};

impl Application {
    /// Runs a tool on each Odoo that the call names, or on all that the principal may name.
    pub(super) async fn run_across(&self, principal: &Principal, tool: &dyn Tool, call: ToolCall) -> Result<ToolOutput, Failure> {
        let chosen = match choice::several(principal, &call.arguments) {
            Ok(chosen) => chosen,
            Err(failure) => return self.refused(principal, tool, &call, failure).await,
        };
        let copy = || ToolCall { tool: call.tool.clone(), arguments: call.arguments.clone(), channel: Arc::clone(&call.channel) };
        let runs = join_all(chosen.iter().map(|here| self.run_as(here, tool, copy()))).await;
        let names = chosen.iter().map(|here| here.instance().as_str());
        gathered(names.zip(runs).collect()).map(|output| layers::capped(&self.services, output))
    }
}

/// The answers as one. Where every Odoo refuses, the first one's refusal is the answer.
fn gathered(runs: Vec<(&str, Result<ToolOutput, Failure>)>) -> Result<ToolOutput, Failure> {
    let failed: Vec<&str> = runs.iter().filter(|(_, run)| run.is_err()).map(|(name, _)| *name).collect();
    let (count, all_failed) = (runs.len(), failed.len() == runs.len());
    let mut content = Map::new();
    if !failed.is_empty() {
        content.insert("failed".to_owned(), json!(failed));
    }
    let summary = format!("{} of {count} Odoos answered", count - failed.len());
    let mut results = Vec::with_capacity(count);
    for (name, run) in runs {
        match run {
            Err(failure) if all_failed => return Err(failure),
            run => results.push(result(name, run)),
        }
    }
    content.insert("results".to_owned(), Value::Array(results));
    Ok(ToolOutput::new(Value::Object(content), summary))
}

/// What came of one Odoo, under its name.
fn result(name: &str, run: Result<ToolOutput, Failure>) -> Value {
    let mut result = match run {
        Ok(output) => output.content,
        Err(failure) => Map::from_iter([("error".to_owned(), failure.to_json())]),
    };
    result.insert(INSTANCE.to_owned(), name.into());
    Value::Object(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error_code::ErrorCode;
    use crate::tools::Origin;

    fn ok() -> Result<ToolOutput, Failure> {
        Ok(ToolOutput::new(json!({"records": [1]}), "1 record"))
    }

    fn failed() -> Result<ToolOutput, Failure> {
        Err(Failure::new(ErrorCode::ConnectionFailed, Origin::Odoo, "nobody answers"))
    }

    #[test]
    fn answers_and_errors_stand_under_the_names() {
        let output = gathered(vec![("a", ok()), ("b", failed())]).unwrap();
        assert!(!output.incomplete && output.summary == "1 of 2 Odoos answered");
        assert_eq!(output.content["failed"], json!(["b"]));
        assert_eq!(output.content["results"][0], json!({"instance": "a", "records": [1]}));
        assert_eq!(output.content["results"][1]["error"]["code"], "connection_failed");
        let all = gathered(vec![("a", ok()), ("b", ok())]).unwrap();
        assert!(!all.content.contains_key("failed"));
    }

    #[test]
    fn a_refusal_of_all_is_a_refusal() {
        assert_eq!(gathered(vec![("a", failed()), ("b", failed())]).unwrap_err().code(), ErrorCode::ConnectionFailed);
    }
}
