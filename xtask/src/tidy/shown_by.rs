//! `docs/security.md` says which test shows each line of its table of threats: every test, file and suite that it names is there.

use std::collections::BTreeMap;

const TABLE: &str = "docs/security.md";

/// What the table names and nothing has.
pub(super) fn faults(files: &BTreeMap<String, String>) -> Vec<String> {
    let text = files.get(TABLE).map(String::as_str).unwrap_or_default();
    let rows = rows(text);
    if rows.is_empty() {
        return vec![format!("{TABLE}: expected a table that begins with `| threat`")];
    }
    let missing = rows.into_iter().flat_map(|row| faults_of(row, files));
    missing.collect()
}

/// The lines of the tables: a threat or an attack, what stops it, and the tests.
fn rows(text: &str) -> Vec<&str> {
    let table = text.split("## What does not stop it").next().unwrap_or_default();
    let lines = table.lines().filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 2);
    let is_row = |line: &&str| !line.ends_with("| shown by |");
    lines.skip_while(|line| !line.starts_with("| threat")).filter(is_row).collect()
}

fn faults_of(row: &str, files: &BTreeMap<String, String>) -> Vec<String> {
    let shown_by = row.rsplit(" | ").next().unwrap_or_default();
    let names: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
    if names.is_empty() {
        return vec![format!("{TABLE}: no test is named: {row}")];
    }
    let missing = names.into_iter().filter(|name| !is_there(name, files));
    missing.map(|name| format!("{TABLE}: there is no `{name}`, which is named for: {row}")).collect()
}

/// Whether there is a test of this name: `file::test`, or a table of the suites.
fn is_there(name: &str, files: &BTreeMap<String, String>) -> bool {
    let (file, item) = name.rsplit_once("::").unwrap_or(("", name));
    let file = format!("{}.rs", file.replace("::", "/"));
    files.iter().any(|(path, text)| match name.contains("::") {
        true => path.ends_with(&file) && is_test(item, text),
        false => path.starts_with("tests/policy") && (text.contains(&format!("fn {item}(")) || text.contains(&format!("const {item}:"))),
    })
}

/// Whether a function of this name has an attribute, as a test has.
fn is_test(item: &str, text: &str) -> bool {
    let is_attributed = |before: &str| before.trim_end_matches("async ").trim_end().ends_with(']');
    text.split_once(&format!("fn {item}(")).is_some_and(|(before, _)| is_attributed(before))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(shown_by: &str, expected: usize) {
        let table = format!("| threat | what stops it | shown by |\n|---|---|---|\n| t | s | {shown_by} |\n");
        let files = [
            (TABLE, table.as_str()),
            ("tests/policy/cases.rs", "pub const CODE: &[&str] = &[];\nfn paths() {}"),
            ("src/policy/scope.rs", "#[test]\nfn narrows() {}\nfn helper() {}\n#[tokio::test]\nasync fn waits() {}"),
        ];
        let files = files.map(|(name, text)| (name.to_owned(), text.to_owned()));
        assert_eq!(faults(&files.into()).len(), expected, "{shown_by}");
    }

    #[test]
    fn every_name_is_a_test_or_a_table() {
        check("`CODE`, `paths`, `policy::scope::narrows`, `scope::waits`", 0);
        check("`CODES`, `narrows`, `policy::scope::helper`, `policy::scopes::narrows`", 4);
        check("nothing", 1);
        assert_eq!(faults(&BTreeMap::new()).len(), 1);
    }
}
