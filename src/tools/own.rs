//! Who asks, as the tools of one's own day need it: user, contact, employee, and the day it is where the user is.

use jiff::civil::Date;
use jiff::{Timestamp, Zoned};
use serde_json::{Value, json};

use super::arguments;
use super::context::Odoo;
use super::failure::{Failure, Origin, Problem};
use super::find::Find;
use super::shape;
use crate::error_code::ErrorCode;

impl Odoo {
    /// The id of the user.
    pub(crate) async fn own_id(&self) -> Result<i64, Failure> {
        Ok(self.connected().await?.client().user().uid)
    }

    /// The contact of the user, as id and name.
    pub(crate) async fn own_partner(&self) -> Result<Value, Failure> {
        let user = self.connected().await?.client().own_user(&["partner_id"]).await?;
        Ok(shape::many2one(user.get("partner_id").cloned().unwrap_or_default()))
    }

    /// The employee that the user is, as everybody may see it.
    pub(crate) async fn own_employee(&self) -> Result<Value, Failure> {
        let domain = json!([["user_id", "=", self.own_id().await?]]);
        let find = Find { model: "hr.employee.public", fields: &["name"], domain, order: "id", limit: 1 };
        self.find(&find).await?.into_iter().next().ok_or_else(no_employee)
    }

    /// What time it is where the user is.
    pub(crate) async fn now(&self) -> Result<Zoned, Failure> {
        Ok(Timestamp::now().to_zoned(self.zone().await?))
    }
}

/// The id of a record as it is read.
pub(crate) fn id_of(record: &Value) -> i64 {
    record.get("id").and_then(Value::as_i64).unwrap_or_default()
}

/// A day of an argument.
pub(crate) fn day(path: &str, text: &str) -> Result<Date, Failure> {
    text.parse::<Date>().map_err(|_| wrong(path, format!("`{path}` is `{}`, expected a day such as `2026-11-20`", arguments::short(text))))
}

/// A value of an argument that is not one.
pub(crate) fn wrong(path: &str, message: String) -> Failure {
    Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, path, message)])
}

fn no_employee() -> Failure {
    Failure::new(ErrorCode::RecordNotFound, Origin::Caller, "no employee belongs to this user")
        .hint("tell the user: somebody of human resources links the user to an employee")
}
