//! Which tools are offered and how they behave.

use crate::config::setting::{Precedence, section};

/// What the setting takes: `core` and every toolset.
const TOOLSETS: &[&str] = &[
    "core",
    "default",
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
    "extra",
    "declared",
    "instances",
];

section! {
    "tools", "Which tools are offered and how they behave.";
    MCP_TOOLSETS = Setting::choices("toolsets", TOOLSETS,
        "toolsets to offer: `all`, or some of `default` (all but `extra`), `core` (which is `schema`, `records`, `write` and `session`), `workflow`, `messages`, `reports`, `hr`, `sales`, `project`, `helpdesk`, `more`, `extra`, `declared`, `instances`; those of apps are offered only where the app is installed")
        .variable("MCP_TOOLSETS").default("default").mention("core,messages,sales");
    MCP_DISABLED_TOOLS = Setting::names("disabled", "tools that are not offered; the variable adds to those of the file")
        .variable("MCP_DISABLED_TOOLS").precedence(Precedence::Union).mention("delete_record,execute_method").in_file("[delete_record]");
    TYPED_MODELS = Setting::names("typed_models", "models with tools of their own, `create_MODEL` and `update_MODEL`, that have their fields as arguments")
        .variable("TYPED_MODELS").mention("crm.lead,project.task").in_file("[crm.lead]");
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
    EXPORT_BYTES = Setting::number("export_bytes", 1, "maximum size in bytes of the file that `export_records` makes")
        .variable("EXPORT_BYTES").default("16000000").mention("16000000");
    MCP_ALIASES = Setting::switch("aliases", "`on` or `off`: the tools are listed on MCP by the names of other servers as well, for example `search`, `write` and `odoo_call`")
        .variable("MCP_ALIASES").default("off").example("off");
    UPLOAD_FOLDERS = Setting::names("upload_folders", "folders on the machine of the gateway whose files `upload_attachment` may take by their path")
        .variable("UPLOAD_FOLDERS").mention("/srv/scans").in_file("[/srv/scans]");
    MCP_OUTPUT_SCHEMAS = Setting::switch("output_schemas", "`on` or `off`: `tools/list` has the schemas of the answers too, which makes it a third longer")
        .variable("MCP_OUTPUT_SCHEMAS").default("off").example("off");
    RESOURCE_POLL_SECONDS = Setting::number("resource_poll_seconds", 1, "how often the records that clients subscribed to are looked at, in seconds")
        .variable("RESOURCE_POLL_SECONDS").default("15").mention("15");
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
        assert!(matches!(MCP_TOOLSETS.kind, Kind::Choices(["core", "default", words @ ..]) if *words == names));
    }
}
