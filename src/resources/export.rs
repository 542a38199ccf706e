//! `odoo://export/{handle}`: a file that `export_records` made, read once.

use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::{Freshness, Resource};
use crate::error_code::ErrorCode;
use crate::tools::{Attached, Effect, Failure, Judged, Origin, ToolClass, ToolContext, ToolOutput, Toolset};

/// The tool whose rules hold.
const TOOL: &str = "export_records";

/// The kind.
pub(super) fn resource() -> Resource {
    let class = ToolClass::new(Effect::Reads, Toolset::More);
    Resource {
        template: "odoo://export/{handle}",
        name: "export",
        title: "Exported records",
        description: "The file that `export_records` made for this user, CSV or JSON lines; it is gone once it is read.",
        mime_type: "text/csv",
        freshness: Freshness::Never,
        tool: TOOL,
        own: Some(Arc::new(Judged::new(TOOL, class, &["handle"], |context, given| Box::pin(answer(context, given))))),
        completions: &[],
        arguments: |given| Ok(given.as_arguments(&[("handle", "handle")])),
    }
}

async fn answer(context: &ToolContext, given: Map<String, Value>) -> Result<ToolOutput, Failure> {
    let handle = given.get("handle").and_then(Value::as_str).unwrap_or_default();
    let export = context.call.exports().take(&context.odoo.identity().await?, handle).ok_or_else(gone)?;
    let file = Attached { name: export.name.clone(), mime_type: export.mime_type.to_owned(), base64: STANDARD.encode(&export.text) };
    let answer = json!({"name": export.name, "bytes": export.text.len()});
    Ok(ToolOutput { attached: vec![file], ..ToolOutput::new(answer, export.name.clone()) })
}

fn gone() -> Failure {
    Failure::new(ErrorCode::RecordNotFound, Origin::Caller, "no export of this user waits at this address")
        .hint("an export is read once and waits for 15 minutes: `export_records` makes it again")
}
