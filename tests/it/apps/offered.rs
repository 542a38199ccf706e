//! Which tools are offered where, and how long the list is.

use serde_json::json;

use super::super::client::{CORE, Gateway};
use super::super::embedded::on_every_series;
use super::key_of;

fn listed(gateway: &mut Gateway) -> (Vec<String>, usize) {
    let tools = gateway.request("tools/list", json!({}))["result"]["tools"].clone();
    let names = tools.as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap().to_owned()).collect();
    (names, tools.to_string().len())
}

#[test]
fn the_tools_of_an_app_are_offered_where_it_is_and_the_list_stays_small() {
    on_every_series(|odoo| {
        let (all, bytes) = listed(&mut Gateway::start(&key_of(odoo, "demo")));
        for tool in ["get_record_actions", "get_my_day", "check_in", "request_leave", "confirm_order", "update_task_stage"] {
            assert!(all.iter().any(|name| name == tool), "{tool}");
        }
        assert!(!all.iter().any(|name| name == "create_ticket"), "no helpdesk is installed");
        assert!(all.len() <= 60 && bytes <= 36_864, "{} tools, {bytes} bytes", all.len());
        let (core, bytes) = listed(&mut Gateway::start(&[&key_of(odoo, "demo")[..], &[CORE]].concat()));
        assert!(core.len() < all.len() && bytes <= 18_432, "{} tools, {bytes} bytes", core.len());
    });
}

#[test]
fn an_operator_chooses_the_toolsets() {
    on_every_series(|odoo| {
        let chosen = |toolsets: &str| listed(&mut Gateway::start(&[&key_of(odoo, "demo")[..], &[("MCP_TOOLSETS", toolsets)]].concat())).0;
        assert_eq!(chosen("workflow"), ["get_record_actions"]);
        assert_eq!(chosen("sales"), ["get_my_quotations", "get_order_details", "get_sales_summary", "get_price", "confirm_order"]);
        assert_eq!(chosen("helpdesk"), Vec::<String>::new());
    });
}
