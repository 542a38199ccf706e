//! Every prompt, in the order in which they are listed. This is the only list of them.

use super::prompt::{Argument, Prompt};
use crate::completions::Completion;

/// The tool under whose rules a prompt speaks.
pub(crate) const TOOL: &str = "get_model_fields";

const MODEL: Argument = Argument::required("model", Completion::Model);

macro_rules! prompt {
    ($name:literal, [$($argument:expr),*], [$($model:literal),*]) => {
        Prompt { name: $name, arguments: &[$($argument),*], models: &[$($model),*], compiled: include_str!(concat!("texts/", $name, ".md")) }
    };
}

/// The prompts.
pub(crate) fn prompts() -> &'static [Prompt] {
    const PROMPTS: &[Prompt] = &[
        prompt!("analyze_model", [MODEL], []),
        prompt!("explore_data", [MODEL, Argument::optional("question", Completion::Text)], []),
        prompt!("create_workflow", [MODEL, Argument::optional("goal", Completion::Text)], []),
        prompt!(
            "compare_records",
            [MODEL, Argument::required("first", Completion::Record), Argument::required("second", Completion::Record)],
            []
        ),
        prompt!("generate_report", [MODEL, Argument::optional("period", Completion::Text)], []),
        prompt!("discover_custom_modules", [], []),
        prompt!("debug_access", [MODEL, Argument::optional("problem", Completion::Text)], []),
        prompt!("workflow_guide", [MODEL], []),
        prompt!("record_creation_guide", [MODEL, Argument::optional("details", Completion::Text)], []),
        prompt!("bulk_operations", [MODEL, Argument::optional("change", Completion::Text)], []),
        prompt!("field_mapping", [MODEL, Argument::required("from", Completion::Series), Argument::optional("to", Completion::Series)], []),
        prompt!("data_migration", [Argument::required("from", Completion::Series), Argument::optional("model", Completion::Model)], []),
        prompt!("quote_to_invoice", [Argument::record_of("order", "sale.order")], ["sale.order", "account.move"]),
        prompt!(
            "employee_onboarding",
            [Argument::optional("name", Completion::Text), Argument::optional("job", Completion::Text)],
            ["hr.employee"]
        ),
        prompt!("ticket_lifecycle", [Argument::record_of("ticket", "helpdesk.ticket")], ["helpdesk.ticket"]),
        prompt!("purchase_to_receipt", [Argument::record_of("order", "purchase.order")], ["purchase.order", "stock.picking"]),
        prompt!("lead_to_opportunity", [Argument::record_of("lead", "crm.lead")], ["crm.lead"]),
    ];
    PROMPTS
}
