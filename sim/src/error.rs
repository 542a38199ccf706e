//! The errors of an Odoo server as a client sees them: exception names, HTTP statuses and fault codes. No Odoo code, only what was
//! observed at the wire.

use serde_json::{Value, json};

/// An exception of the server, before it is put into the envelope of a protocol.
#[derive(Debug, Clone)]
pub(crate) struct OdooError {
    pub(crate) kind: Kind,
    pub(crate) message: String,
    /// `arguments` where they are not just the message.
    pub(crate) arguments: Option<Value>,
}

/// The result of a call on the embedded Odoo.
pub(crate) type Outcome<T> = Result<T, OdooError>;

/// The exception's class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    AccessDenied,
    AccessError,
    UserError,
    ValidationError,
    MissingError,
    SessionExpired,
    NotFound,
    Unauthorized,
    Unprocessable,
    BadRequest,
    AssertionError,
    AttributeError,
    IndexError,
    JsonDecode,
    KeyError,
    NameError,
    Expat,
    NotImplemented,
    TypeError,
    ValueError,
    Operational,
    Programming,
    InvalidText,
    InvalidDatetime,
    OutOfRange,
    UndefinedFunction,
}

impl Kind {
    /// `error.data.name`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AccessDenied => "odoo.exceptions.AccessDenied",
            Self::AccessError => "odoo.exceptions.AccessError",
            Self::UserError => "odoo.exceptions.UserError",
            Self::ValidationError => "odoo.exceptions.ValidationError",
            Self::MissingError => "odoo.exceptions.MissingError",
            Self::SessionExpired => "odoo.http.SessionExpiredException",
            Self::NotFound => "werkzeug.exceptions.NotFound",
            Self::Unauthorized => "werkzeug.exceptions.Unauthorized",
            Self::Unprocessable => "werkzeug.exceptions.UnprocessableEntity",
            Self::BadRequest => "werkzeug.exceptions.BadRequest",
            Self::AssertionError => "builtins.AssertionError",
            Self::AttributeError => "builtins.AttributeError",
            Self::IndexError => "builtins.IndexError",
            Self::JsonDecode => "json.decoder.JSONDecodeError",
            Self::KeyError => "builtins.KeyError",
            Self::NameError => "builtins.NameError",
            Self::Expat => "xml.parsers.expat.ExpatError",
            Self::NotImplemented => "builtins.NotImplementedError",
            Self::TypeError => "builtins.TypeError",
            Self::ValueError => "builtins.ValueError",
            Self::Operational => "psycopg2.OperationalError",
            Self::Programming => "psycopg2.ProgrammingError",
            Self::InvalidText => "psycopg2.errors.InvalidTextRepresentation",
            Self::InvalidDatetime => "psycopg2.errors.InvalidDatetimeFormat",
            Self::OutOfRange => "psycopg2.errors.NumericValueOutOfRange",
            Self::UndefinedFunction => "psycopg2.errors.UndefinedFunction",
        }
    }

    /// HTTP status on JSON-2.
    pub(crate) fn status(self) -> u16 {
        match self {
            Self::Unauthorized => 401,
            Self::AccessDenied | Self::AccessError | Self::SessionExpired => 403,
            Self::MissingError | Self::NotFound => 404,
            Self::UserError | Self::ValidationError | Self::Unprocessable => 422,
            Self::BadRequest => 400,
            _ => 500,
        }
    }

    /// `faultCode` on XML-RPC; 1 comes with a traceback instead of the message.
    pub(crate) fn fault_code(self) -> i64 {
        match self {
            Self::UserError | Self::ValidationError | Self::MissingError => 2,
            Self::AccessDenied => 3,
            Self::AccessError => 4,
            _ => 1,
        }
    }
}

impl OdooError {
    pub(crate) fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), arguments: None }
    }

    pub(crate) fn value(message: impl Into<String>) -> Self {
        Self::new(Kind::ValueError, message)
    }

    pub(crate) fn type_error(message: impl Into<String>) -> Self {
        Self::new(Kind::TypeError, message)
    }

    pub(crate) fn user(message: impl Into<String>) -> Self {
        Self::new(Kind::UserError, message)
    }

    pub(crate) fn validation(message: impl Into<String>) -> Self {
        Self::new(Kind::ValidationError, message)
    }

    pub(crate) fn access(message: impl Into<String>) -> Self {
        Self::new(Kind::AccessError, message)
    }

    pub(crate) fn denied() -> Self {
        Self::new(Kind::AccessDenied, "Access Denied")
    }

    /// A werkzeug error: its arguments are the message and the status.
    pub(crate) fn http(kind: Kind, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { kind, arguments: Some(json!([message, kind.status()])), message }
    }

    /// The 404 that 18 and 19 answer inside JSON-RPC.
    pub(crate) fn rpc_not_found() -> Self {
        let text =
            "The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.";
        Self { kind: Kind::NotFound, message: format!("404 Not Found: {text}"), arguments: Some(json!([])) }
    }

    pub(crate) fn missing(model: &str, id: i64, user: i64) -> Self {
        let text = format!("Record does not exist or has been deleted.\n(Record: {model}({id},), User: {user})");
        Self::new(Kind::MissingError, text)
    }

    /// What stands for business code that the embedded Odoo does not have.
    pub(crate) fn no_business_code(model: &str, method: &str) -> Self {
        Self::user(format!("The embedded Odoo has no business code for '{model}.{method}'."))
    }

    /// `data` of a JSON-RPC error and the body of a JSON-2 error.
    pub(crate) fn data(&self) -> Value {
        json!({
            "name": self.kind.name(),
            "message": self.message,
            "arguments": self.arguments.clone().unwrap_or_else(|| json!([self.message])),
            "context": {},
            "debug": self.traceback(),
        })
    }

    /// `faultString` on XML-RPC.
    pub(crate) fn fault_text(&self) -> String {
        if self.kind.fault_code() == 1 { self.traceback() } else { self.message.clone() }
    }

    fn traceback(&self) -> String {
        let name = self.kind.name();
        let name = name.strip_prefix("builtins.").unwrap_or(name);
        format!("Traceback (most recent call last):\n  ...\n{name}: {}\n", self.message)
    }
}
