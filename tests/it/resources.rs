//! Resources, templates and completions through the binary, on embedded Odoos and a real one.

use std::time::Instant;

use serde_json::{Value, json};

use super::client::Gateway;
use super::embedded::{key_of, on_every_series};
use super::live;

/// Reads a resource that must be there; its JSON.
fn read(gateway: &mut Gateway, uri: &str) -> Value {
    let answer = gateway.request("resources/read", json!({"uri": uri}));
    let content = &answer["result"]["contents"][0];
    assert_eq!(content["uri"], uri, "{answer}");
    serde_json::from_str(content["text"].as_str().unwrap()).unwrap()
}

/// Reads one that must be refused; the error.
fn refused(gateway: &mut Gateway, uri: &str) -> Value {
    let answer = gateway.request("resources/read", json!({"uri": uri}));
    assert!(answer["error"].is_object(), "{uri}: {answer}");
    answer["error"].clone()
}

fn complete(gateway: &mut Gateway, template: &str, argument: &str, typed: &str, model: Option<&str>) -> Vec<String> {
    let mut parameters = json!({"ref": {"type": "ref/resource", "uri": template}, "argument": {"name": argument, "value": typed}});
    if let Some(model) = model {
        parameters["context"] = json!({"arguments": {"model": model}});
    }
    let answer = gateway.request("completion/complete", parameters);
    let values = answer["result"]["completion"]["values"].as_array();
    values.unwrap_or_else(|| panic!("{answer}")).iter().map(|value| value.as_str().unwrap().to_owned()).collect()
}

const RECORD: &str = "odoo://record/{model}/{id}";

const WORKFLOW: &str = "odoo://workflow/{model}";

const REPORT: &str = "odoo://report/{model}/{id}{?report}";

/// Every kind of resource, for an administrator.
fn every_kind(gateway: &mut Gateway) {
    let listed = gateway.request("resources/list", json!({}))["result"].clone();
    let names: Vec<&str> = listed["resources"].as_array().unwrap().iter().filter_map(|resource| resource["uri"].as_str()).collect();
    assert_eq!(names, ["odoo://models", "odoo://categories", "odoo://users", "odoo://companies", "odoo://config"]);
    let templates = gateway.request("resources/templates/list", json!({}))["result"]["resourceTemplates"].clone();
    assert!(templates.to_string().contains(RECORD) && templates.to_string().contains(WORKFLOW), "{templates}");
    let models = read(gateway, "odoo://models");
    let cursor = models["next_cursor"].as_str().unwrap();
    let next = read(gateway, &format!("odoo://models?cursor={cursor}"));
    assert!(next["models"][0]["model"].as_str().unwrap() > cursor, "{next}");
    assert!(read(gateway, "odoo://models/res.partner")["fields"]["name"]["type"] == "char");
    let categories = read(gateway, "odoo://categories");
    assert!(categories["categories"].as_array().unwrap().iter().any(|row| row["category"] == "res"), "{categories}");
    let users = read(gateway, "odoo://users");
    let user = users["matches"][0].as_object().unwrap();
    assert!(user.contains_key("id") && user.contains_key("name") && user.len() == 2, "{users}");
    let companies = read(gateway, "odoo://companies");
    let company = &companies["records"][0];
    assert!(company["name"].is_string() && company["currency_id"]["name"].is_string(), "{companies}");
    let config = read(gateway, "odoo://config");
    assert_eq!((config["mode"].as_str(), config["confirm"].as_bool()), (Some("readwrite"), Some(true)), "{config}");
    let found = gateway.good("search_read", json!({"model": "res.partner", "limit": 1}));
    let id = found["records"][0]["id"].as_u64().unwrap();
    assert_eq!(read(gateway, &format!("odoo://record/res.partner/{id}"))["record"]["id"], id);
}

/// A schema accepts what a create of the tool accepts, and ranks its fields.
fn schema(gateway: &mut Gateway) {
    let schema = read(gateway, "odoo://schema/res.partner");
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    let fields = &schema["$defs"]["write"]["properties"];
    let importance = |name: &str| fields[name]["x-odoo-importance"].as_str().unwrap().to_owned();
    assert_eq!((importance("email").as_str(), importance("color").as_str()), ("important", "other"));
    let country = read(gateway, "odoo://schema/res.country");
    let name = &country["$defs"]["write"]["properties"]["name"];
    assert_eq!((name["x-odoo-importance"].as_str(), &country["required"]), (Some("required"), &json!(["code", "name"])), "{country}");
}

/// The states of an order and what leads out of each, in the words of the series; nothing of a model that is not a document.
fn workflow(gateway: &mut Gateway) {
    let workflow = read(gateway, "odoo://workflow/sale.order");
    let states: Vec<&str> = workflow["states"].as_array().unwrap().iter().filter_map(|state| state["state"].as_str()).collect();
    assert_eq!(states, ["draft", "sent", "sale", "cancel"], "{workflow}");
    let action =
        |what: &str| workflow["actions"].as_array().unwrap().iter().find(|action| action["what"] == what).cloned().unwrap_or_default();
    let confirm = action("confirm it");
    let call = json!({"tool": "execute_method", "model": "sale.order", "method": "action_confirm"});
    assert_eq!((&confirm["call"], &confirm["from"]), (&call, &json!(["draft", "sent"])), "{workflow}");
    assert_eq!(confirm["needs"], json!(["partner_id", "order_line"]));
    let invoice = action("invoice it");
    assert_eq!((&invoice["call"]["tool"], &invoice["when"][0]["field"]), (&json!("run_wizard"), &json!("invoice_status")), "{workflow}");
    let lead = read(gateway, "odoo://workflow/crm.lead");
    assert_eq!((&lead["stages_of"], &lead["states"]), (&json!("crm.stage"), &Value::Null), "{lead}");
    let purchase = read(gateway, "odoo://workflow/purchase.order")["actions"].clone();
    assert!(purchase.to_string().contains("button_confirm"), "{purchase}");
    assert_eq!(refused(gateway, "odoo://workflow/res.partner")["data"]["code"], "wrong_value");
    assert_eq!(refused(gateway, "odoo://workflow/no.such.model")["data"]["code"], "unknown_model");
    let models = complete(gateway, WORKFLOW, "model", "", None);
    assert!(models.contains(&"sale.order".to_owned()) && !models.contains(&"res.partner".to_owned()), "{models:?}");
    assert_eq!(complete(gateway, WORKFLOW, "model", "purch", None), ["purchase.order"]);
}

/// The names of reports, and a printed record as the file it is.
fn report(gateway: &mut Gateway) {
    let reports = complete(gateway, REPORT, "report", "", Some("sale.order"));
    assert!(reports.contains(&"sale.report_saleorder".to_owned()), "{reports:?}");
    assert_eq!(complete(gateway, REPORT, "report", "", Some("res.users")), Vec::<String>::new());
    assert_eq!(refused(gateway, "odoo://report/sale.order/x")["data"]["code"], "wrong_value");
    for uri in ["odoo://report/res.users/1", "odoo://report/ir.config_parameter/1"] {
        assert_eq!(refused(gateway, uri)["data"]["code"], "model_blocked", "{uri}");
    }
}

/// A record by its name, and what leads there.
fn completions(gateway: &mut Gateway) {
    assert_eq!(complete(gateway, RECORD, "model", "res.partn", None)[0], "res.partner");
    assert_eq!(complete(gateway, "odoo://schema/{model}", "model", "contact", None)[0], "res.partner");
    let name = complete(gateway, RECORD, "id", "", Some("res.partner"))[0].clone();
    let (id, text) = name.split_once(' ').unwrap();
    let typed: String = text.chars().take(12).collect();
    assert!(complete(gateway, RECORD, "id", &typed, Some("res.partner")).contains(&name), "{name}");
    assert_eq!(complete(gateway, RECORD, "id", id, Some("res.partner")), std::slice::from_ref(&name));
    let uri = format!("odoo://record/res.partner/{}", name.replace(' ', "%20"));
    assert_eq!(read(gateway, &uri)["record"]["id"].to_string(), id);
    let without_model = complete(gateway, RECORD, "id", "Azu", None);
    assert!(without_model.is_empty(), "{without_model:?}");
    let unknown = json!({"ref": {"type": "ref/resource", "uri": "odoo://no/{such}"}, "argument": {"name": "such", "value": ""}});
    assert_eq!(gateway.request("completion/complete", unknown)["error"]["code"], -32602);
}

/// How a blocked model is refused: Odoo itself keeps all but the users and their own keys from a customer, and that is the answer then.
pub(crate) fn blocked_for(login: &str, model: &str) -> &'static str {
    let is_readable = matches!(model, "res.users" | "res.users.apikeys");
    if login == odoo_sim::accounts::PORTAL.login && !is_readable { "access_denied" } else { "model_blocked" }
}

/// What may not be seen is neither read nor named, whoever asks.
fn attacks(gateway: &mut Gateway, login: &str) {
    for model in ["res.users", "ir.config_parameter", "res.users.apikeys", "payment.provider", "ir.cron"] {
        let addresses = [
            "odoo://record/{model}/1",
            "odoo://models/{model}",
            "odoo://schema/{model}",
            "odoo://workflow/{model}",
            "odoo://report/{model}/1",
        ];
        for uri in addresses.map(|address| address.replace("{model}", model)) {
            let error = refused(gateway, &uri);
            assert_eq!(error["data"]["code"], blocked_for(login, model), "{login} {uri}: {error}");
        }
        let named = complete(gateway, RECORD, "model", model, None);
        assert!(!named.contains(&model.to_owned()), "{named:?}");
        if model != "res.users" {
            assert_eq!(complete(gateway, RECORD, "id", "", Some(model)), Vec::<String>::new(), "{model}");
        }
    }
    for (id, code) in [("0", "wrong_value"), ("x", "wrong_value"), ("2147483647", "record_not_found")] {
        let error = refused(gateway, &format!("odoo://record/res.partner/{id}"));
        assert_eq!(error["data"]["code"], code, "{id}: {error}");
    }
    for uri in ["odoo://", "odoo://models/../config", "file:///etc/passwd", "odoo://record/res.partner/1?fields=password", "odoo://%"] {
        assert_eq!(refused(gateway, uri)["data"]["uri"], uri);
    }
}

#[test]
fn every_kind_is_read_and_completed_on_every_series() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        every_kind(&mut gateway);
        schema(&mut gateway);
        workflow(&mut gateway);
        report(&mut gateway);
        completions(&mut gateway);
        attacks(&mut gateway, "admin");
        let azure = complete(&mut gateway, RECORD, "id", "Azu", Some("res.partner"));
        assert!(azure.iter().any(|value| value.ends_with(" Azure Barrow Interiors")), "{azure:?}");
        gateway.stop();
    });
}

#[test]
fn every_kind_is_read_and_completed_on_a_real_odoo() {
    let Some(environment) = live::environment_of_key() else { return eprintln!("live: skipped (ODOO_LIVE_URL is not set)") };
    let environment: Vec<(&str, &str)> = environment.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut gateway = Gateway::start(&environment);
    every_kind(&mut gateway);
    schema(&mut gateway);
    workflow(&mut gateway);
    report(&mut gateway);
    completions(&mut gateway);
    attacks(&mut gateway, "admin");
    gateway.stop();
}

/// As administrator, business user, clerk and customer: everyone reads what is theirs, and gets Odoo's word for the rest.
#[test]
fn everybody_reads_what_odoo_lets_them() {
    on_every_series(|odoo| {
        for account in &odoo_sim::accounts::ACCOUNTS {
            let mut environment: Vec<(&str, &str)> = key_of(odoo).into_iter().filter(|(name, _)| *name != "ODOO_API_KEY").collect();
            environment.retain(|(name, _)| *name != "ODOO_USERNAME");
            environment.extend([("ODOO_USERNAME", account.login), ("ODOO_PASSWORD", account.password())]);
            let mut gateway = Gateway::start(&environment);
            for uri in [
                "odoo://models",
                "odoo://categories",
                "odoo://config",
                "odoo://models/res.partner",
                "odoo://schema/res.partner",
                "odoo://workflow/sale.order",
            ] {
                read(&mut gateway, uri);
            }
            for uri in ["odoo://users", "odoo://companies", "odoo://record/res.partner/1"] {
                let answer = gateway.request("resources/read", json!({"uri": uri}));
                let is_kept = account.login == odoo_sim::accounts::PORTAL.login && uri.ends_with("/res.partner/1");
                let expected = if is_kept { json!("access_denied") } else { Value::Null };
                assert_eq!(answer["error"]["data"]["code"], expected, "{} {uri}: {answer}", account.login);
            }
            attacks(&mut gateway, account.login);
            gateway.stop();
        }
    });
}

/// A resource is there where its tool is, and its reads are in the audit and in the budget.
#[test]
fn resource_follows_the_rules_of_its_tool() {
    let folder = tempfile::tempdir().unwrap();
    let audit = folder.path().join("audit.jsonl");
    let environment = [("MCP_DISABLED_TOOLS", "get_record"), ("MCP_AUDIT", audit.to_str().unwrap()), ("RATE_LIMIT_GLOBAL", "2")];
    let mut gateway = Gateway::start_with(&["serve", "--demo"], &environment);
    let templates = gateway.request("resources/templates/list", json!({}));
    assert!(!templates.to_string().contains(RECORD), "{templates}");
    assert_eq!(refused(&mut gateway, "odoo://record/res.partner/1")["data"], json!({"uri": "odoo://record/res.partner/1"}));
    read(&mut gateway, "odoo://companies");
    assert_eq!(refused(&mut gateway, "odoo://schema/res.users")["data"]["code"], "model_blocked");
    assert_eq!(refused(&mut gateway, "odoo://companies")["data"]["code"], "rate_limited");
    gateway.stop();
    let lines = std::fs::read_to_string(&audit).unwrap();
    assert!(lines.contains("res.company") && lines.contains("model_blocked") && lines.contains("rate_limited"), "{lines}");
}

/// What the schema knows is completed from memory, with nothing asked of Odoo.
#[test]
fn names_are_completed_from_the_cache() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo));
        complete(&mut gateway, RECORD, "model", "sale", None);
        let before = odoo.requests().len();
        let begun = Instant::now();
        complete(&mut gateway, RECORD, "model", "sale.o", None);
        eprintln!("completed in {:?}", begun.elapsed());
        assert_eq!(odoo.requests().len(), before);
        complete(&mut gateway, RECORD, "id", "Azu", Some("res.partner"));
        complete(&mut gateway, RECORD, "id", "Azur", Some("res.partner"));
        assert!(odoo.requests().len() <= before + 3, "one call each, and the language of the user once");
        gateway.stop();
    });
}

/// Listens to a record in the era with sessions; a change made elsewhere, and its end, arrive.
#[test]
fn a_client_hears_that_a_record_changed_until_it_unsubscribes() {
    on_every_series(|odoo| {
        let environment: Vec<(&str, &str)> = key_of(odoo).into_iter().chain([("RESOURCE_POLL_SECONDS", "1")]).collect();
        let (mut listening, mut writing) = (Gateway::start(&environment), Gateway::start(&key_of(odoo)));
        let id = writing.good("create_record", json!({"model": "res.partner", "values": {"name": "Heard of"}}))["id"].clone();
        let uri = format!("odoo://record/res.partner/{id}");
        assert_eq!(listening.request("resources/subscribe", json!({"uri": uri}))["result"], json!({}));
        writing.good("update_record", json!({"model": "res.partner", "record_ids": [id], "values": {"name": "Renamed"}}));
        let heard = listening.receive();
        assert_eq!((&heard["method"], &heard["params"]["uri"]), (&json!("notifications/resources/updated"), &json!(uri)), "{heard}");
        assert!(read(&mut listening, &uri)["record"]["display_name"] == "Renamed");
        assert_eq!(listening.request("resources/unsubscribe", json!({"uri": uri}))["result"], json!({}));
        let error = listening.request("resources/subscribe", json!({"uri": "odoo://record/ir.cron/1"}))["error"].clone();
        assert_eq!(error["data"]["code"], "model_blocked", "{error}");
    });
}

/// More users than one page has, each of them once and in the order of the first page.
#[test]
fn users_behind_the_first_page_are_read_by_its_cursor() {
    on_every_series(|odoo| {
        let users = (0..250).map(|number| {
            let name = format!("Colleague {number:03}");
            json!({"name": name, "login": format!("colleague{number}")}).as_object().unwrap().clone()
        });
        let create = odoo_sdk::Call::create("res.users", users);
        let run = async {
            let client = odoo_sdk::Client::connect(odoo.url()).database(odoo.database()).password("admin", "admin").await.unwrap();
            client.send(create.clone()).await.unwrap()
        };
        tokio::runtime::Runtime::new().unwrap().block_on(run);
        let mut gateway = Gateway::start(&key_of(odoo));
        let first = read(&mut gateway, "odoo://users");
        assert_eq!(
            (first["matches"].as_array().map(Vec::len), &first["next_cursor"]),
            (Some(200), &json!("200")),
            "{}",
            first["next_cursor"]
        );
        let second = read(&mut gateway, "odoo://users?cursor=200");
        assert!(second["has_more"] == false && second["next_cursor"].is_null(), "{second}");
        let rows = [&first, &second].map(|page| page["matches"].as_array().unwrap().clone()).concat();
        let ids: std::collections::BTreeSet<u64> = rows.iter().map(|user| user["id"].as_u64().unwrap()).collect();
        let colleagues = rows.iter().filter(|user| user["name"].as_str().unwrap().starts_with("Colleague ")).count();
        assert_eq!((ids.len(), colleagues), (rows.len(), 250));
        assert_eq!(refused(&mut gateway, "odoo://users?cursor=7")["data"]["code"], "wrong_value");
        gateway.stop();
    });
}

/// A printed record is the file itself, for who may see the record.
#[test]
fn a_report_is_read_as_the_pdf_it_is() {
    on_every_series(|odoo| {
        let user = |login: &'static str| {
            [("ODOO_URL", odoo.url()), ("ODOO_DB", odoo.database()), ("ODOO_USERNAME", login), ("ODOO_PASSWORD", login)]
        };
        let mut gateway = Gateway::start(&user("admin"));
        let order = gateway.good("search_read", json!({"model": "sale.order", "limit": 1}))["records"][0]["id"].clone();
        let uri = format!("odoo://report/sale.order/{order}?report=sale.report_saleorder");
        let answer = gateway.request("resources/read", json!({"uri": uri}))["result"]["contents"][0].clone();
        assert_eq!((&answer["uri"], &answer["mimeType"]), (&json!(uri), &json!("application/pdf")), "{answer}");
        assert!(answer["blob"].as_str().is_some_and(|blob| blob.starts_with("JVBERi")), "{answer}");
        let wrong = refused(&mut gateway, &format!("odoo://report/sale.order/{order}?report=no.such"));
        assert_eq!((&wrong["data"]["code"], &wrong["data"]["path"]), (&json!("wrong_value"), &json!("report")), "{wrong}");
        gateway.stop();
        let mut portal = Gateway::start(&user("portal"));
        assert!(refused(&mut portal, &uri)["data"]["code"].is_string());
        portal.stop();
    });
}
