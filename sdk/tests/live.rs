//! The same calls over every API against a real server, named by environment variables; without them it passes and says so.
//!
//! `ODOO_LIVE_URL`, `ODOO_LIVE_DB`, `ODOO_LIVE_USER`, `ODOO_LIVE_PASSWORD` and `ODOO_LIVE_API_KEY`. The user must be able to
//! create and delete contacts. What is created is deleted again.
#![cfg(feature = "client")]

#[cfg(test)]
mod every_api {
    use odoo_sdk::client::{Api, ApiChoice, Connect};
    use odoo_sdk::{Call, Client, ErrorKind, Series};
    use serde_json::{Map, Value, json};

    struct Live {
        url: String,
        database: String,
        user: String,
        password: String,
        key: String,
    }

    impl Live {
        fn from_environment() -> Option<Self> {
            let read = |name: &str| std::env::var(name).ok();
            Some(Self {
                url: read("ODOO_LIVE_URL")?,
                database: read("ODOO_LIVE_DB")?,
                user: read("ODOO_LIVE_USER")?,
                password: read("ODOO_LIVE_PASSWORD")?,
                key: read("ODOO_LIVE_API_KEY")?,
            })
        }

        fn connect(&self) -> Connect {
            Client::connect(&self.url).database(&self.database)
        }

        fn by_key(&self) -> Connect {
            self.connect().api_key(&self.user, self.key.as_str())
        }

        fn by_password(&self) -> Connect {
            self.connect().password(&self.user, self.password.as_str())
        }
    }

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().cloned().unwrap()
    }

    #[tokio::test]
    async fn gives_the_same() {
        let Some(live) = Live::from_environment() else {
            eprintln!("live: skipped (ODOO_LIVE_URL is not set)");
            return;
        };
        let series = live.connect().version().await.unwrap().series;
        let mut clients = vec![
            live.by_password().await.unwrap(),
            live.by_key().api(Api::JsonRpc).await.unwrap(),
            live.by_key().api(Api::XmlRpc).await.unwrap(),
        ];
        match live.by_key().api(Api::Json2).await {
            Ok(client) => clients.push(client),
            Err(error) => assert_eq!((error.kind(), series < Series::V19), (ErrorKind::Version, true)),
        }
        for client in &clients {
            eprintln!("live: {} on {} as {:?}", client.api(), client.version().text, client.user());
            assert_eq!((client.series(), client.database()), (series, live.database.as_str()));
            reads(client).await;
            round_trip(client).await;
            refusals(client).await;
            nothing_returned(client).await;
        }
        same_answers(&clients).await;
        in_parallel(&clients).await;
        chosen_by_itself(&live, series).await;
        bad_credentials(&live, series).await;
    }

    async fn reads(client: &Client) {
        let count = client.send(Call::search_count("res.partner", json!([]))).await.unwrap();
        assert!(count.as_i64().unwrap() > 0);
        let found = client.send(Call::search_read("res.partner", json!([]), ["name", "active"]).named("limit", 2)).await.unwrap();
        assert_eq!(found.as_array().unwrap().len(), 2);
        let fields = client.send(Call::fields_get("res.partner", ["type", "string"])).await.unwrap();
        assert_eq!(fields["name"]["type"], "char");
        let member = client.send(Call::has_group(client.series(), client.user().uid, "base.group_user")).await.unwrap();
        assert_eq!(member, true);
        let allowed = client.send(Call::check_access_rights("res.partner", "read")).await.unwrap();
        assert_eq!(allowed, true);
    }

    async fn round_trip(client: &Client) {
        let name = "live <&> ünïcode \u{1F600}\n\"quoted\" ]]>";
        let created = client.send(Call::create("res.partner", [map(json!({"name": name, "partner_latitude": 0.1}))])).await.unwrap();
        let id = created[0].as_i64().unwrap();
        let written = client.send(Call::write("res.partner", [id], map(json!({"comment": "<p>a &amp; b</p>"})))).await.unwrap();
        assert_eq!(written, true);
        let read = client.send(Call::read_records("res.partner", [id], ["name", "comment", "partner_latitude"])).await.unwrap();
        assert_eq!(read[0]["name"].as_str().unwrap().trim_end(), name);
        assert_eq!(read[0]["comment"], "<p>a &amp; b</p>");
        assert_eq!(read[0]["partner_latitude"], 0.1);
        let deleted = client.send(Call::unlink("res.partner", [id])).await.unwrap();
        assert_eq!(deleted, true);
    }

    async fn refusals(client: &Client) {
        let kind = async |call: Call| client.send(call).await.unwrap_err().kind();
        assert_eq!(kind(Call::search_count("res.partner", json!([["nope_field", "=", 1]]))).await, ErrorKind::Server);
        assert_eq!(kind(Call::new("res.partner", "no_such_method").ids([1])).await, ErrorKind::Version);
        assert_eq!(kind(Call::new("res.partner", "_write").ids([1]).positional("vals", json!({}))).await, ErrorKind::Access);
        let gone = kind(Call::write("res.partner", [99_999_999], map(json!({"name": "x"})))).await;
        let reported = if client.api() == Api::XmlRpc { ErrorKind::User } else { ErrorKind::Missing };
        assert_eq!(gone, reported);
        assert_eq!(kind(Call::search_count("no.such.model", json!([]))).await, ErrorKind::Version);
    }

    /// A method that returns None, which XML-RPC can only report with a fault.
    async fn nothing_returned(client: &Client) {
        let answer = client.send(Call::new("ir.model.access", "call_cache_clearing_methods")).await;
        assert_eq!(answer.unwrap(), Value::Null, "{}", client.api());
    }

    /// The same answer, byte for byte, whatever carried it.
    async fn same_answers(clients: &[Client]) {
        let calls = [
            Call::search_read(
                "res.partner",
                json!([]),
                ["name", "create_date", "category_id", "parent_id", "color", "active", "image_128"],
            )
            .named("order", "id")
            .named("limit", 20),
            Call::fields_get("res.country", ["type", "string", "selection", "required", "relation"]),
            Call::name_search("res.country", "bel").positional("domain", json!([["code", "!=", "BZ"]])).named("limit", 3),
            Call::read_group("res.partner", json!([]), ["color:sum"], ["country_id"]).named("lazy", false),
        ];
        for call in calls {
            let mut answers = Vec::new();
            for client in clients {
                answers.push(client.send(call.clone()).await.unwrap());
            }
            for (client, answer) in clients.iter().zip(&answers) {
                assert_eq!(Some(answer), answers.first(), "{} over {}", call.method, client.api());
            }
        }
    }

    async fn in_parallel(clients: &[Client]) {
        for client in clients {
            let calls: Vec<_> = (0..8)
                .map(|_| {
                    let client = client.clone();
                    tokio::spawn(async move { client.send(Call::search_count("res.partner", json!([]))).await })
                })
                .collect();
            for call in calls {
                assert!(call.await.unwrap().is_ok());
            }
        }
    }

    async fn chosen_by_itself(live: &Live, series: Series) {
        let client = live.by_key().api(ApiChoice::Auto).await.unwrap();
        assert_eq!(client.api(), if series == Series::V19 { Api::Json2 } else { Api::JsonRpc });
        assert_eq!(live.by_password().await.unwrap().api(), Api::Web);
    }

    async fn bad_credentials(live: &Live, series: Series) {
        let apis = [Api::Json2, Api::JsonRpc, Api::XmlRpc].into_iter().filter(|api| *api != Api::Json2 || series == Series::V19);
        for api in apis {
            let error = live.connect().api_key(&live.user, "0".repeat(40)).api(api).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Auth, "{api}: {error}");
        }
        let error = live.connect().password(&live.user, "certainly wrong").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Auth);
        for connect in [live.by_key(), live.by_password(), live.by_key().api(Api::XmlRpc), live.by_key().api(Api::JsonRpc)] {
            let error = connect.database("no_such_database").await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Auth, "{error}");
            assert!(!error.message().contains("port"), "{error}");
        }
    }
}
