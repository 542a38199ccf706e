//! The reviewed exceptions: what single models do by themselves, which no rule over a schema can know.
//!
//! One line each, with its reason; kept under 60 lines. A model is named here and nowhere else in the validator.

use crate::Series;

/// A required field that the model's own `create` fills.
struct Filled {
    model: &'static str,
    field: &'static str,
    /// The series that began it.
    since: Series,
    /// Fields of which one must be given for it; none: always.
    from: &'static [&'static str],
}

const fn filled(model: &'static str, field: &'static str, from: &'static [&'static str]) -> Filled {
    Filled { model, field, since: Series::V17, from }
}

#[rustfmt::skip]
const FILLED_BY_CREATE: &[Filled] = &[
    filled("account.analytic.line", "name", &["project_id", "task_id"]), // a timesheet without a description is `/`
    filled("hr.employee", "name", &["user_id"]), // the user's name
    filled("hr.employee", "resource_id", &[]), // the resource mixin makes a resource
    Filled { model: "hr.leave.accrual.plan", field: "name", since: Series::V19, from: &[] }, // 19 calls it "Unnamed Plan"
    filled("hr.recruitment.source", "source_id", &["name", "campaign_id"]), // the source mixin makes a source
    filled("ir.model.fields", "model", &["model_id"]), // the model's technical name
    filled("ir.ui.view", "name", &[]), // called after its model and type
    filled("mrp.workcenter", "resource_id", &[]), // the resource mixin makes a resource
    filled("payment.transaction", "reference", &["provider_id"]), // computed from the provider and the document
    filled("pos.order", "company_id", &["session_id"]), // the session's company
    filled("pos.order.line", "name", &["order_id"]), // the next number of its sequence
    filled("res.company", "partner_id", &[]), // a partner of that name is made
    filled("res.lang", "url_code", &["code", "iso_code"]), // the shorter code
    filled("resource.calendar", "name", &[]), // called after the company
    filled("stock.move.line", "company_id", &["move_id", "picking_id"]), // the move's or the transfer's company
    Filled { model: "stock.package", field: "name", since: Series::V19, from: &[] }, // the next number of its sequence
    filled("stock.warehouse", "code", &["name"]), // its first letters
    filled("stock.warehouse", "lot_stock_id", &[]), // made with the warehouse
    filled("stock.warehouse", "view_location_id", &[]), // made with the warehouse
    filled("utm.campaign", "title", &["name"]), // the same text
    filled("website", "user_id", &[]), // the company's public user
];

/// The same, where the record is made by delegation from a child: the child's create fills the field.
const FILLED_BY_CHILD: &[(&str, &str)] = &[
    // The alias mixin names the model that the alias creates records of.
    ("mail.alias", "alias_model_id"),
];

/// Fields whose default or compute is not there when a record is created, unless what the compute reads is given.
const NOT_REALLY_FILLED: &[(&str, &str)] = &[
    // `default_get` tells it only together with `date_begin`, which is required and thus given.
    ("event.event", "date_end"),
    // Read from the bill of materials, which itself is computed from the product.
    ("mrp.production", "product_id"),
];

/// Binaries that take the content itself and not its base64.
const RAW_BINARIES: &[(&str, &str)] = &[("ir.attachment", "raw")];

/// Whether `create` fills a required field that is left out; `delegated` where a child's create makes the record.
pub(super) fn is_filled_by_create(series: Series, model: &str, field: &str, delegated: bool, holds: impl Fn(&str) -> bool) -> bool {
    let by_child = delegated && FILLED_BY_CHILD.contains(&(model, field));
    let own = FILLED_BY_CREATE.iter().find(|entry| entry.model == model && entry.field == field && series >= entry.since);
    by_child || own.is_some_and(|entry| entry.from.is_empty() || entry.from.iter().any(|name| holds(name)))
}

/// The fields that `create` takes a field from, for advice.
pub(super) fn sources(model: &str, field: &str) -> &'static [&'static str] {
    FILLED_BY_CREATE.iter().find(|entry| entry.model == model && entry.field == field).map(|entry| entry.from).unwrap_or_default()
}

/// Whether the default or compute that the schema tells must not be relied on.
pub(super) fn is_not_really_filled(model: &str, field: &str) -> bool {
    NOT_REALLY_FILLED.contains(&(model, field))
}

/// Whether a binary takes text as it is.
pub(super) fn takes_raw_text(model: &str, field: &str) -> bool {
    RAW_BINARIES.contains(&(model, field))
}
