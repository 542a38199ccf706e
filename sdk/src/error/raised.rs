//! From an exception that Odoo raised to our error: by its class, and by HTTP status for classes we do not know.

use thiserror::Error as ThisError;

use super::text::clean;
use super::{Error, ErrorKind};
use crate::call::Call;

const SESSION_EXPIRED: &str = "odoo.http.SessionExpiredException";

/// Odoo's own text behind an error whose message does not hold it: for those who print what caused an error.
#[derive(Debug, ThisError)]
#[error("{0}")]
struct InOdoosWords(String);

/// More calls at once than `db_maxconn` allows.
const NO_CONNECTION_LEFT: &str = "psycopg2.pool.PoolError";

/// An exception as an API reports it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Raised<'a> {
    /// The class with its module: `odoo.exceptions.UserError`.
    pub(crate) name: &'a str,
    /// Its text.
    pub(crate) message: &'a str,
    /// The HTTP status of the answer.
    pub(crate) status: u16,
}

impl Raised<'static> {
    /// What the JSON-RPC code 100 stands for.
    pub(crate) fn session_expired() -> Self {
        Self { name: SESSION_EXPIRED, message: "", status: 200 }
    }
}

impl Raised<'_> {
    /// The error for it. `call` is what was asked, where it was a method call.
    pub(crate) fn into_error(self, call: Option<&Call>) -> Error {
        let kind = self.kind(call);
        let error = Error::new(kind, self.message_for(kind, call)).raised(self.name, clean(self.message)).status(self.status);
        match kind {
            ErrorKind::SessionExpired | ErrorKind::Version => error.never_ran(),
            ErrorKind::Auth if self.name.starts_with("werkzeug.") => error.never_ran(),
            ErrorKind::Connection => error.transient(None),
            ErrorKind::Server => error.caused_by(InOdoosWords(clean(self.message))),
            _ => error,
        }
    }

    fn kind(&self, call: Option<&Call>) -> ErrorKind {
        if call.is_some_and(|call| self.denies_existence(call)) {
            return ErrorKind::Version;
        }
        of_class(self.name).unwrap_or_else(|| of_status(self.status))
    }

    /// Whether the exception says that the model or the method called does not exist. The texts compared are written
    /// by Odoo's code for developers and are not translated; they must hold the very names that were called.
    fn denies_existence(&self, call: &Call) -> bool {
        let Call { model, method, .. } = call;
        match self.name {
            "builtins.KeyError" => self.message.trim_matches('\'') == model,
            "odoo.exceptions.UserError" => self.message == no_object(model),
            "builtins.AttributeError" => {
                self.message == format!("The method '{model}.{method}' does not exist")
                    || self.message == format!("The method '{method}' does not exist on the model '{model}'")
            }
            _ => false,
        }
    }

    fn message_for(&self, kind: ErrorKind, call: Option<&Call>) -> String {
        match kind {
            ErrorKind::Access | ErrorKind::Validation | ErrorKind::User | ErrorKind::Missing => self.own_words(),
            ErrorKind::Auth => "Odoo refused the credentials".to_owned(),
            ErrorKind::SessionExpired => "the Odoo session is over or was never valid".to_owned(),
            ErrorKind::Version => absent(call),
            ErrorKind::Connection => "Odoo has no database connection left for the call".to_owned(),
            ErrorKind::Server | ErrorKind::Protocol => format!("Odoo failed with `{}`", self.name),
        }
    }

    fn own_words(&self) -> String {
        let words = clean(self.message);
        if words.is_empty() { format!("Odoo refused with `{}`", self.name) } else { words }
    }
}

/// What `/jsonrpc` and XML-RPC say where there is no such model.
pub(crate) fn no_object(model: &str) -> String {
    format!("Object {model} doesn't exist")
}

/// What is said where the model or method does not exist; Odoo's own text for it differs by API and series.
fn absent(call: Option<&Call>) -> String {
    match call {
        Some(Call { model, method, .. }) => format!("the server has no model `{model}` with a public method `{method}`"),
        None => "the server does not have this address".to_owned(),
    }
}

/// The kind of a class, by its name.
fn of_class(name: &str) -> Option<ErrorKind> {
    Some(match name {
        "odoo.exceptions.AccessDenied" | "werkzeug.exceptions.Unauthorized" => ErrorKind::Auth,
        "odoo.exceptions.AccessError" | "werkzeug.exceptions.Forbidden" => ErrorKind::Access,
        "odoo.exceptions.ValidationError" | "werkzeug.exceptions.UnprocessableEntity" => ErrorKind::Validation,
        "odoo.exceptions.UserError" | "odoo.exceptions.RedirectWarning" | "odoo.exceptions.LockError" => ErrorKind::User,
        "odoo.exceptions.MissingError" => ErrorKind::Missing,
        SESSION_EXPIRED => ErrorKind::SessionExpired,
        NO_CONNECTION_LEFT => ErrorKind::Connection,
        "werkzeug.exceptions.NotFound" => ErrorKind::Version,
        "werkzeug.exceptions.BadRequest" | "werkzeug.exceptions.UnsupportedMediaType" => ErrorKind::Protocol,
        _ => return None,
    })
}

/// The kind of an unknown class: JSON-2 gives a subclass the status of its base.
fn of_status(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Auth,
        403 => ErrorKind::Access,
        404 => ErrorKind::Missing,
        422 => ErrorKind::User,
        _ => ErrorKind::Server,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, message: &str, status: u16, expected: ErrorKind) {
        let call = Call::new("res.partner", "no_such");
        let error = Raised { name, message, status }.into_error(Some(&call));
        assert_eq!(error.kind(), expected, "{name} {message} {status}");
    }

    #[test]
    fn knows_classes_and_falls_back_on_the_status() {
        check("odoo.exceptions.UserError", "No", 200, ErrorKind::User);
        check("odoo.addons.iap.tools.iap_tools.InsufficientCreditError", "No", 422, ErrorKind::User);
        check("odoo.addons.x.MyError", "No", 200, ErrorKind::Server);
        check("psycopg2.errors.UndefinedColumn", "SELECT", 200, ErrorKind::Server);
    }

    #[test]
    fn too_many_calls_at_once_may_be_sent_again() {
        let error = Raised { name: NO_CONNECTION_LEFT, message: "The Connection Pool Is Full", status: 500 }.into_error(None);
        assert_eq!((error.kind(), error.retryable(), error.did_not_run()), (ErrorKind::Connection, true, false));
    }

    #[test]
    fn a_missing_method_is_reported_only_by_the_names_called() {
        check("builtins.AttributeError", "The method 'no_such' does not exist on the model 'res.partner'", 200, ErrorKind::Version);
        check("builtins.AttributeError", "The method 'res.partner.no_such' does not exist", 200, ErrorKind::Version);
        check("builtins.AttributeError", "'NoneType' object has no attribute 'no_such'", 200, ErrorKind::Server);
        check("builtins.KeyError", "res.partner", 200, ErrorKind::Version);
        check("builtins.KeyError", "name", 200, ErrorKind::Server);
        check("odoo.exceptions.UserError", "Object res.partner doesn't exist", 200, ErrorKind::Version);
        check("odoo.exceptions.UserError", "Object sale.order doesn't exist", 200, ErrorKind::User);
    }

    #[test]
    fn a_server_error_keeps_its_text_out_of_the_message() {
        let raised = Raised { name: "psycopg2.errors.SyntaxError", message: "SELECT secret FROM x", status: 200 };
        let error = raised.into_error(None);
        assert_eq!(error.message(), "Odoo failed with `psycopg2.errors.SyntaxError`");
        assert_eq!(error.odoo_message(), Some("SELECT secret FROM x"));
        let cause = std::error::Error::source(&error).map(ToString::to_string);
        assert_eq!(cause.as_deref(), Some("SELECT secret FROM x"));
    }
}
