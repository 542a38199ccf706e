//! Connecting: version first, then the API, the database and the login, each refused in one clear line.

use odoo_sdk::client::{Api, ApiChoice};
use odoo_sdk::{Call, Client, ErrorKind, Series};
use serde_json::{Value, json};

use crate::server::{Answer, Server, http, json_answer, options, raised, result, xml};

fn read() -> Call {
    Call::search_count("res.partner", json!([]))
}

/// Answers a call over any API with 42.
fn forty_two(path: &str) -> Answer {
    match path {
        "/xmlrpc/2/object" => Answer::Keep(http(200, "text/xml", "", xml("<value><int>42</int></value>").as_bytes())),
        path if path.starts_with("/json/2/") => json_answer(&json!(42)),
        _ => json_answer(&result(json!(42))),
    }
}

async fn odoo(series: Series) -> Server {
    Server::odoo(series.name(), |seen| forty_two(&seen.path)).await
}

#[tokio::test]
async fn every_series_and_credential_gets_its_api() {
    for series in Series::ALL {
        let server = odoo(series).await;
        let by_key = server.connect().api_key("bot", "k").await.unwrap();
        assert_eq!(by_key.api(), if series == Series::V19 { Api::Json2 } else { Api::JsonRpc });
        let by_password = server.connect().password("bot", "p").await.unwrap();
        assert_eq!(by_password.api(), Api::Web);
        for client in [by_key, by_password] {
            assert_eq!((client.series(), client.user().uid, client.database()), (series, 7, "db"));
            assert_eq!(client.send(read()).await.unwrap(), 42);
        }
    }
}

#[tokio::test]
async fn every_api_that_takes_the_credential_can_be_asked_for() {
    for api in [Api::JsonRpc, Api::XmlRpc] {
        let server = odoo(Series::V19).await;
        for connect in [server.connect().api_key("bot", "k"), server.connect().password("bot", "p")] {
            let client = connect.api(api).await.unwrap();
            assert_eq!((client.api(), client.send(read()).await.unwrap()), (api, json!(42)));
        }
    }
}

#[tokio::test]
async fn what_cannot_work_is_refused_before_a_secret_is_sent() {
    let refused = async |series, connect: fn(&Server) -> odoo_sdk::client::Connect| {
        let server = odoo(series).await;
        let error = connect(&server).await.unwrap_err();
        assert!(server.seen().iter().all(|seen| seen.path == "/web/webclient/version_info"));
        (error.kind(), error.message().to_owned())
    };
    let auth = |message: &str| (ErrorKind::Auth, message.to_owned());
    assert_eq!(
        refused(Series::V19, |server| server.connect().password("a", "b").api(Api::Json2)).await,
        auth("JSON-2 takes an API key only")
    );
    assert_eq!(
        refused(Series::V18, |server| server.connect().api_key("a", "b").api(Api::Web)).await,
        auth("the web API takes a password or a session, Odoo refuses an API key there")
    );
    assert_eq!(
        refused(Series::V18, |server| server.connect().session("a").api(Api::XmlRpc)).await,
        auth("a session works with the web API only")
    );
    assert_eq!(
        refused(Series::V18, |server| server.connect().api_key("a", "b").api(Api::Json2)).await,
        (ErrorKind::Version, "JSON-2 needs Odoo 19, the server is 18.0".to_owned())
    );
    assert_eq!(refused(Series::V18, Server::connect).await, auth("no credential is given: an API key, a password or a session"));
}

#[tokio::test]
async fn older_series_are_not_supported_and_others_where_that_is_not_wanted() {
    for series in ["16.0", "saas~18.2", "20.0"] {
        let server = Server::odoo(series, |_| Answer::Close(Vec::new())).await;
        let older = series == "16.0";
        let connect = server.connect().api_key("a", "b").configure(|options| options.known_series_only = !older);
        let error = connect.await.unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Version, format!("the server is Odoo `{series}`, supported are 17.0, 18.0 and 19.0").as_str())
        );
    }
}

#[tokio::test]
async fn addresses_that_are_none_connect_nowhere() {
    for address in ["acme.odoo.com", "ftp://acme", "https://bot:hunter2@acme"] {
        let connect = Client::connect(address).api_key("a", "hunter2");
        let shown = format!("{connect:?}");
        let error = connect.await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert!(!format!("{shown} {error} {error:?}").contains("hunter2"));
    }
}

/// Connects without naming a database to a server that lists these.
async fn listing(list: Value) -> Result<String, String> {
    let server = Server::odoo("18.0", move |seen| match seen.path.as_str() {
        "/web/database/list" => json_answer(&list),
        path => forty_two(path),
    })
    .await;
    let place = server.authority().to_owned();
    let found = Client::connect(&server.url).options(options()).password("bot", "p").await;
    found.map(|client| client.database().to_owned()).map_err(|error| error.message().replace(&place, "HERE"))
}

#[tokio::test]
async fn the_only_database_is_found_and_others_must_be_named() {
    assert_eq!(listing(result(json!(["acme"]))).await, Ok("acme".to_owned()));
    assert_eq!(listing(result(json!(["a", "b", "c"]))).await, Err("name the database: HERE has `a`, `b`, `c`".to_owned()));
    assert_eq!(listing(result(json!([]))).await, Err("name the database: HERE lists none".to_owned()));
    let denied = raised("odoo.exceptions.AccessDenied", "Access Denied");
    assert_eq!(listing(denied).await, Err("name the database: HERE does not list its databases".to_owned()));
}

#[tokio::test]
async fn a_bad_login_says_the_same_over_every_api() {
    let denied = raised("odoo.exceptions.AccessDenied", "Access Denied: user bot is locked");
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/web/webclient/version_info" => json_answer(&result(json!({"server_serie": "19.0"}))),
        "/web/session/authenticate" => json_answer(&denied),
        "/jsonrpc" => json_answer(&result(json!(false))),
        "/xmlrpc/2/common" => Answer::Keep(http(200, "text/xml", "", xml("<value><boolean>0</boolean></value>").as_bytes())),
        _ => {
            let body =
                json!({"name": "werkzeug.exceptions.Unauthorized", "message": "Invalid apikey", "arguments": [], "debug": "Traceback"});
            Answer::Keep(http(401, "application/json", "", body.to_string().as_bytes()))
        }
    })
    .await;
    let attempts = [
        server.connect().password("bot", "hunter2"),
        server.connect().api_key("bot", "hunter2").api(Api::JsonRpc),
        server.connect().api_key("bot", "hunter2").api(Api::XmlRpc),
        server.connect().api_key("bot", "hunter2").api(ApiChoice::Auto),
    ];
    for connect in attempts {
        let error = connect.await.unwrap_err();
        let expected = "Odoo refused the login: database, login or credential is wrong";
        assert_eq!((error.kind(), error.message(), error.did_not_run()), (ErrorKind::Auth, expected, true));
    }
}

#[tokio::test]
async fn a_database_that_cannot_be_opened_is_named_and_nothing_else() {
    let driver = raised(
        "psycopg2.OperationalError",
        "connection to server at \"10.0.0.9\", port 5432 failed: FATAL: database \"db\" does not exist",
    );
    let server = Server::start(move |seen| match seen.path.as_str() {
        "/web/webclient/version_info" => json_answer(&result(json!({"server_serie": "19.0"}))),
        path if path.starts_with("/json/2/") => Answer::Keep(http(404, "text/html", "", b"<html>")),
        _ => json_answer(&driver),
    })
    .await;
    for connect in [server.connect().password("bot", "p"), server.connect().api_key("bot", "k")] {
        let error = connect.await.unwrap_err();
        let expected = "Odoo cannot open the database `db`: is it there, and is its server up";
        assert_eq!((error.kind(), error.message()), (ErrorKind::Auth, expected));
    }
}

#[tokio::test]
async fn the_database_goes_with_every_json2_call_and_the_user_is_asked_for_once() {
    let server = odoo(Series::V19).await;
    let client = server.connect().api_key("bot", "the-key").await.unwrap();
    for _ in 0..3 {
        client.send(read()).await.unwrap();
    }
    client.get_json("/doc-bearer/res.partner.json").await.unwrap();
    let seen = server.seen();
    for request in seen.iter().filter(|seen| seen.path != "/web/webclient/version_info") {
        assert_eq!((request.header("x-odoo-database"), request.header("authorization")), (Some("db"), Some("bearer the-key")));
    }
    assert_eq!(server.count("/json/2/res.users/context_get"), 1);

    let server = odoo(Series::V18).await;
    let client = server.connect().api_key("bot", "the-key").await.unwrap();
    for _ in 0..3 {
        client.send(read()).await.unwrap();
    }
    assert_eq!(server.seen().iter().filter(|seen| seen.body.contains("\"authenticate\"")).count(), 1);
}

#[tokio::test]
async fn documents_by_key_are_for_json2_and_stay_on_the_server() {
    let client = odoo(Series::V18).await.connect().api_key("bot", "k").await.unwrap();
    let error = client.get_json("/doc-bearer/res.partner.json").await.unwrap_err();
    assert_eq!((error.kind(), error.message()), (ErrorKind::Version, "documents by API key need JSON-2, this client uses jsonrpc"));
    let server = odoo(Series::V19).await;
    let client = server.connect().api_key("bot", "k").await.unwrap();
    for path in ["doc", "/../x", "/a?b", "/a#b", "/%2e%2e/", "//evil/..", "/a\\b"] {
        assert_eq!(client.get_json(path).await.unwrap_err().kind(), ErrorKind::Protocol, "{path}");
    }
}

#[tokio::test]
async fn nothing_is_an_answer_over_xmlrpc_only_to_what_may_write() {
    let text = "Traceback (most recent call last):\n  ...\nTypeError: cannot marshal None unless allow_none is enabled\n";
    let fault = odoo_sdk::transport::xmlrpc::write_fault(1, text).unwrap();
    let server = Server::odoo("18.0", move |_| Answer::Keep(http(200, "text/xml", "", fault.as_bytes()))).await;
    let client = server.connect().api_key("bot", "k").api(Api::XmlRpc).await.unwrap();
    assert_eq!(client.send(Call::new("sale.order", "action_confirm").ids([1])).await.unwrap(), Value::Null);
    let error = client.send(Call::fields_get("product.pricelist", ["type"])).await.unwrap_err();
    let expected = "the answer of `fields_get` on `product.pricelist` holds a value that XML-RPC cannot carry: use another API";
    assert_eq!((error.kind(), error.message()), (ErrorKind::Protocol, expected));
    assert_eq!(server.calls(), 2);
}

#[tokio::test]
async fn a_client_shows_no_secret() {
    let server = odoo(Series::V19).await;
    for connect in [server.connect().password("bot", "hunter2"), server.connect().api_key("bot", "hunter2")] {
        let shown = format!("{connect:?} {:?}", connect.clone().await.unwrap());
        assert!(!shown.contains("hunter2") && !shown.contains("session_id") && shown.contains("bot"), "{shown}");
    }
}

#[tokio::test]
async fn a_call_that_no_api_could_carry_is_not_sent() {
    let server = odoo(Series::V19).await;
    let client = server.connect().api_key("bot", "k").await.unwrap();
    let before = server.seen().len();
    for call in [Call::new("../res.partner", "read"), Call::new("res.partner", "read/x"), Call::new("res.partner", "f").named("ids", 1)] {
        assert!(client.send(call).await.unwrap_err().did_not_run());
    }
    assert_eq!(server.seen().len(), before);
}
