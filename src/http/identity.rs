//! Who calls, from what a request presents: a gateway key, the operator's key, an Odoo login where the operator allows it, or nobody
//! where the server listens for this machine alone and wants nothing. The first that applies decides; none falls through to the next.

use std::net::IpAddr;
use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::caller_address::NetworkList;
use super::oauth::{Resource, SignedIn};
use super::odoos::Odoos;
use super::presented::{Direct, Presented};
use crate::keys::{GatewayKey, KeyRing, Revocations, SealedError};

/// Seconds since 1970.
pub(crate) type Clock = fn() -> u64;

/// Who calls.
#[derive(Debug, Clone)]
pub(crate) enum Identity {
    /// The holder of a gateway key.
    Key(Arc<GatewayKey>),
    /// A client that a person signed in to.
    Grant(Arc<SignedIn>),
    /// Whoever has the operator's key: the configured Odoo user.
    Operator,
    /// An Odoo user with an API key of Odoo.
    Direct(Arc<Direct>),
    /// Somebody on this machine: the configured Odoo user.
    Local,
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Origin {
    /// The real address.
    pub(crate) address: IpAddr,
    /// Whether a proxy sent it on.
    pub(crate) is_forwarded: bool,
}

/// What is accepted.
#[derive(Debug)]
pub(crate) struct Authentication {
    /// Opens gateway keys.
    pub(crate) ring: Option<KeyRing>,
    /// Takes access tokens of those who signed in.
    pub(super) resource: Option<Arc<Resource>>,
    /// The operator's key.
    pub(crate) operator: Option<OperatorKey>,
    /// From where Odoo logins are accepted; an empty list accepts none.
    pub(crate) direct: NetworkList,
    /// Keys that were revoked.
    pub(crate) revocations: Arc<Revocations>,
    /// The time.
    pub(crate) clock: Clock,
}

/// The digest of a key that is compared in constant time.
#[derive(Clone)]
pub(crate) struct OperatorKey([u8; 32]);

/// Why nobody is recognised. What was brought is never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum IdentityError {
    /// It brought nothing.
    #[error("this server wants a key: `Authorization: Bearer <key>` or `X-API-Key: <key>`")]
    Missing,
    /// A proxy sent it on to a server that asks for nothing.
    #[error("this server has no authentication and answers this machine alone, not a proxy: set API_KEY or ENCRYPTION_KEY")]
    Forwarded,
    /// It is not a key of this server.
    #[error("the key is not valid here")]
    Invalid,
    /// The key's time is over.
    #[error("the key has ended: ask for a new one")]
    Ended,
    /// The key was revoked.
    #[error("the key was revoked")]
    Revoked,
    /// Odoo logins are not accepted from there.
    #[error("Odoo logins are not accepted here: use a gateway key")]
    DirectNotAccepted,
    /// The key is of an Odoo that this server may not connect to.
    #[error("this server does not connect to the Odoo that the key names: ODOO_ALLOWED_URLS allows a server")]
    OdooNotAllowed,
}

impl Authentication {
    /// Whether a request has to bring something.
    pub(crate) fn is_required(&self) -> bool {
        self.ring.is_some() || self.resource.is_some() || self.operator.is_some() || !self.direct.is_empty()
    }

    /// Who calls.
    pub(crate) fn identify(&self, presented: Presented, origin: Origin, odoos: &Odoos) -> Result<Identity, IdentityError> {
        match presented {
            Presented::Token(token) => self.of_token(&token, odoos),
            Presented::Direct(direct) => self.of_login(direct, origin, odoos),
            Presented::Nothing if self.is_required() => Err(IdentityError::Missing),
            Presented::Nothing if origin.is_forwarded || !origin.address.is_loopback() => Err(IdentityError::Forwarded),
            Presented::Nothing => Ok(Identity::Local),
        }
    }

    fn of_token(&self, token: &SecretString, odoos: &Odoos) -> Result<Identity, IdentityError> {
        if let Some(signed_in) = self.resource.as_ref().and_then(|resource| resource.open(token)) {
            self.check(&signed_in.key, odoos)?;
            return Ok(Identity::Grant(Arc::new(signed_in)));
        }
        let opened = match &self.ring {
            Some(ring) => GatewayKey::open(ring, token.expose_secret()),
            None => Err(SealedError::NotSealed),
        };
        match opened {
            Ok(key) => self.check(&key, odoos).map(|()| Identity::Key(Arc::new(key))),
            Err(SealedError::NotSealed) if self.operator.as_ref().is_some_and(|operator| operator.is(token)) => Ok(Identity::Operator),
            Err(_) => Err(IdentityError::Invalid),
        }
    }

    /// Whether who was recognised before still would be.
    pub(crate) fn check_again(&self, identity: &Identity, odoos: &Odoos) -> Result<(), IdentityError> {
        match identity {
            Identity::Key(key) => self.check(key, odoos),
            Identity::Grant(signed_in) => self.check(&signed_in.key, odoos),
            Identity::Operator | Identity::Direct(_) | Identity::Local => Ok(()),
        }
    }

    /// Whether a key still counts, and here.
    fn check(&self, key: &GatewayKey, odoos: &Odoos) -> Result<(), IdentityError> {
        if self.revocations.has(&key.id) {
            return Err(IdentityError::Revoked);
        }
        if key.has_ended((self.clock)()) {
            return Err(IdentityError::Ended);
        }
        if odoos.name_of(&key.url).is_none() {
            return Err(IdentityError::OdooNotAllowed);
        }
        Ok(())
    }

    fn of_login(&self, direct: Direct, origin: Origin, odoos: &Odoos) -> Result<Identity, IdentityError> {
        if !self.direct.contains(origin.address) {
            return Err(IdentityError::DirectNotAccepted);
        }
        if direct.url.as_ref().is_some_and(|url| odoos.name_of(url).is_none()) {
            return Err(IdentityError::OdooNotAllowed);
        }
        Ok(Identity::Direct(Arc::new(direct)))
    }
}

impl OperatorKey {
    /// Of the configured key.
    pub(crate) fn new(key: &str) -> Self {
        Self(Sha256::digest(key).into())
    }

    fn is(&self, token: &SecretString) -> bool {
        let digest: [u8; 32] = Sha256::digest(token.expose_secret()).into();
        self.0.ct_eq(&digest).into()
    }
}

impl std::fmt::Debug for OperatorKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("OperatorKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::Register;
    use crate::keys::tests::key;
    use crate::odoo::InstanceName;

    const HERE: Origin = Origin { address: IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), is_forwarded: false };

    fn ring() -> KeyRing {
        KeyRing::parse(&KeyRing::generate().unwrap()).unwrap()
    }

    fn open() -> Authentication {
        Authentication {
            ring: None,
            resource: None,
            operator: None,
            direct: NetworkList::default(),
            revocations: Arc::default(),
            clock: || 1_750_000_000,
        }
    }

    fn identified(authentication: &Authentication, presented: Presented, origin: Origin) -> Result<Identity, IdentityError> {
        authentication.identify(presented, origin, &Odoos::new(&[(InstanceName::default(), "http://127.0.0.1:8069".to_owned())], &[]))
    }

    fn token(text: &str) -> Presented {
        Presented::Token(text.into())
    }

    fn login(url: Option<&str>) -> Presented {
        Presented::Direct(Direct { url: url.map(str::to_owned), database: None, login: "demo".to_owned(), key: "s3cret".into() })
    }

    #[test]
    fn nobody_is_let_in_where_a_key_is_wanted() {
        let with_operator = Authentication { operator: Some(OperatorKey::new("s3cret")), ..open() };
        let with_ring = Authentication { ring: Some(ring()), ..open() };
        let with_direct = Authentication { direct: "127.0.0.1".parse().unwrap(), ..open() };
        for authentication in [&with_operator, &with_ring, &with_direct] {
            assert_eq!(identified(authentication, Presented::Nothing, HERE).unwrap_err(), IdentityError::Missing);
            for text in ["s3cre", "s3cret2", "ogk_00000000_AAAA", "Bearer"] {
                assert_eq!(identified(authentication, token(text), HERE).unwrap_err(), IdentityError::Invalid, "{text}");
            }
        }
        assert!(matches!(identified(&with_operator, token("s3cret"), HERE), Ok(Identity::Operator)));
        assert_eq!(identified(&open(), token("s3cret"), HERE).unwrap_err(), IdentityError::Invalid);
    }

    #[test]
    fn without_authentication_this_machine_alone_is_served() {
        assert!(matches!(identified(&open(), Presented::Nothing, HERE), Ok(Identity::Local)));
        let forwarded = Origin { is_forwarded: true, ..HERE };
        let elsewhere = Origin { address: "192.0.2.1".parse().unwrap(), ..HERE };
        for origin in [forwarded, elsewhere] {
            assert_eq!(identified(&open(), Presented::Nothing, origin).unwrap_err(), IdentityError::Forwarded);
        }
    }

    #[test]
    fn a_gateway_key_is_taken_until_it_ends_or_is_revoked_and_for_an_allowed_odoo_only() {
        let ring = ring();
        let authentication = Authentication { ring: Some(ring.clone()), ..open() };
        let identify = |authentication: &Authentication, key: &GatewayKey| {
            let sealed = key.seal(&ring).unwrap();
            identified(authentication, Presented::Token(sealed), HERE)
        };
        let good = key("demo");
        let Ok(Identity::Key(found)) = identify(&authentication, &good) else { panic!("a key") };
        assert_eq!((found.login.as_str(), &found.scope), ("demo", &good.scope));
        let ended = GatewayKey { expires_at: Some(1_749_999_999), ..key("demo") };
        assert_eq!(identify(&authentication, &ended).unwrap_err(), IdentityError::Ended);
        let elsewhere = GatewayKey { url: "http://169.254.169.254".to_owned(), ..key("demo") };
        assert_eq!(identify(&authentication, &elsewhere).unwrap_err(), IdentityError::OdooNotAllowed);
        let folder = tempfile::tempdir().unwrap();
        let register = Register::open(folder.path()).unwrap();
        register.revoke(&good.id, 1).unwrap();
        authentication.revocations.refresh(&register).unwrap();
        assert_eq!(identify(&authentication, &good).unwrap_err(), IdentityError::Revoked);
        let other_ring = Authentication { ring: Some(self::ring()), ..open() };
        assert_eq!(identify(&other_ring, &key("demo")).unwrap_err(), IdentityError::Invalid);
    }

    #[test]
    fn odoo_logins_are_off_unless_their_network_is_allowed() {
        assert_eq!(identified(&open(), login(None), HERE).unwrap_err(), IdentityError::DirectNotAccepted);
        let direct = Authentication { direct: "10.0.0.0/8".parse().unwrap(), ..open() };
        let origin = Origin { address: "10.1.2.3".parse().unwrap(), is_forwarded: false };
        assert!(matches!(identified(&direct, login(None), origin), Ok(Identity::Direct(_))));
        assert!(matches!(identified(&direct, login(Some("http://127.0.0.1:8069/web")), origin), Ok(Identity::Direct(_))));
        assert_eq!(identified(&direct, login(None), HERE).unwrap_err(), IdentityError::DirectNotAccepted);
        for url in ["http://127.0.0.1:8070", "http://u@127.0.0.1:8069", "file:///etc/passwd", "127.0.0.1:8069", "http://[::1]:8069"] {
            assert_eq!(identified(&direct, login(Some(url)), origin).unwrap_err(), IdentityError::OdooNotAllowed, "{url}");
        }
    }
}
