//! What a tool answers when it cannot do what was asked: one shape, made for a model to act on.

use std::collections::BTreeSet;

use odoo_sdk::validate::{Issue, IssueCode};
use odoo_sdk::{Effect, Error, ErrorKind};
use serde_json::{Map, Value, json};

use crate::error_code::ErrorCode;
use crate::policy::{Denial, clean};
use crate::tools::definition::Member;

/// Maximum number of problems that are reported one by one.
const MOST_PROBLEMS: usize = 100;

/// Where a failure comes from, and so who can correct it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// The caller's arguments.
    Caller,
    /// A rule of this server.
    Policy,
    /// Odoo, or the way to it.
    Odoo,
    /// This program or its configuration.
    Gateway,
}

/// A call that waits for a yes.
#[derive(Debug, Clone)]
pub(crate) struct Unconfirmed {
    /// What a person is asked.
    pub(crate) question: String,
    /// What the repeated call brings back.
    pub(crate) token: String,
}

/// One thing that is wrong, and where.
pub(crate) type Problem = Issue<ErrorCode>;

/// Why a tool did not do what was asked.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    code: ErrorCode,
    /// The rule that refused.
    rule: Option<Box<str>>,
    message: String,
    hint: Option<String>,
    origin: Origin,
    retryable: bool,
    problems: Vec<Problem>,
    /// A write was sent and no answer came: whether Odoo did it is not known.
    unsure: bool,
    /// The call waits for somebody to confirm it.
    unconfirmed: Option<Box<Unconfirmed>>,
}

impl Failure {
    /// A failure with this origin.
    pub(crate) fn new(code: impl Into<ErrorCode>, origin: Origin, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            rule: None,
            message: message.into(),
            hint: None,
            origin,
            retryable: false,
            problems: Vec::new(),
            unsure: false,
            unconfirmed: None,
        }
    }

    /// A call that has to be confirmed first.
    pub(crate) fn unconfirmed(unconfirmed: Unconfirmed) -> Self {
        let message = format!("not done yet, this has to be confirmed: {}", unconfirmed.question);
        let failure = Self::new(ErrorCode::ConfirmationNeeded, Origin::Policy, message)
            .hint("ask the user; if they agree, repeat the call with the same arguments and this `confirm_token`");
        Self { retryable: true, unconfirmed: Some(Box::new(unconfirmed)), ..failure }
    }

    /// What became of a call to Odoo. The one place that knows when a write may have happened all the same.
    pub(crate) fn of_call(error: Error, effect: Effect) -> Self {
        let no_answer = matches!(error.kind(), ErrorKind::Connection | ErrorKind::Protocol);
        if effect == Effect::Write && no_answer && !error.did_not_run() {
            return Self::unsure(error.message());
        }
        error.into()
    }

    /// A write whose answer never came.
    pub(crate) fn unsure(why: &str) -> Self {
        let message = format!("no answer came to the write, whether Odoo did it is not known: {}", clean(why));
        let failure = Self::new(ErrorCode::UnknownOutcome, Origin::Odoo, message);
        Self { unsure: true, ..failure }.hint("read the records before anything is written again")
    }

    /// Whether a write may have happened although this is a failure.
    pub(crate) fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// An answer of Odoo that is of another type than Odoo's are; what it holds is not passed on.
    pub(crate) fn misfit(member: &Member, writes: bool) -> Self {
        let message = format!("Odoo answered something that is not of the type {} where `{}` is expected", member.kind, member.name);
        match writes {
            true => Self::unsure(&message),
            false => Self::new(ErrorCode::UnexpectedAnswer, Origin::Odoo, message).hint("check that what answers is an Odoo"),
        }
    }

    /// What somebody has to confirm.
    pub(crate) fn asks(&self) -> Option<&Unconfirmed> {
        self.unconfirmed.as_deref()
    }

    /// The problems, where they are one by one.
    pub(crate) fn into_problems(self) -> Result<Vec<Problem>, Self> {
        if self.problems.is_empty() { Err(self) } else { Ok(self.problems) }
    }

    /// The places of a list of the call that something is wrong with.
    pub(crate) fn items(&self, list: &str) -> BTreeSet<usize> {
        let place = |problem: &Problem| problem.path.strip_prefix(list)?.strip_prefix('[')?.split(']').next()?.parse().ok();
        self.problems.iter().filter_map(place).collect()
    }

    /// Whether a rule of this server refuses.
    pub(crate) fn is_of_policy(&self) -> bool {
        self.origin == Origin::Policy
    }

    /// The same failure in a call where what was checked as `from` stands at `to`.
    pub(crate) fn moved(mut self, from: &str, to: &str) -> Self {
        self.problems = self.problems.into_iter().map(|problem| problem.moved(from, to)).collect();
        self
    }

    /// A call with everything that is wrong with it. The code, message, hint and path of a single problem are those of the failure.
    pub(crate) fn invalid(mut problems: Vec<Problem>) -> Self {
        let are_too_many = problems.len() > MOST_PROBLEMS;
        if are_too_many {
            problems.truncate(MOST_PROBLEMS);
            problems.push(Problem::new(IssueCode::TooManyIssues, "", "further issues are not reported"));
        }
        let message = match problems.as_slice() {
            [only] => only.message.clone(),
            _ if are_too_many => format!("more than {MOST_PROBLEMS} things are wrong with this call; nothing was sent to Odoo"),
            several => format!("{} things are wrong with this call; nothing was sent to Odoo", several.len()),
        };
        let code = problems.first().map_or(ErrorCode::Internal, |first| first.code);
        Self { problems, ..Self::new(code, Origin::Caller, message) }
    }

    /// The same failure of a step of a larger call; its paths and fixes are those of the step.
    pub(crate) fn of_step(self, step: &str) -> Self {
        self.within(&format!("step `{step}`"), &format!("steps.{step}"))
    }

    /// The same failure of a write of a batch.
    pub(crate) fn of_write(self, at: usize) -> Self {
        self.within(&format!("write {}", at + 1), &format!("writes[{at}].arguments"))
    }

    fn within(mut self, what: &str, place: &str) -> Self {
        self.message = format!("{what}: {}", self.message);
        for problem in &mut self.problems {
            problem.message = format!("{what}: {}", problem.message);
            problem.path = if problem.path.is_empty() { place.to_owned() } else { format!("{place}.{}", problem.path) };
            problem.fix.clear();
        }
        self
    }

    /// With advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Without the hints that cannot be followed.
    pub(crate) fn without_hints(mut self, cannot_be_followed: impl Fn(&str) -> bool) -> Self {
        let is_followed = |hint: &String| !cannot_be_followed(hint);
        self.hint = self.hint.filter(is_followed);
        for problem in &mut self.problems {
            problem.hint = problem.hint.take().filter(is_followed);
        }
        self
    }

    /// The rule that refused.
    pub(crate) fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// Its code.
    pub(crate) fn code(&self) -> ErrorCode {
        self.code
    }

    /// Where it comes from.
    pub(crate) fn origin(&self) -> Origin {
        self.origin
    }

    /// The answer's content: a single problem stands at the top, several stand in `errors`.
    pub(crate) fn to_json(&self) -> Value {
        let mut map = match self.problems.as_slice() {
            [only] => members(only),
            _ => Map::from_iter([("code".to_owned(), json!(self.code.name())), ("message".to_owned(), json!(self.message))]),
        };
        map.extend(self.hint.as_ref().map(|hint| ("hint".to_owned(), json!(hint))));
        map.insert("origin".to_owned(), json!(self.origin.name()));
        map.insert("retryable".to_owned(), json!(self.retryable));
        map.extend(self.asks().map(|asked| ("confirm_token".to_owned(), json!(asked.token))));
        if self.problems.len() > 1 {
            map.insert("errors".to_owned(), json!(self.problems));
        }
        Value::Object(map)
    }
}

impl Origin {
    fn name(self) -> &'static str {
        match self {
            Self::Caller => "caller",
            Self::Policy => "policy",
            Self::Odoo => "odoo",
            Self::Gateway => "gateway",
        }
    }
}

impl From<Denial> for Failure {
    fn from(denial: Denial) -> Self {
        // INVARIANT: there is at least one reason; without one the refusal would have no name, and a refusal it stays.
        let Some(first) = denial.first() else { return Self::new(IssueCode::TooDeep, Origin::Policy, denial.to_string()) };
        Self {
            rule: Some(format!("{}: {}", first.step.name(), first.rule).into()),
            hint: first.issue.hint.clone().filter(|_| denial.reasons.len() == 1),
            retryable: denial.retry_after.is_some(),
            problems: denial.reasons.iter().map(|reason| &reason.issue).filter(|issue| !issue.path.is_empty()).cloned().collect(),
            ..Self::new(first.issue.code, Origin::Policy, denial.to_string())
        }
    }
}

impl From<Error> for Failure {
    /// The one place that turns what the SDK reports into an answer.
    fn from(error: Error) -> Self {
        let (code, origin, hint) = match error.kind() {
            ErrorKind::Connection => {
                (ErrorCode::ConnectionFailed, Origin::Odoo, "if it continues, report to the user that Odoo cannot be reached")
            }
            ErrorKind::Auth => {
                (ErrorCode::LoginRefused, Origin::Odoo, "check the user name and the credential that this server is configured with")
            }
            ErrorKind::Access => {
                (ErrorCode::AccessDenied, Origin::Odoo, "the Odoo user of this connection lacks the right; do not try again")
            }
            ErrorKind::Validation => {
                (ErrorCode::ValidationFailed, Origin::Odoo, "a constraint of Odoo refused the values; change them as it says")
            }
            ErrorKind::User => (ErrorCode::OdooRefused, Origin::Odoo, ""),
            ErrorKind::Missing => {
                (ErrorCode::RecordNotFound, Origin::Caller, "the record does not exist or was deleted; search for it again")
            }
            ErrorKind::Version => (ErrorCode::NotInThisOdoo, Origin::Odoo, "`list_models` and `describe_method` show what this Odoo has"),
            ErrorKind::Server => {
                (ErrorCode::OdooFailed, Origin::Odoo, "the same call will most likely fail again: change it, or report it to the user")
            }
            ErrorKind::SessionExpired => (ErrorCode::NotLoggedIn, Origin::Odoo, "call `login`"),
            ErrorKind::Protocol => {
                (ErrorCode::UnexpectedAnswer, Origin::Odoo, "what answered is not the Odoo that was expected; check the address")
            }
        };
        let failure = Self { retryable: error.retryable(), ..Self::new(code, origin, clean(error.message())) };
        match error.retry_after() {
            Some(wait) => failure.hint(format!("the same call may pass in {} s", wait.as_secs_f64().ceil())),
            None if hint.is_empty() => failure,
            None => failure.hint(hint),
        }
    }
}

fn members(problem: &Problem) -> Map<String, Value> {
    match json!(problem) {
        Value::Object(members) => members,
        // INVARIANT: an issue is an object.
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use odoo_sdk::validate::patch;

    use super::*;

    #[test]
    fn every_kind_of_odoo_error_has_its_answer() {
        let answers: Vec<_> = ErrorKind::ALL.into_iter().map(|kind| Failure::from(Error::new(kind, "it says why")).to_json()).collect();
        insta::assert_json_snapshot!(answers);
    }

    #[test]
    fn a_write_without_an_answer_is_never_called_a_failure_that_may_be_repeated() {
        let lost = || Error::new(ErrorKind::Connection, "the connection closed").transient(None);
        assert_eq!(Failure::of_call(lost(), Effect::Write).to_json()["code"], "unknown_outcome");
        assert_eq!(Failure::of_call(lost(), Effect::Write).to_json()["retryable"], false);
        assert_eq!(Failure::of_call(lost().never_ran(), Effect::Write).to_json()["code"], "connection_failed");
        assert_eq!(Failure::of_call(lost(), Effect::Read).to_json()["retryable"], true);
    }

    #[test]
    fn problems_move_with_their_fixes() {
        let steps = [patch::replace(patch::pointer("values.x"), 1)];
        let problem: Problem = Problem::new(IssueCode::WrongType, "values.x", "x is not a number").fix(steps).moved("values", "records[3]");
        assert_eq!((&json!(problem)["path"], &json!(problem)["fix"][0]["path"]), (&json!("records[3].x"), &json!("/records/3/x")));
    }
}
