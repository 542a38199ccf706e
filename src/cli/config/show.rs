//! `config show`: the effective configuration, each value with where it comes from. Secrets are never shown.

use std::fmt::Write;

use crate::config::{Environment, Loaded, VARIABLES};
use crate::policy::Rules;

/// The text.
pub(super) fn text(loaded: &Loaded, environment: &Environment) -> String {
    let mut text = String::from("# settings\n");
    for variable in VARIABLES {
        let Some(value) = loaded.environment.get(*variable) else { continue };
        let shown = if variable.secret { "(set, not shown)" } else { value };
        let origin = if environment.get(*variable).is_some() { "environment" } else { "gateway.yaml" };
        line(&mut text, variable.name, shown, origin);
    }
    let limits = &loaded.rules.limits;
    line(&mut text, "mode", loaded.rules.mode.name(), "the stricter of MCP_MODE and gateway.yaml");
    if let Some(scope) = &loaded.rules.scope {
        line(&mut text, "scope", &scope.to_string(), "MCP_SCOPE or gateway.yaml");
    }
    for (name, value) in [
        ("calls a minute", limits.calls_per_minute.to_string()),
        ("records written a minute", limits.writes_per_minute.to_string()),
        ("records a call", limits.records_per_call.to_string()),
        ("bytes of arguments", limits.argument_bytes.to_string()),
        ("calls in flight", loaded.in_flight.to_string()),
        ("idle seconds", loaded.lifetime.idle.as_secs().to_string()),
        ("session seconds", loaded.lifetime.absolute.as_secs().to_string()),
    ] {
        line(&mut text, name, &value, "environment, gateway.yaml or default");
    }
    let tools = &loaded.tools;
    let toolsets: Vec<&str> = tools.toolsets.iter().map(|toolset| toolset.name()).collect();
    for (name, value) in [
        ("toolsets", toolsets.join(",")),
        ("confirmations", (if tools.confirm { "on" } else { "off" }).to_owned()),
        ("records without a confirmation", tools.confirm_above.to_string()),
        ("default limit", tools.default_limit.to_string()),
        ("bytes of an answer", tools.budget.to_string()),
        ("bytes of an answer, by default", tools.default_budget.to_string()),
        ("state folder", tools.state_folder.as_ref().map_or_else(|| "none".to_owned(), |folder| folder.display().to_string())),
    ] {
        line(&mut text, name, &value, "environment, gateway.yaml or default; flags of `serve` win");
    }
    line(&mut text, "audit", &format!("{:?}", loaded.audit), "MCP_AUDIT or gateway.yaml");
    rules(&mut text, &loaded.rules);
    text
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
