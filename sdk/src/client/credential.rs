//! What a client proves itself with.

use secrecy::SecretString;

/// A credential; its Debug form is masked.
#[derive(Debug, Clone)]
pub(crate) enum Credential {
    /// An API key of the user `login`.
    ApiKey { login: String, key: SecretString },
    /// The password of the user `login`.
    Password { login: String, password: SecretString },
    /// The id of a web session that someone else opened.
    Session(SecretString),
}
