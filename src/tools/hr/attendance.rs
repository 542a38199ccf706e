//! The user's own attendances, and the refusal of those whom Odoo lets check in on a screen only.

use serde_json::{Value, json};

use crate::error_code::ErrorCode;
use crate::tools::context::Odoo;
use crate::tools::failure::Failure;
use crate::tools::find::Find;
use crate::tools::own;

/// The model.
pub(super) const MODEL: &str = "hr.attendance";

/// The model in which everybody may see who works here.
pub(super) const EMPLOYEE: &str = "hr.employee.public";

/// The attendances of the user within a domain, the oldest first.
pub(super) async fn of_user(odoo: &Odoo, mut domain: Vec<Value>, limit: u32) -> Result<Vec<Value>, Failure> {
    let employee = own::id_of(&odoo.own_employee().await?);
    domain.push(json!(["employee_id", "=", employee]));
    let fields = ["check_in", "check_out", "worked_hours"];
    odoo.find(&Find { model: MODEL, fields: &fields, domain: json!(domain), order: "check_in, id", limit }).await
}

/// The attendance that the user has not checked out of.
pub(super) async fn open(odoo: &Odoo) -> Result<Option<Value>, Failure> {
    Ok(of_user(odoo, vec![json!(["check_out", "=", false])], 1).await?.into_iter().next())
}

/// Odoo writes attendances for those who only read their own through its screen, not over its API.
pub(super) fn explained(failure: Failure) -> Failure {
    match failure.code() {
        ErrorCode::AccessDenied => {
            failure.hint("Odoo lets this user check in and out on the screen or the kiosk only; tell the user, and do not try again")
        }
        _ => failure,
    }
}
