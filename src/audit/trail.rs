//! What is written of one tool call: its decisions and their outcomes.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use odoo_sdk::Call;
use serde_json::{Map, Value, json};

use super::sink::Audit;

/// Ids of records that a line names; of more only the count is told.
const MOST_IDS: usize = 20;

/// The trail of one tool call. Clones write to the same one.
#[derive(Debug, Clone)]
pub(crate) struct Trail {
    audit: Arc<Audit>,
    tool: &'static str,
    id: Arc<str>,
    user: Option<Arc<str>>,
    entries: Arc<AtomicUsize>,
}

/// One call of Odoo on its way.
#[derive(Debug)]
pub(crate) struct Entry {
    trail: Trail,
    id: String,
    facts: Map<String, Value>,
    begun: Instant,
}

impl Trail {
    /// The trail of a call of a tool, for the user the session is configured with.
    pub(crate) fn new(audit: Arc<Audit>, tool: &'static str, user: Option<Arc<str>>) -> Self {
        Self { audit, tool, id: next_id().into(), user, entries: Arc::default() }
    }

    /// The tool.
    pub(crate) fn tool(&self) -> &'static str {
        self.tool
    }

    /// Begins an entry for a call of Odoo.
    pub(crate) fn begin(&self, call: &Call) -> Entry {
        let number = self.entries.fetch_add(1, Ordering::Relaxed);
        let facts = if self.audit.is_on() { facts(call) } else { Map::new() };
        Entry { trail: self.clone(), id: format!("{}.{number}", self.id), facts, begun: Instant::now() }
    }

    /// Writes the refusal of a tool call that came to no call of Odoo.
    pub(crate) fn refused(&self, reason: &str, rule: Option<&str>) {
        if self.entries.load(Ordering::Relaxed) == 0 {
            let result =
                self.write(&self.id, &Map::new(), json!({"event": "decision", "decision": "deny", "reason": reason, "rule": rule}));
            result.unwrap_or_else(|error| tracing::error!("the audit cannot be written: {error}"));
        }
    }

    fn write(&self, id: &str, facts: &Map<String, Value>, about: Value) -> io::Result<()> {
        if !self.audit.is_on() {
            return Ok(());
        }
        let mut line = Map::from_iter([
            ("time".to_owned(), json!(now())),
            ("id".to_owned(), json!(id)),
            ("session".to_owned(), json!(session())),
            ("user".to_owned(), json!(self.user)),
            ("tool".to_owned(), json!(self.tool)),
        ]);
        if let Value::Object(about) = about {
            line.extend(about.into_iter().filter(|(_, value)| !value.is_null()));
        }
        line.extend(facts.clone());
        self.audit.write(&Value::Object(line))
    }
}

impl Entry {
    /// The policy refused.
    pub(crate) fn refused(self, reason: &str, rule: Option<&str>) {
        let about = json!({"event": "decision", "decision": "deny", "reason": reason, "rule": rule});
        self.trail.write(&self.id, &self.facts, about).unwrap_or_else(|error| tracing::error!("the audit cannot be written: {error}"));
    }

    /// The policy permits. What cannot be recorded is not done.
    pub(crate) fn allowed(&self) -> io::Result<()> {
        self.trail.write(&self.id, &self.facts, json!({"event": "decision", "decision": "allow"}))
    }

    /// What became of it: nothing, or the kind of error.
    pub(crate) fn ended(self, error: Option<&str>) {
        let millis = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let about = json!({"event": "outcome", "outcome": error.unwrap_or("ok"), "duration_ms": millis});
        let written = self.trail.write(&self.id, &Map::new(), about);
        written.unwrap_or_else(|error| tracing::error!("the audit cannot be written: {error}"));
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
    format!("{}-{}", session(), COUNT.fetch_add(1, Ordering::Relaxed))
}

/// A name for this process's session, random: it is no credential and opens nothing.
fn session() -> &'static str {
    static NAME: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    NAME.get_or_init(|| format!("{:012x}", RandomState::new().build_hasher().finish() & 0xffff_ffff_ffff))
}

/// UTC, as `2026-11-20T10:00:00.123Z`.
fn now() -> String {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let (days, rest) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    let (year, month, day) = civil(i64::try_from(days).unwrap_or_default());
    format!("{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{:03}Z", rest / 3_600, rest / 60 % 60, rest % 60, since.subsec_millis())
}

/// The date of a day counted from 1970, by the Gregorian calendar in eras of 400 years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::super::sink::Target;
    use super::*;

    #[test]
    fn dates_are_right() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(20_777), (2026, 11, 20));
    }

    #[test]
    fn a_call_is_two_lines_with_one_id_and_no_value() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("audit.jsonl");
        let audit = Arc::new(Audit::open(&Target::File { path: path.clone(), max_bytes: 1 << 20, keep: 1 }).unwrap());
        let trail = Trail::new(Arc::clone(&audit), "update_record", Some("bot".into()));
        let values = Map::from_iter([("phone".to_owned(), json!("s3cret"))]);
        let entry = trail.begin(&Call::write("res.partner", [7, 8], values));
        entry.allowed().unwrap();
        entry.ended(Some("access"));
        trail.refused("unused", None);
        Trail::new(audit, "get_record", None).refused("rate_limited", Some("rate_limit: limits"));
        let text = std::fs::read_to_string(path).unwrap();
        let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(lines.len(), 3);
        assert!(!text.contains("s3cret") && !text.contains("phone"));
        assert_eq!(
            (&lines[0]["decision"], &lines[0]["ids"], &lines[0]["count"], &lines[0]["user"]),
            (&json!("allow"), &json!([7, 8]), &json!(2), &json!("bot"))
        );
        assert_eq!((&lines[1]["id"], &lines[1]["outcome"]), (&lines[0]["id"], &json!("access")));
        assert_eq!((&lines[2]["reason"], &lines[2]["rule"]), (&json!("rate_limited"), &json!("rate_limit: limits")));
    }
}
