//! One Odoo seen two ways: through the gateway, where the work under test is done, and directly over the SDK, where it is prepared and
//! checked.

use std::future::IntoFuture;

use odoo_sdk::{Call, Client, Series};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::client::Gateway;

/// An Odoo with a gateway in front of it.
pub(crate) struct Site {
    pub(crate) gateway: Gateway,
    direct: Client,
    runtime: Runtime,
    /// What the operator permits.
    _folder: tempfile::TempDir,
    /// Names of this run, so that nothing of an earlier one is found.
    pub(crate) mark: String,
}

impl Site {
    /// Connects both ways, as the user that the environment of the binary names.
    pub(crate) fn new(environment: &[(&str, &str)]) -> Self {
        Self::between(environment, environment)
    }

    /// Connects directly as one user, and as another through the gateway.
    pub(crate) fn between(direct: &[(&str, &str)], environment: &[(&str, &str)]) -> Self {
        let value = |name: &str| direct.iter().find(|(other, _)| *other == name).unwrap().1;
        let runtime = Runtime::new().unwrap();
        let connect = Client::connect(value("ODOO_URL")).database(value("ODOO_DB"));
        let direct = runtime.block_on(connect.api_key(value("ODOO_USERNAME"), value("ODOO_API_KEY")).into_future()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let permits = "custom_models:\n  full_crud: [base.partner.merge.automatic.wizard]\n";
        std::fs::write(folder.path().join("model_access.yaml"), permits).unwrap();
        let configured = [environment, &[("CONFIG_DIR", folder.path().to_str().unwrap())]].concat();
        let gateway = Gateway::start(&configured);
        let mut site = Self { gateway, direct, runtime, _folder: folder, mark: String::new() };
        site.mark = format!("dialog {}", site.make("res.partner", json!({"name": "Dialog mark"})));
        site
    }

    pub(crate) fn series(&self) -> Series {
        self.direct.series()
    }

    /// Whether the Odoo has a model.
    pub(crate) fn has(&self, model: &str) -> bool {
        let fields = Call::new(model, "fields_get").named("attributes", json!(["type"])).read();
        self.runtime.block_on(self.direct.send(fields)).is_ok()
    }

    /// A method called directly, positional arguments after the ids.
    pub(crate) fn run(&self, model: &str, method: &str, ids: &[&Value]) -> Value {
        let ids = ids.iter().map(|id| id.as_i64().unwrap());
        self.sent(Call::new(model, method).ids(ids))
    }

    pub(crate) fn sent(&self, call: Call) -> Value {
        let shown = format!("{call:?}");
        self.runtime.block_on(self.direct.send(call)).unwrap_or_else(|error| panic!("{shown}: {error:?}"))
    }

    /// What Odoo says of a call that may fail.
    pub(crate) fn tried(&self, call: Call) -> Result<Value, odoo_sdk::Error> {
        self.runtime.block_on(self.direct.send(call))
    }

    /// Makes a record directly.
    pub(crate) fn make(&self, model: &str, values: Value) -> Value {
        let made = self.sent(Call::create(model, [values.as_object().unwrap().clone()]));
        made.as_array().map_or(made.clone(), |ids| ids[0].clone())
    }

    pub(crate) fn write(&self, model: &str, id: &Value, values: Value) {
        self.sent(Call::write(model, [id.as_i64().unwrap()], values.as_object().unwrap().clone()));
    }

    /// Reads a record directly; links are ids.
    pub(crate) fn read(&self, model: &str, id: &Value, fields: &[&str]) -> Value {
        let call = Call::new(model, "read").ids([id.as_i64().unwrap()]).named("fields", json!(fields)).named("load", json!("")).read();
        self.sent(call)[0].clone()
    }

    /// The records of a domain, read directly, oldest first.
    pub(crate) fn find(&self, model: &str, domain: Value, fields: &[&str]) -> Vec<Value> {
        let call = Call::new(model, "search_read").named("domain", domain).named("fields", json!(fields));
        self.sent(call.named("order", "id").named("load", "").read()).as_array().unwrap().clone()
    }

    /// Calls a tool as a person would who confirms what is asked.
    pub(crate) fn does(&mut self, tool: &str, mut arguments: Value) -> Value {
        let answer = self.gateway.call(tool, arguments.clone())["structuredContent"].clone();
        let Some(token) = answer.pointer("/error/confirm_token") else {
            assert!(answer.get("error").is_none(), "{tool} {arguments}: {answer}");
            return answer;
        };
        arguments["confirm_token"] = token.clone();
        self.gateway.good(tool, arguments)
    }

    /// What a call is refused with by one who confirms what is asked.
    pub(crate) fn refused(&mut self, tool: &str, mut arguments: Value) -> Value {
        let error = self.gateway.bad(tool, arguments.clone());
        let Some(token) = error.get("confirm_token") else { return error };
        arguments["confirm_token"] = token.clone();
        self.gateway.bad(tool, arguments)
    }

    /// Opens a dialog; what it shows.
    pub(crate) fn opens(&mut self, model: &str, method: &str, ids: &[&Value]) -> Value {
        let shown = self.does("run_wizard", json!({"model": model, "method": method, "record_ids": ids}));
        assert!(shown["dialog"]["handle"].is_string() && shown["dialog"].get("not_shown").is_none(), "{shown}");
        shown["dialog"].clone()
    }

    /// Opens a dialog, answers it and presses a button; what the gateway reports. A second press does nothing.
    pub(crate) fn finishes(&mut self, model: &str, method: &str, ids: &[&Value], answers: Value, press: &str) -> Value {
        let dialog = self.opens(model, method, ids);
        let buttons: Vec<&Value> = dialog["buttons"].as_array().unwrap().iter().map(|button| &button["press"]).collect();
        assert!(buttons.contains(&&json!(press)), "{press} is not one of {buttons:?}");
        let finish = json!({"dialog": dialog["handle"], "answers": answers, "press": press});
        let done = self.does("run_wizard", finish.clone());
        assert_eq!(self.gateway.bad("run_wizard", finish)["code"], "record_not_found", "a dialog is answered once");
        done
    }
}

/// The ids of what was made of a model.
pub(crate) fn made(done: &Value, model: &str) -> Value {
    let made = done["made"].as_array().unwrap_or_else(|| panic!("nothing was made: {done}"));
    let of_model = made.iter().find(|made| made["model"] == model).unwrap_or_else(|| panic!("no {model} was made: {done}"));
    assert!(of_model["records"][0]["display_name"].is_string() || of_model["ids"].is_array(), "{done}");
    of_model["ids"][0].clone()
}
