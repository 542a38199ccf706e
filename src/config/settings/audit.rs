//! Where the record of decisions and outcomes goes.

use crate::config::setting::section;

section! {
    "audit", "The record of decisions and outcomes.";
    MCP_AUDIT = Setting::choice_or_path("to", &["off", "stderr", "file"],
        "where audit lines go: `off`, `stderr` or a file, whose path the variable holds")
        .variable("MCP_AUDIT").default("off").mention("/var/log/odoo-gateway/audit.jsonl").in_file("stderr");
    AUDIT_PATH = Setting::text("path", "the file of the audit").mention("/var/log/odoo-gateway/audit.jsonl");
    AUDIT_MAX_BYTES = Setting::number("max_bytes", 1024, "size at which the file is put aside, in bytes").most(u64::MAX)
        .default("10485760").mention("10485760");
    AUDIT_KEEP = Setting::number("keep", 0, "number of full files that are kept").default("5").mention("5");
}
