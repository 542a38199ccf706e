//! Which crate of the workspace may build on which, and what a crate must not know. The table in `ARCHITECTURE.md` is written from these.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde_json::Value;

/// The file that shows the table.
const SHOWN_IN: &str = "ARCHITECTURE.md";

/// A crate, the crates of the workspace that it builds on (its tests may use others), and what its sources must not name.
struct Rule {
    name: &'static str,
    builds_on: &'static [&'static str],
    sources: &'static str,
    never_names: &'static [&'static str],
}

/// Network, clock, files and environment.
const OUTSIDE: &[&str] = &["std::fs", "std::net", "std::env", "std::process", "SystemTime", "Instant::", "tokio::"];

const RULES: [Rule; 8] = [
    Rule { name: "odoo-sdk", builds_on: &[], sources: "sdk/src", never_names: &["rmcp", "odoo_gateway"] },
    Rule { name: "odoo-models", builds_on: &["odoo-sdk"], sources: "generated/src", never_names: OUTSIDE },
    Rule { name: "odoo-codegen", builds_on: &["odoo-sdk"], sources: "codegen/src", never_names: OUTSIDE },
    Rule { name: "odoo-sim", builds_on: &["odoo-sdk"], sources: "sim/src", never_names: &["rmcp", "odoo_gateway"] },
    Rule { name: "odoo-gateway", builds_on: &["odoo-models", "odoo-sdk", "odoo-sim"], sources: "src", never_names: &["odoo_codegen"] },
    Rule { name: "odoo-server", builds_on: &[], sources: "xtask/odoo/src", never_names: &["odoo_sdk", "odoo_gateway"] },
    Rule { name: "xtask", builds_on: &["odoo-codegen", "odoo-sdk", "odoo-server", "odoo-sim"], sources: "xtask/src", never_names: &[] },
    Rule { name: "pack-example", builds_on: &["odoo-gateway", "odoo-sdk"], sources: "examples/pack", never_names: &[] },
];

/// What is wrong with the dependencies and the sources of the crates, and with the table that is shown.
pub(super) fn faults(root: &Path, files: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut faults = dependency_faults(&dependencies(root)?);
    faults.extend(RULES.iter().flat_map(|rule| rule.source_faults(files)));
    if !files.get(SHOWN_IN).is_some_and(|shown| shown.contains(&table())) {
        faults.push(format!("{SHOWN_IN}: expected this table of crates:\n{}", table()));
    }
    Ok(faults)
}

/// The crates of the workspace with those of it that they build on; what only their tests use is left out.
fn dependencies(root: &Path) -> Result<BTreeMap<String, BTreeSet<String>>> {
    let arguments = ["metadata", "--no-deps", "--offline", "--format-version", "1"];
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root).output().context("cannot run cargo")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("`cargo metadata` is not JSON")?;
    let packages = metadata.get("packages").and_then(Value::as_array).context("`cargo metadata` has no packages")?;
    let named = |value: &Value| value.get("name").and_then(Value::as_str).map(str::to_owned);
    let members: BTreeSet<String> = packages.iter().filter_map(named).collect();
    let of = |package: &Value| {
        let all = package.get("dependencies").and_then(Value::as_array).into_iter().flatten();
        let used = all.filter(|one| one.get("kind").and_then(Value::as_str) != Some("dev")).filter_map(named);
        Some((named(package)?, used.filter(|name| members.contains(name)).collect()))
    };
    Ok(packages.iter().filter_map(of).collect())
}

fn dependency_faults(found: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let rule = |name: &str| RULES.iter().find(|rule| rule.name == name);
    let of = |(name, used): (&String, &BTreeSet<String>)| match rule(name) {
        None => vec![format!("`{name}`: a crate without a rule; add it to xtask/src/tidy/crates.rs")],
        Some(rule) => {
            let wrong = used.iter().filter(|used| !rule.builds_on.contains(&used.as_str()));
            wrong.map(|used| format!("`{name}` builds on `{used}`, which it must not know")).collect()
        }
    };
    found.iter().flat_map(of).collect()
}

impl Rule {
    fn source_faults(&self, files: &BTreeMap<String, String>) -> Vec<String> {
        let own = files
            .iter()
            .filter(|(file, _)| file.ends_with(".rs") && file.strip_prefix(self.sources).is_some_and(|rest| rest.starts_with('/')));
        let found = own.flat_map(|(file, text)| {
            // What only tests use stands behind their module.
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            let code = || product.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
            let named = move |part: &&&str| code().find(|(_, line)| line.contains(**part)).map(|(at, _)| at + 1);
            self.never_names
                .iter()
                .filter_map(move |part| named(&part).map(|line| format!("{file}:{line}: `{part}`, which `{}` must not know", self.name)))
        });
        found.collect()
    }
}

/// The rules as a table of Markdown.
fn table() -> String {
    let listed = |names: &[&str]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let or_dash = |text: String| if text.is_empty() { "–".to_owned() } else { text };
    let row = |rule: &Rule| format!("| `{}` | {} | {} |\n", rule.name, or_dash(listed(rule.builds_on)), or_dash(listed(rule.never_names)));
    format!("| crate | builds on | its sources never name |\n|---|---|---|\n{}", RULES.iter().map(row).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_goes_the_wrong_way_is_a_fault() {
        let found = [("odoo-sim".to_owned(), BTreeSet::from(["odoo-sdk".to_owned(), "odoo-gateway".to_owned()]))].into();
        assert_eq!(dependency_faults(&found), ["`odoo-sim` builds on `odoo-gateway`, which it must not know"]);
        let unknown = [("new".to_owned(), BTreeSet::new())].into();
        assert_eq!(dependency_faults(&unknown).len(), 1);
    }

    #[test]
    fn a_pure_crate_names_no_file_and_no_clock_outside_its_tests() {
        let source = "//! std::fs in words\nuse std::fs;\n#[cfg(test)]\nmod tests { use std::env; }\n";
        let files = [("codegen/src/x.rs".to_owned(), source.to_owned()), ("codegen/tests/x.rs".to_owned(), source.to_owned())].into();
        let found: Vec<String> = RULES.iter().flat_map(|rule| rule.source_faults(&files)).collect();
        assert_eq!(found, ["codegen/src/x.rs:2: `std::fs`, which `odoo-codegen` must not know"]);
    }
}
