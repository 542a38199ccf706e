//! `config explain`: what would be decided and by which rule, judged by the very code that judges calls.
//!
//! Where the configured credential is the user's, Odoo itself is asked who is in a group and what models there are. Elsewhere both are
//! assumed, and the answer says so.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use clap::{Args, ValueEnum};
use odoo_sdk::schema::{Lookup, Pack, SchemaSource};
use odoo_sdk::validate::Access;
use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use super::super::CommandError;
use crate::catalog::{Catalog, embedded_pack as pack};
use crate::config::{Configuration, MCP_MODE, MCP_SCOPE, PROFILE};
use crate::odoo::ConnectionSettings;
use crate::policy::{ADMINISTRATORS, Caller, Denial, Mode, OF_SESSION, Policy, Question, Ruling, Scope, Step, groups_that_may};
use crate::session::{Instance, Session};

/// Rounds of judging and learning what a judgement needs.
const MOST_ROUNDS: usize = 16;

/// What is asked.
#[derive(Debug, Args)]
pub(in crate::cli) struct ExplainArguments {
    /// The user; the configured one unless given.
    #[arg(long)]
    user: Option<String>,
    /// The user is in this group, such as `base.group_system`; may be given again. Odoo is not asked then.
    #[arg(long = "group")]
    groups: Vec<String>,
    /// The user is an administrator. Odoo is not asked then.
    #[arg(long)]
    admin: bool,
    /// Do not ask the configured Odoo.
    #[arg(long)]
    offline: bool,
    /// Mode of the session, within the server's.
    #[arg(long, default_value = "readwrite")]
    mode: Mode,
    /// Scope of the session, within the server's.
    #[arg(long)]
    scope: Option<Scope>,
    /// The model.
    #[arg(long)]
    model: String,
    /// The operation.
    #[arg(long, value_enum)]
    op: Op,
    /// A field that is read, searched or written.
    #[arg(long)]
    field: Option<String>,
    /// The method, with `--op call`.
    #[arg(long)]
    method: Option<String>,
    /// Arguments of the call as its tool takes them, such as `{"values": {"email": "x"}}`: `record_ids`, `fields`, `domain`, `values`,
    /// `args`, `kwargs`, `context`.
    #[arg(long, value_name = "JSON", value_parser = object)]
    arguments: Option<Arguments>,
    /// The series of Odoo, where Odoo is not asked.
    #[arg(long, default_value = "19.0")]
    series: Series,
    /// The folder of files; CONFIG_DIR unless given.
    #[arg(long, value_name = "DIR")]
    pub(super) config_dir: Option<PathBuf>,
}

/// Arguments of a call.
type Arguments = Map<String, Value>;

fn object(text: &str) -> Result<Arguments, String> {
    serde_json::from_str(text).map_err(|error| format!("expected a JSON object: {error}"))
}

/// The questions about records that a judgement asks, each with the answer; `None` where Odoo is not asked and the answer is taken for no.
#[derive(Debug, Default)]
struct Questions(Mutex<Vec<(Question, Option<bool>)>>);

impl Questions {
    /// The answer, as far as it is known.
    fn answer(&self, question: &Question) -> Option<bool> {
        self.known().iter().find(|(known, _)| known == question).and_then(|(_, answer)| *answer)
    }

    fn note(&self, question: &Question, answer: Option<bool>) {
        let mut known = self.known();
        if !known.iter().any(|(known, _)| known == question) {
            known.push((question.clone(), answer));
        }
    }

    fn known(&self) -> MutexGuard<'_, Vec<(Question, Option<bool>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A line each.
    fn lines(&self) -> Vec<(&'static str, String, String)> {
        let line = |(question, answer): &(Question, Option<bool>)| {
            let says = format!("{}: one with {}", question.model, question.domain());
            let origin = match answer {
                Some(true) => "yes",
                Some(false) => "no",
                None => "not asked, taken for no",
            };
            ("record", says, format!("question: {origin}"))
        };
        self.known().iter().map(line).collect()
    }
}

/// An operation.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(in crate::cli) enum Op {
    Read,
    Search,
    Create,
    Write,
    Delete,
    Call,
}

impl Op {
    fn operation(self) -> Access {
        match self {
            Self::Read | Self::Search => Access::Read,
            Self::Create => Access::Create,
            Self::Write => Access::Write,
            Self::Delete => Access::Delete,
            Self::Call => Access::Call,
        }
    }
}

/// The text.
pub(super) async fn text(configuration: &Configuration, arguments: &ExplainArguments) -> Result<String, CommandError> {
    let configured = configuration.odoo.connection.as_ref().ok().cloned();
    let login = configured.as_ref().and_then(|settings| settings.credential.login().map(str::to_owned));
    let is_own = arguments.user.is_none() || arguments.user == login;
    let reported = arguments.offline || arguments.admin || !arguments.groups.is_empty();
    match configured.filter(|_| is_own && !reported) {
        Some(settings) => live(configuration, arguments, settings).await,
        None => assumed(configuration, arguments, login.filter(|_| !is_own && !reported).as_deref()),
    }
}

/// With Odoo's own word.
async fn live(configuration: &Configuration, arguments: &ExplainArguments, settings: ConnectionSettings) -> Result<String, CommandError> {
    let session = Session::alone(Instance::only(Some(settings.address())), &Ok(settings));
    let connected = session.connected().await.map_err(CommandError::failed)?;
    let user = connected.user_name();
    let basis = format!("Odoo {} was asked as `{user}`", connected.client().series());
    let groups = |group: &str| connected.is_member(group);
    let (questions, uid) = (Questions::default(), Some(connected.client().user().uid));
    let answers = |question: &Question| questions.answer(question);
    let decide = || judge(configuration, arguments, Asker { uid, groups: &groups, answers: &answers }, connected.catalog());
    for _ in 0..MOST_ROUNDS {
        let Ok(Ruling::Needs(_, needs)) = decide() else { break };
        connected.learn(&needs).await.map_err(CommandError::failed)?;
        for question in &needs.questions {
            questions.note(question, Some(connected.client().any_fits(question).await.map_err(CommandError::failed)?));
        }
    }
    Ok(reported(configuration, arguments, &user, &basis, connected.catalog(), &questions, decide()))
}

/// With what the arguments say, and everything of the snapshot installed. `other` is the user that the credential is of.
fn assumed(configuration: &Configuration, arguments: &ExplainArguments, other: Option<&str>) -> Result<String, CommandError> {
    let catalog = catalog(arguments.series).map_err(CommandError::failed)?;
    let is_member = |group: &str| arguments.groups.iter().any(|known| known == group) || (arguments.admin && group == ADMINISTRATORS);
    let mut groups: Vec<&str> = arguments.groups.iter().map(String::as_str).collect();
    groups.extend(arguments.admin.then_some(ADMINISTRATORS));
    let member = if groups.is_empty() { "a member of no group".to_owned() } else { format!("a member of {}", groups.join(", ")) };
    let why = other.map(|login| format!("; the configured credential is of `{login}`")).unwrap_or_default();
    let basis = format!("assumed: Odoo {} with every module, {member}{why}", arguments.series);
    let questions = Questions::default();
    let answers = |question: &Question| {
        questions.note(question, None);
        Some(false)
    };
    let asker = Asker { uid: None, groups: &|group| Some(is_member(group)), answers: &answers };
    let decided = judge(configuration, arguments, asker, &catalog);
    Ok(reported(configuration, arguments, arguments.user.as_deref().unwrap_or("a user"), &basis, &catalog, &questions, decided))
}

/// What is known of the user.
struct Asker<'a> {
    uid: Option<i64>,
    groups: &'a (dyn Fn(&str) -> Option<bool> + Sync),
    answers: &'a (dyn Fn(&Question) -> Option<bool> + Sync),
}

fn judge(
    configuration: &Configuration,
    arguments: &ExplainArguments,
    Asker { uid, groups, answers }: Asker<'_>,
    catalog: &Catalog,
) -> Result<Ruling, Denial> {
    // A method that a caller names comes through this tool, whatever was asked here.
    let tool = if matches!(arguments.op, Op::Call) { "execute_method" } else { "config explain" };
    let caller = Caller { tool, scope: arguments.scope.as_ref(), mode: arguments.mode, dialog: None, files: None, uid, groups, answers };
    Policy::new(configuration.rules.clone()).permit(call(arguments, catalog), &caller, catalog.series(), catalog)
}

fn reported(
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

/// The call that would be sent.
fn call(arguments: &ExplainArguments, catalog: &Catalog) -> Call {
    let model = &arguments.model;
    let given = |name: &str| arguments.arguments.as_ref().and_then(|given| given.get(name)).cloned();
    let field = arguments.field.as_deref();
    let listed =
        |name: &str| given(name).and_then(|ids| ids.as_array().map(|ids| ids.iter().filter_map(Value::as_i64).collect::<Vec<_>>()));
    let ids = || listed("record_ids").unwrap_or_else(|| vec![1]);
    let values = || {
        let named = || field.map(|field| (field.to_owned(), Value::Bool(false))).into_iter().collect::<Map<_, _>>();
        given("values").and_then(|values| values.as_object().cloned()).unwrap_or_else(named)
    };
    let domain = || given("domain").unwrap_or_else(|| field.map_or_else(|| json!([]), |field| json!([[field, "=", false]])));
    let call = match arguments.op {
        Op::Read => {
            let fields = given("fields").unwrap_or_else(|| json!([field.unwrap_or("id")]));
            Call::new(model, "read").ids(ids()).named("fields", fields).read()
        }
        Op::Search => Call::search_count(model, domain()),
        Op::Create => Call::create(model, [values()]),
        Op::Write => Call::write(model, ids(), values()),
        Op::Delete => Call::unlink(model, ids()),
        Op::Call => method_call(arguments, catalog, listed("record_ids")),
    };
    match given("context") {
        Some(Value::Object(context)) => call.context(context),
        _ => call,
    }
}

/// A method with its arguments, those by place under the names that the schema has for them.
fn method_call(arguments: &ExplainArguments, catalog: &Catalog, ids: Option<Vec<i64>>) -> Call {
    let (model, method) = (arguments.model.as_str(), arguments.method.as_deref().unwrap_or("action_confirm"));
    let given = |name: &str| arguments.arguments.as_ref().and_then(|given| given.get(name));
    let schema = match catalog.lookup(model) {
        Lookup::Found(schema) => schema.methods.get(method).cloned(),
        Lookup::Unloaded | Lookup::Absent => None,
    };
    let signature = schema.or_else(|| catalog.common_methods()?.get(method).cloned());
    let names: Vec<&str> = signature.iter().flat_map(|signature| &signature.parameters).map(|parameter| parameter.name.as_str()).collect();
    let ids = if arguments.arguments.is_some() { ids.unwrap_or_default() } else { vec![1] };
    let by_place = given("args").and_then(Value::as_array).into_iter().flatten().enumerate();
    let call = by_place.fold(Call::new(model, method).ids(ids), |call, (at, value)| {
        call.positional(names.get(at).copied().unwrap_or_default(), value.clone())
    });
    let by_name = given("kwargs").and_then(Value::as_object).into_iter().flatten();
    by_name.fold(call, |call, (name, value)| call.named(name.clone(), value.clone()))
}

/// Everything of the snapshot is taken for installed.
pub(super) fn catalog(series: Series) -> anyhow::Result<Catalog> {
    let pack: Pack<'static> = pack(series)?;
    Ok(Catalog::new(series, Some(pack.manifest()?.modules.into_keys().collect())))
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::config::Environment;
    use crate::policy::attack_tests::{self, cases::Case};

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        explain: ExplainArguments,
    }

    async fn explained(line: &str) -> String {
        let words = std::iter::once("explain").chain(line.split_whitespace());
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("config");
        let values = [("ODOO_URL", "https://acme.example.com"), ("ODOO_USERNAME", "bot"), ("ODOO_API_KEY", "k")];
        let configuration = Configuration::of(Some(&folder), &values.into_iter().collect::<Environment>()).unwrap();
        text(&configuration, &Line::parse_from(words).explain).await.unwrap()
    }

    /// The question about a case of the suites; `None` where no operation is that of its tool.
    fn asked(case: &Case) -> Option<ExplainArguments> {
        let op = match case.tool {
            "get_record" => "read",
            "search_count" => "search",
            "create_record" => "create",
            "update_record" => "write",
            "delete_record" => "delete",
            "execute_method" => "call",
            _ => return None,
        };
        let given = case.arguments.to_string();
        let mut words = vec!["explain", "--offline", "--op", op, "--model", case.arguments["model"].as_str()?, "--arguments", &given];
        words.extend(case.arguments["method"].as_str().into_iter().flat_map(|method| ["--method", method]));
        Some(Line::parse_from(words).explain)
    }

    /// What is explained of a call is what is decided when it is made, with the same words, for attacks and for ordinary calls.
    #[test]
    fn what_is_explained_is_what_is_decided_in_every_series() {
        let configuration = Configuration::of(None, &Environment::default()).unwrap();
        let policy = Policy::new(configuration.rules.clone());
        let verdict = |ruling: Result<Ruling, Denial>| match ruling {
            Ok(Ruling::Permitted(_)) => "permitted".to_owned(),
            Ok(Ruling::Needs(_, needs)) => format!("{:?}", needs.models),
            Err(denial) => denial.reasons.iter().map(|reason| format!("{} {}", reason.rule, reason.issue.message)).collect(),
        };
        for series in Series::ALL {
            let catalog = attack_tests::catalog(series);
            let (mut permitted, mut refused) = (0, 0);
            for case in attack_tests::suite() {
                let Some(arguments) = asked(&case) else { continue };
                let asker = Asker { uid: Some(2), groups: &|_| Some(true), answers: &|_| Some(false) };
                let explained = verdict(judge(&configuration, &arguments, asker, &catalog));
                assert_eq!(explained, verdict(attack_tests::judge(&policy, &case, &catalog)), "{series}: {case:?}");
                *(if explained == "permitted" { &mut permitted } else { &mut refused }) += 1;
            }
            assert!(permitted >= 80 && refused >= 200, "{series}: {permitted} and {refused}");
        }
    }

    /// The records that a call would be asked about are named, and what its fields hold.
    #[test]
    fn questions_and_contents_are_named() {
        let configuration = Configuration::of(None, &Environment::default()).unwrap();
        let explained = |line: &str, given: &str| {
            let words = std::iter::once("explain").chain(line.split_whitespace()).chain(["--arguments", given]);
            assumed(&configuration, &Line::parse_from(words).explain, None).unwrap()
        };
        let stage =
            explained("--offline --model project.task.type --op write", r#"{"record_ids": [3], "values": {"mail_template_id": 7}}"#);
        assert!(stage.contains(": allowed") && stage.contains(r#"mail.template: one with [["id","in",[7]],["model","not in","#), "{stage}");
        assert!(stage.contains("[question: not asked, taken for no]"), "{stage}");
        let email = explained("--offline --model res.partner --op write", r#"{"record_ids": [7], "values": {"email": "x@x.example"}}"#);
        assert!(email.contains(r#"res.partner: one with [["id","in",[7]]"#), "{email}");
        let code = explained("--offline --model gamification.goal.definition --op write", r#"{"values": {"domain": "[]"}}"#);
        assert!(code.contains(": refused") && code.contains("domain: ") && code.contains("[fact: what the field holds]"), "{code}");
    }

    #[tokio::test]
    async fn every_rule_is_reported_with_its_place_and_what_is_assumed() {
        let mut reported = Vec::new();
        for line in [
            "--user demo --model sale.order --op write",
            "--user demo --model res.users --op read",
            "--model res.partner.bank --op read --offline",
            "--model hr.employee --op read --offline",
            "--model hr.employee --op read --admin",
            "--model res.partner --op search --field comment --offline",
            "--model product.template --op read --field standard_price --group account.group_account_invoice",
            "--model sale.order --op call --method action_draft --offline",
            "--model sale.order --op delete --offline",
            "--model sale.order --op write --mode readonly --offline",
            "--model crm.lead --op write --scope sale.*:RW --offline",
        ] {
            reported.push(format!("$ {line}\n{}", explained(line).await));
        }
        insta::assert_snapshot!(reported.join("\n\n"));
    }
}
