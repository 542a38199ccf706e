//! How well the validator agrees with a real Odoo: verdicts in, counts and examples out.
//!
//! A verdict is a call with what Odoo did (`odoo`) and what a strict validator must say (`expect`). Each line is judged by
//! the schemas alone; `either` lines are counted but bind nobody.

mod repair;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde_json::Value;

pub use repair::{Repair, Repairs};

use super::{Input, Outcome, validate};
use crate::Series;
use crate::schema::SchemaSource;

/// A call and its verdict, one line of a verdict file.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Verdict {
    /// The operation.
    pub op: Operation,
    /// The model.
    pub model: String,
    /// What kind of call it is.
    pub category: String,
    /// The field that the call is about.
    #[serde(default)]
    pub field: Option<String>,
    /// What must be said.
    pub expect: Expected,
    /// Values of a create or a write.
    #[serde(default)]
    pub values: Option<Value>,
    /// Domain of a search.
    #[serde(default)]
    pub domain: Option<Value>,
    /// Order of a search or of groups.
    #[serde(default)]
    pub order: Option<String>,
    /// What is grouped by.
    #[serde(default)]
    pub groupby: Option<Value>,
    /// What is computed of each group.
    #[serde(default)]
    pub aggregates: Option<Value>,
    /// Domain over the aggregates.
    #[serde(default)]
    pub having: Option<Value>,
    /// The method that is called.
    #[serde(default)]
    pub method: Option<String>,
    /// Record ids that it is called on.
    #[serde(default)]
    pub ids: Option<Value>,
    /// Its positional arguments.
    #[serde(default)]
    pub args: Option<Value>,
    /// Its arguments by name.
    #[serde(default)]
    pub kwargs: Option<Value>,
    /// What Odoo said.
    #[serde(default)]
    pub odoo_error: Option<String>,
}

/// The operation of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each variant is Odoo's method of that name")]
pub enum Operation {
    Create,
    Write,
    Search,
    /// `read_group`, `formatted_read_group`.
    Group,
    /// Any other public method.
    Method,
}

/// What a strict validator must say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Expected {
    /// It must pass.
    Accept,
    /// It must be refused.
    Reject,
    /// Odoo coerces it, or its answer depends on records.
    Either,
}

impl Verdict {
    /// The call as a document, for normalisations and fixes.
    #[must_use]
    pub fn call(&self) -> Value {
        let members = [
            ("values", &self.values),
            ("domain", &self.domain),
            ("order", &self.order.clone().map(Value::from)),
            ("groupby", &self.groupby),
            ("aggregates", &self.aggregates),
            ("having", &self.having),
            ("ids", &self.ids),
            ("args", &self.args),
            ("kwargs", &self.kwargs),
        ];
        members.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value.clone()?))).collect()
    }

    /// Judges a call of this operation and model.
    #[must_use]
    pub fn judge(&self, call: &Value, series: Series, schemas: &dyn SchemaSource) -> Outcome {
        let values = call.get("values").unwrap_or(&Value::Null);
        let order = call.get("order").and_then(Value::as_str);
        let input = match self.op {
            Operation::Create => Input::Create { model: &self.model, values },
            Operation::Write => Input::Write { model: &self.model, ids: None, values },
            Operation::Search => Input::Search { model: &self.model, domain: call.get("domain"), order, fields: None },
            Operation::Group => Input::Group {
                model: &self.model,
                domain: call.get("domain"),
                groupby: call.get("groupby").unwrap_or(&Value::Null),
                aggregates: call.get("aggregates"),
                having: call.get("having"),
                order,
            },
            Operation::Method => Input::Method {
                model: &self.model,
                method: self.method.as_deref().unwrap_or_default(),
                ids: call.get("ids"),
                args: call.get("args"),
                kwargs: call.get("kwargs"),
            },
        };
        validate(&input, series, schemas)
    }
}

/// Counts of one category.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Lines.
    pub lines: usize,
    /// Lines that were refused.
    pub refused: usize,
}

/// The result over one series.
#[derive(Debug, Clone, Default)]
pub struct Report {
    /// By expectation, operation and category.
    pub counts: BTreeMap<(Expected, Operation, String), Count>,
    /// Lines where the validator was wrong, with what it said.
    pub wrong: Vec<(Verdict, Outcome)>,
}

impl Report {
    /// Counts one line.
    pub fn add(&mut self, verdict: &Verdict, series: Series, schemas: &dyn SchemaSource) {
        let outcome = verdict.judge(&verdict.call(), series, schemas);
        let refused = !outcome.is_accepted();
        let count = self.counts.entry((verdict.expect, verdict.op, verdict.category.clone())).or_default();
        count.lines += 1;
        count.refused += usize::from(refused);
        if (verdict.expect == Expected::Accept && refused) || (verdict.expect == Expected::Reject && !refused) {
            self.wrong.push((verdict.clone(), outcome));
        }
    }

    /// Lines of an expectation, over all categories.
    #[must_use]
    pub fn total(&self, expected: Expected) -> Count {
        let of = self.counts.iter().filter(|((expect, ..), _)| *expect == expected);
        of.fold(Count::default(), |sum, (_, count)| Count { lines: sum.lines + count.lines, refused: sum.refused + count.refused })
    }

    /// The share of `accept` lines that were refused.
    #[must_use]
    pub fn accept_refused(&self) -> f64 {
        let Count { lines, refused } = self.total(Expected::Accept);
        share(refused, lines)
    }

    /// The share of `reject` lines that were accepted.
    #[must_use]
    pub fn reject_passed(&self) -> f64 {
        let Count { lines, refused } = self.total(Expected::Reject);
        share(lines - refused, lines)
    }
}

/// A share that is 0 of nothing.
#[must_use]
pub fn share(part: usize, whole: usize) -> f64 {
    // INVARIANT: counts of lines are far below 2^52.
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let (part, whole) = (part as f64, whole.max(1) as f64);
    part / whole
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for expected in [Expected::Accept, Expected::Reject, Expected::Either] {
            let Count { lines, refused } = self.total(expected);
            writeln!(f, "{expected:?}: {lines} lines, {refused} refused, {} accepted", lines - refused)?;
        }
        let accept = 100.0 * self.accept_refused();
        let reject = 100.0 * self.reject_passed();
        writeln!(f, "accept refused {accept:.3} %, reject accepted {reject:.3} %")
    }
}
