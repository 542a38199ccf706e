//! Who a client is logged in as.

use serde_json::Value;

/// The user behind a client. What the API's login does not report is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// The id in `res.users`.
    pub uid: i64,
    /// The login name.
    pub login: Option<String>,
    /// The display name.
    pub name: Option<String>,
    /// The language, as in `en_US`.
    pub lang: Option<String>,
    /// The time zone, as in `Europe/Brussels`.
    pub tz: Option<String>,
}

impl User {
    /// A user of whom the login reported the id only.
    pub(super) fn known_by(uid: i64, login: &str) -> Self {
        Self { uid, login: Some(login.to_owned()), name: None, lang: None, tz: None }
    }

    /// Out of `res.users.context_get`.
    pub(super) fn from_context(context: &Value, login: &str) -> Option<Self> {
        let uid = context.get("uid").and_then(positive)?;
        Some(Self { lang: text(context, "lang"), tz: text(context, "tz"), ..Self::known_by(uid, login) })
    }

    /// With what a read of the user says.
    pub(super) fn known_to_be(self, read: &Value) -> Self {
        Self { login: text(read, "login"), name: text(read, "name"), ..self }
    }

    /// Out of a session's information; `None` where nobody is logged in, as after a password that wants a second factor.
    pub(super) fn from_session(info: &Value) -> Option<Self> {
        let uid = info.get("uid").and_then(positive)?;
        let context = info.get("user_context").unwrap_or(&Value::Null);
        Some(Self { uid, login: text(info, "username"), name: text(info, "name"), lang: text(context, "lang"), tz: text(context, "tz") })
    }
}

fn positive(value: &Value) -> Option<i64> {
    value.as_i64().filter(|uid| *uid > 0)
}

/// A text; Odoo says false for none.
fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name).and_then(Value::as_str).map(ToOwned::to_owned)
}
