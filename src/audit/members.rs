//! The members of an audit line: name, JSON type, meaning. Documented from here.

/// Every member that a line may have.
pub(crate) const MEMBERS: &[(&str, &str, &str)] = &[
    ("time", "text", "when, in UTC to the millisecond"),
    ("id", "text", "the call; the same for its decision and its outcome"),
    ("session", "text", "the session; random and no credential"),
    ("request", "text", "the request over HTTP that brought the call, as its answer and the log name it"),
    ("instance", "text", "the name of the Odoo, where several are configured"),
    ("user", "text or null", "the login name, where it is known"),
    ("tool", "text", "the tool"),
    ("event", "text", "`decision` or `outcome`"),
    ("decision", "text", "`allow` or `deny`"),
    ("reason", "text", "why it was denied, such as `model_blocked`"),
    ("rule", "text", "the step and the rule that denied it, with file and line"),
    ("model", "text", "the model"),
    ("method", "text", "Odoo's method"),
    ("ids", "list of numbers", "the records, up to 20"),
    ("count", "number", "how many records"),
    ("outcome", "text", "`ok`, or the kind of error"),
    ("duration_ms", "number", "how long Odoo took"),
];

#[cfg(test)]
mod tests {
    use super::MEMBERS;

    #[test]
    fn every_member_is_documented() {
        let text = include_str!("../../docs/security.md");
        for (name, kind, what) in MEMBERS {
            assert!(text.contains(&format!("| `{name}` | {kind} | {what} |")), "{name}");
        }
    }
}
