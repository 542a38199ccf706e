//! `tidy`: rules of the house that no compiler checks, over the files that git tracks.

mod arrows;
mod client;
mod crates;
mod shown_by;
mod words;

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

/// Longest hand-written source file, in lines.
const LONGEST_SOURCE: usize = 600;

/// Longest README, in lines.
const LONGEST_README: usize = 200;

/// Parts of test code that make a suite slow, silent or unsure.
const FORBIDDEN_IN_RUST: [(&str, &str); 4] = [
    ("#[ignore", "no ignored tests: put a test that needs a live server behind an environment variable"),
    ("#[should_panic", "assert the error instead"),
    ("thread::sleep(", "no sleeps: wait for the thing itself"),
    ("SystemTime::now()", "take the clock as an argument"),
];

/// Runs the command.
pub(crate) fn run() -> Result<()> {
    let root = crate::workspace::root();
    let mut faults = Vec::new();
    let read = |file: String| std::fs::read_to_string(root.join(&file)).ok().map(|text| (file, text));
    let files: BTreeMap<String, String> = tracked(&root)?.into_iter().filter_map(read).collect();
    for (file, text) in &files {
        faults.extend(faults_of(file, text));
    }
    faults.extend(arrows::faults(&files));
    faults.extend(client::faults(&files));
    faults.extend(crates::faults(&root, &files)?);
    faults.extend(shown_by::faults(&files));
    faults.extend(attribute_faults(&root)?);
    faults.extend(licence_faults(&root)?);
    for fault in &faults {
        writeln!(std::io::stderr(), "{fault}")?;
    }
    if !faults.is_empty() {
        bail!("{} faults", faults.len());
    }
    writeln!(std::io::stdout(), "{} files are tidy", files.len())?;
    Ok(())
}

/// The files that git tracks.
fn tracked(root: &Path) -> Result<Vec<String>> {
    let output = Command::new("git").arg("ls-files").current_dir(root).output().context("cannot run git")?;
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// What is wrong with one file.
fn faults_of(file: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let lines = text.lines().count();
    if file == "README.md" && lines > LONGEST_README {
        faults.push(format!("{file}: {lines} lines, expected at most {LONGEST_README}: depth goes to docs/"));
    }
    if file.ends_with(".rs") {
        faults.extend(rust_faults(file, text, lines));
    }
    faults
}

fn rust_faults(file: &str, text: &str, lines: usize) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("//!") {
        faults.push(format!("{file}:1: expected a line of `//!` that says what the file is for"));
    }
    if file.ends_with("/mod.rs") {
        faults.push(format!("{file}: no `mod.rs`: name the file after the folder"));
    }
    if text.lines().any(|line| line.contains("Sim::builder(") && !line.starts_with("//!")) && !text.contains(".today(") {
        faults.push(format!("{file}: an embedded Odoo without a day: set `today`, the sample company moves with the calendar"));
    }
    faults.extend(words::faults(file, text));
    if lines > LONGEST_SOURCE && !file.starts_with("generated/") {
        faults.push(format!("{file}: {lines} lines, expected at most {LONGEST_SOURCE}: split it by what it is about"));
    }
    // Chores wait for processes that are not ours, which cannot say when they are done; the rules are for the product and its tests.
    if !file.starts_with("xtask/") {
        for (number, line) in text.lines().enumerate() {
            let found = FORBIDDEN_IN_RUST.iter().filter(|(part, _)| line.contains(part));
            faults.extend(found.map(|(part, advice)| format!("{file}:{}: `{part}`: {advice}", number + 1)));
        }
    }
    faults
}

/// Every published crate carries the licence and a README of its own.
fn licence_faults(root: &Path) -> Result<Vec<String>> {
    let licence = std::fs::read_to_string(root.join("LICENSE")).context("cannot read `LICENSE`")?;
    let mut faults = Vec::new();
    for member in ["codegen", "generated", "sdk", "sim"] {
        if std::fs::read_to_string(root.join(member).join("LICENSE")).ok().as_deref() != Some(&licence) {
            faults.push(format!("{member}/LICENSE: expected a copy of the project's"));
        }
        if !root.join(member).join("README.md").is_file() {
            faults.push(format!("{member}/README.md: expected one"));
        }
    }
    Ok(faults)
}

/// Generated files must be marked as such.
fn attribute_faults(root: &Path) -> Result<Option<String>> {
    let arguments = ["check-attr", "linguist-generated", "generated/src/lib.rs"];
    let output = Command::new("git").args(arguments).current_dir(root).output().context("cannot run git")?;
    let is_marked = String::from_utf8_lossy(&output.stdout).trim().ends_with(": true");
    Ok((!is_marked).then(|| ".gitattributes: generated/** is not marked linguist-generated".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_fault_with_its_place() {
        let text = "fn main() {}\n#[ignore]\n";
        let faults = faults_of("src/tools/mod.rs", text);
        assert_eq!(faults.len(), 3, "{faults:?}");
        assert!(faults[2].starts_with("src/tools/mod.rs:2: `#[ignore`"));
        assert!(faults_of("src/lib.rs", "//! Fine.\n").is_empty());
        assert_eq!(faults_of("tests/it/new.rs", "//! New.\nlet odoo = Sim::builder(snapshot).start();\n").len(), 1);
        assert!(faults_of("tests/it/new.rs", "//! New.\nlet odoo = Sim::builder(snapshot).today(TODAY).start();\n").is_empty());
        assert_eq!(faults_of("README.md", &"line\n".repeat(201)).len(), 1);
    }
}
