//! Who calls: made by a door for each call, out of what the door knows of its client. Everything else follows from it.

use std::sync::Arc;

use secrecy::ExposeSecret;
use sha2::{Digest, Sha256};

use crate::odoo::{ConnectionError, ConnectionSettings, Credential, InstanceName};
use crate::policy::{Mode, Scope};

/// What a session may do, within what the server may: it narrows and never widens.
#[derive(Debug, Clone, Default)]
pub struct SessionLimits {
    /// A stricter mode.
    pub(crate) mode: Mode,
    /// A narrower scope.
    pub(crate) scope: Option<Scope>,
}

impl SessionLimits {
    /// What both allow.
    pub(crate) fn and(&self, other: &Self) -> Self {
        let scope = match (&self.scope, &other.scope) {
            (Some(one), Some(other)) => Some(one.clone().and(other.clone())),
            (one, other) => one.clone().or_else(|| other.clone()),
        };
        Self { mode: self.mode.stricter(other.mode), scope }
    }
}

/// Where calls come from, for the count of failed logins: an address, or the name of a door.
pub(crate) type Source = Arc<str>;

/// Who calls. The same principal is the same session.
#[derive(Debug, Clone)]
pub struct Principal {
    subject: Arc<str>,
    source: Source,
    instance: InstanceName,
    database: Option<String>,
    credential: Result<Credential, ConnectionError>,
    api: Option<odoo_sdk::Api>,
    limits: SessionLimits,
    /// The same caller on the other Odoos that they may name.
    elsewhere: Arc<[Principal]>,
    key: SessionKey,
}

/// What finds the session of a principal: a digest of everything that makes two principals differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct SessionKey([u8; 32]);

impl SessionKey {
    /// As text.
    pub(super) fn name(self) -> String {
        self.0.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Principal {
    /// Somebody that a door knows by `subject`, who comes from `source` and works with `credential`, or why there is none.
    #[must_use]
    pub fn new(subject: &str, source: &str, credential: Result<Credential, ConnectionError>) -> Self {
        let principal = Self {
            subject: subject.into(),
            source: source.into(),
            instance: InstanceName::default(),
            database: None,
            credential,
            api: None,
            limits: SessionLimits::default(),
            elsewhere: Arc::default(),
            key: SessionKey([0; 32]),
        };
        principal.with_key()
    }

    /// Whoever the configuration names, at a door that serves nobody else.
    #[must_use]
    pub fn configured(door: &str, settings: &Result<ConnectionSettings, ConnectionError>) -> Self {
        let credential = settings.as_ref().map(|settings| settings.credential.clone()).map_err(Clone::clone);
        let (database, api) = settings.as_ref().map_or((None, None), |settings| (settings.database.clone(), settings.api));
        Self::new(door, door, credential).in_database(database).over(api)
    }

    /// On this Odoo in place of the only one.
    #[must_use]
    pub fn on(self, instance: InstanceName) -> Self {
        Self { instance, ..self }.with_key()
    }

    /// In this database in place of the one of the Odoo's address.
    #[must_use]
    pub fn in_database(self, database: Option<String>) -> Self {
        Self { database, ..self }.with_key()
    }

    /// Over this API in place of the best one.
    #[must_use]
    pub fn over(self, api: Option<odoo_sdk::Api>) -> Self {
        Self { api, ..self }.with_key()
    }

    /// Within limits of their own, on whatever Odoo.
    #[must_use]
    pub fn within(self, limits: SessionLimits) -> Self {
        let elsewhere = self.elsewhere.iter().map(|other| other.clone().within(limits.clone())).collect();
        Self { limits, elsewhere, ..self }.with_key()
    }

    /// With other Odoos to choose from, each with who works there.
    #[must_use]
    pub fn or_on(self, elsewhere: impl IntoIterator<Item = Self>) -> Self {
        Self { elsewhere: elsewhere.into_iter().collect(), ..self }
    }

    /// The same caller on each Odoo that they may name, the default first; only themselves where there is nothing to choose.
    pub(crate) fn everywhere(&self) -> impl Iterator<Item = &Self> + Clone {
        std::iter::once(self).chain(self.elsewhere.iter())
    }

    /// Whether it logs in with an API key, which decides by itself whose it is.
    pub(crate) fn has_api_key(&self) -> bool {
        matches!(self.credential, Ok(Credential::ApiKey { .. }))
    }

    /// The names of the Odoos to choose from, the default first; none where there is nothing to choose.
    pub(crate) fn choices(&self) -> Vec<&str> {
        if self.elsewhere.is_empty() { Vec::new() } else { self.everywhere().map(|principal| principal.instance.as_str()).collect() }
    }

    pub(crate) fn key(&self) -> SessionKey {
        self.key
    }

    pub(super) fn subject(&self) -> &Arc<str> {
        &self.subject
    }

    pub(super) fn source(&self) -> &Source {
        &self.source
    }

    pub(crate) fn instance(&self) -> &InstanceName {
        &self.instance
    }

    pub(super) fn database(&self) -> Option<&str> {
        self.database.as_deref()
    }

    pub(super) fn credential(&self) -> &Result<Credential, ConnectionError> {
        &self.credential
    }

    pub(super) fn api(&self) -> Option<odoo_sdk::Api> {
        self.api
    }

    pub(super) fn limits(&self) -> &SessionLimits {
        &self.limits
    }

    fn with_key(self) -> Self {
        let mut hash = Sha256::new();
        let mut add = |text: &str| {
            hash.update(text.len().to_le_bytes());
            hash.update(text);
        };
        add(&self.subject);
        add(&self.source);
        add(self.instance.as_str());
        add(self.database.as_deref().unwrap_or_default());
        match &self.credential {
            Ok(Credential::ApiKey { login, key }) => ["key", login, key.expose_secret()].into_iter().for_each(&mut add),
            Ok(Credential::Password { login, password }) => {
                ["password", login, password.expose_secret()].into_iter().for_each(&mut add);
            }
            Ok(Credential::Session { id }) => ["session", id.expose_secret()].into_iter().for_each(&mut add),
            Err(_) => add("none"),
        }
        add(self.api.map_or("", odoo_sdk::Api::name));
        add(self.limits.mode.name());
        add(&self.limits.scope.as_ref().map(|scope| format!("{scope:?}")).unwrap_or_default());
        Self { key: SessionKey(hash.finalize().into()), ..self }
    }
}

#[cfg(test)]
mod tests {
    use odoo_sdk::validate::Access;

    use super::*;

    fn principal(password: &str) -> Principal {
        let password = password.into();
        Principal::new("ann", "here", Ok(Credential::Password { login: "ann".to_owned(), password }))
    }

    #[test]
    fn whatever_differs_is_another_session() {
        let scope: Scope = "res.partner:R".parse().unwrap();
        let others = [
            principal("other"),
            Principal::new("ann", "here", Err(ConnectionError::Missing(Vec::new()))),
            Principal::new("bob", "here", principal("secret").credential),
            Principal::new("ann", "there", principal("secret").credential),
            principal("secret").on("other".into()),
            principal("secret").in_database(Some("other".to_owned())),
            principal("secret").over(Some(odoo_sdk::Api::JsonRpc)),
            principal("secret").within(SessionLimits { mode: Mode::ReadOnly, scope: None }),
            principal("secret").within(SessionLimits { mode: Mode::ReadWrite, scope: Some(scope) }),
        ];
        for (at, other) in others.iter().enumerate() {
            assert_ne!(other.key(), principal("secret").key(), "{at}");
        }
        assert_eq!(principal("secret").key(), principal("secret").key());
    }

    #[test]
    fn a_caller_with_a_choice_is_another_session_on_each_odoo_within_the_same_limits() {
        assert_eq!(principal("secret").choices(), Vec::<&str>::new());
        let there = principal("other").on("there".into());
        let read_only = SessionLimits { mode: Mode::ReadOnly, scope: None };
        let caller = principal("secret").or_on([there.clone()]).within(read_only);
        assert_eq!(caller.choices(), ["default", "there"]);
        let keys: Vec<SessionKey> = caller.everywhere().map(Principal::key).collect();
        assert!(keys[0] != keys[1] && keys[1] != there.key());
        assert!(caller.everywhere().all(|principal| principal.limits().mode == Mode::ReadOnly));
        assert_eq!(principal("secret").or_on([there]).key(), principal("secret").key());
    }

    #[test]
    fn limits_narrow_each_other() {
        let limits = |mode, scope: &str| SessionLimits { mode, scope: Some(scope.parse().unwrap()) };
        let both = limits(Mode::ReadOnly, "*:R").and(&limits(Mode::ReadWrite, "res.partner:RW"));
        let scope = both.scope.unwrap();
        assert_eq!(both.mode, Mode::ReadOnly);
        let allows = |model, access| scope.allows(model, access);
        assert!(allows("res.partner", Access::Read) && !allows("res.partner", Access::Write) && !allows("res.bank", Access::Read));
        let one_sided = SessionLimits::default().and(&limits(Mode::ReadWrite, "*:R"));
        assert!(one_sided.scope.is_some() && one_sided.mode == Mode::ReadWrite);
    }

    #[test]
    fn nothing_of_a_credential_is_shown() {
        assert!(!format!("{:?}", principal("s3cret")).contains("s3cret"));
    }
}
