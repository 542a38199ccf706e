//! What the demo's model wants, and the calls it makes for it: right ones, and the mistakes that models make.

use serde_json::Value;

/// One call of the conversation.
pub(super) struct Step {
    /// What is wanted, for the reader.
    pub(super) intent: &'static str,
    /// The tool.
    pub(super) tool: &'static str,
    /// Its arguments as JSON.
    json: &'static str,
}

impl Step {
    /// The arguments.
    pub(super) fn arguments(&self) -> Value {
        serde_json::from_str(self.json).unwrap_or_default()
    }
}

/// The conversation.
pub(super) const STEPS: &[Step] = &[
    Step { intent: "Which models have to do with sales orders?", tool: "list_models", json: r#"{"filter": "sale.order"}"# },
    Step {
        intent: "The latest orders.",
        tool: "search_read",
        json: r#"{"model": "sale.order", "fields": ["name", "partner_id", "amount_total", "state"], "order": "date_order desc", "limit": 2}"#,
    },
    Step {
        intent: "A misspelt argument: others would ignore it and return everything.",
        tool: "search_read",
        json: r#"{"model": "sale.order", "limt": 2}"#,
    },
    Step {
        intent: "A misspelt field in a path: named with its place, and Odoo is not asked.",
        tool: "search_read",
        json: r#"{"model": "sale.order", "domain": [["partner_id.contry_id.code", "=", "BE"]]}"#,
    },
    Step {
        intent: "A new contact, with everything wrong that can be.",
        tool: "create_record",
        json: r#"{"model": "res.partner", "values": {"name": "Demo Ltd", "emial": "info@demo.example", "country_id": "Belgium", "type": "headquarters", "color": 1.5}}"#,
    },
    Step {
        intent: "Corrected as the errors say, first as a dry run.",
        tool: "create_record",
        json: r#"{"model": "res.partner", "values": {"name": "Demo Ltd", "email": "info@demo.example", "type": "invoice", "color": 1}, "dry_run": true}"#,
    },
    Step {
        intent: "And now in earnest.",
        tool: "create_record",
        json: r#"{"model": "res.partner", "values": {"name": "Demo Ltd", "email": "info@demo.example", "type": "invoice", "color": 1}}"#,
    },
    Step {
        intent: "An order whose nested line has a text for a number: checked down into the commands.",
        tool: "create_record",
        json: r#"{"model": "sale.order", "values": {"partner_id": 1, "order_line": [[0, 0, {"name": "Desk", "product_uom_qty": "two"}]]}}"#,
    },
    Step {
        intent: "A model of a custom module: no snapshot and no generated code knows it.",
        tool: "create_record",
        json: r#"{"model": "delivery.route.custom", "values": {"name": "Harbour loop"}}"#,
    },
];

/// What to do next.
pub(super) const NEXT: &str = "\
Next: let a client talk to it.
  odoo-gateway serve --demo                    the same embedded Odoo, served over MCP
  odoo-gateway serve                           your Odoo: set ODOO_URL, ODOO_DB, ODOO_USERNAME and ODOO_API_KEY
In the client's configuration the command is `odoo-gateway` with the argument `serve`; the README shows it for each client.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_a_call_of_a_tool_that_exists() {
        for step in STEPS {
            assert!(crate::tools::is_built_in(step.tool), "{}", step.tool);
            assert!(step.arguments().is_object(), "{}", step.json);
        }
    }
}
