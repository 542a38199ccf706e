//! The kinds of failure a caller can tell apart; exhaustive on purpose, so that every answer to them is thought of.

use std::fmt;

/// What went wrong, by what can be done about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ErrorKind {
    /// No usable answer came: refused, timed out, cut off, a proxy's 502, or the circuit breaker is open.
    Connection,
    /// The credentials are refused, or do not fit the API.
    Auth,
    /// The user may not do this, or the method is private.
    Access,
    /// A constraint of Odoo is broken, or the arguments do not fit the method.
    Validation,
    /// Odoo refused for a reason of its business logic.
    User,
    /// A record does not exist, or no longer.
    Missing,
    /// The server does not have the model, the method or the API, or its series is not supported.
    Version,
    /// Odoo failed with any other exception.
    Server,
    /// The web session is over.
    SessionExpired,
    /// What came back is not what the API promises, or the API cannot carry the value.
    Protocol,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 10] = [
        Self::Connection,
        Self::Auth,
        Self::Access,
        Self::Validation,
        Self::User,
        Self::Missing,
        Self::Version,
        Self::Server,
        Self::SessionExpired,
        Self::Protocol,
    ];

    /// A stable lower-case name, for logs and metrics.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Connection => "connection",
            Self::Auth => "auth",
            Self::Access => "access",
            Self::Validation => "validation",
            Self::User => "user",
            Self::Missing => "missing",
            Self::Version => "version",
            Self::Server => "server",
            Self::SessionExpired => "session_expired",
            Self::Protocol => "protocol",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
