//! The rules of this server: the built-in ones, and over them what the files say. Files only make them stricter.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::Access;

use super::built_in;
use super::decision::BUILT_IN;
use super::mode::Mode;
use super::pattern::Pattern;
use super::profile::Profile;
use super::scope::Scope;
use super::tier::{Answer, Tier};

/// Where a rule stands: `restrictions.yaml, admin_only`.
pub(crate) type Origin = String;

/// Every rule that calls are judged by. Compiled once, shared by all calls, replaced as a whole.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    /// Whether anything may change at all.
    pub(crate) mode: Mode,
    /// What holds for what no rule names.
    pub(crate) profile: Profile,
    /// What every session reaches at most.
    pub(crate) scope: Option<Scope>,
    /// Tiers of models by pattern.
    pub(crate) tiers: Vec<(Pattern, Tier, Origin)>,
    /// What holds for a model that no list of `model_access.yaml` names; `None` without that file.
    pub(crate) unlisted: Option<(Tier, Origin)>,
    /// Models listed in `model_access.yaml`.
    pub(crate) listed: Vec<(Pattern, Tier, Origin)>,
    /// Hidden fields: model pattern, field, and the group whose members see it.
    pub(crate) hidden: HashMap<String, Vec<HiddenField>>,
    /// Methods that may be called, for the models that have an entry.
    pub(crate) allowed_methods: HashMap<String, (BTreeSet<String>, Origin)>,
    /// Methods that administrators may call beside those that everybody may.
    pub(crate) admin_methods: HashMap<String, (BTreeSet<String>, Origin)>,
    /// Fields that updates may set although a workflow moves them or Odoo computes them.
    pub(crate) workflow_fields: HashMap<String, (BTreeSet<String>, Origin)>,
    /// Methods that are not called on any model.
    pub(crate) blocked_methods: BTreeMap<String, Origin>,
    /// Fields that are not written on any model.
    pub(crate) blocked_write_fields: BTreeMap<String, Origin>,
    /// Groups of which a user must have one to use a tool.
    pub(crate) tool_groups: BTreeMap<String, (Vec<String>, Origin)>,
    /// Tools that are switched off.
    pub(crate) disabled_tools: BTreeMap<String, Origin>,
    /// Bounds of a session and of a call.
    pub(crate) limits: Limits,
}

/// Bounds of a session and of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Calls of tools a minute; 0 sets no bound.
    pub(crate) calls_per_minute: u32,
    /// Records written a minute; 0 sets no bound.
    pub(crate) writes_per_minute: u32,
    /// Most records that one call writes.
    pub(crate) records_per_call: usize,
    /// Largest arguments of a tool, in bytes of JSON.
    pub(crate) argument_bytes: usize,
    /// Largest answer of a tool, in bytes of JSON.
    pub(crate) response_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { calls_per_minute: 60, writes_per_minute: 20, records_per_call: 1_000, argument_bytes: 4 << 20, response_bytes: 256 << 10 }
    }
}

/// A field that is hidden.
#[derive(Debug, Clone)]
pub(crate) struct HiddenField {
    /// The models it is hidden on.
    pub(crate) models: Pattern,
    /// The group whose members see it; `None` hides it from everybody.
    pub(crate) required_group: Option<String>,
    /// Where the rule stands.
    pub(crate) origin: Origin,
}

/// Whether a field is hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hidden<'r> {
    /// From everybody, by this rule.
    Always(&'r str),
    /// From those who are not in the group, by this rule.
    Unless(&'r str, &'r str),
}

impl Rules {
    /// Whether the operator permits updates of a field that a workflow moves or that Odoo computes.
    pub(crate) fn sets_past_workflow(&self, model: &str, field: &str) -> bool {
        self.workflow_fields.get(model).is_some_and(|(fields, _)| fields.contains(field))
    }

    /// What the tiers say of an operation on a model, the strictest of all, and by which rule.
    pub(crate) fn tier(&self, model: &str, operation: Access) -> (Answer, Tier, &str) {
        self.strictest(built_in::tier(model), model, operation)
    }

    /// What the files alone say of it.
    pub(crate) fn tier_of_files(&self, model: &str, operation: Access) -> (Answer, Tier, &str) {
        self.strictest(None, model, operation)
    }

    fn strictest(&self, built_in: Option<Tier>, model: &str, operation: Access) -> (Answer, Tier, &str) {
        let mut strictest = (Answer::Yes, Tier::Open, BUILT_IN);
        let mut consider = |tier: Tier, rule| {
            let answer = tier.answer(operation);
            if rank(answer) > rank(strictest.0) {
                strictest = (answer, tier, rule);
            }
        };
        if let Some(tier) = built_in {
            consider(tier, BUILT_IN);
        }
        for (_, tier, origin) in self.tiers.iter().filter(|(pattern, _, _)| pattern.matches(model)) {
            consider(*tier, origin);
        }
        let listed = self.listed.iter().filter(|(pattern, _, _)| pattern.matches(model));
        match listed.max_by_key(|(pattern, _, _)| pattern.weight()) {
            Some((_, tier, origin)) => consider(*tier, origin),
            None if self.profile == Profile::Locked => consider(Tier::Blocked, "policy.profile"),
            None => self.unlisted.iter().for_each(|(tier, origin)| consider(*tier, origin)),
        }
        strictest
    }

    /// Whether an operator named the model, alone or by the first part of its name, for an operation on it.
    pub(crate) fn is_named_for(&self, model: &str, operation: Access) -> bool {
        let named = self.listed.iter().filter(|(pattern, _, _)| *pattern != Pattern::All && pattern.matches(model));
        let heaviest = named.max_by_key(|(pattern, _, _)| pattern.weight());
        heaviest.is_some_and(|(_, tier, _)| tier.answer(operation) != Answer::No)
    }

    /// Whether an operator named a method of a model, for everybody or for administrators.
    pub(crate) fn is_named_method(&self, model: &str, method: &str) -> bool {
        let names =
            |listed: &HashMap<String, (BTreeSet<String>, Origin)>| listed.get(model).is_some_and(|(methods, _)| methods.contains(method));
        names(&self.allowed_methods) || names(&self.admin_methods)
    }

    /// Whether an operator named a method of a model for administrators alone, and where.
    pub(crate) fn admin_method(&self, model: &str, method: &str) -> Option<&str> {
        self.admin_methods.get(model).filter(|(methods, _)| methods.contains(method)).map(|(_, origin)| origin.as_str())
    }

    /// Every tier that has a say about a model, by what it stands for and where it stands. Of the lists the longest match counts.
    pub(crate) fn tiers_of(&self, model: &str) -> Vec<(String, Tier, Origin)> {
        let built_in = built_in::tier(model).map(|tier| (model.to_owned(), tier, BUILT_IN.to_owned()));
        let matching = |rules: &[(Pattern, Tier, Origin)]| {
            let found = rules.iter().filter(|(pattern, _, _)| pattern.matches(model));
            found.map(|(pattern, tier, origin)| (pattern.to_string(), *tier, origin.clone())).collect::<Vec<_>>()
        };
        let listed = matching(&self.listed);
        let unlisted = self.unlisted.iter().filter(|_| listed.is_empty());
        let unlisted: Vec<_> = unlisted.map(|(tier, origin)| ("every other model".to_owned(), *tier, origin.clone())).collect();
        built_in.into_iter().chain(matching(&self.tiers)).chain(listed).chain(unlisted).collect()
    }

    /// Whether a field is hidden on a model.
    pub(crate) fn hidden<'r>(&'r self, model: &str, field: &str) -> Option<Hidden<'r>> {
        if built_in::is_secret(model, field) {
            return Some(Hidden::Always(BUILT_IN));
        }
        let rules = self.hidden.get(field)?.iter().filter(|rule| rule.models.matches(model));
        let rule = rules.max_by_key(|rule| rule.required_group.is_none())?;
        Some(match &rule.required_group {
            Some(group) => Hidden::Unless(group, &rule.origin),
            None => Hidden::Always(&rule.origin),
        })
    }

    /// A hidden field that a printed document of a model may show, and the rule: a field of the model, or of one that it links to. A document
    /// is printed as a whole, so it is not asked who sees the field.
    pub(crate) fn hidden_in_print(&self, schema: &ModelSchema) -> Option<(&str, &str)> {
        let is_linked = |model: &str| schema.fields.values().any(|field| field.relation.as_deref() == Some(model));
        self.hidden.iter().find_map(|(field, rules)| {
            let is_own = |rule: &&HiddenField| rule.models.matches(&schema.model) && schema.fields.contains_key(field);
            let rule = rules.iter().find(|rule| is_own(rule) || rule.models.name().is_some_and(is_linked))?;
            Some((field.as_str(), rule.origin.as_str()))
        })
    }

    /// Whether a field is never written, and by which rule.
    pub(crate) fn never_written(&self, model: &str, name: &str, field: Option<&odoo_sdk::schema::FieldSchema>) -> Option<&str> {
        if built_in::is_never_writable(model, name, field) {
            return Some(BUILT_IN);
        }
        self.blocked_write_fields.get(name).map(String::as_str)
    }
}

fn rank(answer: Answer) -> u8 {
    match answer {
        Answer::Yes => 0,
        Answer::IfAdministrator => 1,
        Answer::No => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Rules {
        let pattern = |text: &str| text.parse::<Pattern>().unwrap();
        Rules {
            tiers: vec![
                (pattern("mail.message"), Tier::AdminOnly, "r".to_owned()),
                (pattern("hr.*"), Tier::AdminWriteOnly, "h".to_owned()),
            ],
            unlisted: Some((Tier::Blocked, "default_policy".to_owned())),
            listed: vec![
                (pattern("*"), Tier::ReadOnly, "all".to_owned()),
                (pattern("res.partner"), Tier::Open, "partners".to_owned()),
                (pattern("res.users"), Tier::Open, "users".to_owned()),
            ],
            ..Rules::default()
        }
    }

    #[test]
    fn a_file_only_makes_it_stricter() {
        let rules = rules();
        let check = |model, operation, expected, rule| {
            let (answer, _, found) = rules.tier(model, operation);
            assert_eq!((answer, found), (expected, rule), "{model} {operation:?}");
        };
        check("res.users", Access::Read, Answer::No, BUILT_IN);
        check("mail.message", Access::Read, Answer::IfAdministrator, "r");
        check("mail.message", Access::Write, Answer::No, BUILT_IN);
        check("res.partner", Access::Delete, Answer::Yes, BUILT_IN);
        check("sale.order", Access::Write, Answer::No, "all");
        check("hr.employee", Access::Read, Answer::Yes, BUILT_IN);
    }

    #[test]
    fn a_field_hidden_twice_is_hidden_by_the_stricter_rule() {
        let field = |required_group: Option<&str>, origin: &str| HiddenField {
            models: "hr.employee".parse().unwrap(),
            required_group: required_group.map(str::to_owned),
            origin: origin.to_owned(),
        };
        let hidden = HashMap::from([("ssnid".to_owned(), vec![field(None, "a"), field(Some("hr.group_hr_manager"), "b")])]);
        let rules = Rules { hidden, ..Rules::default() };
        assert_eq!(rules.hidden("hr.employee", "ssnid"), Some(Hidden::Always("a")));
        assert_eq!(rules.hidden("hr.job", "ssnid"), None);
        assert_eq!(rules.hidden("x.y", "password"), Some(Hidden::Always(BUILT_IN)));
    }
}
