//! `odoo://config`: what of this gateway's configuration a caller may know: what is on, and within which bounds. No address, no name of
//! a file, no secret and no rule of the policy.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Freshness, Resource};
use crate::policy::{Limits, Mode};
use crate::tools::{Effect, Judged, ToolClass, ToolContext, ToolOutput, Toolset};

/// The tool whose rules hold.
const TOOL: &str = "whoami";

/// The kind.
pub(super) fn resource() -> Resource {
    let class = ToolClass::new(Effect::Reads, Toolset::Session);
    Resource {
        template: "odoo://config",
        name: "config",
        title: "Configuration",
        description: "What is on in this gateway and within which bounds: mode, toolsets, confirmation and limits.",
        mime_type: "application/json",
        freshness: Freshness::Never,
        tool: TOOL,
        own: Some(Arc::new(Judged::new(TOOL, class, &[], |context, _| Box::pin(std::future::ready(Ok(answer(context))))))),
        completions: &[],
        arguments: |_| Ok(Map::new()),
    }
}

fn answer(context: &ToolContext) -> ToolOutput {
    let (rules, settings, session) = (context.odoo.policy().rules(), context.call.settings(), context.odoo.session().limits());
    let mode = if session.mode == Mode::ReadOnly { session.mode } else { rules.mode };
    let toolsets: Vec<&str> = settings.toolsets.iter().map(|toolset| toolset.name()).collect();
    let content = json!({
        "version": env!("CARGO_PKG_VERSION"),
        "mode": mode.name(),
        "toolsets": toolsets,
        "disabled_tools": settings.without,
        "confirm": settings.confirm,
        "confirm_above": settings.confirm_above,
        "default_limit": settings.default_limit,
        "limits": limits(&rules.limits),
    });
    ToolOutput::new(content, "configuration")
}

fn limits(limits: &Limits) -> Value {
    json!({
        "calls_per_minute": limits.calls_per_minute,
        "writes_per_minute": limits.writes_per_minute,
        "records_per_call": limits.records_per_call,
        "argument_bytes": limits.argument_bytes,
        "response_bytes": limits.response_bytes,
    })
}
