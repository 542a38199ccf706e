//! The checked-in files, and a crate of one's own from the command line on.

use clap::Parser;

use super::*;

/// What is checked in was written by another process: the same bytes again also mean that nothing depends on chance.
#[test]
fn what_is_checked_in_is_fresh() {
    workspace(&crate::workspace::root().join("schemas")).unwrap().check().unwrap();
}

#[derive(Debug, Parser)]
struct CommandLine {
    #[command(flatten)]
    arguments: CodegenArguments,
}

fn arguments(line: &[&str]) -> Result<CodegenArguments, clap::Error> {
    CommandLine::try_parse_from(["codegen"].iter().chain(line)).map(|line| line.arguments)
}

/// A folder with a snapshot of two models.
fn schemas(folder: &Path) {
    let mut snapshot = Snapshot::read(&crate::workspace::root().join("schemas/19.0")).unwrap();
    snapshot.models.retain(|name, _| matches!(name.as_str(), "res.country" | "res.country.state"));
    odoo_sdk::schema::folder::replace(&folder.join("19.0"), &snapshot.render()).unwrap();
}

#[test]
fn a_crate_of_your_own_is_written_where_it_destroys_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (from, out) = (folder.path().join("schemas"), folder.path().join("acme"));
    schemas(&from);
    let line = ["--schemas", from.to_str().unwrap(), "--out", out.to_str().unwrap(), "--crate-name", "acme-models"];
    let arguments = arguments(&line).unwrap();
    let output = generate(&arguments).unwrap();
    assert_eq!(output.from, [format!("19.0 in `{}`", from.join("19.0").display())]);
    output.write().unwrap();
    assert!(out.join("src/v19/models.rs").is_file());
    // Over its own output it writes again, over another's nothing.
    generate(&arguments).unwrap().write().unwrap();
    let mine = out.join("src/mine.rs");
    std::fs::write(&mine, "//! Mine.").unwrap();
    assert!(generate(&arguments).unwrap().write().is_err());
    assert_eq!(std::fs::read_to_string(mine).unwrap(), "//! Mine.");
}

#[test]
fn paths_are_those_of_the_current_folder() {
    let arguments = arguments(&["--schemas", "mine", "--out", "here", "--crate-name", "acme-models"]).unwrap();
    let error = generate(&arguments).unwrap_err();
    assert_eq!(error.to_string(), "`mine` has no snapshot: expected folders named 17.0, 18.0 or 19.0");
}

#[test]
fn a_crate_of_your_own_names_its_snapshots() {
    assert!(arguments(&["--out", "here", "--crate-name", "acme-models"]).is_err());
    assert!(arguments(&["--out", "here", "--schemas", "mine"]).is_err());
}
