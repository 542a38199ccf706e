//! End to end through the real binary: what a client sees over stdio, and what the command line says.
//!
//! `client` speaks MCP to the binary. `conversation` is one body of checks run against every Odoo there is: the embedded 17, 18
//! and 19, and a real one where `ODOO_LIVE_URL` names it (`live`); `community` is one with add-ons that nobody recorded. `broken` has servers that misbehave, `hostile` one that means harm, `large` answers that are too large, `by_series` puts the answers of three series into one snapshot, `commands` the command line, `connecting` what is said where it is configured wrong,
//! `tools` calls every core tool, `apps` those of the apps, `writing` writes as people do, `texts` with HTML and translations, `values_kept` without losing others, `acting` finishes dialogs, and `safety` is what makes writes safe; `blocked` has an
//! audit and a state folder that do not answer; `call` calls tools from the command line; `cancelling` shows what becomes of a call given up, seen by a
//! `proxy` on the way to Odoo; `times` groups by days and weeks, `companies` and currencies of sums; `instances` are several Odoos in one process; `settings` is what the operator sets about tools, `stateless` the era
//! without sessions; `schemas_dir` has the snapshots of a user; `http` is the gateway over a network; `json_schema` is what a model takes, `renames` are names of another
//! series, `newer` is an Odoo that no snapshot is of; `errors` has every documented error of every tool, `hints` follows what they propose, `subsets` gives creates random fields, `reading` is what naive readers try; `known_mistakes` are those of other servers; `lines` are not what a client should send;
//! `prompts` are tasks to pick, `resources` are read and completed instead of calling tools; `documentation` is what the README and the examples in `config/` say; `install` writes into the configuration of clients.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod accounts;
mod acting;
mod answers;
mod apps;
mod attacks;
mod blocked;
mod broken;
mod by_series;
mod call;
mod cancelling;
mod client;
mod commands;
mod community;
mod companies;
mod connecting;
mod conversation;
mod declared;
mod dialogs;
mod documentation;
mod embedded;
mod errors;
mod exporting;
mod files;
mod hints;
mod hostile;
mod http;
mod importing;
mod install;
mod instances;
mod json_schema;
mod known_mistakes;
mod large;
mod lines;
mod live;
mod more;
mod newer;
mod policy;
mod prompts;
mod proxy;
mod reading;
mod renames;
mod reports;
mod resources;
mod safety;
mod schemas_dir;
mod sending;
mod settings;
mod stateless;
mod subsets;
mod suggest;
mod texts;
mod times;
mod tools;
mod values_kept;
mod writing;
