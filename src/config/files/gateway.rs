//! `gateway.yaml`: server, connection, session, limits, tools and audit. An environment variable of the same meaning wins.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::tools::Toolset;

/// Settings of the server. Secrets belong in the environment: `api_key: ${ODOO_API_KEY}`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[schemars(title = "gateway.yaml")]
pub(crate) struct Gateway {
    /// What the server offers at most.
    pub(crate) server: Server,
    /// The Odoo it serves.
    pub(crate) connection: Connection,
    /// How long sessions live.
    pub(crate) session: Session,
    /// Bounds of a session and of a call.
    pub(crate) limits: Limits,
    /// Tools.
    pub(crate) tools: Tools,
    /// The record of decisions and outcomes.
    pub(crate) audit: Audit,
}

impl Gateway {
    /// Whether the file wants a server that changes nothing.
    pub(crate) fn is_read_only(&self) -> bool {
        self.server.mode == Some(ModeName::ReadOnly)
    }
}

/// What the server offers at most.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Server {
    /// `readwrite`, or `readonly`: nothing that changes data is offered or sent.
    pub(crate) mode: Option<ModeName>,
    /// Models that are reached and how, such as `res.partner:RWD,sale.order:RW,*:R`.
    pub(crate) scope: Option<String>,
    /// Log filter for standard error, such as `info`.
    pub(crate) log_level: Option<String>,
}

/// A mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ModeName {
    /// Data may change.
    ReadWrite,
    /// Nothing changes.
    ReadOnly,
}

/// The Odoo it serves.
#[derive(Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Connection {
    /// Address of the server, such as `https://acme.example.com`.
    pub(crate) url: Option<String>,
    /// Database; may be left out where the server has only one.
    pub(crate) database: Option<String>,
    /// Login of the user who works through the gateway.
    pub(crate) username: Option<String>,
    /// API key of that user.
    pub(crate) api_key: Option<String>,
    /// Password of that user.
    pub(crate) password: Option<String>,
    /// `auto`, `json2`, `jsonrpc`, `web` or `xmlrpc`.
    pub(crate) api: Option<String>,
    /// Folder with your own snapshot of it, or one for each series in `17.0`, `18.0`, `19.0`; wins over the built-in one.
    pub(crate) schemas_dir: Option<String>,
}

/// How long sessions live.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Session {
    /// Seconds without a call after which a session is over; 3600 unless given.
    #[schemars(range(min = 1))]
    pub(crate) idle_timeout_seconds: Option<u64>,
    /// Seconds after which it is over whatever happens; 43200 unless given.
    #[schemars(range(min = 1))]
    pub(crate) absolute_timeout_seconds: Option<u64>,
    /// Most sessions at once; 100 unless given.
    #[schemars(range(min = 1))]
    pub(crate) max_concurrent: Option<u32>,
}

/// Bounds of a session and of a call.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Calls a minute and session; 60 unless given, 0 sets no bound.
    pub(crate) calls_per_minute: Option<u32>,
    /// Records written a minute and session; 20 unless given, 0 sets no bound.
    pub(crate) writes_per_minute: Option<u32>,
    /// Most records that one call writes; 1000 unless given.
    #[schemars(range(min = 1))]
    pub(crate) records_per_call: Option<u32>,
    /// Largest arguments of a call, in bytes; 4194304 unless given.
    #[schemars(range(min = 1024))]
    pub(crate) argument_bytes: Option<u32>,
    /// Largest answer to a client, in bytes of JSON; 262144 unless given.
    #[schemars(range(min = 1024))]
    pub(crate) response_bytes: Option<u32>,
    /// Most calls on their way to one Odoo at once, shared fairly by its sessions; 32 unless given.
    #[schemars(range(min = 1))]
    pub(crate) in_flight: Option<u32>,
}

/// Tools.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Tools {
    /// Toolsets that are offered; all unless given.
    pub(crate) toolsets: Option<Vec<Toolset>>,
    /// Tools that are switched off.
    pub(crate) disabled: Vec<String>,
    /// Whether deletes, large bulk writes and irreversible methods are confirmed first; true unless given.
    pub(crate) confirm: Option<bool>,
    /// Records that one call may write without a confirmation; 50 unless given.
    pub(crate) confirm_above: Option<u32>,
    /// Methods that are confirmed beside those the gateway knows, such as `action_archive`.
    pub(crate) irreversible: Vec<String>,
    /// Records or groups of an answer whose call gives no limit; 80 unless given, at most 1000.
    #[schemars(range(min = 1, max = 1000))]
    pub(crate) default_limit: Option<u32>,
    /// Largest answer in bytes where the call gives its limit or fields; 32000 unless given.
    #[schemars(range(min = 1))]
    pub(crate) answer_bytes: Option<u32>,
    /// Largest answer in bytes where the call gives neither; 8000 unless given.
    #[schemars(range(min = 1))]
    pub(crate) default_answer_bytes: Option<u32>,
    /// Folder where idempotency keys outlive a restart; in memory unless given.
    pub(crate) state_folder: Option<String>,
}

/// The record of decisions and outcomes.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Audit {
    /// Where lines go.
    pub(crate) to: Option<AuditTo>,
    /// The file, with `to: file`.
    pub(crate) path: Option<String>,
    /// How large the file grows before it is put aside; 10485760 unless given.
    #[schemars(range(min = 1024))]
    pub(crate) max_bytes: Option<u64>,
    /// How many files are kept; 5 unless given.
    pub(crate) keep: Option<u32>,
}

/// Where lines go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum AuditTo {
    /// Nowhere.
    Off,
    /// Standard error.
    Stderr,
    /// A file.
    File,
}

impl std::fmt::Debug for Connection {
    /// Without the secrets.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("database", &self.database).field("username", &self.username).finish_non_exhaustive()
    }
}
