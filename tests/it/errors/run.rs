//! Runs a stage: starts its server against one Odoo, calls every tool of every case, and keeps the whole answers.

use std::collections::BTreeMap;
use std::path::Path;

use odoo_sdk::Series;
use odoo_sim::{Fault, FaultRule, RunningSim};
use serde_json::{Value, json};

use super::super::client::{Gateway, problems};
use super::super::hints;
use super::case::{Case, Stage};
use super::tools::{asks, changed};

/// Where a stage is set up.
pub(super) struct Place<'a> {
    pub(super) series: Series,
    /// `None` is a real one.
    pub(super) embedded: Option<&'a RunningSim>,
    /// How the administrator gets in by key, and by password.
    pub(super) by_key: Vec<(&'a str, &'a str)>,
    pub(super) by_password: Vec<(&'a str, &'a str)>,
}

/// What each tool answered to each case, by the case's number.
pub(super) type Answers = BTreeMap<(usize, &'static str), Value>;

/// The answers of one Odoo to the cases of a stage that it has what it takes for.
pub(super) fn answers(stage: &Stage, place: &Place<'_>) -> Answers {
    let folder = tempfile::tempdir().unwrap();
    stage.files.iter().for_each(|(name, text)| std::fs::write(folder.path().join(name), text).unwrap());
    let start = || start(stage, place, folder.path());
    let mut gateway = None;
    let (mut answers, mut wrong) = (Answers::new(), Vec::new());
    let fits = |case: &Case| case.series.contains(&place.series) && (place.embedded.is_some() || case.real);
    for (number, case) in stage.cases.iter().enumerate().filter(|(_, case)| fits(case)) {
        for tool in &case.tools {
            let running = gateway.get_or_insert_with(start);
            let followed = answer(running, case, tool, place).and_then(|(arguments, error)| {
                if stage.fault.is_none() && case.fault.is_none() {
                    hints::follow(running, tool, &arguments, &error["error"])?;
                }
                Ok(error)
            });
            match followed {
                Ok(error) => drop(answers.insert((number, *tool), error)),
                Err(why) => wrong.push(why),
            }
            if stage.fresh {
                gateway = None;
            }
        }
    }
    if let Some(odoo) = place.embedded {
        odoo.faults().clear();
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", stage.name, place.series, wrong.join("\n"));
    answers
}

fn start(stage: &Stage, place: &Place<'_>, folder: &Path) -> Gateway {
    let credentials = if stage.with_password { &place.by_password } else { &place.by_key };
    let mut environment: Vec<(&str, &str)> = credentials.clone();
    environment.retain(|(name, _)| stage.variables.iter().all(|(own, _)| own != name));
    environment.extend(stage.variables.iter().filter(|(_, value)| !value.is_empty()));
    if !stage.files.is_empty() {
        environment.push(("CONFIG_DIR", folder.to_str().unwrap()));
    }
    // Whoever may not read the documentation of a model learns nothing of its methods.
    if let Some(odoo) = place.embedded {
        odoo.faults().add(FaultRule::new(Fault::Status(403, None)).path("/doc-bearer/x_trip"));
    }
    if let (Some(odoo), Some(fault)) = (place.embedded, &stage.fault) {
        odoo.faults().add(FaultRule::new(fault.clone()));
    }
    let capabilities = if stage.asks { json!({"elicitation": {}}) } else { json!({}) };
    let mut gateway = Gateway::start_as(&["serve"], &environment, capabilities);
    (stage.prepare)(&mut gateway, folder);
    gateway
}

/// The call and the whole answer of the tool; its error must have the case's code.
fn answer(gateway: &mut Gateway, case: &Case, tool: &str, place: &Place<'_>) -> Result<(Value, Value), String> {
    let (model, methods) = asks(tool);
    let mut arguments = changed(tool, &case.with);
    if let (Some(odoo), Some(fault)) = (place.embedded, &case.fault) {
        methods.iter().for_each(|method| odoo.faults().add(FaultRule::new(fault.clone()).model(model).method(*method)));
        if model == "x_trip" {
            arguments["model"] = json!(model);
        }
    }
    let (_, result) = gateway.call_answering(tool, arguments.clone(), &json!({"action": "decline"}));
    if let (Some(odoo), Some(_)) = (place.embedded, &case.fault) {
        odoo.faults().clear();
    }
    let content = &result["structuredContent"];
    match codes(&content["error"]).contains(&case.code) && is_reported_as_every_error(&result) {
        true => Ok((arguments, normalised(content, place))),
        false => Err(format!("expected `{}` of {tool} {arguments}: {content}", case.code)),
    }
}

/// Marked as an error, and the same as text.
fn is_reported_as_every_error(result: &Value) -> bool {
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    result["isError"] == true && serde_json::from_str::<Value>(text).is_ok_and(|reported| reported == result["structuredContent"])
}

/// The code of an error and those of its problems.
fn codes(error: &Value) -> Vec<&str> {
    problems(error).into_iter().filter_map(|reported| reported["code"].as_str()).collect()
}

/// The answer without what differs between two runs: tokens, ports, and how long a bound still lasts.
fn normalised(content: &Value, place: &Place<'_>) -> Value {
    let mut content = content.clone();
    let error = &mut content["error"];
    if let Some(token) = error.get_mut("confirm_token") {
        *token = json!("TOKEN");
    }
    let url = place.by_key.iter().find(|(name, _)| *name == "ODOO_URL").unwrap().1;
    let host = url.split("//").nth(1).unwrap().trim_end_matches('/');
    for name in ["message", "hint"] {
        if let Some(text) = error[name].as_str() {
            error[name] = json!(without_seconds(&text.replace(host, "HOST")));
        }
    }
    content
}

/// `300 s` as `N s`.
fn without_seconds(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    let is_count = |at: usize| words[at].parse::<u64>().is_ok() && words.get(at + 1) == Some(&"s");
    words.iter().enumerate().map(|(at, word)| if is_count(at) { "N" } else { word }).collect::<Vec<_>>().join(" ")
}
