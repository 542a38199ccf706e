//! `docs`: writes what the program itself says of its tools and settings into the documentation, or checks that it is fresh.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;

use crate::workspace;

/// Files that are written whole, each with the page of the program that it is.
const FILES: &[(&str, &str)] = &[
    ("docs/tools.md", "tools"),
    ("docs/resources.md", "resources"),
    ("docs/prompts.md", "prompts"),
    ("config/odoo-gateway.env", "example-environment"),
    ("config/gateway.yaml", "example-gateway"),
];

/// Files with a part that is written, between two comments.
const PARTS: &[(&str, &str)] = &[("README.md", "variables"), ("docs/configuration.md", "settings")];

/// What to do.
#[derive(Debug, Args)]
pub(crate) struct DocsArguments {
    /// Write nothing; fail where a file is stale.
    #[arg(long)]
    check: bool,
}

/// Runs the command.
pub(crate) fn run(arguments: &DocsArguments) -> Result<()> {
    let mut stale = Vec::new();
    for (file, fresh) in fresh()? {
        let path = workspace::root().join(file);
        if std::fs::read_to_string(&path).is_ok_and(|written| written == fresh) {
            continue;
        }
        if arguments.check {
            stale.push(file);
        } else {
            write(&path, &fresh)?;
        }
    }
    if stale.is_empty() { Ok(()) } else { bail!("stale: {}; run `cargo xtask docs`", stale.join(", ")) }
}

fn write(path: &Path, text: &str) -> Result<()> {
    std::fs::create_dir_all(path.parent().unwrap_or(path))?;
    std::fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))
}

/// Every file as it should be.
fn fresh() -> Result<Vec<(&'static str, String)>> {
    let files = FILES.iter().map(|(file, page)| Ok((*file, page_of(page)?)));
    let parts = PARTS.iter().map(|(file, page)| {
        let written = std::fs::read_to_string(workspace::root().join(file)).with_context(|| format!("cannot read {file}"))?;
        Ok((*file, with_part(&written, page, &page_of(page)?).with_context(|| format!("{file} has no part `{page}`"))?))
    });
    files.chain(parts).collect()
}

/// The text with another part between its comments.
fn with_part(written: &str, page: &str, part: &str) -> Option<String> {
    let begin = format!("<!-- {page}: written by `cargo xtask docs` -->\n");
    let end = format!("<!-- end of {page} -->\n");
    let (before, rest) = written.split_once(&begin)?;
    let (_, after) = rest.split_once(&end)?;
    Some(format!("{before}{begin}{part}{end}{after}"))
}

fn page_of(page: &str) -> Result<String> {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "-p", "odoo-gateway", "--", "reference", page]).current_dir(workspace::root());
    let output = command.output().context("cannot run cargo")?;
    ensure!(output.status.success(), "the program cannot print its {page}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).context("the reference is not a text")
}

#[cfg(test)]
mod tests {
    use super::with_part;

    #[test]
    fn a_part_is_put_between_its_comments() {
        let text = "a\n<!-- x: written by `cargo xtask docs` -->\nold\n<!-- end of x -->\nb\n";
        let expected = "a\n<!-- x: written by `cargo xtask docs` -->\nnew\n<!-- end of x -->\nb\n";
        assert_eq!(with_part(text, "x", "new\n").as_deref(), Some(expected));
        assert_eq!(with_part("a\n", "x", "new\n"), None);
    }
}
