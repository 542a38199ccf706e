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

#[cfg(test)]
mod tests {
    use secrecy::zeroize::ZeroizeOnDrop;

    use super::*;

    /// Only a type that is wiped when it goes.
    fn wiped<T: ZeroizeOnDrop>(_: &T) {}

    #[test]
    fn every_secret_is_wiped_and_masked() {
        let (login, secret) = (|| "bot".to_owned(), || SecretString::from("s3cret"));
        let all = [
            Credential::ApiKey { login: login(), key: secret() },
            Credential::Password { login: login(), password: secret() },
            Credential::Session(secret()),
        ];
        for credential in all {
            match &credential {
                Credential::ApiKey { key: secret, .. } | Credential::Password { password: secret, .. } | Credential::Session(secret) => {
                    wiped(secret);
                }
            }
            assert!(!format!("{credential:?}").contains("s3cret"), "{credential:?}");
        }
    }
}
