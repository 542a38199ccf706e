//! What is printed: the decision, what it rests on, and every rule and fact that has a say.

use std::fmt::Write;

use odoo_sdk::schema::{Lookup, SchemaSource};
use serde_json::Value;

use super::arguments::{ExplainArguments, Op};
use super::questions::Questions;
use crate::catalog::Catalog;
use crate::config::{Configuration, MCP_MODE, MCP_SCOPE, PROFILE};
use crate::policy::{Denial, Mode, OF_SESSION, Ruling, Step, groups_that_may};

pub(super) fn reported(
    configuration: &Configuration,
    arguments: &ExplainArguments,
    user: &str,
    basis: &str,
    catalog: &Catalog,
    questions: &Questions,
    decided: Result<Ruling, Denial>,
) -> String {
    let asked = format!("{user}: {:?} on {}{}", arguments.op, arguments.model, detail(arguments)).to_lowercase();
    let mut text = match decided {
        Ok(Ruling::Permitted(_)) => format!("{asked}: allowed, no rule refuses it"),
        Ok(Ruling::Needs(_, needs)) => {
            let models: Vec<String> = needs.models.into_iter().collect();
            format!("{asked}: not known without the connected Odoo, which is asked for {}", models.join(", "))
        }
        Err(denial) => refused(configuration, &asked, &denial),
    };
    // INVARIANT: writing to a String does not fail.
    let _ = write!(text, "\n  {basis}\n  rules that were consulted:");
    let lines = consulted(configuration, arguments).into_iter().chain(facts(configuration, arguments, catalog)).chain(questions.lines());
    for (what, says, origin) in lines {
        let _ = write!(text, "\n    {what:<8} {says:<44} [{origin}]");
    }
    text
}

fn refused(configuration: &Configuration, asked: &str, denial: &Denial) -> String {
    let place = |rule: &str, step: Step| match (rule, step) {
        ("scope", _) => configuration.settings.origin(&MCP_SCOPE).to_string(),
        ("mode", _) => configuration.settings.origin(&MCP_MODE).to_string(),
        (OF_SESSION, Step::Mode) => "--mode".to_owned(),
        (OF_SESSION, _) => "--scope".to_owned(),
        (rule, _) => rule.to_owned(),
    };
    let reasons = denial.reasons.iter().map(|reason| {
        format!("\n  decided by step {}, rule {}: {}", reason.step.name(), place(&reason.rule, reason.step), reason.issue.message)
    });
    format!("{asked}: refused{}", reasons.collect::<String>())
}

/// Every rule that has a say in the matter, with what it says and where it stands.
fn consulted(configuration: &Configuration, arguments: &ExplainArguments) -> Vec<(&'static str, String, String)> {
    let (rules, model) = (&configuration.rules, arguments.model.as_str());
    let mut lines = vec![("mode", rules.mode.name().to_owned(), configuration.settings.origin(&MCP_MODE).to_string())];
    if arguments.mode == Mode::ReadOnly {
        lines.push(("mode", arguments.mode.name().to_owned(), "--mode".to_owned()));
    }
    let scopes =
        [(rules.scope.as_ref(), configuration.settings.origin(&MCP_SCOPE).to_string()), (arguments.scope.as_ref(), "--scope".to_owned())];
    for (scope, origin) in scopes {
        let says = |allows| if allows { "yes" } else { "no" };
        lines.extend(scope.map(|scope| ("scope", format!("{scope}: {}", says(scope.allows(model, arguments.op.operation()))), origin)));
    }
    lines.extend(rules.tiers_of(model).into_iter().map(|(pattern, tier, origin)| ("tier", format!("{pattern}: {}", tier.name()), origin)));
    if let (Some(method), Op::Call) = (&arguments.method, arguments.op) {
        lines.extend(rules.blocked_methods.get(method).map(|origin| ("method", "never called".to_owned(), origin.clone())));
        let for_administrators = rules.admin_method(model, method).map(str::to_owned);
        lines.extend(for_administrators.map(|origin| ("method", "for administrators".to_owned(), origin)));
        let listed = rules.allowed_methods.get(model);
        lines.extend(
            listed.map(|(names, origin)| {
                ("method", format!("only {}", names.iter().cloned().collect::<Vec<_>>().join(", ")), origin.clone())
            }),
        );
    }
    if let Some(field) = &arguments.field {
        lines.extend(rules.blocked_write_fields.get(field).map(|origin| ("field", "never written".to_owned(), origin.clone())));
        let hidden = rules.hidden.get(field).into_iter().flatten().filter(|rule| rule.models.matches(model));
        lines.extend(hidden.map(|rule| {
            let says = rule.required_group.as_ref().map_or_else(|| "hidden".to_owned(), |group| format!("hidden but from {group}"));
            ("field", says, rule.origin.clone())
        }));
    }
    lines
}

/// Groups that are named of those that have a right.
const MOST_GROUPS: usize = 4;

/// What the schema says of who could do this on a screen.
fn facts(configuration: &Configuration, arguments: &ExplainArguments, catalog: &Catalog) -> Vec<(&'static str, String, String)> {
    let mut lines = vec![("profile", configuration.rules.profile.name().to_owned(), configuration.settings.origin(&PROFILE).to_string())];
    let Lookup::Found(schema) = catalog.lookup(&arguments.model) else { return lines };
    let (operation, origin) = (arguments.op.operation(), |of: &str| format!("fact: {of}"));
    let of_groups = groups_that_may(&schema, catalog.groups(), operation).map_or_else(
        || "not known".to_owned(),
        |groups| match groups.split_at_checked(MOST_GROUPS) {
            Some((named, rest)) if !rest.is_empty() => format!("{} and {} more", named.join(", "), rest.len()),
            _ if groups.is_empty() => "no group of a business app".to_owned(),
            _ => groups.join(", "),
        },
    );
    lines.push(("rights", of_groups, origin("access rights")));
    if let (Some(method), Some(buttons)) = (&arguments.method, &schema.buttons) {
        let button = buttons.get(method).map(|button| match &button.groups {
            Some(groups) => format!("`{}` for {groups}", button.label),
            None => format!("`{}`", button.label),
        });
        lines.push(("button", button.unwrap_or_else(|| "none".to_owned()), origin("views")));
    }
    let contents = fields(arguments).filter_map(|name| Some((name, schema.fields.get(name)?.content?)));
    lines
        .extend(contents.map(|(name, content)| ("content", format!("{name}: {content:?}").to_lowercase(), origin("what the field holds"))));
    lines
}

/// The fields that are written, read or searched, by name.
fn fields(arguments: &ExplainArguments) -> impl Iterator<Item = &str> {
    let written = arguments.arguments.as_ref().and_then(|given| given.get("values")?.as_object());
    let read = arguments.arguments.as_ref().and_then(|given| given.get("fields")?.as_array());
    let names = written.into_iter().flat_map(|values| values.keys().map(String::as_str));
    arguments.field.as_deref().into_iter().chain(names).chain(read.into_iter().flatten().filter_map(Value::as_str))
}

fn detail(arguments: &ExplainArguments) -> String {
    let parts = [("field", &arguments.field), ("method", &arguments.method)];
    parts.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| format!(", {name} {value}"))).collect()
}
