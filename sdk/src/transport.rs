//! Odoo's four APIs as pairs of pure functions: a [`Call`] to an [`HttpRequest`], an [`HttpReply`] to a value or an error.
//!
//! Nothing here but [`http::Http`] does IO, so that every recorded exchange can be checked without a server.

pub mod http;
pub mod json2;
pub mod jsonrpc;
pub mod web;
pub mod xmlrpc;

mod arguments;
mod envelope;
mod part;
mod reply;

use secrecy::SecretString;

use crate::call::Call;
use crate::error::{Error, ErrorKind};
pub use http::{HttpReply, HttpRequest, Method};
pub use part::Part;

/// Who calls over an API that sends the credentials with each call (`/jsonrpc` and XML-RPC).
#[derive(Debug, Clone)]
pub struct Account {
    /// The database.
    pub database: String,
    /// The user's id, as `common.authenticate` reported it.
    pub uid: i64,
    /// The password or API key.
    pub secret: SecretString,
}

/// What an answer is decoded against: where it came from and what was asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// `host:port` of the server, for messages.
    pub authority: &'a str,
    /// The call, where it was one.
    pub call: Option<&'a Call>,
}

/// Refuses what no API could carry: a name that is not one, or an argument given twice.
///
/// # Errors
/// [`ErrorKind::Version`] for a model or method name that cannot exist, [`ErrorKind::Validation`] for the arguments.
pub fn check(call: &Call) -> Result<(), Error> {
    if !is_name(&call.model) {
        return Err(Error::new(ErrorKind::Version, format!("`{}` cannot be the name of a model", shown(&call.model))).never_ran());
    }
    if !is_name(&call.method) || call.method.contains('.') {
        return Err(Error::new(ErrorKind::Version, format!("`{}` cannot be the name of a method", shown(&call.method))).never_ran());
    }
    arguments::check(call)
}

fn is_name(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'));
    plain && !text.is_empty() && !text.split('.').any(str::is_empty)
}

fn shown(text: &str) -> String {
    crate::error::text::one_line(text).chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(call: &Call) -> Option<String> {
        check(call).err().map(|error| error.message().to_owned())
    }

    #[test]
    fn names_cannot_leave_the_path() {
        for model in ["", "..", "res/partner", "res.partner?x", "res..partner", "res.partner%2f", "é"] {
            assert!(refusal(&Call::new(model, "read")).is_some(), "{model}");
        }
        assert_eq!(refusal(&Call::new("x_Model.custom2", "camelCase")), None);
        assert!(refusal(&Call::new("res.partner", "a.b")).is_some());
    }
}
