//! A client and the browser of a person, by hand.

use reqwest::{Method, RequestBuilder, Response, StatusCode, Url};
use serde_json::{Value, json};

use super::super::server::{Server, body};
use super::super::users::Place;

/// The example of RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

pub(in super::super) const REDIRECT: &str = "http://127.0.0.1:4711/callback";

/// A registered client.
pub(in super::super) struct Client<'a> {
    pub(in super::super) server: &'a Server,
    pub(in super::super) id: String,
}

/// A page that was opened: the browser's cookie and the sealed form.
pub(in super::super) struct Page {
    pub(in super::super) cookie: String,
    pub(in super::super) form: String,
}

/// The environment of a gateway where people sign in.
pub(in super::super) fn environment(place: &Place) -> Vec<(&str, &str)> {
    [place.environment().as_slice(), &[("MCP_AUTH", "keys,oauth")]].concat()
}

/// The same for another process behind the same address.
pub(in super::super) fn another<'a>(place: &'a Place, public: &'a str) -> Vec<(&'a str, &'a str)> {
    [environment(place).as_slice(), &[("MCP_PUBLIC_URL", public)]].concat()
}

pub(in super::super) fn origin(server: &Server) -> String {
    format!("http://{}", server.authority())
}

impl<'a> Client<'a> {
    pub(in super::super) async fn register(server: &'a Server) -> Self {
        let registration = json!({"redirect_uris": ["http://127.0.0.1/callback"], "client_name": "Test client", "grant_types": ["other"]});
        let response = server.request(Method::POST, "/oauth/register").json_text(&registration).send().await.unwrap();
        assert_eq!(response.status(), StatusCode::CREATED);
        let answer = body(response).await;
        assert!(answer.as_object().unwrap().values().all(|value| !value.is_null()), "{answer}");
        Self { server, id: answer["client_id"].as_str().unwrap().to_owned() }
    }

    /// The same client of another process.
    pub(in super::super) fn at<'b>(&self, server: &'b Server) -> Client<'b> {
        Client { server, id: self.id.clone() }
    }

    pub(in super::super) fn query(&self, scope: &str) -> Vec<(&'static str, String)> {
        let fixed =
            [("response_type", "code"), ("redirect_uri", REDIRECT), ("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
        let mut query: Vec<_> = fixed.map(|(name, value)| (name, value.to_owned())).into();
        query.extend([("client_id", self.id.clone()), ("scope", scope.to_owned()), ("state", "a&b".to_owned())]);
        query
    }

    /// Asks for the page with these parameters.
    pub(in super::super) async fn show(&self, query: Vec<(&'static str, String)>) -> Response {
        let url = Url::parse_with_params(&format!("{}/oauth/authorize", origin(self.server)), query).unwrap();
        self.server.client.get(url).send().await.unwrap()
    }

    /// Opens the page.
    pub(in super::super) async fn open(&self, scope: &str) -> Page {
        let (cookie, html) = opened(self.show(self.query(scope)).await).await;
        assert!(html.contains("Test client") && html.contains("127.0.0.1") && html.contains("on this computer"), "{html}");
        Page { cookie, form: form_of(&html) }
    }

    /// Sends the form as a browser does, which hides where the page is from.
    pub(in super::super) async fn submit(&self, page: &Page, login: &str, secret: &str, decision: &str) -> Response {
        let access = "odoo:admin";
        let form = [("request", page.form.as_str()), ("login", login), ("secret", secret), ("access", access), ("decision", decision)];
        self.form("/oauth/authorize", &page.cookie, &form).send().await.unwrap()
    }

    pub(in super::super) fn form(&self, path: &str, cookie: &str, members: &[(&str, &str)]) -> RequestBuilder {
        let request = self.server.request(Method::POST, path).header("origin", "null").header("sec-fetch-site", "same-origin");
        request.header("cookie", cookie).form_text(members)
    }

    /// Signs in; the code.
    pub(in super::super) async fn code(&self, scope: &str, login: &str, secret: &str) -> String {
        let page = self.open(scope).await;
        let pairs = sent_back(&self.submit(&page, login, secret, "allow").await);
        let all = |name: &str| pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone()).collect::<Vec<_>>();
        assert_eq!((all("iss").len(), all("state")), (1, vec!["a&b".to_owned()]));
        all("code").pop().unwrap()
    }

    /// Signs in; the tokens.
    pub(in super::super) async fn tokens(&self, scope: &str, login: &str, secret: &str) -> Value {
        let (status, tokens) = self.redeem(&self.code(scope, login, secret).await).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        tokens
    }

    async fn token(&self, members: &[(&str, &str)]) -> (StatusCode, Value) {
        let form: Vec<_> = members.iter().copied().chain([("client_id", self.id.as_str())]).collect();
        let response = self.server.request(Method::POST, "/oauth/token").form_text(&form).send().await.unwrap();
        assert_eq!(response.headers()["cache-control"], "no-store");
        (response.status(), body(response).await)
    }

    pub(in super::super) async fn redeem(&self, code: &str) -> (StatusCode, Value) {
        let members = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", REDIRECT), ("code_verifier", VERIFIER)];
        self.token(&members).await
    }

    pub(in super::super) async fn renew(&self, refresh: &Value) -> (StatusCode, Value) {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", refresh.as_str().unwrap())]).await
    }

    /// The status of a call with a token.
    pub(in super::super) async fn status(&self, access: &str) -> StatusCode {
        self.server.message("tools/list", json!({})).bearer_auth(access).send().await.unwrap().status()
    }
}

/// The cookie of a page and its text.
pub(in super::super) async fn opened(response: Response) -> (String, String) {
    assert_eq!(response.status(), StatusCode::OK);
    let headers = response.headers();
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(
        policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'") && !policy.contains("form-action"),
        "{policy}"
    );
    assert_eq!((&headers["x-frame-options"], &headers["cache-control"]), (&"DENY".parse().unwrap(), &"no-store".parse().unwrap()));
    let cookies: Vec<_> = headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
    assert!(cookies.iter().all(|cookie| cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax")), "{cookies:?}");
    let cookie = cookies[0].split(';').next().unwrap().to_owned();
    let html = response.text().await.unwrap();
    assert!(!html.contains("<script") && !html.contains("style="), "{html}");
    (cookie, html)
}

/// The sealed form of a page.
pub(in super::super) fn form_of(html: &str) -> String {
    html.split("name=\"request\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

/// Where a browser is sent back to, and with what.
pub(in super::super) fn sent_back(response: &Response) -> Vec<(String, String)> {
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    let url = Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    assert!(url.as_str().starts_with(REDIRECT), "{url}");
    url.query_pairs().into_owned().collect()
}

/// Bodies without the features of the client that make them.
pub(in super::super) trait Bodies {
    fn json_text(self, value: &Value) -> Self;
    fn form_text(self, members: &[(&str, &str)]) -> Self;
}

impl Bodies for RequestBuilder {
    fn json_text(self, value: &Value) -> Self {
        self.header("content-type", "application/json").body(value.to_string())
    }

    fn form_text(self, members: &[(&str, &str)]) -> Self {
        let url = Url::parse_with_params("http://x/", members).unwrap();
        self.header("content-type", "application/x-www-form-urlencoded").body(url.query().unwrap_or_default().to_owned())
    }
}
