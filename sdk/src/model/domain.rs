//! Typed domains: conditions on one model, joined in Odoo's prefix form.

use std::fmt;
use std::marker::PhantomData;
use std::ops::{BitAnd, BitOr, Not};

use serde_json::{Value, json};

use super::FieldUse;
use super::path::dotted;

/// Conditions on the records of `M`. The default is no condition: all records.
///
/// Made from fields (`SaleOrder::STATE.eq(…)`) and joined with `and`, `or`, `not`, or `&`, `|`, `!`.
pub struct Domain<M> {
    /// One expression in prefix form, or nothing.
    terms: Vec<Value>,
    uses: Vec<FieldUse>,
    model: PhantomData<fn() -> M>,
}

impl<M> Domain<M> {
    /// All records.
    #[must_use]
    pub fn all() -> Self {
        Self { terms: Vec::new(), uses: Vec::new(), model: PhantomData }
    }

    pub(crate) fn leaf(path: Vec<FieldUse>, operator: &str, operand: Value) -> Self {
        Self { terms: vec![json!([dotted(&path), operator, operand])], uses: path, model: PhantomData }
    }

    pub(crate) fn using(mut self, uses: Vec<FieldUse>) -> Self {
        self.uses.extend(uses);
        self
    }

    /// A domain in Odoo's own form, unchecked: for what has no words here. A list of terms, in prefix form with implicit and.
    #[must_use]
    pub fn raw(terms: Vec<Value>) -> Self {
        let missing = open_ends(&terms);
        let mut whole: Vec<Value> = std::iter::repeat_n(json!("&"), missing.saturating_sub(1)).collect();
        whole.extend(terms);
        Self { terms: whole, uses: Vec::new(), model: PhantomData }
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.join("&", other)
    }

    /// At least one. With a domain of all records the result is all records.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.terms.is_empty() || other.terms.is_empty() { Self::all() } else { self.join("|", other) }
    }

    /// The opposite. Of all records that is none.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "`!` works too, and the method reads as the others do")]
    pub fn not(mut self) -> Self {
        if self.terms.is_empty() {
            self.terms = vec![json!([0, "=", 1])];
        } else {
            self.terms.insert(0, json!("!"));
        }
        self
    }

    /// Whether it is no condition at all.
    #[must_use]
    pub fn is_all(&self) -> bool {
        self.terms.is_empty()
    }

    /// As Odoo takes it.
    #[must_use]
    pub fn into_value(self) -> Value {
        Value::Array(self.terms)
    }

    /// The fields it names; none of what was given raw.
    #[must_use]
    pub fn uses(&self) -> &[FieldUse] {
        &self.uses
    }

    fn join(mut self, operator: &str, other: Self) -> Self {
        match (self.terms.is_empty(), other.terms.is_empty()) {
            (true, _) => other,
            (_, true) => self,
            _ => {
                self.terms.insert(0, operator.into());
                self.terms.extend(other.terms);
                self.uses.extend(other.uses);
                self
            }
        }
    }
}

/// How many expressions a list of terms holds.
fn open_ends(terms: &[Value]) -> usize {
    terms.iter().rev().fold(0, |ends, term| match term.as_str() {
        Some("&" | "|") => ends.max(2) - 1,
        Some(_) => ends,
        None => ends + 1,
    })
}

impl<M> Default for Domain<M> {
    fn default() -> Self {
        Self::all()
    }
}

impl<M> Clone for Domain<M> {
    fn clone(&self) -> Self {
        Self { terms: self.terms.clone(), uses: self.uses.clone(), model: PhantomData }
    }
}

/// The same terms in the same order.
impl<M> PartialEq for Domain<M> {
    fn eq(&self, other: &Self) -> bool {
        self.terms == other.terms
    }
}

impl<M> fmt::Debug for Domain<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.terms.iter().map(ToString::to_string)).finish()
    }
}

impl<M> BitAnd for Domain<M> {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl<M> BitOr for Domain<M> {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        self.or(other)
    }
}

impl<M> Not for Domain<M> {
    type Output = Self;

    fn not(self) -> Self {
        Self::not(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaf(name: &'static str) -> Domain<()> {
        Domain::leaf(vec![FieldUse { model: "x", field: name, module: "base", to: None }], "=", json!(1))
    }

    fn check(domain: Domain<()>, expected: Value) {
        assert_eq!(domain.into_value(), expected);
    }

    #[test]
    fn joins_in_prefix_form() {
        check(leaf("a").and(leaf("b")).or(leaf("c").not()), json!(["|", "&", ["a", "=", 1], ["b", "=", 1], "!", ["c", "=", 1]]));
        check(!(leaf("a") | leaf("b")), json!(["!", "|", ["a", "=", 1], ["b", "=", 1]]));
    }

    #[test]
    fn all_records_is_neutral_in_and_and_absorbs_or() {
        check(Domain::all().and(leaf("a")), json!([["a", "=", 1]]));
        check(leaf("a").or(Domain::all()), json!([]));
        check(Domain::all().not(), json!([[0, "=", 1]]));
    }

    #[test]
    fn a_raw_domain_with_implicit_and_can_be_negated() {
        let raw = Domain::<()>::raw(vec![json!(["a", "=", 1]), json!("|"), json!(["b", "=", 1]), json!(["c", "=", 1])]);
        check(raw.not(), json!(["!", "&", ["a", "=", 1], "|", ["b", "=", 1], ["c", "=", 1]]));
        check(Domain::raw(vec![]), json!([]));
    }
}
