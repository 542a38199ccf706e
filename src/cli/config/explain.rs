//! `config explain`: what would be decided and by which rule, judged by the very code that judges calls.
//!
//! Where the configured credential is the user's, Odoo itself is asked who is in a group and what models there are. Elsewhere both are
//! assumed, and the answer says so.

mod arguments;
mod call;
mod questions;
mod report;
#[cfg(test)]
mod tests;

pub(in crate::cli) use arguments::ExplainArguments;

use odoo_sdk::Series;
use odoo_sdk::schema::Pack;

use super::super::CommandError;
use crate::catalog::{Catalog, embedded_pack as pack};
use crate::config::Configuration;
use crate::odoo::ConnectionSettings;
use crate::policy::{ADMINISTRATORS, Caller, Denial, Policy, Question, Ruling};
use crate::session::{Instance, Session};
use arguments::Op;
use call::call;
use questions::Questions;
use report::reported;

/// Rounds of judging and learning what a judgement needs.
const MOST_ROUNDS: usize = 16;

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

/// Everything of the snapshot is taken for installed.
pub(super) fn catalog(series: Series) -> anyhow::Result<Catalog> {
    let pack: Pack<'static> = pack(series)?;
    Ok(Catalog::new(series, Some(pack.manifest()?.modules.into_keys().collect())))
}
