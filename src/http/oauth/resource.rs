//! The gateway as a protected resource: which access tokens it takes, and how it says where one is to be had (RFC 9728). All of it
//! follows from the public address; nothing is taken from a request.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

use super::super::public_url::PublicUrl;
use super::grant::{SignedIn, of_access_token};
use super::grants::Grants;
use super::scope::Level;
use crate::app::Application;
use crate::keys::KeyRing;
use crate::policy::Mode;

/// Path of its metadata; with the path of the resource behind it too.
pub(super) const METADATA_PATH: &str = "/.well-known/oauth-protected-resource";

/// The protected resource.
#[derive(Debug, Clone)]
pub(in super::super) struct Resource {
    /// Opens its tokens.
    pub(in super::super) ring: KeyRing,
    /// The address that clients use.
    pub(in super::super) public: PublicUrl,
    /// Which grants live.
    pub(in super::super) grants: Arc<Grants>,
    /// Says what is served.
    pub(in super::super) application: Arc<Application>,
}

impl Resource {
    /// What an access token of this server stands for; `None` for any other text.
    pub(in super::super) fn open(&self, token: &SecretString) -> Option<SignedIn> {
        of_access_token(&self.ring, token.expose_secret(), &self.public.resource()).ok().flatten()
    }

    /// How far a client has to reach to be of use, as the server stands now.
    pub(super) fn level(&self) -> Level {
        self.most().min(Level::Write)
    }

    /// How far anybody reaches.
    pub(super) fn most(&self) -> Level {
        if self.application.policy().mode() == Mode::ReadOnly { Level::Read } else { Level::Admin }
    }

    /// Its metadata. `offline_access` belongs to the authorization server.
    pub(super) fn metadata(&self) -> Value {
        json!({
            "resource": self.public.resource(),
            "authorization_servers": [self.public.origin()],
            "scopes_supported": self.level().names().collect::<Vec<_>>(),
            "bearer_methods_supported": ["header"],
            "resource_name": "Odoo",
        })
    }

    /// The challenge of a request that nobody is recognised in; `error` says what is wrong with its token.
    pub(in super::super) fn challenge(&self, error: Option<&str>) -> String {
        let error = error.map(|error| format!("error=\"invalid_token\", error_description=\"{error}\", ")).unwrap_or_default();
        format!("Bearer {error}resource_metadata=\"{}\", scope=\"{}\"", self.metadata_url(), self.level().text())
    }

    /// The challenge of a call that its scope does not reach: every scope that it needs.
    pub(in super::super) fn step_up(&self, needed: Level) -> String {
        let (scope, metadata) = (needed.text(), self.metadata_url());
        let what = "the call needs a wider scope";
        format!("Bearer error=\"insufficient_scope\", scope=\"{scope}\", resource_metadata=\"{metadata}\", error_description=\"{what}\"")
    }

    fn metadata_url(&self) -> String {
        format!("{}{METADATA_PATH}/mcp", self.public.origin())
    }
}
