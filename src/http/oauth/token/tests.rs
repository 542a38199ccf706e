//! What becomes of codes and refresh tokens, over time and in the wrong hands.

use std::sync::Arc;

use super::super::client::Client;
use super::super::client::tests::ring;
use super::super::grant::{SignedIn, of_access_token};
use super::*;
use crate::keys::GatewayKey;
use crate::keys::tests::key;
use crate::policy::Mode;

const RESOURCE: &str = "https://mcp.example.com/mcp";
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const REDIRECT: &str = "http://127.0.0.1:4711/cb";
const NOW: u64 = 1_750_000_000;

struct Setting {
    ring: KeyRing,
    clients: Clients,
    grants: Grants,
    client: String,
}

impl Setting {
    fn new() -> Self {
        let ring = ring();
        let client = client("test").id(&ring).unwrap();
        Self { clients: Clients::new(ring.clone(), None), ring, grants: Grants::new(Arc::default(), None, || NOW), client }
    }

    fn grant(&self, level: Level) -> Grant {
        self.grant_of(level, None)
    }

    /// Of an Odoo key that ends then.
    fn grant_of(&self, level: Level, expires_at: Option<u64>) -> Grant {
        let key = GatewayKey { issued_at: NOW, expires_at, ..key("demo") };
        let granted = Granted { level, offline: true };
        Grant { key: key.written(), client: digest(&self.client), audience: RESOURCE.to_owned(), granted }
    }

    fn code(&self, grant: Grant) -> String {
        let code = Code { grant, redirect: REDIRECT.to_owned(), challenge: CHALLENGE.to_owned(), ends_at: NOW + 60 };
        self.ring.seal(Purpose::Code, &code).unwrap()
    }

    fn at(&self, now: u64, request: &TokenRequest) -> Result<Value, &'static str> {
        let mint = Mint { ring: &self.ring, clients: &self.clients, grants: &self.grants, resource: RESOURCE, now };
        mint.answer(request).map_err(|error| error.error)
    }

    fn redeem(&self, code: &str) -> TokenRequest {
        TokenRequest {
            grant_type: text("authorization_code"),
            client_id: Some(self.client.clone()),
            code: text(code),
            redirect_uri: text(REDIRECT),
            code_verifier: text(VERIFIER),
            ..TokenRequest::default()
        }
    }

    fn renew(&self, refresh: &Value) -> TokenRequest {
        let refresh_token = refresh.as_str().map(str::to_owned);
        TokenRequest { grant_type: text("refresh_token"), client_id: Some(self.client.clone()), refresh_token, ..TokenRequest::default() }
    }

    fn opened(&self, answer: &Value) -> SignedIn {
        of_access_token(&self.ring, answer["access_token"].as_str().unwrap(), RESOURCE).unwrap().unwrap()
    }
}

fn client(name: &str) -> Client {
    Client { name: name.to_owned(), redirects: vec!["http://127.0.0.1/cb".to_owned()], registered_at: 0 }
}

fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

#[test]
fn a_code_becomes_tokens_that_stand_for_its_user_and_scope() {
    let setting = Setting::new();
    let answer = setting.at(NOW, &setting.redeem(&setting.code(setting.grant(Level::Read)))).unwrap();
    let SignedIn { key, level } = setting.opened(&answer);
    assert_eq!((key.login.as_str(), key.mode, key.expires_at, level), ("demo", Mode::ReadOnly, Some(NOW + 3_600), Level::Read));
    assert_eq!((&answer["scope"], &answer["expires_in"]), (&json!("odoo:read offline_access"), &json!(3_600)));
    // Clients keep a kilobyte.
    assert!(answer["access_token"].as_str().unwrap().len() < 1_024 && answer["refresh_token"].as_str().unwrap().len() < 1_024);
}

#[test]
fn what_is_sealed_for_one_thing_or_for_another_server_is_good_for_nothing_else() {
    let setting = Setting::new();
    let code = setting.code(setting.grant(Level::Write));
    let answer = setting.at(NOW, &setting.redeem(&code)).unwrap();
    let (access, refresh) = (answer["access_token"].as_str().unwrap(), answer["refresh_token"].as_str().unwrap());
    assert!(of_access_token(&setting.ring, access, "https://other.example/mcp").unwrap().is_none());
    for wrong in [refresh, code.as_str(), setting.client.as_str()] {
        assert!(of_access_token(&setting.ring, wrong, RESOURCE).is_err(), "{wrong}");
        assert!(GatewayKey::open(&setting.ring, wrong).is_err(), "{wrong}");
    }
    assert!(GatewayKey::open(&setting.ring, access).is_err());
    for wrong in [access, refresh, setting.client.as_str()] {
        assert_eq!(setting.at(NOW, &setting.redeem(wrong)), Err("invalid_grant"), "{wrong}");
    }
    for wrong in [access, code.as_str(), setting.client.as_str()] {
        assert_eq!(setting.at(NOW, &setting.renew(&json!(wrong))), Err("invalid_grant"), "{wrong}");
    }
    let elsewhere = Grant { audience: "https://other.example/mcp".to_owned(), ..setting.grant(Level::Read) };
    assert_eq!(setting.at(NOW, &setting.redeem(&setting.code(elsewhere))), Err("invalid_grant"));
}

#[test]
fn a_code_is_bound_to_its_client_redirect_verifier_and_time_and_good_once() {
    let setting = Setting::new();
    let code = setting.code(setting.grant(Level::Write));
    let good = || setting.redeem(&code);
    let refused = |request: TokenRequest, now: u64, error: &'static str| assert_eq!(setting.at(now, &request), Err(error));
    refused(TokenRequest { client_id: Some(client("other").id(&setting.ring).unwrap()), ..good() }, NOW, "invalid_grant");
    refused(TokenRequest { client_id: text("https://client.example/client.json"), ..good() }, NOW, "invalid_grant");
    refused(TokenRequest { client_id: text("ogi_nobody"), ..good() }, NOW, "invalid_client");
    refused(TokenRequest { client_id: None, ..good() }, NOW, "invalid_request");
    refused(TokenRequest { redirect_uri: text("http://127.0.0.1:4711/other"), ..good() }, NOW, "invalid_grant");
    refused(TokenRequest { redirect_uri: text("http://127.0.0.1:4712/cb"), ..good() }, NOW, "invalid_grant");
    refused(TokenRequest { code_verifier: text(CHALLENGE), ..good() }, NOW, "invalid_grant");
    refused(TokenRequest { code_verifier: None, ..good() }, NOW, "invalid_grant");
    refused(TokenRequest { resource: text("https://evil.example/mcp"), ..good() }, NOW, "invalid_target");
    refused(TokenRequest { grant_type: text("password"), ..good() }, NOW, "unsupported_grant_type");
    refused(good(), NOW + 60, "invalid_grant");
    let first = setting.at(NOW + 59, &good()).unwrap();
    refused(good(), NOW + 59, "invalid_grant");
    // The second use ended what the first one gave.
    assert_eq!(setting.at(NOW + 59, &setting.renew(&first["refresh_token"])), Err("invalid_grant"));
}

#[test]
fn refresh_tokens_rotate_narrow_and_end() {
    let setting = Setting::new();
    let first = setting.at(NOW, &setting.redeem(&setting.code(setting.grant(Level::Write)))).unwrap();
    let second = setting.at(NOW + 10, &setting.renew(&first["refresh_token"])).unwrap();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let narrow = TokenRequest { scope: text("odoo:read"), ..setting.renew(&second["refresh_token"]) };
    let third = setting.at(NOW + 20, &narrow).unwrap();
    assert_eq!((&third["scope"], setting.opened(&third).level), (&json!("odoo:read offline_access"), Level::Read));
    let wider = TokenRequest { scope: text("odoo:admin"), ..setting.renew(&third["refresh_token"]) };
    assert_eq!(setting.at(NOW + 20, &wider), Err("invalid_scope"));
    let fourth = setting.at(NOW + 30, &setting.renew(&third["refresh_token"])).unwrap();
    assert_eq!(fourth["scope"], "odoo:read odoo:write offline_access");
    let late = NOW + 30 + 31 * 86_400;
    assert_eq!(setting.at(late, &setting.renew(&fourth["refresh_token"])), Err("invalid_grant"));
    assert_eq!(setting.at(NOW + 40, &setting.renew(&first["refresh_token"])), Err("invalid_grant"));
    assert_eq!(setting.at(NOW + 40, &setting.renew(&fourth["refresh_token"])), Err("invalid_grant"));
}

#[test]
fn no_token_outlives_the_odoo_key_or_a_year() {
    let setting = Setting::new();
    let grant = setting.grant_of(Level::Read, Some(NOW + 100));
    let first = setting.at(NOW, &setting.redeem(&setting.code(grant))).unwrap();
    assert_eq!((&first["expires_in"], setting.opened(&first).key.expires_at), (&json!(100), Some(NOW + 100)));
    assert_eq!(setting.at(NOW + 100, &setting.renew(&first["refresh_token"])), Err("invalid_grant"));
    let other = Setting::new();
    let mut answer = other.at(NOW, &other.redeem(&other.code(other.grant(Level::Read)))).unwrap();
    for month in 1..=12 {
        answer = other.at(NOW + month * 29 * 86_400, &other.renew(&answer["refresh_token"])).unwrap();
    }
    assert_eq!(other.at(NOW + 365 * 86_400, &other.renew(&answer["refresh_token"])), Err("invalid_grant"));
}
