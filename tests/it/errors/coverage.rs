//! The cases against what is documented: every code with every tool that `docs/tools.md` says can answer with it, and no other.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::json;

use super::super::client::{CORE, Gateway};
use super::tools::EVERY;

/// Codes of the reference that no case brings about, and why.
const NOT_SHOWN: &[(&str, &str)] = &[("internal", "the operating system returned no random numbers, or the program has a defect")];

/// Codes and tools.
type Pairs = BTreeSet<(String, String)>;

/// The table of errors in the reference.
fn documented() -> Pairs {
    let reference = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/tools.md")).unwrap();
    let table = reference.split("\n## Errors\n").nth(1).unwrap();
    table.lines().filter(|line| line.starts_with("| `")).flat_map(row).collect()
}

/// A row: code, meaning, and the tools by name, or all but some.
fn row(line: &str) -> Vec<(String, String)> {
    let [_, code, _, tools, _] = line.split('|').map(str::trim).collect::<Vec<_>>()[..] else { panic!("{line}") };
    let named: Vec<&str> = tools.split('`').skip(1).step_by(2).collect();
    let tools = EVERY.iter().filter(|tool| named.contains(*tool) != tools.starts_with("all"));
    tools.map(|tool| (code.trim_matches('`').to_owned(), (*tool).to_owned())).collect()
}

/// The cases of every stage.
fn shown() -> Pairs {
    let stages = super::stages();
    let cases = stages.iter().flat_map(|stage| &stage.cases);
    cases.flat_map(|case| case.tools.iter().map(|tool| (case.code.to_owned(), (*tool).to_owned()))).collect()
}

#[test]
fn every_documented_error_of_every_tool_has_a_case_and_the_other_way_round() {
    let not_shown = |(code, _): &(String, String)| NOT_SHOWN.iter().any(|(known, _)| known == code);
    let documented: Pairs = documented().into_iter().filter(|pair| !not_shown(pair)).collect();
    let shown = shown();
    let (without_case, undocumented): (Vec<_>, Vec<_>) = (documented.difference(&shown).collect(), shown.difference(&documented).collect());
    assert!(without_case.is_empty(), "no case shows: {without_case:?}");
    assert!(undocumented.is_empty(), "the reference does not say: {undocumented:?}");
}

#[test]
fn every_tool_has_its_cases() {
    let listed = Gateway::start(&[CORE]).request("tools/list", json!({}))["result"]["tools"].clone();
    let listed: Vec<&str> = listed.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(listed, EVERY);
    let shown: BTreeSet<String> = shown().into_iter().map(|(_, tool)| tool).collect();
    assert!(EVERY.iter().all(|tool| shown.contains(*tool)), "{shown:?}");
}
