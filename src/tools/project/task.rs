//! Tasks as an answer shows them.

use serde_json::{Value, json};

/// The model.
pub(super) const MODEL: &str = "project.task";

/// What is said of a task.
pub(super) const FIELDS: [&str; 10] = [
    "name",
    "project_id",
    "stage_id",
    "state",
    "date_deadline",
    "priority",
    "partner_id",
    "allocated_hours",
    "effective_hours",
    "remaining_hours",
];

/// States of a task that is over.
pub(super) const CLOSED: [&str; 2] = ["1_done", "1_canceled"];

/// Tasks that are not over.
pub(super) fn open() -> Value {
    json!(["state", "not in", CLOSED])
}
