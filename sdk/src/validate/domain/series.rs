//! What single series cannot search on a stored field although others can, found by trying every type of field with every operator on
//! real servers.

use serde_json::Value;

use super::super::check::Check;
use super::super::outcome::{Issue, IssueCode};
use super::super::path::CallPath;
use super::super::words::quoted;
use super::operator::Operator;
use super::target::{Part, Target};
use crate::Series;
use crate::schema::{FieldSchema, FieldType, Lookup};

/// A leaf as it is written.
pub(super) struct Leaf<'a> {
    pub(super) operator: Operator,
    /// The operator's own spelling.
    pub(super) word: &'a str,
    pub(super) value: &'a Value,
}

/// What is wrong: the part of the leaf, what to say of it, and the way.
struct Fault {
    part: usize,
    what: &'static str,
    hint: &'static str,
}

/// Whether the series fails on the leaf; then it is reported.
pub(super) fn refuses(check: &mut Check<'_>, target: &Target<'_>, leaf: &Leaf<'_>, path: &CallPath<'_>) -> bool {
    let Some(field) = target.field().filter(|field| field.store || field.company_dependent) else { return false };
    let fault = match target.part {
        Part::OfDate => of_date(check.series, leaf),
        Part::Property(_) => None,
        Part::Whole => of_lists(check.series, field, leaf)
            .or_else(|| of_numbers(check.series, field, leaf))
            .or_else(|| of_companies(check.series, field, leaf))
            .or_else(|| of_translations(check, field, leaf)),
    };
    if let Some(Fault { part, what, hint }) = fault {
        let code = if part == 1 { IssueCode::BadOperator } else { IssueCode::BadOperand };
        let message = format!("{} of `{}` {what} in Odoo {}", quoted(target.name), target.model.model, check.series);
        check.report(Issue::new(code, &path.index(part), message).hint(hint).about(&target.model.model));
        return true;
    }
    nothing_among_dates(check, target, field, leaf, path)
}

/// 18 compares a part of a date with a number and nothing else.
fn of_date(series: Series, leaf: &Leaf<'_>) -> Option<Fault> {
    let is_compared = !matches!(leaf.operator, Operator::Membership | Operator::Text) && !is_nothing(leaf.value);
    let (what, hint) = ("is a part of a date, which is compared with one number", "use `=`, `!=`, `<` or `>`; join several with `|`");
    (series == Series::V18 && !is_compared).then_some(Fault { part: 1, what, hint })
}

/// Before 19 a list about an x2many holds ids alone.
fn of_lists(series: Series, field: &FieldSchema, leaf: &Leaf<'_>) -> Option<Fault> {
    let items = leaf.value.as_array().filter(|_| leaf.operator == Operator::Membership && field.field_type.is_x2many())?;
    let (what, hint) = if items.iter().any(Value::is_string) {
        ("takes ids in a list, not names", "compare one name with `=`; join several with `|`")
    } else if items.iter().any(is_nothing) {
        ("takes ids in a list, not `false`", "records without any are found by `=` with `false`; join the two with `|`")
    } else {
        return None;
    };
    (series < Series::V19).then_some(Fault { part: 2, what, hint })
}

/// Before 19 the exact patterns are for texts.
fn of_numbers(series: Series, field: &FieldSchema, leaf: &Leaf<'_>) -> Option<Fault> {
    let is_pattern = is_number(field) && matches!(leaf.word, "=like" | "=ilike");
    let fault = Fault { part: 1, what: "is a number, which is not compared with a pattern", hint: "use `=`, `<` or `>`" };
    (series < Series::V19 && is_pattern).then_some(fault)
}

/// 17 keeps values that depend on the company beside the table.
fn of_companies(series: Series, field: &FieldSchema, leaf: &Leaf<'_>) -> Option<Fault> {
    if series != Series::V17 || !field.company_dependent {
        return None;
    }
    match leaf.operator {
        Operator::Hierarchy => {
            Some(Fault { part: 1, what: "depends on the company and is not searched by hierarchy", hint: "use `=` or `in`" })
        }
        Operator::Membership if is_number(field) => {
            Some(Fault { part: 1, what: "depends on the company and is compared with one number", hint: "join several `=` with `|`" })
        }
        _ if is_number(field) && leaf.value.is_null() => {
            Some(Fault { part: 2, what: "depends on the company and is compared with a number", hint: "compare with `0`" })
        }
        _ => None,
    }
}

/// 17 does not compare a translated text, or the translated name of a linked record, where the text may be left out.
fn of_translations(check: &Check<'_>, field: &FieldSchema, leaf: &Leaf<'_>) -> Option<Fault> {
    if check.series != Series::V17 || leaf.operator != Operator::OptionalEquality || !leaf.value.is_string() {
        return None;
    }
    let is_name_translated = || {
        let Lookup::Found(linked) = check.schemas.lookup(field.relation.as_deref()?) else { return None };
        linked.fields.get(linked.rec_name.as_deref()?).map(|name| name.translate)
    };
    let fault = Fault { part: 1, what: "is translated and is not compared with `=?`", hint: "use `=`" };
    (field.translate || is_name_translated() == Some(true)).then_some(fault)
}

/// 19 takes `false` for nothing among dates, not `null`.
fn nothing_among_dates(check: &mut Check<'_>, target: &Target<'_>, field: &FieldSchema, leaf: &Leaf<'_>, path: &CallPath<'_>) -> bool {
    let is_date = matches!(field.field_type, FieldType::Date | FieldType::Datetime) && target.part == Part::Whole;
    let Some(items) = leaf.value.as_array().filter(|_| is_date && check.series == Series::V19) else { return false };
    let nulls: Vec<usize> = items.iter().enumerate().filter(|(_, item)| item.is_null()).map(|(at, _)| at).collect();
    for at in &nulls {
        let place = path.index(2);
        let message = format!("{} of `{}` is compared with `false` for nothing, got `null`", quoted(target.name), target.model.model);
        check.report(
            Issue::new(IssueCode::BadOperand, &place.index(*at), message).about(&target.model.model).replace(&place.index(*at), false),
        );
    }
    !nulls.is_empty()
}

fn is_number(field: &FieldSchema) -> bool {
    matches!(field.field_type, FieldType::Integer | FieldType::Float | FieldType::Monetary)
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(false))
}
