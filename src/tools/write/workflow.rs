//! Fields that a workflow moves or that Odoo computes and keeps. Odoo takes a value for them over RPC and does nothing of what belongs
//! to it: an order is confirmed without a delivery, a transfer is done and nothing moved. So an update of them is refused, naming the
//! methods or the fields that do it in order. A create stays free, for imports.

use odoo_sdk::schema::{FieldSchema, FieldType, MethodSchema, ModelSchema, ParameterKind};
use odoo_sdk::validate::IssueCode;
use serde_json::{Map, Value};

use crate::policy::Rules;
use crate::tools::failure::{Failure, Problem};

/// Most names in a hint.
const MOST_NAMED: usize = 5;

/// States that a workflow moves although their schema calls them writable: they are computed from approvals, entries or moves, and the
/// form shows them as a bar that cannot be clicked.
const MOVED: &[(&str, &str)] = &[("account.payment", "state"), ("hr.leave", "state"), ("mrp.unbuild", "state")];

/// Refuses values of such fields, all at once, each at its place below `place`.
pub(in crate::tools) fn check(rules: &Rules, schema: &ModelSchema, values: &Map<String, Value>, place: &str) -> Result<(), Failure> {
    let problems = problems(rules, schema, values, place);
    if problems.is_empty() { Ok(()) } else { Err(Failure::invalid(problems)) }
}

/// The same, one by one.
pub(super) fn problems(rules: &Rules, schema: &ModelSchema, values: &Map<String, Value>, place: &str) -> Vec<Problem> {
    let kept = values.keys().filter(|name| !rules.sets_past_workflow(&schema.model, name)).filter_map(|name| {
        let field = schema.fields.get(name)?;
        let why = why(schema, name, field)?;
        let problem = Problem::new(IssueCode::ReadOnly, format!("{place}.{name}"), format!("`{name}` of `{}` is {why}", schema.model));
        Some(match hint(schema, name, field) {
            Some(hint) => problem.hint(hint),
            None => problem,
        })
    });
    kept.collect()
}

/// Why a field is not written; `None` where it may be.
fn why(schema: &ModelSchema, name: &str, field: &FieldSchema) -> Option<&'static str> {
    let is_moved = MOVED.contains(&(schema.model.as_str(), name));
    let is_kept = field.readonly && field.store && !field.field_type.is_x2many();
    match (field.field_type, &field.related) {
        _ if is_moved => Some("moved by the methods of its workflow"),
        _ if !is_kept => None,
        // What is delegated is written where it belongs.
        (_, Some(path)) if is_delegated(schema, path) => None,
        (_, Some(_)) => Some("taken from another record, which would not change with it"),
        _ if field.computed => Some("computed by Odoo, which does nothing else of what a new value stands for"),
        (FieldType::Selection | FieldType::Float | FieldType::Integer | FieldType::Monetary, None) if !name.starts_with("x_") => {
            Some("moved by methods, which do what a new value stands for")
        }
        _ => None,
    }
}

fn is_delegated(schema: &ModelSchema, path: &str) -> bool {
    path.split('.').next().is_some_and(|first| schema.inherits.values().any(|link| link == first))
}

/// What moves a state that no method of its own model moves; where none of them is there, nothing is proposed.
const BY_OTHERS: &[(&str, &str, &str)] = &[
    ("account.move", "payment_state", "`run_wizard` with the method `account.payment.register` registers a payment"),
    ("purchase.order", "invoice_status", "`action_create_invoice` with `execute_method` makes the bill"),
    ("purchase.order", "receipt_status", "it follows from the receipts: `button_validate` of `stock.picking`"),
    ("sale.order", "delivery_status", "it follows from the deliveries: `button_validate` of `stock.picking`"),
    ("sale.order", "invoice_status", "`run_wizard` with the method `sale.advance.payment.inv` makes the invoice"),
    ("stock.move", "state", "it follows from its transfer: `button_validate` of `stock.picking`"),
    ("stock.move.line", "state", "it follows from its transfer: `button_validate` of `stock.picking`"),
];

/// What does it in order: the field that a person fills in instead, or the methods of the model.
fn hint(schema: &ModelSchema, name: &str, field: &FieldSchema) -> Option<String> {
    if let Some((.., advice)) = BY_OTHERS.iter().find(|(model, of, _)| *model == schema.model && *of == name) {
        return Some((*advice).to_owned());
    }
    if let Some(path) = field.related.as_ref().filter(|_| !MOVED.contains(&(schema.model.as_str(), name))) {
        return Some(format!("it is `{path}`: change it there"));
    }
    let methods = methods(schema, name, field);
    let ending = format!("_{name}");
    let instead = schema.fields.iter().find(|(other, field)| other.ends_with(&ending) && field.store && !field.readonly);
    match (instead, methods.as_slice()) {
        (Some((instead, _)), []) => Some(format!("set `{instead}` instead")),
        (Some((instead, _)), methods) => Some(format!("set `{instead}` instead, then call {} with `execute_method`", methods.join(" or "))),
        (None, []) => lines(schema, name),
        (None, methods) => Some(format!("call the method that does it with `execute_method`, such as {}", methods.join(", "))),
    }
}

/// A total follows from lines.
fn lines(schema: &ModelSchema, name: &str) -> Option<String> {
    if !["amount", "total"].iter().any(|word| name.split('_').any(|part| part == *word)) {
        return None;
    }
    let is_lines = |(name, field): &(&String, &FieldSchema)| {
        field.field_type == FieldType::One2many
            && field.store
            && !field.readonly
            && (name.ends_with("line") || name.ends_with("line_ids"))
            && !name.contains("analytic")
    };
    schema.fields.iter().find(is_lines).map(|(name, _)| format!("it follows from other fields, such as those of `{name}`: change these"))
}

/// The methods of buttons that move a state, or that apply a quantity; only those that need no arguments.
fn methods(schema: &ModelSchema, name: &str, field: &FieldSchema) -> Vec<String> {
    let is_state = field.field_type == FieldType::Selection && name == "state";
    let moves = |method: &str| match is_state {
        true => ["action_", "button_"].iter().any(|prefix| method.starts_with(prefix)) && step(method).is_some(),
        false => {
            field.field_type != FieldType::Selection
                && method.starts_with("action_apply")
                && !method.ends_with("_all")
                && name.contains("quantity")
        }
    };
    let mut fitting: Vec<&String> =
        schema.methods.iter().filter(|(method, known)| moves(method) && needs_nothing(known)).map(|(method, _)| method).collect();
    fitting.sort_by_key(|method| step(method));
    fitting.into_iter().take(MOST_NAMED).map(|method| format!("`{method}`")).collect()
}

/// Steps of a workflow as the names of methods end, those that move it on first.
const STEPS: [&str; 16] = [
    "confirm", "validate", "post", "approve", "done", "submit", "start", "plan", "assign", "paid", "close", "lock", "refuse", "cancel",
    "draft", "reset",
];

/// The place of a method's step among them.
fn step(method: &str) -> Option<usize> {
    let last = method.split('_').next_back()?;
    STEPS.iter().position(|step| *step == last)
}

fn needs_nothing(method: &MethodSchema) -> bool {
    let is_needed = |kind| !matches!(kind, ParameterKind::VarPositional | ParameterKind::VarKeyword);
    !method.model && method.parameters.iter().all(|parameter| parameter.default.is_some() || !is_needed(parameter.kind))
}

#[cfg(test)]
mod tests {
    use odoo_sdk::Series;
    use serde_json::json;

    use super::*;

    fn refused(series: Series, model: &str, values: Value) -> Vec<(String, String)> {
        let pack = crate::catalog::embedded_pack(series).unwrap();
        let schema = pack.model(model).unwrap().unwrap();
        let reported =
            problems(&Rules::default(), &schema, values.as_object().unwrap(), "values").into_iter().map(|problem| json!(problem));
        reported
            .map(|reported| (reported["path"].as_str().unwrap().to_owned(), reported["hint"].as_str().unwrap_or_default().to_owned()))
            .collect()
    }

    #[test]
    fn what_a_workflow_moves_is_refused_on_every_series_with_what_moves_it() {
        for series in Series::ALL {
            for (model, values, named) in [
                ("sale.order", json!({"state": "sale"}), "`action_confirm`"),
                ("sale.order", json!({"amount_total": 5}), "`order_line`"),
                ("stock.picking", json!({"state": "done"}), "`button_validate`"),
                ("account.move", json!({"state": "posted"}), "`action_post`"),
                ("purchase.order", json!({"state": "purchase"}), "`button_confirm`"),
                ("mrp.production", json!({"state": "done"}), "`action_confirm`"),
                ("stock.quant", json!({"quantity": 50}), "set `inventory_quantity` instead, then call `action_apply_inventory`"),
                ("account.payment", json!({"state": "paid"}), "`action_post`"),
                ("hr.leave", json!({"state": "validate"}), "`action_approve`"),
                ("account.move", json!({"payment_state": "paid"}), "`account.payment.register`"),
                ("sale.order", json!({"invoice_status": "invoiced"}), "`sale.advance.payment.inv`"),
                ("stock.move", json!({"state": "done"}), "`button_validate`"),
                ("stock.move.line", json!({"state": "done"}), "`button_validate`"),
            ] {
                let reported = refused(series, model, values.clone());
                assert!(reported.len() == 1 && reported[0].1.contains(named), "{series} {model} {values}: {reported:?}");
                assert!(!reported[0].1.contains("sent"), "nothing that sends is proposed: {reported:?}");
            }
        }
    }

    /// What updates of the main models of the core apps may not set, to be read line by line.
    #[test]
    fn the_fields_that_are_refused_of_the_core_apps() {
        const MODELS: [&str; 24] = [
            "account.move",
            "account.move.line",
            "account.payment",
            "calendar.event",
            "crm.lead",
            "hr.attendance",
            "hr.employee",
            "hr.expense",
            "hr.leave",
            "mrp.production",
            "product.product",
            "product.template",
            "project.project",
            "project.task",
            "purchase.order",
            "purchase.order.line",
            "repair.order",
            "res.partner",
            "sale.order",
            "sale.order.line",
            "stock.lot",
            "stock.move",
            "stock.picking",
            "stock.quant",
        ];
        for series in Series::ALL {
            let pack = crate::catalog::embedded_pack(series).unwrap();
            let line = |model: &str| {
                let schema = pack.model(model).unwrap()?;
                let refused = schema.fields.iter().filter(|(name, field)| why(&schema, name, field).is_some());
                let names: Vec<&str> = refused.map(|(name, _)| name.as_str()).collect();
                Some(format!("{model}: {}", names.join(" ")))
            };
            let lines: Vec<String> = MODELS.into_iter().filter_map(line).collect();
            insta::assert_snapshot!(format!("refused_{}", series.name()), lines.join("\n"));
        }
    }

    #[test]
    fn an_operator_may_permit_it() {
        let pack = crate::catalog::embedded_pack(Series::V19).unwrap();
        let schema = pack.model("sale.order").unwrap().unwrap();
        let mut rules = Rules::default();
        let fields = std::collections::BTreeSet::from(["state".to_owned()]);
        rules.workflow_fields.insert("sale.order".to_owned(), (fields, "model_access.yaml".to_owned()));
        let Value::Object(values) = json!({"state": "sale", "amount_total": 5}) else { panic!("an object") };
        let refused = problems(&rules, &schema, &values, "values");
        assert_eq!(refused.iter().map(|problem| problem.path.as_str()).collect::<Vec<_>>(), ["values.amount_total"]);
    }

    #[test]
    fn what_a_person_sets_is_let_through() {
        for series in Series::ALL {
            for (model, values) in [
                ("sale.order", json!({"note": "x", "partner_id": 1, "date_order": "2026-01-01 00:00:00"})),
                ("project.task", json!({"state": "1_done", "stage_id": 1, "user_ids": [[6, 0, [1]]]})),
                ("crm.lead", json!({"stage_id": 1, "probability": 10, "type": "opportunity"})),
                ("res.partner", json!({"name": "x", "active": false, "vat": "BE0477472701"})),
                ("stock.quant", json!({"inventory_quantity": 50})),
                ("account.move", json!({"invoice_date": "2026-01-01", "ref": "x"})),
                ("product.template", json!({"list_price": 5, "standard_price": 2})),
            ] {
                assert_eq!(refused(series, model, values), [], "{series} {model}");
            }
        }
    }
}
