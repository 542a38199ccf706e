//! The metadata of the authorization server (RFC 8414), from its public address alone.

use serde_json::{Value, json};

use super::super::public_url::PublicUrl;
use super::scope::{Level, OFFLINE};

/// Path of the metadata; with the path of the resource behind it too, for clients that look there.
pub(super) const METADATA_PATH: &str = "/.well-known/oauth-authorization-server";

/// The metadata, where grants reach so far at most.
pub(super) fn server(public: &PublicUrl, most: Level) -> Value {
    let at = |path: &str| format!("{}{path}", public.origin());
    let scopes: Vec<&str> = most.names().chain([OFFLINE]).collect();
    json!({
        "issuer": public.origin(),
        "authorization_endpoint": at("/oauth/authorize"),
        "token_endpoint": at("/oauth/token"),
        "registration_endpoint": at("/oauth/register"),
        "revocation_endpoint": at("/oauth/revoke"),
        "response_types_supported": ["code"],
        "response_modes_supported": ["query"],
        "grant_types_supported": ["authorization_code", "refresh_token"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["none"],
        "revocation_endpoint_auth_methods_supported": ["none"],
        "scopes_supported": scopes,
        "client_id_metadata_document_supported": true,
        "authorization_response_iss_parameter_supported": true,
    })
}
