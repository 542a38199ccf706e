//! The policy around a tool's calls: before the tool runs, before validation says anything, and before anything is sent.

use std::sync::Arc;

use odoo_sdk::schema::ModelSchema;
use odoo_sdk::validate::{CallPath, Input, IssueCode, Observer, Outcome, Touch, observe, read_call};
use odoo_sdk::{Call, Effect};

use super::Odoo;
use super::check::Said;
use super::people::People;
use super::times::Times;
use crate::policy::{self, Beside, Denial, Needs, Permitted, Question, Reason, Ruling, Step};
use crate::session::Connected;
use crate::tools::failure::Failure;

/// Rounds of judging and learning what a judgement needs.
const MOST_ROUNDS: usize = 16;

impl Odoo {
    /// Whether the tool may be used at all: it is not switched off, and the user is in one of the groups it asks for.
    pub(crate) async fn admit(&self) -> Result<(), Failure> {
        self.admit_as(self.audit.tool()).await
    }

    /// The same of a tool that is used inside of another: what may not be used by itself is not used by way of that one.
    pub(crate) async fn admit_as(&self, tool: &str) -> Result<(), Failure> {
        if !self.policy.rules().tool_groups.contains_key(tool) {
            self.policy.admit(&policy::Caller { tool, ..self.principal_of_call(0, &|_| None, &|_| None) })?;
            return Ok(());
        }
        let connected = self.connected().await?;
        let is_member = |group: &str| connected.is_member(group);
        let answers = |question: &Question| self.answers.known(question);
        let asking = policy::Caller { tool, ..self.principal_of_call(connected.client().user().uid, &is_member, &answers) };
        connected.learn(&self.policy.admit(&asking)?).await?;
        if self.policy.admit(&asking)?.is_empty() { Ok(()) } else { Err(undecided()) }
    }

    /// Who asks, as the policy wants to know it.
    pub(super) fn principal_of_call<'a>(
        &'a self,
        uid: i64,
        groups: &'a (dyn Fn(&str) -> Option<bool> + Sync),
        answers: &'a (dyn Fn(&Question) -> Option<bool> + Sync),
    ) -> policy::Caller<'a> {
        let limits = self.session.limits();
        let dialog = self.dialog.get().map(|(model, about)| policy::Dialog { model, about });
        let uid = Some(uid).filter(|uid| *uid > 0);
        policy::Caller {
            tool: self.audit.tool(),
            scope: limits.scope.as_ref(),
            mode: limits.mode,
            dialog,
            files: self.files.get(),
            uid,
            groups,
            answers,
        }
    }

    /// Learns what a judgement needs: schemas and groups, and what the records answer.
    pub(super) async fn learn(&self, connected: &Connected, needs: &Needs) -> Result<(), Failure> {
        connected.learn(needs).await?;
        for question in &needs.questions {
            self.answers.note(question.clone(), connected.client().any_fits(question).await?);
        }
        Ok(())
    }

    /// Reads what a tool is about to make a call of, and judges what it touches before anything else is said of it; the times
    /// and people in it are noted.
    pub(super) fn observe(&self, connected: &Connected, input: &Input<'_>, said: &mut Said) -> Result<(Outcome, Needs, Beside), Denial> {
        let catalog = connected.catalog();
        let is_member = |group: &str| connected.is_member(group);
        let answers = |question: &Question| self.answers.known(question);
        let uid = connected.client().user().uid;
        self.policy.observe(&self.principal_of_call(uid, &is_member, &answers), catalog, |observer| {
            let mut times = Times::new(observer, &mut said.times);
            observe(input, catalog.series(), catalog, &mut People::new(&mut times, &mut said.people))
        })
    }

    /// Judges a call before anybody is asked to confirm it.
    pub(crate) async fn precheck(&self, call: &Call) -> Result<(), Failure> {
        let connected = self.connected().await?;
        let catalog = connected.catalog();
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let answers = |question: &Question| self.answers.known(question);
            let uid = connected.client().user().uid;
            let read = |observer: &mut dyn Observer| read_call(call, catalog.series(), catalog, observer);
            let (outcome, mut needs, _) = self.policy.observe(&self.principal_of_call(uid, &is_member, &answers), catalog, read)?;
            needs.models.extend(outcome.needs);
            if needs.is_empty() {
                return Ok(());
            }
            self.learn(connected, &needs).await?;
        }
        Err(undecided())
    }

    /// Whether the rules of this server permit that a caller names this method, whatever its arguments.
    pub(crate) async fn may_run(&self, model: &str, method: &str) -> Result<bool, Failure> {
        let connected = self.connected().await?;
        let catalog = connected.catalog();
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let answers = |question: &Question| self.answers.known(question);
            let uid = connected.client().user().uid;
            let caller = policy::Caller { tool: "execute_method", ..self.principal_of_call(uid, &is_member, &answers) };
            let ask = |observer: &mut dyn Observer| {
                observer.touch(Touch::Method { model, method }, &CallPath::root("method"));
                Outcome::default()
            };
            match self.policy.observe(&caller, catalog, ask) {
                Err(_) => return Ok(false),
                Ok((_, needs, _)) if needs.is_empty() => return Ok(true),
                Ok((_, needs, _)) => self.learn(connected, &needs).await?,
            }
        }
        Err(undecided())
    }

    /// What the policy says of a call that is not sent; the mode of server and session counts too.
    pub(crate) async fn preview_write(&self, call: &Call) -> Result<(), Failure> {
        let connected = self.connected().await?;
        let (mut call, catalog) = (call.clone(), connected.catalog());
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let answers = |question: &Question| self.answers.known(question);
            let uid = connected.client().user().uid;
            let caller = policy::Caller { tool: "", ..self.principal_of_call(uid, &is_member, &answers) };
            match self.policy.permit(call, &caller, catalog.series(), catalog)? {
                Ruling::Permitted(_) => return Ok(()),
                Ruling::Needs(back, needs) => {
                    call = *back;
                    self.learn(connected, &needs).await?;
                }
            }
        }
        Err(undecided())
    }

    /// Asks the policy, telling it what it needs to know. What stays unknown is refused.
    pub(super) async fn authorize(&self, connected: &Connected, mut call: Call) -> Result<Permitted<Call>, Failure> {
        let rules = self.policy.rules();
        let (records, is_own) = (written(&call), ["create", "unlink"].contains(&call.method.as_str()));
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let answers = |question: &Question| self.answers.known(question);
            let uid = connected.client().user().uid;
            // Which methods the tool takes from its caller was judged when its arguments were read; this is the gateway's own call.
            let caller = policy::Caller { tool: "", ..self.principal_of_call(uid, &is_member, &answers) };
            match self.policy.permit(call, &caller, connected.catalog().series(), connected.catalog())? {
                Ruling::Permitted(permitted) => {
                    if records > 0 {
                        let beside = permitted.beside();
                        // What a create makes and a deletion deletes itself is counted already.
                        let others = beside.made + beside.deleted;
                        let records = records + others.saturating_sub(usize::from(is_own));
                        self.policy.check_records(records)?;
                        self.session.budgets().write(rules.limits.writes_per_minute, records).await?;
                    }
                    return Ok(permitted);
                }
                Ruling::Needs(back, needs) => {
                    call = *back;
                    self.learn(connected, &needs).await?;
                }
            }
        }
        Err(undecided())
    }

    /// What the caller may see of a model: nothing where it is blocked, and never a field that is hidden.
    pub(super) async fn visible(&self, connected: &Connected, schema: Arc<ModelSchema>) -> Result<Arc<ModelSchema>, Failure> {
        for _ in 0..MOST_ROUNDS {
            let is_member = |group: &str| connected.is_member(group);
            let answers = |question: &Question| self.answers.known(question);
            let uid = connected.client().user().uid;
            let (needs, hidden) = self.policy.visible(&schema, &self.principal_of_call(uid, &is_member, &answers))?;
            if needs.is_empty() {
                return Ok(without(schema, &hidden));
            }
            self.learn(connected, &needs).await?;
        }
        Err(undecided())
    }
}

/// The schema without some fields.
fn without(mut schema: Arc<ModelSchema>, hidden: &[String]) -> Arc<ModelSchema> {
    if !hidden.is_empty() {
        let shown = Arc::make_mut(&mut schema);
        hidden.iter().for_each(|name| drop(shown.fields.remove(name)));
    }
    schema
}

/// How many records a call writes; 0 for a read.
fn written(call: &Call) -> usize {
    let listed = call.positional.iter().filter(|(name, _)| name == "vals_list").filter_map(|(_, records)| records.as_array().map(Vec::len));
    match call.effect {
        Effect::Read => 0,
        Effect::Write => listed.sum::<usize>().max(call.ids.as_ref().map_or(0, Vec::len)).max(1),
    }
}

fn undecided() -> Failure {
    let reason =
        Reason::new(Step::Arguments, IssueCode::TooDeep, "this call reaches through more models than can be checked, so it is not sent");
    Denial::from(reason.hint("ask for less in one call, such as by a shorter path of fields")).into()
}
