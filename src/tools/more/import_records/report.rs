//! What became of an import, row by row where something is wrong.

use serde_json::{Value, json};

use super::plan::Plan;
use crate::tools::ToolOutput;
use crate::tools::failure::Failure;
use crate::tools::shape;

/// Refused rows that are named one by one.
const MOST_NAMED: usize = 200;

/// Ids that are named.
const MOST_IDS: usize = 100;

/// What became of the rows.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) created: Vec<i64>,
    pub(super) updated: usize,
    pub(super) unchanged: usize,
    refused: usize,
    reasons: Vec<Value>,
    /// What a dry run would create.
    would_create: usize,
    stopped: Option<(Failure, usize)>,
}

impl Report {
    /// Notes a row that is not imported, and why.
    pub(super) fn refuse(&mut self, row: usize, failure: &Failure) {
        self.refused += 1;
        if self.reasons.len() < MOST_NAMED {
            let mut reported = failure.to_json();
            shape::set(&mut reported, "row", json!(row));
            for name in ["origin", "retryable", "fix"] {
                reported.as_object_mut().map(|members| members.remove(name));
            }
            self.reasons.push(reported);
        }
    }

    /// What a dry run would write.
    pub(super) fn planned(&mut self, plan: &Plan) {
        self.would_create = plan.creates.len();
        self.updated = plan.updates.len();
    }

    /// Ends an import early. One of which nothing was written has failed.
    pub(super) fn stopped(&mut self, failure: Failure, left: usize) -> Result<(), Failure> {
        if self.created.is_empty() && self.updated == 0 && !failure.is_unsure() {
            return Err(failure);
        }
        self.stopped = Some((failure, left));
        Ok(())
    }

    /// The answer.
    pub(super) fn into_output(mut self, mut answer: Value, total: usize) -> ToolOutput {
        self.reasons.sort_by_key(|reason| reason.get("row").and_then(Value::as_u64));
        let created = self.created.len() + self.would_create;
        let counts = [("created", created), ("updated", self.updated), ("unchanged", self.unchanged), ("refused", self.refused)];
        counts.into_iter().for_each(|(name, count)| shape::set(&mut answer, name, json!(count)));
        if self.refused > self.reasons.len() {
            let more = self.refused - self.reasons.len();
            shape::push(&mut answer, "left_out", json!({"what": format!("the reasons of {more} more refused rows")}));
        }
        if !self.reasons.is_empty() {
            shape::set(&mut answer, "reasons", Value::Array(self.reasons));
        }
        if (1..=MOST_IDS).contains(&self.created.len()) {
            shape::set(&mut answer, "ids", json!(self.created));
        }
        let summary =
            format!("{total} rows: {created} created, {} updated, {} unchanged, {} refused", self.updated, self.unchanged, self.refused);
        let incomplete = self.stopped.is_some();
        if let Some((failure, left)) = self.stopped {
            shape::set(&mut answer, "error", failure.to_json());
            shape::set(&mut answer, "not_written", json!(left));
        }
        ToolOutput { incomplete, ..ToolOutput::new(answer, summary) }
    }
}
