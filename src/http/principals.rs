//! From who calls to the principal that the call is made as: which Odoo, which user, within what limits.

use super::identity::{Identity, Origin};
use super::narrowing::Narrowing;
use super::odoos::Odoos;
use super::presented::Direct;
use crate::keys::{GatewayKey, KeyCredential};
use crate::odoo::{Credential, InstanceName};
use crate::policy::Mode;
use crate::session::{Principal, SessionLimits};

/// What identities stand for.
#[derive(Debug)]
pub(crate) struct Principals {
    configured: Principal,
    odoos: Odoos,
}

impl Principals {
    /// `configured` is for those who bring no credential of theirs.
    pub(crate) fn new(configured: Principal, odoos: Odoos) -> Self {
        Self { configured, odoos }
    }

    /// The servers that identities may be of.
    pub(crate) fn odoos(&self) -> &Odoos {
        &self.odoos
    }

    /// Who calls, within what the request itself asks for.
    pub(crate) fn principal(&self, identity: &Identity, origin: Origin, narrowing: &Narrowing) -> Principal {
        let asked = SessionLimits { mode: narrowing.mode, scope: narrowing.scope.clone() };
        let narrowed = |mode, scope| SessionLimits { mode, scope }.and(&asked);
        match identity {
            Identity::Operator | Identity::Local => self.configured.clone().within(narrowed(Mode::ReadWrite, None)),
            Identity::Key(key) => self.of_key("key", key).within(narrowed(key.mode, key.scope.clone())),
            Identity::Grant(signed_in) => {
                let key = &signed_in.key;
                self.of_key("grant", key).within(narrowed(key.mode, key.scope.clone()))
            }
            Identity::Direct(direct) => self.of_login(direct, origin).within(narrowed(Mode::ReadWrite, None)),
        }
    }

    /// The budgets of a key or a grant are its own, from wherever it is used.
    fn of_key(&self, kind: &str, key: &GatewayKey) -> Principal {
        let login = key.login.clone();
        let credential = match &key.credential {
            KeyCredential::ApiKey(key) => Credential::ApiKey { login, key: key.clone() },
            KeyCredential::Password(password) => Credential::Password { login, password: password.clone() },
        };
        let subject = format!("{kind} {}", key.id);
        Principal::new(&subject, &subject, Ok(credential)).on(self.instance(Some(&key.url))).in_database(key.database.clone())
    }

    fn of_login(&self, direct: &Direct, origin: Origin) -> Principal {
        let credential = Credential::ApiKey { login: direct.login.clone(), key: direct.key.clone() };
        let principal = Principal::new(&direct.login, &origin.address.to_string(), Ok(credential));
        principal.on(self.instance(direct.url.as_deref())).in_database(direct.database.clone())
    }

    /// An address that is not allowed was refused before; its name is of no Odoo.
    fn instance(&self, url: Option<&str>) -> InstanceName {
        match url {
            None => InstanceName::default(),
            Some(url) => self.odoos.name_of(url).cloned().unwrap_or_else(|| InstanceName::from("")),
        }
    }
}
