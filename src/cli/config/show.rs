//! `config show`: the effective configuration, each value with where it comes from. Secrets are never shown.

use std::fmt::Write;

use crate::config::{Configuration, INSTANCES};
use crate::policy::Rules;

/// The text.
pub(super) fn text(configuration: &Configuration) -> String {
    let mut text = String::from("# settings\n");
    for found in configuration.settings.all() {
        line(&mut text, &found.setting.name(), &found.shown(), &found.origin().to_string());
    }
    instances(&mut text, configuration);
    rules(&mut text, &configuration.rules);
    text
}

/// Several Odoos, the default one first.
fn instances(text: &mut String, configuration: &Configuration) {
    for odoo in configuration.odoos() {
        let Some(settings) = &odoo.settings else { continue };
        // INVARIANT: writing to a String does not fail.
        let _ = writeln!(text, "\n# {INSTANCES}: {}{}", odoo.name, if odoo.name == configuration.odoo.name { ", the default" } else { "" });
        for found in settings.all() {
            let key = found.setting.key.map_or("", |(_, key)| key);
            line(text, &format!("{INSTANCES}.{}.{key}", odoo.name), &found.shown(), &found.origin().to_string());
        }
    }
}

fn rules(text: &mut String, rules: &Rules) {
    text.push_str("\n# models, beside the built-in tiers\n");
    for (pattern, tier, origin) in rules.tiers.iter().chain(&rules.listed) {
        line(text, &pattern.to_string(), tier.name(), origin);
    }
    if let Some((tier, origin)) = &rules.unlisted {
        line(text, "every other model", tier.name(), origin);
    }
    for name in crate::policy::ALWAYS_BLOCKED {
        line(text, name, "always_blocked", "built-in");
    }
    for name in crate::policy::ALWAYS_READ_ONLY {
        line(text, name, "always_read_only", "built-in");
    }
    line(text, "ir.*", "always_read_only", "built-in");
    text.push_str("\n# fields and methods, beside the built-in ones\n");
    for (field, hidden) in &rules.hidden.iter().collect::<std::collections::BTreeMap<_, _>>() {
        for rule in *hidden {
            let who = rule.required_group.as_ref().map_or_else(|| "hidden".to_owned(), |group| format!("hidden but from {group}"));
            line(text, &format!("{}.{field}", rule.models), &who, &rule.origin);
        }
    }
    for (name, origin) in &rules.blocked_write_fields {
        line(text, name, "never written", origin);
    }
    for (name, origin) in &rules.blocked_methods {
        line(text, name, "never called", origin);
    }
    for (model, (methods, origin)) in &rules.allowed_methods.iter().collect::<std::collections::BTreeMap<_, _>>() {
        line(text, model, &format!("only {}", methods.iter().cloned().collect::<Vec<_>>().join(", ")), origin);
    }
    for (model, (methods, origin)) in &rules.admin_methods.iter().collect::<std::collections::BTreeMap<_, _>>() {
        let names = methods.iter().cloned().collect::<Vec<_>>().join(", ");
        line(text, model, &format!("for administrators: {names}"), origin);
    }
    for (model, (fields, origin)) in &rules.workflow_fields.iter().collect::<std::collections::BTreeMap<_, _>>() {
        let names = fields.iter().cloned().collect::<Vec<_>>().join(", ");
        line(text, model, &format!("set past the workflow: {names}"), origin);
    }
    text.push_str("\n# tools\n");
    for (tool, (groups, origin)) in &rules.tool_groups {
        line(text, tool, &format!("for {}", groups.join(" or ")), origin);
    }
    for (tool, origin) in &rules.disabled_tools {
        line(text, tool, "switched off", origin);
    }
}

fn line(text: &mut String, name: &str, value: &str, origin: &str) {
    // INVARIANT: writing to a String does not fail.
    let _ = writeln!(text, "{name:<36} {value:<28} [{origin}]");
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::config::Environment;

    #[test]
    fn every_value_has_its_origin_and_no_secret_is_shown() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let given = [
            ("ODOO_URL", "https://acme.example.com"),
            ("ODOO_API_KEY", "s3cret"),
            ("RATE_LIMIT_WRITE", "7"),
            ("MCP_MODE", "readonly"),
            ("ODOO_USERNAME", "bot"),
        ];
        let environment: Environment = given.into_iter().collect();
        let shown = text(&Configuration::of(Some(&folder), &environment).unwrap());
        assert!(!shown.contains("s3cret"));
        let shown: Vec<&str> = shown.lines().filter(|line| !line.ends_with("[built-in]")).collect();
        insta::assert_snapshot!(shown.join("\n"));
        let defaults = text(&Configuration::read(&Environment::default()).unwrap());
        let settings: Vec<&str> = defaults.lines().skip(1).take_while(|line| !line.is_empty()).collect();
        assert!(
            settings.len() == crate::config::settings().count() && settings.iter().all(|line| line.ends_with("[default]")),
            "{settings:?}"
        );
    }
}
