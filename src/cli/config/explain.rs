//! `config explain`: what would be decided and by which rule, judged by the very code that judges calls.
//!
//! Where the configured credential is the user's, Odoo itself is asked who is in a group and what models there are. Elsewhere both are
//! assumed, and the answer says so.

use std::fmt::Write;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use odoo_sdk::schema::{Lookup, Pack, SchemaSource};
use odoo_sdk::validate::Access;
use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use super::super::CommandError;
use crate::catalog::{Catalog, embedded_pack as pack};
use crate::config::{Configuration, MCP_MODE, MCP_SCOPE, PROFILE};
use crate::odoo::ConnectionSettings;
use crate::policy::{ADMINISTRATORS, Caller, Denial, Mode, OF_SESSION, Policy, Ruling, Scope, Step, groups_that_may};
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
    /// The series of Odoo, where Odoo is not asked.
    #[arg(long, default_value = "19.0")]
    series: Series,
    /// The folder of files; CONFIG_DIR unless given.
    #[arg(long, value_name = "DIR")]
    pub(super) config_dir: Option<PathBuf>,
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
    for _ in 0..MOST_ROUNDS {
        match judge(configuration, arguments, &groups, connected.catalog()) {
            Ok(Ruling::Needs(_, needs)) => connected.learn(&needs).await.map_err(CommandError::failed)?,
            decided => return Ok(reported(configuration, arguments, &user, &basis, connected.catalog(), decided)),
        }
    }
    Ok(reported(
        configuration,
        arguments,
        &user,
        &basis,
        connected.catalog(),
        judge(configuration, arguments, &groups, connected.catalog()),
    ))
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
    let decided = judge(configuration, arguments, &|group| Some(is_member(group)), &catalog);
    Ok(reported(configuration, arguments, arguments.user.as_deref().unwrap_or("a user"), &basis, &catalog, decided))
}

fn judge(
    configuration: &Configuration,
    arguments: &ExplainArguments,
    groups: &(dyn Fn(&str) -> Option<bool> + Sync),
    catalog: &Catalog,
) -> Result<Ruling, Denial> {
    // A method that a caller names comes through this tool, whatever was asked here.
    let tool = if matches!(arguments.op, Op::Call) { "execute_method" } else { "config explain" };
    let caller = Caller {
        tool,
        scope: arguments.scope.as_ref(),
        mode: arguments.mode,
        dialog: None,
        files: None,
        uid: None,
        groups,
        answers: &|_| Some(false),
    };
    Policy::new(configuration.rules.clone()).permit(call(arguments), &caller, catalog.series(), catalog)
}

fn reported(
    configuration: &Configuration,
    arguments: &ExplainArguments,
    user: &str,
    basis: &str,
    catalog: &Catalog,
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
    for (what, says, origin) in consulted(configuration, arguments).into_iter().chain(facts(configuration, arguments, catalog)) {
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
    let content = arguments.field.as_ref().and_then(|field| schema.fields.get(field)?.content);
    lines.extend(content.map(|content| ("content", format!("{content:?}").to_lowercase(), origin("what the field holds"))));
    lines
}

fn detail(arguments: &ExplainArguments) -> String {
    let parts = [("field", &arguments.field), ("method", &arguments.method)];
    parts.into_iter().filter_map(|(name, value)| value.as_ref().map(|value| format!(", {name} {value}"))).collect()
}

fn call(arguments: &ExplainArguments) -> Call {
    let model = &arguments.model;
    let field = arguments.field.as_deref();
    let values = || field.map(|field| (field.to_owned(), Value::Bool(false))).into_iter().collect::<Map<_, _>>();
    match arguments.op {
        Op::Read => Call::read_records(model, [1], [field.unwrap_or("id")]),
        Op::Search => Call::search_count(model, field.map_or_else(|| json!([]), |field| json!([[field, "=", false]]))),
        Op::Create => Call::create(model, [values()]),
        Op::Write => Call::write(model, [1], values()),
        Op::Delete => Call::unlink(model, [1]),
        Op::Call => Call::new(model, arguments.method.as_deref().unwrap_or("action_confirm")).ids([1]),
    }
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
