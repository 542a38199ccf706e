//! `diff`: what changed between two series, for people to read.

use std::fmt::Write as _;
use std::io::Write;

use anyhow::{Context, Result, bail};
use clap::Args;
use odoo_codegen::compare::{Comparison, ModelComparison, NameChanges, TypeOf, compare};
use odoo_sdk::Series;
use odoo_sdk::schema::Snapshot;

use crate::codegen::read_renames;

/// Report what came, went, was renamed or changed type between two series.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    /// The older series: 17.0.
    from: Series,
    /// The newer series: 19.0.
    to: Series,
    /// One model, by its name in the older series; without it, a summary of all.
    model: Option<String>,
}

/// Runs the command in the workspace's root.
pub(crate) fn run(arguments: &DiffArguments) -> Result<()> {
    let DiffArguments { from, to, model } = arguments;
    if from >= to {
        bail!("expected the older series first: `diff {to} {from}`");
    }
    let schemas = crate::workspace::root().join("schemas");
    let read = |series: Series| Snapshot::read(&schemas.join(series.name())).with_context(|| format!("the snapshot of {series}"));
    let (old, new) = (read(*from)?, read(*to)?);
    let comparison = compare(&old, &new, &read_renames(&schemas)?.between(*from, *to), false)?;
    let text = match model {
        Some(model) => one_model(&old, &new, &comparison, model)?,
        None => summary(&comparison),
    };
    write!(std::io::stdout(), "{from} → {to}\n{text}")?;
    Ok(())
}

fn summary(comparison: &Comparison) -> String {
    let mut text = String::from("\nModels\n");
    names(&mut text, &comparison.models);
    text.push_str("\nFields, values and methods by model: removed, added, renamed, retyped\n");
    for (model, changes) in comparison.changed.iter().filter(|(model, _)| !model.is_empty()) {
        let NameChanges { removed, added, renamed } = &changes.fields;
        let _ = write!(text, "  {model}: {} {} {} {}", removed.len(), added.len(), renamed.len(), changes.retyped.len());
        let _ = writeln!(
            text,
            "; values in {} fields; methods {} {}",
            changes.values.len(),
            changes.methods.removed.len(),
            changes.methods.added.len()
        );
    }
    text
}

fn one_model(old: &Snapshot, new: &Snapshot, comparison: &Comparison, model: &str) -> Result<String> {
    if !old.models.contains_key(model) {
        bail!("{} has no model `{model}`{}", old.series, if new.models.contains_key(model) { "; it is new" } else { "" });
    }
    let renamed = comparison.models.renamed.get(model);
    let mut text = renamed.map(|name| format!("`{model}` is now `{name}`\n")).unwrap_or_default();
    if comparison.models.removed.contains(model) {
        return Ok(format!("`{model}` is gone\n"));
    }
    match comparison.changed.get(model) {
        Some(changes) => model_changes(&mut text, changes),
        None => text.push_str("nothing changed\n"),
    }
    Ok(text)
}

fn model_changes(text: &mut String, changes: &ModelComparison) {
    text.push_str("\nFields\n");
    names(text, &changes.fields);
    for (field, (old, new)) in &changes.retyped {
        let _ = writeln!(text, "  ≠ {field}: {} → {}", shown(old), shown(new));
    }
    for (field, values) in &changes.values {
        let _ = writeln!(text, "\nValues of {field}");
        names(text, values);
    }
    text.push_str("\nMethods\n");
    names(text, &changes.methods);
}

fn shown(field: &TypeOf) -> String {
    let relation = field.relation.as_ref().map(|model| format!(" to {model}")).unwrap_or_default();
    format!("{}{relation}", field.field_type.name())
}

fn names(text: &mut String, changes: &NameChanges) {
    let lines = changes.renamed.iter().filter(|(old, new)| old != new).map(|(old, new)| format!("  → {old}: {new}"));
    let lines =
        lines.chain(changes.removed.iter().map(|name| format!("  - {name}"))).chain(changes.added.iter().map(|name| format!("  + {name}")));
    for line in lines {
        text.push_str(&line);
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_a_rename_over_two_steps_and_what_is_gone() {
        let schemas = crate::workspace::root().join("schemas");
        let read = |series: Series| Snapshot::read(&schemas.join(series.name())).unwrap();
        let (old, new) = (read(Series::V17), read(Series::V19));
        let renames = read_renames(&schemas).unwrap().between(Series::V17, Series::V19);
        let comparison = compare(&old, &new, &renames, false).unwrap();
        let users = one_model(&old, &new, &comparison, "res.users").unwrap();
        assert!(users.contains("  → groups_id: group_ids\n"), "{users}");
        assert!(one_model(&old, &new, &comparison, "hr.version").is_err());
        assert_eq!(
            one_model(&old, &new, &comparison, "mail.shortcode").unwrap().lines().next(),
            Some("`mail.shortcode` is now `mail.canned.response`")
        );
        assert!(summary(&comparison).contains("  - uom.category\n"));
    }
}
