//! Tickets as the add-on `helpdesk_mgmt` has them and as Odoo Enterprise has them: models of one name, with fields of their own.

use odoo_sdk::Series;
use odoo_sdk::schema::{FieldSchema, FieldType, ModelSchema};
use odoo_sim::RunningSim;
use serde_json::json;

use super::super::client::Gateway;
use super::super::embedded::{builder, on_every_series};
use super::{key_of, refused};

fn link(to: &str) -> FieldSchema {
    FieldSchema { relation: Some(to.to_owned()), store: true, ..FieldSchema::new(FieldType::Many2one) }
}

fn plain(field_type: FieldType) -> FieldSchema {
    FieldSchema { store: true, ..FieldSchema::new(field_type) }
}

fn model(name: &str, fields: Vec<(&str, FieldSchema)>) -> ModelSchema {
    let fields = fields.into_iter().map(|(name, field)| (name.to_owned(), field)).collect();
    ModelSchema { model: name.to_owned(), label: name.to_owned(), fields, ..ModelSchema::default() }
}

/// Model of stages, and the field that says that a stage is the end.
const KINDS: [(&str, &str, &str); 2] =
    [("helpdesk.ticket.stage", "closed", "helpdesk.ticket.team"), ("helpdesk.stage", "fold", "helpdesk.team")];

/// Runs a check on every series with either kind.
fn with_tickets(check: impl Fn(&RunningSim, &str, &str)) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for series in Series::ALL {
        for (stage, end, team) in KINDS {
            let sequence = ("sequence", plain(FieldType::Integer));
            let stages = model(stage, vec![("name", plain(FieldType::Char)), sequence, (end, plain(FieldType::Boolean))]);
            let teams = model(team, vec![("name", plain(FieldType::Char))]);
            let required = FieldSchema { required: true, ..plain(FieldType::Char) };
            let tickets = vec![
                ("name", required),
                ("description", plain(FieldType::Html)),
                ("user_id", link("res.users")),
                ("partner_id", link("res.partner")),
                ("team_id", link(team)),
                ("stage_id", link(stage)),
            ];
            let builder = builder(series).extra_model(stages).extra_model(teams).extra_model(model("helpdesk.ticket", tickets));
            let odoo = runtime.block_on(builder.start()).unwrap();
            check(&odoo, stage, end);
        }
    }
}

#[test]
fn a_ticket_is_opened_listed_and_moved_until_it_is_closed() {
    with_tickets(|odoo, stage, end| {
        let mut gateway = Gateway::start(&key_of(odoo, "admin"));
        for (name, is_end) in [("New", false), ("Solved", true)] {
            gateway.good("create_record", json!({"model": stage, "values": {"name": name, end: is_end}}));
        }
        let open = json!({"subject": "No light", "description": "The lamp is dark"});
        let mut shown = open.clone();
        shown["dry_run"] = json!(true);
        assert_eq!(gateway.good("create_ticket", shown)["values"]["name"], "No light");
        let ticket = gateway.good("create_ticket", open)["ticket"].clone();
        assert!(ticket["name"] == "No light" && ticket["partner_id"]["name"].as_str().unwrap().contains("Mitchell Admin"), "{ticket}");
        let moved = gateway.good("update_ticket_stage", json!({"ticket_id": ticket["id"], "stage": "new"}));
        assert_eq!(moved["ticket"]["stage_id"]["name"], "New", "{moved}");
        let listed = |gateway: &mut Gateway, arguments| gateway.good("get_my_tickets", arguments)["tickets"].as_array().unwrap().len();
        assert_eq!(listed(&mut gateway, json!({})), 1);
        gateway.good("update_ticket_stage", json!({"ticket_id": ticket["id"], "stage": "Solved"}));
        assert_eq!((listed(&mut gateway, json!({})), listed(&mut gateway, json!({"closed": true}))), (0, 1));
        let wrong = refused(&mut gateway, "update_ticket_stage", json!({"ticket_id": ticket["id"], "stage": "Later"}), "wrong_value");
        assert!(wrong["message"].as_str().unwrap().contains("`New`, `Solved`"), "{wrong}");
        refused(&mut gateway, "update_ticket_stage", json!({"ticket_id": 4_000_000, "stage": "New"}), "record_not_found");
        refused(&mut gateway, "create_ticket", json!({"subject": "x", "description": "y", "team": "nobody"}), "record_not_found");
    });
}

#[test]
fn without_a_helpdesk_there_are_no_tickets() {
    on_every_series(|odoo| {
        let mut gateway = Gateway::start(&key_of(odoo, "admin"));
        for (tool, arguments) in [
            ("get_my_tickets", json!({})),
            ("create_ticket", json!({"subject": "x", "description": "y"})),
            ("update_ticket_stage", json!({"ticket_id": 1, "stage": "x"})),
        ] {
            refused(&mut gateway, tool, arguments, "unknown_model");
        }
    });
}
