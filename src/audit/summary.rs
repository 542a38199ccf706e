//! `audit summary`: who did what, out of the lines of an audit.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::io::{self, BufRead};

use serde_json::Value;

/// What is counted together.
type Key = (String, String, String);

#[derive(Debug, Default)]
struct Counts {
    allowed: usize,
    refused: usize,
    failed: usize,
    records: u64,
}

/// A table of users, tools and models with what was allowed, refused and failed; then the reasons for refusals.
pub(crate) fn summarise(lines: impl BufRead) -> io::Result<String> {
    let (mut counts, mut reasons) = (BTreeMap::<Key, Counts>::new(), BTreeMap::<String, usize>::new());
    let (mut by_id, mut unread) = (HashMap::<String, Key>::new(), 0_usize);
    for line in lines.lines() {
        let Ok(line) = serde_json::from_str::<Value>(&line?) else {
            unread += 1;
            continue;
        };
        let text = |name: &str| line.get(name).and_then(Value::as_str).unwrap_or("-").to_owned();
        match (text("event").as_str(), text("decision").as_str()) {
            ("decision", decision) => {
                let place = line.get("instance").and_then(Value::as_str).map(|instance| format!(" on {instance}"));
                let key = (text("user") + place.as_deref().unwrap_or_default(), text("tool"), text("model"));
                let count = counts.entry(key.clone()).or_default();
                if decision == "allow" {
                    count.allowed += 1;
                    count.records += line.get("count").and_then(Value::as_u64).unwrap_or(0);
                    by_id.insert(text("id"), key);
                } else {
                    count.refused += 1;
                    *reasons.entry(format!("{} ({})", text("reason"), text("rule"))).or_default() += 1;
                }
            }
            ("outcome", _) => {
                if let Some(count) = by_id.remove(&text("id")).and_then(|key| counts.get_mut(&key))
                    && text("outcome") != "ok"
                {
                    count.failed += 1;
                }
            }
            _ => unread += 1,
        }
    }
    Ok(table(&counts, &reasons, by_id.len(), unread))
}

fn table(counts: &BTreeMap<Key, Counts>, reasons: &BTreeMap<String, usize>, unfinished: usize, unread: usize) -> String {
    let mut text =
        format!("{:<24} {:<20} {:<28} {:>7} {:>7} {:>7} {:>8}\n", "user", "tool", "model", "allowed", "refused", "failed", "records");
    for ((user, tool, model), count) in counts {
        // INVARIANT: writing to a String does not fail.
        let _ = writeln!(
            text,
            "{user:<24} {tool:<20} {model:<28} {:>7} {:>7} {:>7} {:>8}",
            count.allowed, count.refused, count.failed, count.records
        );
    }
    for (reason, number) in reasons {
        let _ = writeln!(text, "refused {number} times: {reason}");
    }
    if unfinished > 0 {
        let _ = writeln!(text, "{unfinished} calls have no outcome: they were cancelled or the program ended");
    }
    if unread > 0 {
        let _ = writeln!(text, "{unread} lines are not audit records");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_who_did_what() {
        let lines = r#"{"event":"decision","id":"a","decision":"allow","user":"bot","tool":"update_record","model":"res.partner","count":3}
{"event":"outcome","id":"a","outcome":"access","duration_ms":3}
{"event":"decision","id":"b","decision":"deny","user":"bot","tool":"search_read","model":"res.users","reason":"model_blocked","rule":"tier: built-in"}
{"event":"decision","id":"c","decision":"allow","user":"bot","tool":"search_read","model":"res.partner"}
not json
"#;
        insta::assert_snapshot!(summarise(lines.as_bytes()).unwrap());
    }
}
