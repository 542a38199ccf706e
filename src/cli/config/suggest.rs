//! `config suggest`: the lines of `model_access.yaml` that would have permitted what an audit shows refused. Nothing is changed: a person
//! reads them and takes what is meant.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use anyhow::Context;
use odoo_sdk::validate::orm_method;
use serde_json::Value;

use super::super::CommandError;
use crate::config::Configuration;
use crate::policy::is_open;

/// What the lines of an audit ask for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Wanted {
    /// Methods by model that were refused for not being listed.
    methods: BTreeMap<String, BTreeSet<String>>,
    /// Methods by model that were called: a list closes what is not in it.
    used: BTreeMap<String, BTreeSet<String>>,
    /// Models that facts or a list closed.
    models: BTreeSet<String>,
    /// Refusals that no line of the file would lift, with how often.
    others: BTreeMap<String, usize>,
}

/// The text.
pub(super) fn text(configuration: &Configuration, audit: &Path) -> Result<String, CommandError> {
    let file = File::open(audit).with_context(|| format!("cannot read `{}`", audit.display())).map_err(CommandError::usage)?;
    let mut wanted = Wanted::default();
    for line in BufReader::new(file).lines() {
        // What is not a line of an audit asks for nothing.
        if let Ok(line) = serde_json::from_str::<Value>(&line.map_err(CommandError::failed)?) {
            read(&line, &mut wanted);
        }
    }
    for (model, (methods, _)) in &configuration.rules.allowed_methods {
        wanted.used.entry(model.clone()).or_default().extend(methods.iter().cloned());
    }
    Ok(proposal(&wanted))
}

fn read(line: &Value, wanted: &mut Wanted) {
    let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or_default();
    let (model, method) = (text("model").to_owned(), text("method").to_owned());
    if text("event") != "decision" || model.is_empty() {
        return;
    }
    let is_business = !method.is_empty() && orm_method(&method).is_none();
    match (text("decision"), text("reason")) {
        ("allow", _) if is_business => drop(wanted.used.entry(model).or_default().insert(method)),
        ("allow", _) => {}
        (_, "method_not_allowed") if is_business => drop(wanted.methods.entry(model).or_default().insert(method)),
        // A built-in tier is not opened by a file.
        (_, "model_read_only" | "model_blocked") if is_open(&model) => {
            wanted.models.insert(model);
        }
        (_, reason) => *wanted.others.entry(format!("{reason} on {model}")).or_default() += 1,
    }
}

fn proposal(wanted: &Wanted) -> String {
    let mut text = String::new();
    if !wanted.models.is_empty() || !wanted.methods.is_empty() {
        text.push_str("# model_access.yaml\nmodel_access:\n");
    }
    if !wanted.models.is_empty() {
        let models = wanted.models.iter().cloned().collect::<Vec<_>>().join(", ");
        // INVARIANT: writing to a String does not fail.
        let _ = write!(text, "  custom_models:\n    full_crud: [{models}]\n");
    }
    if !wanted.methods.is_empty() {
        text.push_str("  # For everybody; a model that is named here keeps only these. `admin_methods` permits administrators alone.\n");
        text.push_str("  allowed_methods:\n");
    }
    for (model, refused) in &wanted.methods {
        let all: BTreeSet<&String> = refused.iter().chain(wanted.used.get(model).into_iter().flatten()).collect();
        let _ = writeln!(text, "    {model}: [{}]", all.into_iter().map(String::as_str).collect::<Vec<_>>().join(", "));
    }
    for (reason, number) in &wanted.others {
        let _ = writeln!(text, "# refused {number} times, and no line of this file would permit it: {reason}");
    }
    if text.is_empty() { "# nothing was refused that this file could permit".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_was_refused_and_what_was_used_is_listed_and_nothing_that_a_file_cannot_open() {
        let mut wanted = Wanted::default();
        let deny = |reason: &str, model: &str, method: &str| json!({"event": "decision", "decision": "deny", "reason": reason, "model": model, "method": method});
        for line in [
            json!({"event": "decision", "decision": "allow", "model": "crm.lead", "method": "message_post"}),
            json!({"event": "decision", "decision": "allow", "model": "crm.lead", "method": "write"}),
            json!({"event": "outcome", "outcome": "ok"}),
            deny("method_not_allowed", "crm.lead", "merge_opportunity"),
            deny("model_read_only", "website", ""),
            deny("model_read_only", "mail.message", ""),
            deny("model_blocked", "res.users", ""),
        ] {
            read(&line, &mut wanted);
        }
        let expected = "# model_access.yaml\nmodel_access:\n  custom_models:\n    full_crud: [website]\n  \
            # For everybody; a model that is named here keeps only these. `admin_methods` permits administrators alone.\n  \
            allowed_methods:\n    crm.lead: [merge_opportunity, message_post]\n\
            # refused 1 times, and no line of this file would permit it: model_blocked on res.users\n\
            # refused 1 times, and no line of this file would permit it: model_read_only on mail.message\n";
        assert_eq!(proposal(&wanted), expected);
    }
}
