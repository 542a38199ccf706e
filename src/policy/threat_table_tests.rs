//! `docs/security.md` says which test shows each line of it: every test, file and suite that it names is there.

use std::path::{Path, PathBuf};

use crate::source_files::below;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// Whether there is a test of this name: `file::test`, or a table of the suites.
fn is_there(name: &str, sources: &[(PathBuf, String)]) -> bool {
    let (file, item) = name.rsplit_once("::").unwrap_or(("", name));
    let is_of_file = |path: &Path| file.is_empty() || path.with_extension("").ends_with(file.replace("::", "/"));
    let function = format!("fn {item}(");
    let is_test =
        |text: &str| text.split(&function).next().is_some_and(|before| before.len() < text.len() && before.trim_end().ends_with(']'));
    let holds = |path: &Path, text: &str| match file.is_empty() {
        true => path.starts_with("tests/policy") && (text.contains(&function) || text.contains(&format!("const {item}:"))),
        false => text.contains(&function) && (is_test(text) || text.contains(&format!("async {function}"))),
    };
    sources.iter().any(|(path, text)| is_of_file(path) && holds(path, text))
}

#[test]
fn every_line_names_tests_that_are_there() {
    let (text, sources) = (read("docs/security.md"), below(&["src", "tests", "sdk/src", "sdk/tests"]));
    let table = text.split("## What does not stop it").next().unwrap();
    let lines = table.lines().filter(|line| line.starts_with("| ") && line.matches(" | ").count() == 2);
    let rows: Vec<&str> = lines.skip_while(|line| !line.starts_with("| threat")).skip(1).collect();
    assert!(rows.len() > 20, "{rows:?}");
    for row in rows {
        let shown_by = row.rsplit(" | ").next().unwrap();
        let names: Vec<&str> = shown_by.split('`').skip(1).step_by(2).collect();
        assert!(!names.is_empty(), "no test is named: {row}");
        for name in names {
            assert!(is_there(name, &sources), "there is no `{name}`, which is named for: {row}");
        }
    }
}

/// The members of an audit line are documented as they are.
#[test]
fn the_lines_of_the_audit_are_documented() {
    let text = read("docs/security.md");
    for (name, kind, what) in crate::audit::MEMBERS {
        assert!(text.contains(&format!("| `{name}` | {kind} | {what} |")), "{name}");
    }
}
