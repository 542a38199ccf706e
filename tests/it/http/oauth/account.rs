//! A person's own page: what works with their user, and the end of it.

use odoo_sim::accounts::{CLERK, DEMO};
use reqwest::{Method, Response, StatusCode};

use super::super::server::Server;
use super::super::users::Place;
use super::client::{Client, environment, form_of, opened};

/// A browser that a person signed in with.
pub(super) struct Browser<'a> {
    client: &'a Client<'a>,
    cookies: String,
}

impl<'a> Browser<'a> {
    pub(super) async fn sign_in(client: &'a Client<'a>, login: &str, secret: &str) -> Self {
        let (cookie, html) = opened(client.server.request(Method::GET, "/account").send().await.unwrap()).await;
        let response = client.form("/account", &cookie, &[("request", &form_of(&html)), ("login", login), ("secret", secret)]);
        let response = response.send().await.unwrap();
        assert_eq!((response.status(), &response.headers()["location"]), (StatusCode::SEE_OTHER, &"/account".parse().unwrap()));
        let own = response.headers()["set-cookie"].to_str().unwrap();
        assert!(own.contains("HttpOnly") && !own.contains(secret), "{own}");
        let cookies = format!("{cookie}; {}", own.split(';').next().unwrap());
        Self { client, cookies }
    }

    pub(super) async fn page(&self) -> String {
        opened(self.client.server.request(Method::GET, "/account").header("cookie", &self.cookies).send().await.unwrap()).await.1
    }

    async fn press(&self, path: &str, form: &str, id: &str) -> Response {
        self.client.form(path, &self.cookies, &[("request", form), ("id", id)]).send().await.unwrap()
    }
}

fn id_of(page: &str) -> String {
    page.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_sees_their_own_programs_and_keys_and_ends_them() {
    let place = Place::new().await;
    let key = place.key("demo", DEMO.api_key, &["--name", "n8n"]).await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:write", "demo", DEMO.api_key).await;
    let access = tokens["access_token"].as_str().unwrap();
    assert_eq!((client.status(access).await, client.status(&key).await), (StatusCode::OK, StatusCode::OK));
    let browser = Browser::sign_in(&client, "demo", DEMO.api_key).await;
    let page = browser.page().await;
    assert!(
        page.contains("Test client (127.0.0.1)") && page.contains("n8n (gateway key)") && page.contains("odoo:read odoo:write"),
        "{page}"
    );
    assert_eq!(page.matches("name=\"id\"").count(), 2, "{page}");
    // Both were used, which is written behind the answer.
    // A day may begin meanwhile, and a moved clock is not the server's to the second.
    let day = |hours: i64| format!("<td>{}", (jiff::Timestamp::now() + jiff::SignedDuration::from_hours(hours)).strftime("%Y-%m-%d"));
    let days = [-24, 0, 24].map(day);
    let dated = |page: String| days.iter().map(|day| page.matches(day).count()).sum::<usize>();
    while dated(browser.page().await) < 4 {
        tokio::task::yield_now().await;
    }
    // The colleague sees none of it and ends none of it.
    let colleague = Browser::sign_in(&client, "clerk", CLERK.api_key).await;
    let theirs = colleague.page().await;
    assert!(theirs.contains("There are none") && !theirs.contains("Test client"), "{theirs}");
    let (form, id) = (form_of(&page), id_of(&page));
    assert_eq!(colleague.press("/account/revoke", &form_of(&theirs), &id).await.status(), StatusCode::SEE_OTHER);
    // A form of another browser is not taken.
    assert_eq!(colleague.press("/account/revoke", &form, &id).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!((client.status(access).await, client.status(&key).await), (StatusCode::OK, StatusCode::OK));
    for _ in 0..2 {
        let page = browser.page().await;
        assert_eq!(browser.press("/account/revoke", &form_of(&page), &id_of(&page)).await.status(), StatusCode::SEE_OTHER);
    }
    assert!(browser.page().await.contains("There are none"));
    assert_eq!((client.status(access).await, client.status(&key).await), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
    assert_eq!(client.renew(&tokens["refresh_token"]).await.1["error"], "invalid_grant");
    let left = browser.press("/account/sign-out", &form_of(&browser.page().await), "").await;
    assert!(left.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_asks_who_one_is_and_takes_nothing_sealed_for_something_else() {
    let place = Place::new().await;
    let server = Server::start(&environment(&place));
    let client = Client::register(&server).await;
    let tokens = client.tokens("odoo:read", "demo", DEMO.api_key).await;
    let access = tokens["access_token"].as_str().unwrap();
    for cookie in ["odoo-account=ogs_00000000_AAAA".to_owned(), format!("odoo-account={access}"), String::new()] {
        let (_, page) = opened(server.request(Method::GET, "/account").header("cookie", cookie).send().await.unwrap()).await;
        assert!(page.contains("name=\"secret\"") && !page.contains("Test client"), "{page}");
    }
    // The form of a client's sign-in is not one of this page.
    let page = client.open("odoo:read").await;
    let members = [("request", page.form.as_str()), ("login", "demo"), ("secret", DEMO.api_key)];
    let response = client.form("/account", &page.cookie, &members).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::BAD_REQUEST);
    let (cookie, html) = opened(server.request(Method::GET, "/account").send().await.unwrap()).await;
    let wrong = [("request", form_of(&html)), ("login", "demo".to_owned()), ("secret", "wrong".to_owned())];
    let wrong: Vec<_> = wrong.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let response = client.form("/account", &cookie, &wrong).send().await.unwrap();
    assert_eq!(response.status(), StatusCode::UNAUTHORIZED);
    assert!(response.text().await.unwrap().contains("did not accept"));
}
