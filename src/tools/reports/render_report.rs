//! `render_report`: records as the PDF that Odoo prints.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use odoo_sdk::Call;
use odoo_sdk::validate::IssueCode;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Value, json};

use super::prepared;
use crate::error_code::ErrorCode;
use crate::policy::{Denial, Reason, Step};
use crate::tools::class::{Effect, ToolClass, Use};
use crate::tools::context::no_session;
use crate::tools::failure::{Failure, Origin, Problem};
use crate::tools::files::content;
use crate::tools::settings::Toolset;
use crate::tools::shape;
use crate::tools::tool::Returns;
use crate::tools::{Attached, ToolContext, ToolOutput, TypedTool, own};

/// Records of one document.
const MOST_RECORDS: usize = 50;

/// Largest document, in bytes.
const LARGEST: usize = 8 << 20;

/// The tool.
pub(crate) struct RenderReport;

/// Its arguments.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Arguments {
    /// Model of the records, for example `account.move`; default: that of `report`.
    model: Option<String>,
    /// Ids of the records, at most 50; without them the reports of the model are listed.
    record_ids: Option<Vec<u32>>,
    /// Name of the report, from the list; default: the first.
    report: Option<String>,
}

impl TypedTool for RenderReport {
    const NAME: &'static str = "render_report";
    const TITLE: &'static str = "Print records";
    const DESCRIPTION: &'static str =
        "The PDF of a quotation, an invoice or another printed document, or the list of what a model can print.";
    const RETURNS: Returns =
        &[("model", "string", true), ("reports", "array", true), ("report", "string", false), ("size", "integer", false)];
    type Arguments = Arguments;

    fn class() -> ToolClass {
        ToolClass::new(Effect::Reads, Toolset::Reports).with([Use::Records, Use::Choice]).needing_models(&["ir.actions.report"])
    }

    async fn run(context: &ToolContext, arguments: Arguments) -> Result<ToolOutput, Failure> {
        let Arguments { model, record_ids, report } = arguments;
        let model = match model {
            Some(model) => model,
            None => model_of(context, report.as_deref()).await?,
        };
        context.odoo.model(&model).await?;
        let reports = reports_of(context, &model).await?;
        let mut answer = json!({"model": model, "reports": reports});
        let Some(ids) = record_ids else {
            let summary = format!("{} reports of {model}", reports.len());
            return Ok(ToolOutput::new(answer, summary));
        };
        let ids = checked(context, &model, &ids).await?;
        if !context.odoo.may_render().await? {
            return without_session(context, &model, &ids, report.as_deref(), answer).await;
        }
        let report = chosen(&model, &reports, report.as_deref())?;
        if context.odoo.is_read_only() && keeps(context, &model, &report).await? {
            let message = format!("this server or session is read-only, and Odoo keeps what `{report}` prints as a file of the record");
            return Err(Denial::from(Reason::new(Step::Mode, ErrorCode::ModeReadOnly, message).rule("mode")).into());
        }
        let pdf = context.odoo.report(&model, &ids, &report).await?;
        if pdf.len() > LARGEST {
            let message = format!("the document has {} bytes, more than {LARGEST}", pdf.len());
            return Err(Failure::new(ErrorCode::WrongValue, Origin::Odoo, message).hint("print fewer records"));
        }
        shape::set(&mut answer, "report", json!(report));
        shape::set(&mut answer, "size", json!(pdf.len()));
        let file = Attached { name: format!("{report}.pdf"), mime_type: "application/pdf".to_owned(), base64: STANDARD.encode(&pdf) };
        let summary = format!("a PDF of {} bytes, {report}", pdf.len());
        Ok(ToolOutput { attached: vec![file], ..ToolOutput::new(answer, summary) })
    }
}

/// The document that Odoo itself prepares, where the connection cannot ask for any.
async fn without_session(
    context: &ToolContext,
    model: &str,
    ids: &[i64],
    report: Option<&str>,
    mut answer: Value,
) -> Result<ToolOutput, Failure> {
    let ([id], None) = (ids, report) else { return Err(no_session()) };
    let Some(file) = prepared::document(context, model, *id).await? else { return Err(no_session()) };
    let bytes = content::decoded(&file.base64).filter(|bytes| bytes.starts_with(b"%PDF-")).ok_or_else(no_session)?;
    if bytes.len() > LARGEST {
        return Err(own::wrong("record_ids", format!("the document has {} bytes, more than {LARGEST}", bytes.len())));
    }
    shape::set(&mut answer, "size", json!(bytes.len()));
    let summary = format!("a PDF of {} bytes, {}", bytes.len(), file.name);
    Ok(ToolOutput { attached: vec![file], ..ToolOutput::new(answer, summary) })
}

/// Whether Odoo keeps a document that it prints by this report.
async fn keeps(context: &ToolContext, model: &str, report: &str) -> Result<bool, Failure> {
    let domain = json!([["model", "=", model], ["report_name", "=", report], ["attachment", "not in", [false, ""]]]);
    Ok(context.odoo.send(Call::search_count("ir.actions.report", domain)).await? != json!(0))
}

/// What the model can print: `name` is what `report` takes, `title` what people call it.
pub(crate) async fn reports_of(context: &ToolContext, model: &str) -> Result<Vec<Value>, Failure> {
    let domain = json!([["model", "=", model], ["report_type", "=", "qweb-pdf"]]);
    let request = Call::search_read("ir.actions.report", domain, ["name", "report_name"]).named("order", "id");
    let rows = context.odoo.send(request).await?;
    let report = |row: &Value| Some(json!({"name": row.get("report_name")?, "title": row.get("name")?}));
    Ok(rows.as_array().into_iter().flatten().filter_map(report).collect())
}

/// The model that a report prints.
async fn model_of(context: &ToolContext, report: Option<&str>) -> Result<String, Failure> {
    let Some(report) = report else {
        let problem = Problem::new(IssueCode::MissingArgument, "model", "the argument `model` is missing");
        return Err(Failure::invalid(vec![problem.hint("give it, or `report`")]));
    };
    let domain = json!([["report_name", "=", report], ["report_type", "=", "qweb-pdf"]]);
    let rows = context.odoo.send(Call::search_read("ir.actions.report", domain, ["model"]).named("limit", 1)).await?;
    let model = rows.pointer("/0/model").and_then(Value::as_str).map(str::to_owned);
    model.ok_or_else(|| own::wrong("report", format!("there is no report `{report}`, or it is not printed as PDF")))
}

/// The ids, all of records that this user may see.
async fn checked(context: &ToolContext, model: &str, ids: &[u32]) -> Result<Vec<i64>, Failure> {
    let wrong = |code: ErrorCode, message: String| Err(Failure::invalid(vec![Problem::new(code, "record_ids", message)]));
    match ids.len() {
        0 => return wrong(ErrorCode::NoRecords, "`record_ids` is empty, expected at least one id".to_owned()),
        count if count > MOST_RECORDS => {
            return wrong(ErrorCode::WrongValue, format!("{count} records in one document, more than {MOST_RECORDS}"));
        }
        _ => {}
    }
    let ids: Vec<i64> = ids.iter().copied().map(i64::from).collect();
    let rows = context.odoo.send(Call::read_records(model, ids.iter().copied(), ["display_name"])).await?;
    let is_there = |id: &i64| rows.as_array().into_iter().flatten().any(|row| row.get("id").and_then(Value::as_i64) == Some(*id));
    match ids.iter().find(|id| !is_there(id)) {
        Some(id) => wrong(ErrorCode::RecordNotFound, format!("`{model}` has no record {id} that this user may see")),
        None => Ok(ids),
    }
}

fn chosen(model: &str, reports: &[Value], wanted: Option<&str>) -> Result<String, Failure> {
    let names: Vec<&str> = reports.iter().filter_map(|report| report.get("name")?.as_str()).collect();
    let found = match wanted {
        Some(wanted) => names.iter().find(|name| **name == wanted),
        None => names.first(),
    };
    found.map(|name| (*name).to_owned()).ok_or_else(|| {
        let listed: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
        let message = match listed.as_slice() {
            [] => format!("`{model}` has no report"),
            listed => format!("`{model}` has no such report; it has {}", listed.join(", ")),
        };
        Failure::invalid(vec![Problem::new(ErrorCode::WrongValue, "report", message)])
    })
}
