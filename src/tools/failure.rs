//! What a tool answers when it cannot do what was asked: one shape, made for a model to act on.

mod codes;

use odoo_sdk::validate::PatchOp;
use odoo_sdk::{Effect, Error, ErrorKind};
use serde_json::{Map, Value, json};

use super::confirm::Unconfirmed;
use crate::policy::{Denial, Reason, clean};

pub(crate) use codes::{Code, codes};

/// Most problems that are told one by one.
const MOST_PROBLEMS: usize = 100;

/// Whose fault it is, and so who can mend it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whose {
    /// The caller's arguments.
    Caller,
    /// A rule of this server.
    Policy,
    /// Odoo, or the way to it.
    Odoo,
    /// This program or its configuration.
    Gateway,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    code: &'static str,
    path: String,
    message: String,
    hint: Option<String>,
    fix: Option<Value>,
}

/// Why a tool did not do what was asked.
#[derive(Debug, Clone)]
pub(crate) struct Failure {
    code: &'static str,
    /// The rule that refused.
    rule: Option<Box<str>>,
    message: String,
    hint: Option<String>,
    whose: Whose,
    retryable: bool,
    problems: Vec<Problem>,
    /// A write was sent and no answer came: whether Odoo did it is not known.
    unsure: bool,
    /// The call waits for somebody to confirm it.
    unconfirmed: Option<Box<Unconfirmed>>,
}

impl Problem {
    /// A problem at a path of the arguments (empty for the whole).
    pub(crate) fn new(code: &'static str, path: impl Into<String>, message: impl Into<String>) -> Self {
        Self { code, path: path.into(), message: message.into(), hint: None, fix: None }
    }

    /// With advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With a JSON Patch on the arguments that mends it.
    pub(crate) fn fix(mut self, steps: &[PatchOp]) -> Self {
        self.fix = (!steps.is_empty()).then(|| json!(steps));
        self
    }

    /// The same problem in a call where what was checked as `from` stands at `to`: a record of a list is checked on its own.
    pub(crate) fn moved(mut self, from: &str, to: &str) -> Self {
        if let Some(rest) = self.path.strip_prefix(from) {
            self.path = format!("{to}{rest}");
        }
        let (from, to) = (pointer(from), pointer(to));
        for step in self.fix.iter_mut().filter_map(Value::as_array_mut).flatten() {
            for name in ["path", "from"] {
                let moved = step.get(name).and_then(Value::as_str).and_then(|at| at.strip_prefix(&from)).map(|rest| format!("{to}{rest}"));
                if let (Some(moved), Some(member)) = (moved, step.get_mut(name)) {
                    *member = json!(moved);
                }
            }
        }
        self
    }

    pub(super) fn to_json(&self) -> Value {
        let mut map = Map::new();
        map.insert("code".to_owned(), json!(self.code));
        map.insert("path".to_owned(), json!(self.path));
        map.insert("message".to_owned(), json!(self.message));
        map.extend(self.hint.as_ref().map(|hint| ("hint".to_owned(), json!(hint))));
        map.extend(self.fix.as_ref().map(|fix| ("fix".to_owned(), fix.clone())));
        Value::Object(map)
    }
}

impl Failure {
    /// A failure of somebody.
    pub(crate) fn new(code: &'static str, whose: Whose, message: impl Into<String>) -> Self {
        Self {
            code,
            rule: None,
            message: message.into(),
            hint: None,
            whose,
            retryable: false,
            problems: Vec::new(),
            unsure: false,
            unconfirmed: None,
        }
    }

    /// A call that has to be confirmed first.
    pub(crate) fn unconfirmed(unconfirmed: Unconfirmed) -> Self {
        let message = format!("not done yet, this has to be confirmed: {}", unconfirmed.question);
        let failure = Self::new("confirmation_needed", Whose::Policy, message)
            .hint("ask the user; if they agree, repeat the call with the same arguments and this `confirm_token`");
        Self { retryable: true, unconfirmed: Some(Box::new(unconfirmed)), ..failure }
    }

    /// What became of a call to Odoo. The one place that knows when a write may have happened all the same.
    pub(crate) fn of_call(error: Error, effect: Effect) -> Self {
        let no_answer = matches!(error.kind(), ErrorKind::Connection | ErrorKind::Protocol);
        if effect == Effect::Write && no_answer && !error.surely_not_run() {
            return Self::unsure(error.message());
        }
        error.into()
    }

    /// A write whose answer never came.
    pub(crate) fn unsure(why: &str) -> Self {
        let message = format!("no answer came to the write, whether Odoo did it is not known: {}", clean(why));
        let failure = Self::new("unknown_outcome", Whose::Odoo, message);
        Self { unsure: true, ..failure }.hint("read the records before anything is written again")
    }

    /// Whether a write may have happened although this is a failure.
    pub(crate) fn is_unsure(&self) -> bool {
        self.unsure
    }

    /// What somebody has to confirm.
    pub(crate) fn asks(&self) -> Option<&Unconfirmed> {
        self.unconfirmed.as_deref()
    }

    /// The problems, where they are one by one.
    pub(crate) fn into_problems(self) -> Result<Vec<Problem>, Self> {
        if self.problems.is_empty() { Err(self) } else { Ok(self.problems) }
    }

    /// Whether a rule of this server refuses.
    pub(crate) fn is_of_policy(&self) -> bool {
        self.whose == Whose::Policy
    }

    /// The same failure in a call where what was checked as `from` stands at `to`.
    pub(crate) fn moved(mut self, from: &str, to: &str) -> Self {
        self.problems = self.problems.into_iter().map(|problem| problem.moved(from, to)).collect();
        self
    }

    /// A call that would be wrong, with everything that is.
    pub(crate) fn invalid(mut problems: Vec<Problem>) -> Self {
        let are_too_many = problems.len() > MOST_PROBLEMS;
        if are_too_many {
            problems.truncate(MOST_PROBLEMS);
            problems.push(Problem::new("too_many_issues", "", "the others are not told"));
        }
        let message = match problems.as_slice() {
            [only] => only.message.clone(),
            _ if are_too_many => format!("more than {MOST_PROBLEMS} things are wrong with this call; nothing was sent to Odoo"),
            several => format!("{} things are wrong with this call; nothing was sent to Odoo", several.len()),
        };
        let hint = match problems.as_slice() {
            [only] => only.hint.clone(),
            _ => None,
        };
        Self { hint, problems, ..Self::new("invalid_call", Whose::Caller, message) }
    }

    /// With advice.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The rule that refused.
    pub(crate) fn rule(&self) -> Option<&str> {
        self.rule.as_deref()
    }

    /// Its code.
    pub(crate) fn code(&self) -> &'static str {
        self.code
    }

    /// The answer's content.
    pub(crate) fn to_json(&self) -> Value {
        let mut map = Map::new();
        map.insert("code".to_owned(), json!(self.code));
        map.insert("message".to_owned(), json!(self.message));
        map.extend(self.hint.as_ref().map(|hint| ("hint".to_owned(), json!(hint))));
        map.insert("whose".to_owned(), json!(self.whose.name()));
        map.insert("retryable".to_owned(), json!(self.retryable));
        if let [only] = self.problems.as_slice() {
            map.insert("path".to_owned(), json!(only.path));
        }
        map.extend(self.asks().map(|asked| ("confirm_token".to_owned(), json!(asked.token))));
        if !self.problems.is_empty() {
            map.insert("errors".to_owned(), self.problems.iter().map(Problem::to_json).collect());
        }
        Value::Object(map)
    }
}

impl Whose {
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
        let Some(first) = denial.first() else { return Self::new("undecided", Whose::Policy, denial.to_string()) };
        let problem = |reason: &Reason| match &reason.hint {
            Some(hint) => Problem::new(reason.code, reason.path.clone(), reason.message.clone()).hint(hint.clone()),
            None => Problem::new(reason.code, reason.path.clone(), reason.message.clone()),
        };
        Self {
            rule: Some(format!("{}: {}", first.step.name(), first.rule).into()),
            hint: first.hint.clone(),
            retryable: denial.retry_after.is_some(),
            problems: denial.reasons.iter().filter(|reason| !reason.path.is_empty()).map(problem).collect(),
            ..Self::new(first.code, Whose::Policy, denial.to_string())
        }
    }
}

impl From<Error> for Failure {
    /// The one place that turns what the SDK reports into an answer.
    fn from(error: Error) -> Self {
        let (code, whose, hint) = match error.kind() {
            ErrorKind::Connection => ("connection", Whose::Odoo, "if it goes on, tell the user that Odoo cannot be reached"),
            ErrorKind::Auth => ("auth", Whose::Odoo, "check the user name and the credential that this server is configured with"),
            ErrorKind::Access => ("access", Whose::Odoo, "the Odoo user of this connection lacks the right; do not try again"),
            ErrorKind::Validation => ("validation", Whose::Odoo, "Odoo's own rule refused the values; change them as it says"),
            ErrorKind::User => ("user", Whose::Odoo, "Odoo refused this in the record's present state; read it first"),
            ErrorKind::Missing => ("missing", Whose::Caller, "the record does not exist or was deleted; search for it again"),
            ErrorKind::Version => ("version", Whose::Odoo, "`list_models` and `describe_method` tell what this Odoo has"),
            ErrorKind::Server => ("server", Whose::Odoo, "the same call will most likely fail again: change it, or tell the user"),
            ErrorKind::SessionExpired => ("session_expired", Whose::Odoo, "call `login`"),
            ErrorKind::Protocol => ("protocol", Whose::Odoo, "what answered is not the Odoo that was expected; check the address"),
        };
        let failure = Self { retryable: error.retryable(), ..Self::new(code, whose, clean(error.message())) };
        match error.retry_after() {
            Some(wait) => failure.hint(format!("the same call may pass in {} s", wait.as_secs_f64().ceil())),
            None => failure.hint(hint),
        }
    }
}

/// A dotted path such as `records[3].name` as a JSON pointer.
pub(super) fn pointer(path: &str) -> String {
    path.split(['.', '[']).map(|part| format!("/{}", part.trim_end_matches(']'))).collect()
}

#[cfg(test)]
mod tests {
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
        assert_eq!(Failure::of_call(lost().never_ran(), Effect::Write).to_json()["code"], "connection");
        assert_eq!(Failure::of_call(lost(), Effect::Read).to_json()["retryable"], true);
    }

    #[test]
    fn problems_move_with_their_fixes() {
        let steps = [PatchOp::Replace { path: "/values/x".to_owned(), value: json!(1) }];
        let problem = Problem::new("wrong_type", "values.x", "x is no number").fix(&steps).moved("values", "records[3]").to_json();
        assert_eq!((&problem["path"], &problem["fix"][0]["path"]), (&json!("records[3].x"), &json!("/records/3/x")));
    }
}
