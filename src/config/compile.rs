//! From files to rules: every pattern, scope and tool name checked, every rule with the file and key it stands under.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::str::FromStr;

use serde_json::Value;

use super::fault::Fault;
use super::files::{Lists, Unlisted};
use super::folder::{At, Folder};
use super::settings::MCP_DISABLED_TOOLS;
use crate::nearest::nearest;
use crate::policy::{HiddenField, Pattern, Rules, Tier};

/// Makes rules, noting what is wrong.
pub(crate) struct Compiler<'c> {
    pub(crate) folder: &'c Folder,
    pub(crate) faults: &'c mut Vec<Fault>,
}

/// The rules of a folder. `tools` are the names of the tools there are.
pub(crate) fn compile(folder: &Folder, tools: &[&str], faults: &mut Vec<Fault>) -> Rules {
    let mut compiler = Compiler { folder, faults };
    let mut rules = Rules::default();
    compiler.restrictions(&mut rules);
    compiler.model_access(&mut rules);
    compiler.rbac(&mut rules, tools);
    compiler.gateway(&mut rules, tools);
    rules
}

impl Compiler<'_> {
    /// Notes something at a place of a file.
    pub(crate) fn note(&mut self, is_error: bool, file: &str, path: &[At<'_>], message: String, hint: Option<String>) {
        let fault = if is_error { Fault::error(file, message) } else { Fault::warning(file, message) };
        self.faults.push(fault.at(self.folder.position(file, path)).hint(hint));
    }

    fn restrictions(&mut self, rules: &mut Rules) {
        let Some(file) = &self.folder.restrictions else { return };
        for (tier, names) in [
            (Tier::Blocked, &file.always_blocked),
            (Tier::ReadOnly, &file.always_read_only),
            (Tier::AdminOnly, &file.admin_only),
            (Tier::AdminWriteOnly, &file.admin_write_only),
        ] {
            let patterns = self.patterns("restrictions.yaml", &[At::Key(tier.name())], names);
            rules.tiers.extend(patterns.into_iter().map(|(pattern, origin)| (pattern, tier, origin)));
        }
        self.names("restrictions.yaml", &[At::Key("blocked_methods")], &file.blocked_methods);
        self.names("restrictions.yaml", &[At::Key("blocked_write_fields")], &file.blocked_write_fields);
        let named = |key: &'static str, names: &[String]| {
            let origin = |at| self.folder.origin("restrictions.yaml", &[At::Key(key), At::Item(at)]);
            names.iter().enumerate().map(|(at, name)| (name.clone(), origin(at))).collect()
        };
        rules.blocked_methods = named("blocked_methods", &file.blocked_methods);
        rules.blocked_write_fields = named("blocked_write_fields", &file.blocked_write_fields);
    }

    /// Names of methods or fields; anything else would match none.
    fn names(&mut self, file: &str, path: &[At<'_>], names: &[String]) {
        for (at, name) in names.iter().enumerate() {
            if name.is_empty() || !name.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) {
                let message = format!("`{name}` is not the name of a method or a field");
                self.note(true, file, &[path, &[At::Item(at)]].concat(), message, Some("give whole names, no patterns".to_owned()));
            }
        }
    }

    fn patterns(&mut self, file: &str, path: &[At<'_>], names: &[String]) -> Vec<(Pattern, String)> {
        let mut patterns = Vec::new();
        for (at, name) in names.iter().enumerate() {
            match Pattern::from_str(name) {
                Ok(pattern) => patterns.push((pattern, self.folder.origin(file, &[path, &[At::Item(at)]].concat()))),
                Err(error) => self.note(true, file, &[path, &[At::Item(at)]].concat(), error.to_string(), None),
            }
        }
        patterns
    }

    fn model_access(&mut self, rules: &mut Rules) {
        let Some(file) = &self.folder.model_access else { return };
        let tier = match file.default_policy {
            Unlisted::Allow => Tier::Open,
            Unlisted::Deny => Tier::Blocked,
        };
        rules.unlisted = Some((tier, self.folder.origin("model_access.yaml", &[At::Key("default_policy")])));
        self.lists(rules, "stock_models", &file.stock_models);
        self.lists(rules, "custom_models", &file.custom_models);
        self.methods("allowed_methods", &file.allowed_methods, &mut rules.allowed_methods);
        self.methods("admin_methods", &file.admin_methods, &mut rules.admin_methods);
        self.methods("workflow_fields", &file.workflow_fields, &mut rules.workflow_fields);
        for (model, fields) in &file.sensitive_fields {
            let path = [At::Key("sensitive_fields"), At::Name(model)];
            let Some(models) = self.pattern("model_access.yaml", &path, model) else { continue };
            self.names("model_access.yaml", &[At::Key("sensitive_fields"), At::Key(model)], fields);
            for (at, field) in fields.iter().enumerate() {
                let origin = self.folder.origin("model_access.yaml", &[At::Key("sensitive_fields"), At::Key(model), At::Item(at)]);
                rules.hidden.entry(field.clone()).or_default().push(HiddenField { models: models.clone(), required_group: None, origin });
            }
        }
    }

    fn methods(
        &mut self,
        key: &'static str,
        listed: &BTreeMap<String, Vec<String>>,
        rules: &mut HashMap<String, (BTreeSet<String>, String)>,
    ) {
        for (model, methods) in listed {
            let path = [At::Key(key), At::Name(model)];
            if self.pattern("model_access.yaml", &path, model).is_some_and(|pattern| pattern.name().is_none()) {
                let message = format!("`{model}` stands for several models, what is listed here is of one");
                self.note(true, "model_access.yaml", &path, message, None);
            }
            self.names("model_access.yaml", &[At::Key(key), At::Key(model)], methods);
            let origin = self.folder.origin("model_access.yaml", &[At::Key(key), At::Key(model)]);
            rules.insert(model.clone(), (methods.iter().cloned().collect(), origin));
        }
    }

    fn pattern(&mut self, file: &str, path: &[At<'_>], name: &str) -> Option<Pattern> {
        name.parse().map_err(|error: <Pattern as FromStr>::Err| self.note(true, file, path, error.to_string(), None)).ok()
    }

    fn lists(&mut self, rules: &mut Rules, section: &str, lists: &Lists) {
        for (key, tier, names) in [
            ("full_crud", Tier::Open, &lists.full_crud),
            ("read_only", Tier::ReadOnly, &lists.read_only),
            ("admin_only", Tier::AdminOnly, &lists.admin_only),
        ] {
            let patterns = self.patterns("model_access.yaml", &[At::Key(section), At::Key(key)], names);
            rules.listed.extend(patterns.into_iter().map(|(pattern, origin)| (pattern, tier, origin)));
        }
    }

    fn rbac(&mut self, rules: &mut Rules, tools: &[&str]) {
        let Some(file) = &self.folder.rbac else { return };
        for (tool, groups) in &file.tool_group_requirements {
            self.tool("rbac.yaml", &[At::Key("tool_group_requirements"), At::Name(tool)], tool, tools);
            for group in groups.names() {
                self.group(&[At::Key("tool_group_requirements"), At::Key(tool)], &group);
            }
            let origin = self.folder.origin("rbac.yaml", &[At::Key("tool_group_requirements"), At::Key(tool)]);
            rules.tool_groups.insert(tool.clone(), (groups.names(), origin));
        }
        for (model, fields) in &file.sensitive_fields {
            let path = [At::Key("sensitive_fields"), At::Name(model)];
            let Some(models) = self.pattern("rbac.yaml", &path, model) else { continue };
            for (field, rule) in fields {
                self.group(&[At::Key("sensitive_fields"), At::Key(model), At::Key(field), At::Key("required_group")], &rule.required_group);
                let origin = self.folder.origin("rbac.yaml", &[At::Key("sensitive_fields"), At::Key(model), At::Key(field)]);
                let hidden = HiddenField { models: models.clone(), required_group: Some(rule.required_group.clone()), origin };
                rules.hidden.entry(field.clone()).or_default().push(hidden);
            }
        }
    }

    /// A group is named by its external id; anything else would shut everybody out.
    fn group(&mut self, path: &[At<'_>], group: &str) {
        let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte == b'_' || byte.is_ascii_alphanumeric());
        if !group.split_once('.').is_some_and(|(module, name)| is_plain(module) && is_plain(name)) {
            let message = format!("`{group}` is not the external id of a group, expected one such as `base.group_system`");
            self.note(true, "rbac.yaml", path, message, None);
        }
    }

    fn tool(&mut self, file: &str, path: &[At<'_>], tool: &str, tools: &[&str]) {
        if !tools.contains(&tool) {
            let hint = nearest(tool, tools.iter().copied()).map(|meant| format!("did you mean `{meant}`?"));
            self.note(true, file, path, format!("there is no tool `{tool}`"), hint);
        }
    }

    /// The tools that are switched off; every other setting is bounded by itself.
    fn gateway(&mut self, rules: &mut Rules, tools: &[&str]) {
        let Some((section, key)) = MCP_DISABLED_TOOLS.key else { return };
        let disabled = self.folder.gateway.get(section).and_then(|section| section.get(key)).and_then(Value::as_array);
        for (at, tool) in disabled.into_iter().flatten().filter_map(Value::as_str).enumerate() {
            let path = [At::Key(section), At::Key(key), At::Item(at)];
            self.tool("gateway.yaml", &path, tool, tools);
            rules.disabled_tools.insert(tool.to_owned(), self.folder.origin("gateway.yaml", &path));
        }
    }
}
