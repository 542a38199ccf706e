//! The answers to a stage as text: what is the same for several tools or series is reported once.

use std::fmt::Write;

use odoo_sdk::Series;
use serde_json::Value;

use super::case::{Case, Stage};
use super::run::Answers;

/// Most problems of one answer that are shown; the rest is counted.
const MOST_PROBLEMS: usize = 3;

/// The answer of each series, as text.
type BySeries = Vec<(Series, String)>;

/// Every case with the answers to it.
pub(super) fn reported(stage: &Stage, answers: &[(Series, Answers)]) -> String {
    let mut text = String::new();
    for (number, case) in stage.cases.iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "## {}", title(case));
        for (tools, by_series) in same_of_tools(number, case, answers) {
            let _ = writeln!(text, "\n{}", tools.join(", "));
            for (series, answer) in same_of_series(&by_series) {
                let _ = writeln!(text, "{series}{answer}");
            }
        }
    }
    text
}

/// What is done to the good call.
fn title(case: &Case) -> String {
    let fault = case.fault.as_ref().map(|fault| format!(" {fault:?}")).unwrap_or_default();
    let with = case.with.to_string();
    let with: String = with.chars().take(200).chain("…".chars().filter(|_| with.len() > 200)).collect();
    format!("{}{fault} {with}", case.code)
}

fn same_of_tools(number: usize, case: &Case, answers: &[(Series, Answers)]) -> Vec<(Vec<&'static str>, BySeries)> {
    let mut groups: Vec<(Vec<&'static str>, BySeries)> = Vec::new();
    for tool in &case.tools {
        let answer = |(series, reported): &(Series, Answers)| Some((*series, shown(reported.get(&(number, *tool))?)));
        let by_series: BySeries = answers.iter().filter_map(answer).collect();
        match groups.iter_mut().find(|(_, known)| *known == by_series) {
            Some((tools, _)) => tools.push(tool),
            None => groups.push((vec![tool], by_series)),
        }
    }
    groups
}

/// The answers with the series that give them; no name where all do.
fn same_of_series(by_series: &BySeries) -> Vec<(String, String)> {
    let mut groups: Vec<(Vec<&str>, &str)> = Vec::new();
    for (series, answer) in by_series {
        match groups.iter_mut().find(|(_, known)| known == answer) {
            Some((names, _)) => names.push(series.name()),
            None => groups.push((vec![series.name()], answer)),
        }
    }
    let named = |names: Vec<&str>| if names.len() == Series::ALL.len() { String::new() } else { format!("  {}\n", names.join(", ")) };
    groups.into_iter().map(|(names, answer)| (named(names), answer.to_owned())).collect()
}

/// The members of an error, a line each, with its problems below; what is reported beside it comes after.
fn shown(content: &Value) -> String {
    let mut lines = Vec::new();
    let beside = content.as_object().unwrap().iter().filter(|(name, _)| *name != "error");
    for (name, value) in content["error"].as_object().unwrap().iter().chain(beside) {
        match (name.as_str(), value) {
            ("errors", Value::Array(problems)) => {
                lines.extend(problems.iter().take(MOST_PROBLEMS).map(|problem| format!("    - {problem}")));
                lines.extend(problems.len().checked_sub(MOST_PROBLEMS + 1).map(|more| format!("    - and {} more", more + 1)));
            }
            (_, Value::String(text)) => lines.push(format!("    {name}: {text}")),
            _ => lines.push(format!("    {name}: {value}")),
        }
    }
    lines.join("\n")
}
