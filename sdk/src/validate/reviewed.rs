//! The reviewed exceptions: what single models do by themselves, which no rule over a schema can know.
//!
//! One line each, with its reason; kept under 60 lines. A model is named here and nowhere else in the validator.

use crate::Series;

/// When a required field that is left out gets a value, whatever its default and its compute seem to promise.
#[derive(Debug, Clone, Copy)]
enum When {
    /// One of these is given.
    Any(&'static [&'static str]),
    /// None of these is given.
    Unless(&'static [&'static str]),
}

/// What is known of some fields of a model.
struct Fact {
    model: &'static str,
    fields: &'static [&'static str],
    /// The series that began it.
    since: Series,
    when: When,
}

impl Fact {
    const fn since(mut self, series: Series) -> Self {
        self.since = series;
        self
    }
}

const fn fact(model: &'static str, fields: &'static [&'static str], when: When) -> Fact {
    Fact { model, fields, since: Series::V17, when }
}

/// The model's own `create` fills it.
const fn always(model: &'static str, fields: &'static [&'static str]) -> Fact {
    fact(model, fields, When::Unless(&[]))
}

/// Its compute comes too late: Odoo writes the row first, and the column is empty.
const fn never(model: &'static str, fields: &'static [&'static str]) -> Fact {
    fact(model, fields, When::Any(&[]))
}

/// `create` fills it from one of these.
const fn given(model: &'static str, fields: &'static [&'static str], from: &'static [&'static str]) -> Fact {
    fact(model, fields, When::Any(from))
}

/// `create` or `default_get` fills it where none of these is given.
const fn unless(model: &'static str, fields: &'static [&'static str], given: &'static [&'static str]) -> Fact {
    fact(model, fields, When::Unless(given))
}

#[rustfmt::skip]
const FACTS: &[Fact] = &[
    given("account.analytic.line", &["name"], &["project_id", "task_id"]), // a timesheet without a description is `/`
    never("crm.lead", &["name"]), // only a form reads it from the customer
    unless("event.event", &["date_end"], &["date_begin"]), // the default follows a default of the beginning only
    never("hr.applicant.skill", &["skill_id", "skill_level_id"]), // only a form proposes them
    never("hr.candidate.skill", &["skill_id", "skill_level_id"]), // the same
    given("hr.employee", &["name"], &["user_id", "resource_id"]), // the user's name, or the resource's
    always("hr.employee", &["resource_id"]), // the resource mixin makes a resource
    never("hr.employee.skill", &["skill_id", "skill_level_id"]), // only a form proposes them
    never("hr.job.skill", &["skill_id", "skill_level_id"]), // the same
    always("hr.leave.accrual.plan", &["name"]).since(Series::V19), // 19 calls it "Unnamed Plan"
    given("hr.recruitment.source", &["source_id"], &["name", "campaign_id"]), // the source mixin makes a source
    given("ir.actions.act_window", &["name"], &["res_model"]), // the model's description
    never("ir.actions.server", &["name"]), // only a form calls it after what it does
    given("ir.model.fields", &["model"], &["model_id"]), // the model's technical name
    always("ir.ui.view", &["name"]), // called after its model and type
    given("mrp.production", &["product_id"], &["bom_id"]), // the bill of materials is itself computed from the product
    given("mrp.workcenter", &["resource_id"], &["name"]), // the resource mixin makes a resource of that name
    always("mrp.workcenter.capacity", &["product_uom_id"]), // units, where there is no product
    given("payment.transaction", &["reference"], &["provider_id"]), // computed from the provider and the document
    given("pos.order", &["company_id"], &["session_id"]), // the session's company
    given("pos.order.line", &["name"], &["order_id"]), // the next number of its sequence
    given("product.supplierinfo", &["product_tmpl_id"], &["product_id"]).since(Series::V19), // required from 19 on
    unless("project.task", &["name"], &["project_id", "parent_id"]), // a private task is an "Untitled to-do"
    given("purchase.order.line", &["name", "product_qty"], &["product_id"]), // asked of the product
    given("purchase.order.line", &["price_unit"], &["product_id", "display_type"]), // the same, and nought for a note
    never("res.company", &["name"]), // its partner is made from it
    always("res.company", &["partner_id"]), // a partner of that name is made
    given("res.lang", &["url_code"], &["code", "iso_code"]), // the shorter code
    unless("resource.calendar", &["name"], &["company_id"]), // called after the default company
    unless("resource.calendar.leaves", &["date_from"], &["date_to"]), // today, both or none
    unless("resource.calendar.leaves", &["date_to"], &["date_from"]), // the same
    given("res.partner", &["name"], &["type"]), // a check of the table: only an address of another type may be nameless
    given("sale.order.line", &["name"], &["product_id", "is_downpayment"]), // asked of the product
    given("stock.move", &["name", "location_id", "location_dest_id"], &["raw_material_production_id", "production_id", "repair_id"]), // the order's
    given("stock.move", &["location_id", "location_dest_id"], &["picking_id", "picking_type_id"]).since(Series::V18), // the transfer's
    given("stock.move.line", &["company_id", "location_id", "location_dest_id"], &["move_id", "picking_id"]), // the move's or the transfer's
    always("stock.package", &["name"]).since(Series::V19), // the next number of its sequence
    given("stock.warehouse", &["code"], &["company_id"]), // the first letters of the company's name
    always("stock.warehouse", &["lot_stock_id", "view_location_id"]), // made with the warehouse
    given("utm.campaign", &["title"], &["name"]), // the same text
    always("website", &["user_id"]), // the company's public user
];

/// Fields that are not marked required and without which `create` fails: where is above.
const DEMANDED: &[(&str, &str)] = &[("hr.employee", "name"), ("res.partner", "name")];

/// The same, where the record is made by delegation from a child or as a line of a parent: the `create` of that one fills the field.
const FILLED_BY_CHILD: &[(&str, &str)] = &[
    // The alias mixin names the model that the alias creates records of.
    ("mail.alias", "alias_model_id"),
];
const FILLED_BY_PARENT: &[(&str, &str, &str)] = &[
    // A transfer hands its locations to its moves.
    ("stock.move", "location_id", "picking_id"),
    ("stock.move", "location_dest_id", "picking_id"),
];

/// Binaries that take the content itself and not its base64.
const RAW_BINARIES: &[(&str, &str)] = &[
    ("ir.actions.client", "params_store"), // the parameters, as Python writes them
    ("ir.attachment", "raw"),
];

fn facts(series: Series, model: &str, field: &str) -> impl Iterator<Item = &'static Fact> {
    FACTS.iter().filter(move |fact| fact.model == model && fact.fields.contains(&field) && series >= fact.since)
}

/// Whether a field that is not marked required is missed all the same.
pub(super) fn is_demanded(model: &str, field: &str) -> bool {
    DEMANDED.contains(&(model, field))
}

/// Whether a required field that is left out gets a value, if that is known; `holds` says what is given.
pub(super) fn is_filled(series: Series, model: &str, field: &str, holds: impl Fn(&str) -> bool) -> Option<bool> {
    let reported = facts(series, model, field).map(|fact| match fact.when {
        When::Any(names) => names.iter().any(|name| holds(name)),
        When::Unless(names) => !names.iter().any(|name| holds(name)),
    });
    reported.reduce(|one, other| one || other)
}

/// Whether the record that delegates here fills the field, or the one that holds it as a line by the link `inverse`.
pub(super) fn is_filled_by_other(model: &str, field: &str, delegated: bool, inverse: Option<&str>) -> bool {
    let by_child = delegated && FILLED_BY_CHILD.contains(&(model, field));
    by_child || inverse.is_some_and(|inverse| FILLED_BY_PARENT.contains(&(model, field, inverse)))
}

/// The fields that `create` takes a field from, for advice, if anything is known of it.
pub(super) fn sources(series: Series, model: &str, field: &str) -> Option<&'static [&'static str]> {
    facts(series, model, field).next().map(|fact| match fact.when {
        When::Any(names) => names,
        When::Unless(_) => &[],
    })
}

/// Whether a binary takes text as it is.
pub(super) fn takes_raw_text(model: &str, field: &str) -> bool {
    RAW_BINARIES.contains(&(model, field))
}
