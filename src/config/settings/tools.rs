//! Which tools are offered and how they behave.

use crate::config::setting::{Precedence, section};

/// What the setting takes: `core` and every toolset.
const TOOLSETS: &[&str] = &[
    "core",
    "schema",
    "records",
    "write",
    "session",
    "workflow",
    "messages",
    "reports",
    "hr",
    "sales",
    "project",
    "helpdesk",
    "more",
    "instances",
];

section! {
    "tools", "Which tools are offered and how they behave.";
    MCP_TOOLSETS = Setting::choices("toolsets", TOOLSETS,
        "toolsets to offer: `all`, or some of `core` (which is `schema`, `records`, `write` and `session`), `workflow`, `messages`, `reports`, `hr`, `sales`, `project`, `helpdesk`, `more`, `instances`; those of apps are offered only where the app is installed")
        .variable("MCP_TOOLSETS").default("all").mention("core,messages,sales");
    MCP_DISABLED_TOOLS = Setting::names("disabled", "tools that are not offered; the variable adds to those of the file")
        .variable("MCP_DISABLED_TOOLS").precedence(Precedence::Union).mention("delete_record,execute_method").in_file("[delete_record]");
    MCP_CONFIRM = Setting::switch("confirm", "`on` or `off`: deletes, large bulk writes and irreversible methods are confirmed first")
        .variable("MCP_CONFIRM").default("on").example("on");
    MCP_CONFIRM_ABOVE = Setting::number("confirm_above", 0, "number of records that one call may write without a confirmation")
        .variable("MCP_CONFIRM_ABOVE").default("50").mention("50");
    IRREVERSIBLE = Setting::names("irreversible", "methods that are confirmed besides those the gateway knows")
        .mention("action_send_reminder").in_file("[action_send_reminder]");
    MCP_DEFAULT_LIMIT = Setting::number("default_limit", 1, "number of records or groups where a call gives no limit, 1 to 1000").most(1000)
        .variable("MCP_DEFAULT_LIMIT").default("80").mention("80");
    MCP_ANSWER_BYTES = Setting::number("answer_bytes", 1, "maximum size in bytes of an answer where the call gives a limit or fields")
        .variable("MCP_ANSWER_BYTES").default("32000").mention("32000");
    MCP_DEFAULT_ANSWER_BYTES = Setting::number("default_answer_bytes", 1, "maximum size in bytes of an answer where the call gives neither")
        .variable("MCP_DEFAULT_ANSWER_BYTES").default("8000").mention("8000");
    MCP_OUTPUT_SCHEMAS = Setting::switch("output_schemas", "`on` or `off`: `tools/list` has the schemas of the answers too, which makes it a third longer")
        .variable("MCP_OUTPUT_SCHEMAS").default("off").example("off");
    PROMPTS_DIR = Setting::text("prompts_dir", "folder with texts of prompts, `NAME.md`, that replace or translate the built-in ones")
        .variable("PROMPTS_DIR").mention("/etc/odoo-gateway/prompts");
    MCP_STATE_FOLDER = Setting::text("state_folder", "folder where idempotency keys outlive a restart; without it they are kept in memory")
        .variable("MCP_STATE_FOLDER").mention("/var/lib/odoo-gateway");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::setting::Kind;
    use crate::tools::Toolset;

    #[test]
    fn the_toolsets_are_those_of_the_tools() {
        let names = Toolset::ALL.map(Toolset::name);
        assert!(matches!(MCP_TOOLSETS.kind, Kind::Choices(["core", words @ ..]) if *words == names));
    }
}
