//! What is written of one tool call: its decisions and their outcomes.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::sink::Audit;

/// Ids of records that a line names; of more only the count is reported.
const MOST_IDS: usize = 20;

/// The audit of one tool call. Clones write of the same one.
#[derive(Debug, Clone)]
pub(crate) struct CallAudit {
    audit: Arc<Audit>,
    tool: Arc<str>,
    id: Arc<str>,
    user: Option<Arc<str>>,
    session: u64,
    instance: Option<Arc<str>>,
    /// The request over a network that brought the call.
    request: Option<Arc<str>>,
    /// The model and the method that the arguments of the tool name.
    named: Arc<Map<String, Value>>,
    records: Arc<AtomicUsize>,
}

/// One call of Odoo on its way.
#[derive(Debug)]
pub(crate) struct CallRecord {
    of: CallAudit,
    id: String,
    facts: Map<String, Value>,
    begun: Instant,
}

impl CallAudit {
    /// Of a call of a tool, for the user the session is configured with.
    pub(crate) fn new(audit: Arc<Audit>, tool: Arc<str>, user: Option<Arc<str>>) -> Self {
        Self {
            audit,
            tool,
            id: next_id().into(),
            user,
            session: 0,
            instance: None,
            request: None,
            named: Arc::default(),
            records: Arc::default(),
        }
    }

    /// In a session of this number.
    pub(crate) fn of_session(mut self, number: u64) -> Self {
        self.session = number;
        self
    }

    /// Of one of several Odoos.
    pub(crate) fn on(mut self, instance: Option<&str>) -> Self {
        self.instance = instance.map(Arc::from);
        self
    }

    /// Brought by a request over a network.
    pub(crate) fn of_request(mut self, request: Option<Arc<str>>) -> Self {
        self.request = request;
        self
    }

    /// With the model and the method that the arguments of the tool name, where they are names.
    pub(crate) fn about(mut self, arguments: &Map<String, Value>) -> Self {
        let is_name = |text: &&str| text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._".contains(&byte));
        let name = |key: &str| arguments.get(key).and_then(Value::as_str).filter(is_name).map(|text| (key.to_owned(), json!(text)));
        self.named = Arc::new(["model", "method"].into_iter().filter_map(name).collect());
        self
    }

    /// The tool.
    pub(crate) fn tool(&self) -> &str {
        &self.tool
    }

    /// Begins the record of a call of Odoo.
    pub(crate) fn begin(&self, call: &Call) -> CallRecord {
        let number = self.records.fetch_add(1, Ordering::Relaxed);
        let facts = if self.audit.is_on() { facts(call) } else { Map::new() };
        CallRecord { of: self.clone(), id: format!("{}.{number}", self.id), facts, begun: Instant::now() }
    }

    /// Writes the refusal of a tool call that came to no call of Odoo.
    pub(crate) async fn refused(&self, reason: &str, rule: Option<&str>) {
        if self.records.load(Ordering::Relaxed) == 0 {
            let about = json!({"event": "decision", "decision": "deny", "reason": reason, "rule": rule});
            self.write_or_log(&self.id, &self.named, about).await;
        }
    }

    async fn write(&self, id: &str, facts: &Map<String, Value>, about: Value) -> io::Result<()> {
        if !self.audit.is_on() {
            return Ok(());
        }
        let mut line = Map::from_iter([
            ("time".to_owned(), json!(now())),
            ("id".to_owned(), json!(id)),
            ("session".to_owned(), json!(format!("{}.{}", process(), self.session))),
            ("user".to_owned(), json!(self.user)),
            ("tool".to_owned(), json!(self.tool)),
        ]);
        line.extend(self.instance.as_ref().map(|name| ("instance".to_owned(), json!(name))));
        line.extend(self.request.as_ref().map(|id| ("request".to_owned(), json!(id))));
        if let Value::Object(about) = about {
            line.extend(about.into_iter().filter(|(_, value)| !value.is_null()));
        }
        line.extend(facts.clone());
        self.audit.write(&Value::Object(line)).await
    }

    async fn write_or_log(&self, id: &str, facts: &Map<String, Value>, about: Value) {
        self.write(id, facts, about).await.unwrap_or_else(|error| tracing::error!("the audit cannot be written: {error}"));
    }
}

impl CallRecord {
    /// The policy refused.
    pub(crate) async fn refused(self, reason: &str, rule: Option<&str>) {
        let about = json!({"event": "decision", "decision": "deny", "reason": reason, "rule": rule});
        self.of.write_or_log(&self.id, &self.facts, about).await;
    }

    /// The policy permits. What cannot be recorded is not done.
    pub(crate) async fn allowed(&self) -> io::Result<()> {
        self.of.write(&self.id, &self.facts, json!({"event": "decision", "decision": "allow"})).await
    }

    /// What became of it: nothing, or the kind of error.
    pub(crate) async fn ended(self, error: Option<&str>) {
        let millis = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let about = json!({"event": "outcome", "outcome": error.unwrap_or("ok"), "duration_ms": millis});
        self.of.write_or_log(&self.id, &Map::new(), about).await;
    }
}

/// What a line says of a call: names and numbers, no values.
fn facts(call: &Call) -> Map<String, Value> {
    let created = call.positional.iter().find(|(name, _)| name == "vals_list").and_then(|(_, records)| records.as_array().map(Vec::len));
    let ids = call.ids.as_deref().unwrap_or_default();
    let mut facts = Map::from_iter([("model".to_owned(), json!(call.model)), ("method".to_owned(), json!(call.method))]);
    if !ids.is_empty() && ids.len() <= MOST_IDS {
        facts.insert("ids".to_owned(), json!(ids));
    }
    if let Some(count) = created.or((!ids.is_empty()).then_some(ids.len())) {
        facts.insert("count".to_owned(), json!(count));
    }
    facts
}

/// Ids are unlike those of other processes and count up within one.
fn next_id() -> String {
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{}-{}", process(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A name for this process, random: it is not a credential and opens nothing.
fn process() -> &'static str {
    static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    NAME.get_or_init(|| format!("{:012x}", getrandom::u64().unwrap_or_default() & 0xffff_ffff_ffff))
}

/// UTC, as `2026-11-20T10:00:00.123Z`.
fn now() -> String {
    format!("{:.3}", jiff::Timestamp::now())
}

#[cfg(test)]
mod tests {
    use super::super::sink::Target;
    use super::*;

    #[test]
    fn times_are_utc_to_the_millisecond() {
        let now = now();
        assert!(now.len() == 24 && now.ends_with('Z') && now.parse::<jiff::Timestamp>().is_ok(), "{now}");
    }

    #[tokio::test]
    async fn a_call_is_two_lines_with_one_id_and_no_value() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let audit = Arc::new(Audit::open(&Target::File { path: path.clone(), max_bytes: 1 << 20, keep: 1 }).unwrap());
        let call = CallAudit::new(Arc::clone(&audit), "update_record".into(), Some("bot".into()));
        let values = Map::from_iter([("phone".to_owned(), json!("s3cret"))]);
        let record = call.begin(&Call::write("res.partner", [7, 8], values));
        record.allowed().await.unwrap();
        record.ended(Some("access")).await;
        call.refused("unused", None).await;
        CallAudit::new(audit, "get_record".into(), None).refused("rate_limited", Some("rate_limit: limits")).await;
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 3);
        let is_documented = |(name, value): (&String, &Value)| {
            let kind = super::super::MEMBERS.iter().find(|(known, _, _)| known == name).map_or("", |(_, kind, _)| *kind);
            match value {
                Value::String(_) => kind.starts_with("text"),
                Value::Null => kind.ends_with("or null"),
                Value::Number(_) => kind == "number",
                Value::Array(_) => kind == "list of numbers",
                _ => false,
            }
        };
        assert!(lines.iter().all(|line| line.as_object().unwrap().iter().all(is_documented)), "{text}");
        assert!(!text.contains("s3cret") && !text.contains("phone"));
        assert_eq!(
            (&lines[0]["decision"], &lines[0]["ids"], &lines[0]["count"], &lines[0]["user"]),
            (&json!("allow"), &json!([7, 8]), &json!(2), &json!("bot"))
        );
        assert_eq!((&lines[1]["id"], &lines[1]["outcome"]), (&lines[0]["id"], &json!("access")));
        assert_eq!((&lines[2]["reason"], &lines[2]["rule"]), (&json!("rate_limited"), &json!("rate_limit: limits")));
    }
}
