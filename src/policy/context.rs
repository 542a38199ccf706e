//! The keys of a context that a call may bring.

use odoo_sdk::validate::CallPath;

use super::decision::{Reason, Step};
use super::inspection::{Inspection, shown};
use crate::error_code::ErrorCode;

/// Only say how an answer looks or whose companies count.
const HARMLESS: &[&str] = &["active_id", "active_ids", "active_test", "allowed_company_ids", "bin_size", "lang", "tracking_disable", "tz"];

/// Judges a key that is not a default.
pub(super) fn judge(inspection: &mut Inspection<'_>, key: &str, at: &CallPath<'_>) {
    if !HARMLESS.contains(&key) {
        let message = format!("the context key `{}` is not taken", shown(key));
        let reason =
            Reason::new(Step::Arguments, ErrorCode::ContextKey, message).hint("`lang`, `tz`, `active_test` and `allowed_company_ids` are");
        inspection.refuse(reason.at(at));
    }
}
