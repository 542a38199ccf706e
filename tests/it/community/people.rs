//! The server with the add-ons, and who works there. The password of each is the login.

use odoo_sdk::{Call, Client};
use serde_json::{Value, json};

use crate::client::Gateway;

/// An administrator, a manager of the apps, somebody with no app, and a customer.
pub(super) const LOGINS: [&str; 4] = ["admin", "demo", "clerk", "portal"];

/// Where it is.
#[derive(Debug)]
pub(super) struct Server {
    url: String,
    database: String,
}

/// A user's own client, beside the gateway.
#[derive(Debug)]
pub(super) struct Direct {
    runtime: tokio::runtime::Runtime,
    client: Client,
}

impl Server {
    /// The one of the environment, with everybody who works there.
    pub(super) fn of_environment() -> Option<Self> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let server = Self { url: variable("ODOO_COMMUNITY_URL")?, database: variable("ODOO_COMMUNITY_DB")? };
        server.hire();
        Some(server)
    }

    pub(super) fn client(&self, login: &str) -> Direct {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let connect = async { Client::connect(&self.url).database(&self.database).password(login, login).await };
        let client = runtime.block_on(connect).unwrap();
        Direct { runtime, client }
    }

    pub(super) fn gateway(&self, login: &str) -> Gateway {
        let user = [("ODOO_USERNAME", login), ("ODOO_PASSWORD", login)];
        Gateway::start(&[&[("ODOO_URL", self.url.as_str()), ("ODOO_DB", &self.database), ("MCP_TOOLSETS", "all")][..], &user].concat())
    }

    /// The clerk is not of the demo data, and its manager gets the add-ons' groups.
    fn hire(&self) {
        let admin = self.client("admin");
        if admin.ids("res.users", json!([["login", "=", "clerk"]])).is_empty() {
            let group = admin.group("base", "group_user");
            let clerk = json!({"name": "Clara Clerk", "login": "clerk", "password": "clerk", "group_ids": [[6, 0, [group]]]});
            admin.send(Call::create("res.users", [clerk.as_object().unwrap().clone()]));
        }
        let demo = admin.ids("res.users", json!([["login", "=", "demo"]]));
        let groups =
            [("helpdesk_mgmt", "group_helpdesk_manager"), ("sales_team", "group_sale_manager"), ("account", "group_account_manager")];
        let links: Vec<Value> = groups.iter().map(|(module, name)| json!([4, admin.group(module, name)])).collect();
        admin.send(Call::write("res.users", demo, json!({"group_ids": links}).as_object().unwrap().clone()));
    }
}

impl Direct {
    /// What Odoo answers; null where it refuses.
    pub(super) fn ask(&self, call: Call) -> Value {
        self.runtime.block_on(self.client.send(call)).unwrap_or_default()
    }

    pub(super) fn send(&self, call: Call) -> Value {
        self.runtime.block_on(self.client.send(call)).unwrap()
    }

    /// Ids of the first records that fit; none where Odoo refuses.
    pub(super) fn ids(&self, model: &str, domain: Value) -> Vec<i64> {
        let found = self.ask(Call::new(model, "search").named("domain", domain).named("limit", 3).named("order", "id").read());
        found.as_array().into_iter().flatten().filter_map(Value::as_i64).collect()
    }

    fn group(&self, module: &str, name: &str) -> i64 {
        let domain = json!([["module", "=", module], ["name", "=", name]]);
        let found = self.send(Call::search_read("ir.model.data", domain, ["res_id"]));
        found[0]["res_id"].as_i64().unwrap()
    }
}
