//! What a client asks for when it sends a browser here. The order of the checks matters: until client and redirect are known to be good,
//! nothing is redirected.

use serde::{Deserialize, Serialize};
use url::Url;

use super::client::{Client, digest};
use super::pkce;
use super::scope::Granted;

/// Longest `state` that is sent back.
const LONGEST_STATE: usize = 2_048;

/// The parameters, as they come.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Parameters {
    pub(super) client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    scope: Option<String>,
    state: Option<String>,
    resource: Option<String>,
}

/// A request that was checked.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Asked {
    /// The client's digest.
    pub(super) client: String,
    /// The client's name.
    pub(super) name: String,
    /// Where the browser goes back to.
    pub(super) redirect: String,
    /// What the client gets back as it gave it.
    pub(super) state: Option<String>,
    pub(super) challenge: String,
    pub(super) granted: Granted,
}

/// Why it is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refused {
    /// The redirect is not the client's: the person reads that, and nothing is sent anywhere.
    Redirect,
    /// The client hears it, by the browser, at this address.
    SentBack(String),
}

/// Checks a request of a client for `resource` of the server `issuer`.
pub(super) fn check(given: &Parameters, client: &Client, issuer: &str, resource: &str) -> Result<Asked, Refused> {
    let redirect = client.redirect(given.redirect_uri.as_deref()).ok_or(Refused::Redirect)?;
    let state = given.state.clone().filter(|state| state.len() <= LONGEST_STATE);
    let back = |error: &str, what: &str| {
        Refused::SentBack(answer(&redirect, issuer, state.as_deref(), &[("error", error), ("error_description", what)]))
    };
    if state != given.state {
        return Err(back("invalid_request", "state is too long"));
    }
    if given.response_type.as_deref() != Some("code") {
        return Err(back("unsupported_response_type", "expected response_type=code"));
    }
    let challenge = given.code_challenge.clone().filter(|challenge| pkce::is_challenge(challenge));
    let (Some(challenge), Some("S256")) = (challenge, given.code_challenge_method.as_deref()) else {
        return Err(back("invalid_request", "expected a code_challenge with code_challenge_method=S256"));
    };
    let granted = Granted::parse(given.scope.as_deref()).map_err(|error| back("invalid_scope", &error.to_string()))?;
    if !is_resource(given.resource.as_deref(), resource) {
        return Err(back("invalid_target", "the resource is not this server"));
    }
    let name = client.shown_name().to_owned();
    let client = digest(given.client_id.as_deref().unwrap_or_default());
    Ok(Asked { client, name, redirect, state, challenge, granted })
}

/// Whether the resource that is asked for is this server's; none means it.
pub(super) fn is_resource(given: Option<&str>, resource: &str) -> bool {
    given.is_none_or(|given| given.strip_suffix('/').unwrap_or(given) == resource)
}

/// An address to send the browser back to; it names this server and carries the client's state, each once.
pub(super) fn answer(redirect: &str, issuer: &str, state: Option<&str>, members: &[(&str, &str)]) -> String {
    let Ok(mut url) = Url::parse(redirect) else { return String::new() };
    let mut query = url.query_pairs_mut();
    query.extend_pairs(members);
    query.extend_pairs(state.map(|state| ("state", state)));
    query.append_pair("iss", issuer);
    drop(query);
    url.into()
}

#[cfg(test)]
mod tests {
    use super::super::scope::Level;
    use super::*;

    const ISSUER: &str = "https://mcp.example.com";
    const RESOURCE: &str = "https://mcp.example.com/mcp";
    const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

    fn client() -> Client {
        Client { name: "Claude".to_owned(), redirects: vec!["https://claude.ai/cb?a=1".to_owned()], registered_at: 0 }
    }

    fn good() -> Parameters {
        Parameters {
            client_id: text("ogi_x"),
            redirect_uri: text("https://claude.ai/cb?a=1"),
            response_type: text("code"),
            code_challenge: text(CHALLENGE),
            code_challenge_method: text("S256"),
            scope: text("odoo:write"),
            state: text("a b&iss=evil"),
            resource: None,
        }
    }

    fn text(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn a_good_request_is_taken_with_or_without_its_resource() {
        for resource in [None, text(RESOURCE), text("https://mcp.example.com/mcp/")] {
            let asked = check(&Parameters { resource, ..good() }, &client(), ISSUER, RESOURCE).unwrap();
            assert!(asked.granted.level == Level::Write && asked.name == "Claude");
        }
    }

    #[test]
    fn nothing_is_sent_to_an_address_that_the_client_did_not_register() {
        let refused = |given: Parameters| assert_eq!(check(&given, &client(), ISSUER, RESOURCE).unwrap_err(), Refused::Redirect);
        refused(Parameters { redirect_uri: text("https://evil.example/cb"), ..good() });
        refused(Parameters { redirect_uri: text("https://claude.ai/cb"), response_type: None, ..good() });
        refused(Parameters { redirect_uri: text("https://claude.ai/cb?a=1#"), scope: text("openid"), ..good() });
    }

    #[test]
    fn what_is_wrong_after_that_is_sent_back_with_state_and_issuer_each_once() {
        let back = |given: Parameters, error: &str| {
            let Err(Refused::SentBack(url)) = check(&given, &client(), ISSUER, RESOURCE) else { panic!("sent back") };
            let pairs: Vec<_> = Url::parse(&url).unwrap().query_pairs().into_owned().collect();
            let all = |name: &str| pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.as_str()).collect::<Vec<_>>();
            assert!(url.starts_with("https://claude.ai/cb?a=1&"), "{url}");
            assert_eq!((all("error"), all("iss"), all("state")), (vec![error], vec![ISSUER], vec!["a b&iss=evil"]), "{url}");
        };
        back(Parameters { response_type: text("token"), ..good() }, "unsupported_response_type");
        back(Parameters { code_challenge: None, ..good() }, "invalid_request");
        back(Parameters { code_challenge_method: text("plain"), ..good() }, "invalid_request");
        back(Parameters { code_challenge_method: None, ..good() }, "invalid_request");
        back(Parameters { scope: text("openid"), ..good() }, "invalid_scope");
        back(Parameters { resource: text("https://evil.example/mcp"), ..good() }, "invalid_target");
        back(Parameters { resource: text("https://mcp.example.com"), ..good() }, "invalid_target");
    }
}
