//! Web sessions: expiry with one new login for all, refusal, rotation, and sessions opened by others.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use odoo_sdk::client::Api;
use odoo_sdk::{Call, Client, ErrorKind};
use serde_json::json;

use crate::server::{Answer, Seen, Server, expired, http, json_answer, options, raised, result, session_answer};

fn write() -> Call {
    Call::unlink("res.partner", [1])
}

/// What the server knows of its sessions.
#[derive(Default)]
struct Sessions {
    /// The id that is valid now.
    valid: Mutex<String>,
    logins: AtomicUsize,
    refuses: AtomicBool,
}

impl Sessions {
    fn expire(&self) {
        "none".clone_into(&mut self.valid.lock().unwrap());
    }

    fn log_in(&self) -> Answer {
        let count = self.logins.fetch_add(1, Ordering::SeqCst);
        if self.refuses.load(Ordering::SeqCst) {
            return json_answer(&raised("odoo.exceptions.AccessDenied", "Access Denied"));
        }
        let id = format!("session{count}");
        self.valid.lock().unwrap().clone_from(&id);
        session_answer(&id)
    }

    /// Answers a call made within the valid session; Odoo gives everyone else the cookie of a new, anonymous one.
    fn call(&self, seen: &Seen) -> Answer {
        let cookie = format!("session_id={}", self.valid.lock().unwrap());
        if seen.header("cookie") == Some(&cookie) {
            return json_answer(&result(json!(1)));
        }
        Answer::Keep(http(200, "application/json", "set-cookie: session_id=anonymous\r\n", expired().to_string().as_bytes()))
    }
}

async fn start() -> (Server, Arc<Sessions>) {
    let sessions = Arc::new(Sessions::default());
    let served = sessions.clone();
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/web/webclient/version_info" => json_answer(&result(json!({"server_serie": "17.0"}))),
        "/web/session/authenticate" => served.log_in(),
        "/web/session/get_session_info" => match served.call(seen) {
            Answer::Keep(bytes) if !String::from_utf8_lossy(&bytes).contains("error") => session_answer("kept"),
            refused => refused,
        },
        _ => served.call(seen),
    })
    .await;
    (server, sessions)
}

#[tokio::test]
async fn one_new_login_serves_all_parallel_calls() {
    let (server, sessions) = start().await;
    let client = server.web_client(options()).await.unwrap();
    assert_eq!(client.send(write()).await.unwrap(), 1);
    sessions.expire();
    let calls: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let client = client.clone();
                async move { client.send(write()).await }
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), 1);
    }
    assert_eq!(sessions.logins.load(Ordering::SeqCst), 2);
    assert!(server.calls() <= 1 + 2 * 20);
}

#[tokio::test]
async fn a_refused_new_login_is_tried_once() {
    let (server, sessions) = start().await;
    let client = server.web_client(options()).await.unwrap();
    sessions.expire();
    sessions.refuses.store(true, Ordering::SeqCst);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            tokio::spawn({
                let client = client.clone();
                async move { client.send(write()).await }
            })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::Auth);
    }
    assert_eq!(client.send(write()).await.unwrap_err().kind(), ErrorKind::Auth);
    assert_eq!(sessions.logins.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_session_that_ends_at_once_again_is_an_error() {
    let server = Server::odoo("17.0", |_| json_answer(&expired())).await;
    let client = server.web_client(options()).await.unwrap();
    let error = client.send(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.did_not_run()), (ErrorKind::SessionExpired, true));
    assert_eq!((server.calls(), server.count("/web/session/authenticate")), (2, 2));
}

#[tokio::test]
async fn a_session_of_others_is_used_and_never_renewed() {
    let (server, sessions) = start().await;
    "theirs".clone_into(&mut sessions.valid.lock().unwrap());
    let client = Client::connect(&server.url).session("theirs").options(options()).await.unwrap();
    assert_eq!((client.api(), client.database(), client.user().uid), (Api::Web, "db", 7));
    assert_eq!(client.send(write()).await.unwrap(), 1);
    sessions.expire();
    let error = client.send(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::SessionExpired, "the Odoo session is over or was never valid"));
    assert_eq!(sessions.logins.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_session_that_is_over_or_of_another_database_does_not_connect() {
    let (server, sessions) = start().await;
    let error = Client::connect(&server.url).session("old").options(options()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::SessionExpired);
    "theirs".clone_into(&mut sessions.valid.lock().unwrap());
    let error = server.connect().database("other").session("theirs").await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Auth, "the session belongs to another database"));
}

#[tokio::test]
async fn a_rotated_session_is_taken_over() {
    let server = Server::odoo("18.0", |seen| {
        let next = if seen.header("cookie") == Some("session_id=first") { "set-cookie: session_id=second; Path=/\r\n" } else { "" };
        Answer::Keep(http(200, "application/json", next, result(json!(1)).to_string().as_bytes()))
    })
    .await;
    let client = server.web_client(options()).await.unwrap();
    for _ in 0..3 {
        assert_eq!(client.send(write()).await.unwrap(), 1);
    }
    let cookies: Vec<_> = server
        .seen()
        .iter()
        .filter(|seen| seen.path.contains("call_kw"))
        .filter_map(|seen| seen.header("cookie").map(ToOwned::to_owned))
        .collect();
    assert_eq!(cookies, ["session_id=first", "session_id=second", "session_id=second"]);
}

#[tokio::test]
async fn a_password_that_wants_a_second_factor_is_reported() {
    let server = Server::start(|seen| match seen.path.as_str() {
        "/web/webclient/version_info" => json_answer(&result(json!({"server_serie": "18.0"}))),
        _ => json_answer(&result(json!({"uid": null}))),
    })
    .await;
    let error = server.web_client(options()).await.unwrap_err();
    let expected = "the password alone does not log in: the account wants a second factor, use an API key";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Auth, expected));
}
