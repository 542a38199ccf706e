//! Proof that the policy has judged a value, and what may be made of permitted calls without another judgement.

use odoo_sdk::schema::SchemaSource;
use odoo_sdk::validate::{Issue, IssueCode, read_call};
use odoo_sdk::{Call, Series};
use serde_json::{Map, Value, json};

use super::{Caller, Denial, ErrorCode, OF_SESSION, Reason, Rules, Ruling, Step, about, accounts};

/// A value that the policy permits.
// INVARIANT: its members are private to this file and nothing in it but `permit` makes one of something else.
#[derive(Debug)]
pub(crate) struct Permitted<T> {
    value: T,
    /// What it does beside what it says.
    beside: Beside,
}

/// Records that a call makes or deletes by commands in its values.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Beside {
    /// Made, and for a create the new record itself.
    pub(crate) made: usize,
    /// Deleted.
    pub(crate) deleted: usize,
}

/// Judges a call as it is to be sent; the only way to a [`Permitted`] one. What was not understood is not sent.
pub(super) fn permit(rules: &Rules, call: Call, caller: &Caller<'_>, series: Series, schemas: &dyn SchemaSource) -> Result<Ruling, Denial> {
    super::mode(rules.mode, "server", "mode", &call)?;
    super::mode(caller.mode, "session", OF_SESSION, &call)?;
    let caller = &Caller { files: caller.files.filter(|files| files.covers(&call)), ..*caller };
    let (outcome, mut needs, beside) = super::judge(rules, caller, schemas, |inspection| {
        accounts::merged(inspection, &call);
        read_call(&call, series, schemas, inspection)
    })?;
    let call = about::bounded(call, rules, caller, schemas, &mut needs)?;
    needs.models.extend(outcome.needs);
    if !needs.is_empty() {
        return Ok(Ruling::Needs(Box::new(call), needs));
    }
    match outcome.issues.is_empty() {
        true => Ok(Ruling::Permitted(Permitted { value: call, beside })),
        false => Err(Denial { reasons: outcome.issues.into_iter().map(not_understood).collect(), retry_after: None }),
    }
}

fn not_understood(issue: Issue) -> Reason {
    let code = match issue.code {
        code @ (IssueCode::UnknownModel | IssueCode::UnknownField | IssueCode::TooDeep | IssueCode::TooLarge) => code.into(),
        _ => ErrorCode::UnreadableArgument,
    };
    Reason::new(Step::Arguments, code, format!("{}; what is not understood is not sent", issue.message)).at(issue.path)
}

impl<T> Permitted<T> {
    /// What it does beside what it says.
    pub(crate) fn beside(&self) -> Beside {
        self.beside
    }

    /// The value, to look at.
    #[cfg(test)]
    pub(crate) fn get(&self) -> &T {
        &self.value
    }

    /// The value, to be sent.
    pub(crate) fn into_inner(self) -> T {
        self.value
    }
}

impl Permitted<Call> {
    /// A create of one record or a write, and the reading of the same records, each permitted by itself, as the one request that the
    /// series have for both. A create of several has none: it stays as it is.
    pub(crate) fn with_reading(self, reading: Self, is_link: &dyn Fn(&str) -> bool) -> Self {
        let Self { value: write, beside } = self;
        let values = match (write.method.as_str(), write.positional.as_slice()) {
            ("create", [(_, Value::Array(records))]) => match records.as_slice() {
                [values] => values.clone(),
                _ => return Self { value: write, beside },
            },
            ("write", [(_, values)]) => values.clone(),
            _ => return Self { value: write, beside },
        };
        let named = reading.value.named.get("fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let entry = |name: &str| (name.to_owned(), if is_link(name) { json!({"fields": {"display_name": {}}}) } else { json!({}) });
        let specification: Map<String, Value> = named.map(entry).collect();
        let saving = Call::new(write.model, "web_save").ids(write.ids.unwrap_or_default());
        let saving = saving.positional("vals", values).positional("specification", specification);
        Self { value: Call { context: write.context, ..saving }, beside }
    }

    /// The same call in the context that Odoo gave with the window in which it is made. What the caller set stays.
    pub(crate) fn within(self, context: &Map<String, Value>) -> Self {
        let Self { value: mut call, beside } = self;
        let mut whole = context.clone();
        whole.extend(call.context.take().unwrap_or_default());
        Self { value: Call { context: Some(whole), ..call }, beside }
    }
}
