//! What Odoo lets one do with a field, as types: a search, an order or a write that Odoo would refuse or ignore does not compile.

use std::fmt;
use std::marker::PhantomData;

/// Allowed.
#[derive(Debug, Clone, Copy)]
pub enum Yes {}

/// Not allowed.
#[derive(Debug, Clone, Copy)]
pub enum No {}

/// Whether a field may stand in a domain, in an order, in a groupby, and be written, in this order.
///
/// From `searchable`, `sortable` and `groupable` of `fields_get`; a field can be written unless it is readonly without a
/// column (Odoo then ignores the value without a word) or kept by Odoo itself (`id`, `create_date`, …).
pub struct Capability<Search, Sort, GroupBy, Write>(PhantomData<(Search, Sort, GroupBy, Write)>);

impl<S, O, G, W> fmt::Debug for Capability<S, O, G, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Capability")
    }
}

/// A plain stored field.
pub type Full = Capability<Yes, Yes, Yes, Yes>;
/// Computed on each read: it can only be read.
pub type Computed = Capability<No, No, No, No>;
/// Can be read and written, nothing else.
pub type Settable = Capability<No, No, No, Yes>;

macro_rules! others {
    ($($name:ident: $search:ty, $sort:ty, $group:ty, $write:ty;)+) => {$(
        /// What its name says, and nothing else.
        pub type $name = Capability<$search, $sort, $group, $write>;
    )+};
}

others! {
    GroupOnly: No, No, Yes, No;
    GroupWrite: No, No, Yes, Yes;
    SortOnly: No, Yes, No, No;
    SortWrite: No, Yes, No, Yes;
    SortGroup: No, Yes, Yes, No;
    SortGroupWrite: No, Yes, Yes, Yes;
    SearchOnly: Yes, No, No, No;
    SearchWrite: Yes, No, No, Yes;
    SearchGroup: Yes, No, Yes, No;
    SearchGroupWrite: Yes, No, Yes, Yes;
    SearchSort: Yes, Yes, No, No;
    SearchSortWrite: Yes, Yes, No, Yes;
    SearchSortGroup: Yes, Yes, Yes, No;
}

/// May stand in a domain.
#[diagnostic::on_unimplemented(
    message = "this field cannot be searched",
    note = "Odoo 17 and 18 would ignore the condition and give the wrong records"
)]
pub trait Searchable {}
impl<O, G, W> Searchable for Capability<Yes, O, G, W> {}

/// May stand in an order.
#[diagnostic::on_unimplemented(message = "records cannot be ordered by this field", note = "it has no column to order by")]
pub trait Sortable {}
impl<S, G, W> Sortable for Capability<S, Yes, G, W> {}

/// May stand in a groupby.
#[diagnostic::on_unimplemented(message = "records cannot be grouped by this field")]
pub trait Groupable {}
impl<S, O, W> Groupable for Capability<S, O, Yes, W> {}

/// May be written.
#[diagnostic::on_unimplemented(message = "this field cannot be written", note = "Odoo computes it and ignores what is written to it")]
pub trait Writable {}
impl<S, O, G> Writable for Capability<S, O, G, Yes> {}
