//! Looking at records that somebody listens to: behind the same layers, policy and audit as a tool.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, Weak};
use std::time::Duration;

use futures_util::future::BoxFuture;
use odoo_sdk::Call;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::group::Group;
use crate::app::application::Application;
use crate::session::Principal;
use crate::tools::{
    ClientChannel, ConfirmationMode, Effect, Failure, Judged, Operation, Reply, ToolClass, ToolContext, ToolOutput, Toolset, shape,
};

/// The tool whose rules hold.
const TOOL: &str = "get_record";

/// When a record was written.
const WRITTEN: &str = "write_date";

/// Looks again and again, while somebody listens.
pub(super) async fn run(application: Weak<Application>, group: Weak<Group>, interval: Duration) {
    loop {
        tokio::time::sleep(interval).await;
        let (Some(application), Some(group)) = (application.upgrade(), group.upgrade()) else { return };
        let ids = group.ids();
        // An Odoo that does not answer, or a spent budget, says nothing of the records: the next round looks again.
        if let Ok(now) = application.shown(&group.principal, &group.model, &ids).await {
            group.compare(&ids, &now);
        }
    }
}

impl Application {
    /// What these records show, as a digest of each; those that the principal may not read or that are gone are left out.
    pub(super) async fn shown(&self, principal: &Principal, model: &str, ids: &[u32]) -> Result<BTreeMap<u32, String>, Failure> {
        static JUDGED: LazyLock<Judged> = LazyLock::new(|| {
            let class = ToolClass::new(Effect::Reads, Toolset::Records);
            Judged::new(TOOL, class, &["model", "ids"], |context, given| Box::pin(answer(context, given)))
        });
        let ids: Vec<String> = ids.iter().map(u32::to_string).collect();
        let given = [("model", json!(model)), ("ids", json!(ids.join(",")))];
        let given = given.map(|(name, value)| (name.to_owned(), value)).into_iter().collect();
        let output = self.answered(principal, &*JUDGED, given, Arc::new(Nobody)).await?;
        let shown = output.content.into_iter().filter_map(|(id, shown)| Some((id.parse().ok()?, shown.as_str()?.to_owned())));
        Ok(shown.collect())
    }
}

async fn answer(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let text = |name: &str| given.get(name).and_then(Value::as_str).unwrap_or_default();
    let (model, ids) = (text("model"), text("ids").split(',').filter_map(|id| id.parse::<u32>().ok()).collect::<Vec<_>>());
    let schema = context.odoo.model(model).await?;
    let mut fields = shape::default_fields(&schema);
    fields.extend(schema.fields.contains_key(WRITTEN).then(|| WRITTEN.to_owned()));
    let mut domain = vec![json!(["id", "in", ids])];
    if schema.fields.contains_key("active") {
        domain.push(json!(["active", "in", [true, false]]));
    }
    let mut call = json!({"domain": domain, "fields": fields});
    context.odoo.check(Operation::Search, model, &mut call).await?;
    let fields = call.get("fields").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    let rows = context.odoo.send(Call::search_read(model, json!(domain), fields)).await?;
    let shown = |row: &Value| Some((row.get("id")?.as_i64()?.to_string(), json!(digest(row))));
    let shown: Map<String, Value> = rows.as_array().into_iter().flatten().filter_map(shown).collect();
    Ok(ToolOutput::new(Value::Object(shown), "looked at records that somebody listens to"))
}

/// Two writes within a second have the same date: what a read of the record would show counts as well.
fn digest(row: &Value) -> String {
    Sha256::digest(row.to_string().as_bytes()).iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Nobody waits for the answer of a round.
#[derive(Debug)]
struct Nobody;

impl ClientChannel for Nobody {
    fn confirmation_mode(&self) -> ConfirmationMode {
        ConfirmationMode::Token
    }

    fn ask<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Reply> {
        Box::pin(std::future::ready(Reply::TimedOut))
    }

    fn progress<'a>(&'a self, _: usize, _: usize, _: &'a str) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}
