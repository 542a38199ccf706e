//! Groupings and method arguments: the validator and a real server of the checked-in snapshot's series say the same of each call.
//!
//! The variables are those of `live`; without them it passes and says so. Nothing is written.
#![cfg(feature = "client")]

#[cfg(test)]
mod what_is_said {
    use std::path::Path;

    use odoo_sdk::client::Api;
    use odoo_sdk::schema::{Models, Snapshot};
    use odoo_sdk::validate::{Input, validate};
    use odoo_sdk::{Call, Client, Series};
    use serde_json::{Value, json};

    async fn connect(api: Api) -> Option<(Client, Models)> {
        let read = |name: &str| std::env::var(name).ok();
        let connect = Client::connect(read("ODOO_LIVE_URL")?).database(read("ODOO_LIVE_DB")?).api(api);
        let client = connect.api_key(read("ODOO_LIVE_USER")?, read("ODOO_LIVE_API_KEY")?).await.unwrap();
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../schemas").join(client.series().name());
        Some((client, Snapshot::read(&folder).unwrap().into()))
    }

    /// The call with each member of an object as an argument by name.
    fn named(call: Call, arguments: &Value) -> Call {
        arguments.as_object().into_iter().flatten().fold(call, |call, (name, value)| call.named(name, value.clone()))
    }

    #[track_caller]
    fn check(reported: &str, input: &Input<'_>, models: &Models, series: Series, expected: bool, answer: Result<Value, odoo_sdk::Error>) {
        let outcome = validate(input, series, models);
        let said = (outcome.is_accepted(), answer.is_ok());
        assert_eq!(said, (expected, expected), "{reported}: (validator, Odoo): {:?}, {:?}", outcome.issues, answer.err());
    }

    #[tokio::test]
    async fn of_groupings() {
        let Some((client, models)) = connect(Api::Json2).await else {
            eprintln!("live: skipped (ODOO_LIVE_URL is not set)");
            return;
        };
        let all: &[(bool, Value)] = &[
            (true, json!({"groupby": ["partner_id"], "aggregates": ["amount_total:sum", "__count"]})),
            (true, json!({"groupby": ["date_order:month", "state"], "order": "date_order:month desc, amount_total:max"})),
            (true, json!({"groupby": ["date_order:day_of_week"], "aggregates": ["id:count_distinct"]})),
            (true, json!({"groupby": ["partner_id.country_id"], "aggregates": ["id:recordset"]})),
            (true, json!({"groupby": ["tag_ids"], "having": ["|", ["__count", ">", 1], ["amount_total:sum", "<", 5]]})),
            (false, json!({"groupby": ["date_order"]})),
            (false, json!({"groupby": ["date_order:decade"]})),
            (false, json!({"groupby": ["partner_id:month"]})),
            (false, json!({"groupby": ["order_line"]})),
            (false, json!({"groupby": ["x_nope"]})),
            (false, json!({"groupby": [], "aggregates": ["tag_ids:count"]})),
            (false, json!({"groupby": [], "aggregates": ["amount_total"]})),
            (false, json!({"groupby": [], "aggregates": ["amount_total:median"]})),
            (false, json!({"groupby": [], "aggregates": ["name:sum"]})),
            (false, json!({"groupby": ["state"], "order": "create_date"})),
            (false, json!({"groupby": ["state"], "having": [["__count", "in", [1, 2]]]})),
            (false, json!({"groupby": ["state"], "having": [["__count", "~", 1]]})),
            (false, json!({"groupby": ["state"], "having": [["id", ">", 1]]})),
        ];
        for (expected, parts) in all {
            let call = named(Call::new("sale.order", "formatted_read_group").named("domain", json!([])).read(), parts);
            let input = Input::Group {
                model: "sale.order",
                domain: None,
                groupby: &parts["groupby"],
                aggregates: parts.get("aggregates"),
                having: parts.get("having"),
                order: parts["order"].as_str(),
            };
            check(&parts.to_string(), &input, &models, client.series(), *expected, client.send(call).await);
        }
    }

    #[tokio::test]
    async fn of_arguments_by_name() {
        let Some((client, models)) = connect(Api::Json2).await else { return };
        let partner: &[(bool, &str, Option<i64>, Value)] = &[
            (true, "name_search", None, json!({"name": "a", "limit": 2})),
            (false, "name_search", None, json!({"nam": "a"})),
            (false, "name_search", Some(1), json!({"name": "a"})),
            (true, "search_count", None, json!({"domain": []})),
            (false, "search_count", None, json!({})),
            (true, "default_get", None, json!({"fields": ["name"]})),
            (false, "default_get", None, json!({})),
            (true, "read", Some(1), json!({"fields": ["name"]})),
            (false, "read", Some(1), json!({"field": ["name"]})),
            (true, "has_access", Some(1), json!({"operation": "read"})),
            (false, "has_access", Some(1), json!({})),
            (true, "get_formview_id", Some(1), json!({})),
            (true, "get_formview_id", Some(1), json!({"access_uid": 1})),
            (false, "get_formview_id", Some(1), json!({"acess_uid": 1})),
            (true, "fields_get", None, json!({"allfields": ["name"]})),
            (false, "fields_gt", None, json!({})),
            (false, "_compute_display_name", Some(1), json!({})),
        ];
        for (expected, method, id, arguments) in partner {
            let ids = id.map(|id| json!([id]));
            let input = Input::Method { model: "res.partner", method, ids: ids.as_ref(), args: None, kwargs: Some(arguments) };
            let call = named(Call::new("res.partner", *method).read(), arguments);
            let call = if let Some(id) = id { call.ids([*id]) } else { call };
            check(&format!("{method} {arguments}"), &input, &models, client.series(), *expected, client.send(call).await);
        }
    }

    #[tokio::test]
    async fn of_arguments_by_place() {
        let Some((client, models)) = connect(Api::JsonRpc).await else { return };
        for (expected, count) in [(true, 0), (true, 1), (true, 4), (false, 5)] {
            let all = [("name", json!("a")), ("domain", json!([])), ("operator", json!("ilike")), ("limit", json!(2)), ("more", json!(1))];
            let given = &all[..count];
            let call = given
                .iter()
                .fold(Call::new("res.partner", "name_search").read(), |call, (name, value)| call.positional(*name, value.clone()));
            let args: Value = given.iter().map(|(_, value)| value.clone()).collect();
            let input = Input::Method { model: "res.partner", method: "name_search", ids: None, args: Some(&args), kwargs: None };
            check(&args.to_string(), &input, &models, client.series(), expected, client.send(call).await);
        }
    }
}
