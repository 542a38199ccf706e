//! Writing what was planned: creates in chunks, each a transaction. A chunk that Odoo refuses is halved until the refused rows are
//! found, so that the others are imported.

use odoo_sdk::Call;

use super::plan::Plan;
use super::report::Report;
use super::rows::Row;
use crate::error_code::ErrorCode;
use crate::tools::ToolContext;
use crate::tools::failure::Failure;
use crate::tools::outcome;

/// Rows of one transaction.
const CHUNK: usize = 100;

/// Writes. What stops the whole import is in the report, with how many rows were not written.
pub(super) async fn send(context: &ToolContext, model: &str, plan: Plan, total: usize, report: &mut Report) -> Result<(), Failure> {
    let mut chunks: Vec<&[Row]> = plan.creates.chunks(CHUNK).rev().collect();
    let mut left = plan.creates.len() + plan.updates.len();
    while let Some(rows) = chunks.pop() {
        let values: Vec<_> = rows.iter().map(|row| row.values.clone()).collect();
        match context.odoo.send(Call::create(model, values)).await {
            Ok(answer) => report.created.extend(outcome::ids_of(&answer, Vec::new())),
            Err(failure) if stops(&failure) => return report.stopped(failure, left),
            Err(failure) => match rows {
                [row] => report.refuse(row.number, &failure),
                rows => {
                    let (first, second) = rows.split_at(rows.len() / 2);
                    chunks.extend([second, first]);
                    continue;
                }
            },
        }
        left -= rows.len();
        context.call.progress(total - left, total, &format!("{} of {total} rows done", total - left)).await;
    }
    for (id, row) in plan.updates {
        match context.odoo.send(Call::write(model, [id], row.values)).await {
            Ok(_) => report.updated += 1,
            Err(failure) if stops(&failure) => return report.stopped(failure, left),
            Err(failure) => report.refuse(row.number, &failure),
        }
        left -= 1;
        context.call.progress(total - left, total, &format!("{} of {total} rows done", total - left)).await;
    }
    Ok(())
}

/// Whether a failure is about the import and not about a row: a rule of this server, a right, the way to Odoo.
fn stops(failure: &Failure) -> bool {
    let is_about_row =
        matches!(failure.code(), ErrorCode::OdooRefused | ErrorCode::ValidationFailed | ErrorCode::OdooFailed | ErrorCode::RecordNotFound);
    failure.is_unsure() || !is_about_row
}
