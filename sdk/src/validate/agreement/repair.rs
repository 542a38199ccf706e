//! How well the fixes do: calls that Odoo takes are spoilt in the ways that callers spoil them, checked, fixed, and checked again.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value, json};

use super::{Expected, Operation, Verdict, share};
use crate::Series;
use crate::schema::{FieldSchema, FieldType, Lookup, ModelSchema, SchemaSource};
use crate::validate::Outcome;

/// Rounds of fixing; a fix may bring the next fault to light.
const ROUNDS: usize = 3;

/// What became of one kind of slip.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repair {
    /// Calls that were spoilt this way.
    pub calls: usize,
    /// Of these, calls that were accepted in the end, by normalisation or by the fixes.
    pub fixed: usize,
    /// Calls where a name was misspelt.
    pub typos: usize,
    /// Of these, calls where the right name was the first suggestion.
    pub first: usize,
}

/// Results by the kind of slip.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Repairs {
    /// By kind.
    pub kinds: BTreeMap<&'static str, Repair>,
}

impl Repairs {
    /// Spoils, checks and fixes the call of a verdict in every way that fits it. Only calls that pass as they are serve.
    pub fn add(&mut self, verdict: &Verdict, series: Series, schemas: &dyn SchemaSource) {
        let call = verdict.call();
        if verdict.expect == Expected::Reject || !verdict.judge(&call, series, schemas).is_accepted() {
            return;
        }
        let Lookup::Found(model) = schemas.lookup(&verdict.model) else { return };
        // One field a call, another one each time, so that many fields have their turn.
        let turn = self.kinds.values().map(|repair| repair.calls).sum::<usize>();
        let slips = match verdict.op {
            Operation::Create | Operation::Write => value_slips(&model, &call, turn),
            Operation::Search => search_slips(&model, &call, series, turn),
            Operation::Group | Operation::Method => Vec::new(),
        };
        for slip in slips {
            self.try_slip(verdict, &slip, series, schemas);
        }
    }

    fn try_slip(&mut self, verdict: &Verdict, slip: &Slip, series: Series, schemas: &dyn SchemaSource) {
        let mut call = slip.call.clone();
        let mut outcome = verdict.judge(&call, series, schemas);
        let repair = self.kinds.entry(slip.kind).or_default();
        repair.calls += 1;
        if let Some(meant) = &slip.meant {
            repair.typos += 1;
            repair.first += usize::from(suggests(&outcome, meant));
        }
        for _ in 0..ROUNDS {
            if outcome.is_accepted() || outcome.apply_fixes(&mut call).is_err() {
                break;
            }
            outcome = verdict.judge(&call, series, schemas);
        }
        repair.fixed += usize::from(outcome.is_accepted() && outcome.normalise(&mut call).is_ok());
    }

    /// All kinds together.
    #[must_use]
    pub fn total(&self) -> Repair {
        self.kinds.values().fold(Repair::default(), |sum, one| Repair {
            calls: sum.calls + one.calls,
            fixed: sum.fixed + one.fixed,
            typos: sum.typos + one.typos,
            first: sum.first + one.first,
        })
    }

    /// Adds the counts of another series.
    pub fn merge(&mut self, other: &Self) {
        for (kind, one) in &other.kinds {
            let sum = self.kinds.entry(kind).or_default();
            *sum = Repair {
                calls: sum.calls + one.calls,
                fixed: sum.fixed + one.fixed,
                typos: sum.typos + one.typos,
                first: sum.first + one.first,
            };
        }
    }
}

impl fmt::Display for Repairs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (kind, repair) in self.kinds.iter().map(|(kind, repair)| (*kind, *repair)).chain([("all", self.total())]) {
            let fixed = 100.0 * share(repair.fixed, repair.calls);
            write!(f, "{kind:<20} {:>6} calls, fixed {fixed:.2} %", repair.calls)?;
            if repair.typos > 0 {
                write!(f, ", right name first {:.2} %", 100.0 * share(repair.first, repair.typos))?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

fn suggests(outcome: &Outcome, meant: &str) -> bool {
    let wanted = format!("did you mean `{meant}`");
    outcome.issues.iter().filter_map(|issue| issue.hint.as_deref()).any(|hint| hint.starts_with(&wanted))
}

/// A spoilt call.
struct Slip {
    kind: &'static str,
    call: Value,
    /// The name that was misspelt.
    meant: Option<String>,
}

fn value_slips(model: &ModelSchema, call: &Value, turn: usize) -> Vec<Slip> {
    let Some(values) = call.get("values").and_then(Value::as_object) else { return Vec::new() };
    let mut slips = Vec::new();
    if let Some(name) = values.keys().nth(turn.checked_rem(values.len()).unwrap_or(0)) {
        for (kind, typo) in typos(name, turn).filter(|(_, typo)| !model.fields.contains_key(typo) && !values.contains_key(typo)) {
            let mut spoilt: Map<String, Value> = values.clone();
            if let Some(value) = spoilt.remove(name) {
                spoilt.insert(typo, value);
            }
            slips.push(Slip { kind, call: json!({"values": spoilt}), meant: Some(name.clone()) });
        }
    }
    for (name, value) in values {
        let Some(field) = model.fields.get(name) else { continue };
        for (kind, spoilt) in other_forms(field, value) {
            let mut call = call.clone();
            if let Some(place) = call.pointer_mut("/values").and_then(|values| values.get_mut(name)) {
                *place = spoilt;
            }
            slips.push(Slip { kind, call, meant: None });
        }
    }
    slips
}

/// The same value as callers write it.
fn other_forms(field: &FieldSchema, value: &Value) -> Vec<(&'static str, Value)> {
    match (field.field_type, value) {
        (FieldType::Many2one, Value::Number(id)) => {
            vec![("pair for an id", json!([id, "A name"])), ("object for an id", json!({"id": id}))]
        }
        (FieldType::Datetime, Value::String(text)) if text.len() == 19 => {
            let iso = text.replace(' ', "T");
            vec![
                ("iso datetime", json!(format!("{iso}Z"))),
                ("iso datetime", json!(format!("{iso}.000+00:00"))),
                ("iso datetime", json!(iso)),
            ]
        }
        (FieldType::Selection, Value::String(key)) => {
            let selection = field.selection.as_ref().filter(|selection| !selection.dynamic);
            let label = selection.and_then(|selection| selection.values.iter().find(|(known, _)| known == key)).map(|(_, label)| label);
            label.filter(|label| *label != key).map(|label| ("label for a key", json!(label))).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn search_slips(model: &ModelSchema, call: &Value, series: Series, turn: usize) -> Vec<Slip> {
    let leaf = call.pointer("/domain/0").and_then(Value::as_array);
    let Some([Value::String(name), Value::String(operator), operand]) = leaf.map(Vec::as_slice) else { return Vec::new() };
    let Some(field) = model.fields.get(name) else { return Vec::new() };
    let leaf = |name: &str, operator: &str, operand: &Value| json!({"domain": [[name, operator, operand]]});
    let misspelt = typos(name, turn).filter(|(_, typo)| !model.fields.contains_key(typo));
    let mut slips: Vec<Slip> =
        misspelt.map(|(kind, typo)| Slip { kind, call: leaf(&typo, operator, operand), meant: Some(name.clone()) }).collect();
    let mut add = |kind, call| slips.push(Slip { kind, call, meant: None });
    if operator == "=" {
        add("`==` for `=`", leaf(name, "==", operand));
    }
    if let ("=", Value::Number(_)) = (operator.as_str(), operand) {
        add("scalar for `in`", leaf(name, "in", operand));
    }
    if operator == "ilike" {
        add("upper-case operator", leaf(name, "ILIKE", operand));
    }
    if field.field_type == FieldType::Many2one && operator == "ilike" && series == Series::V17 {
        add("path to display_name", leaf(&format!("{name}.display_name"), "ilike", operand));
    }
    slips
}

/// One letter dropped, doubled, and swapped with the next; `turn` says where.
fn typos(name: &str, turn: usize) -> impl Iterator<Item = (&'static str, String)> {
    let letters: Vec<char> = name.chars().collect();
    let at = turn % letters.len().max(1);
    let dropped = letters.iter().enumerate().filter(|(place, _)| *place != at).map(|(_, letter)| *letter).collect();
    let doubled =
        letters.iter().enumerate().flat_map(|(place, letter)| std::iter::repeat_n(*letter, 1 + usize::from(place == at))).collect();
    let mut swapped = letters.clone();
    let pairs = letters.len().saturating_sub(1);
    if let Some(at) = turn.checked_rem(pairs) {
        swapped.swap(at, at + 1);
    }
    let typos: [(&'static str, String); 3] =
        [("letter dropped", dropped), ("letter doubled", doubled), ("letters swapped", swapped.into_iter().collect())];
    let name = name.to_owned();
    typos.into_iter().filter(move |(_, typo)| !typo.is_empty() && *typo != name)
}
