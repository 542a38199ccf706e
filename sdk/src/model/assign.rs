//! Which Rust values a field takes whole: in a write, and where a condition asks for exactly that value.
//!
//! What [`Operand`] takes, and for a field that may be empty also an `Option` of it: `None` empties the field, and is equal to empty.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::Id;
use super::operand::Operand;
use super::value::{Binary, Many2many, Many2one, Monetary, One2many, Properties, Reference, Selection};

/// A value that a field of type `T` can hold.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a value for a field of type `{T}`",
    note = "a field that may be empty is an `Option`, and takes an `Option`; a required one takes none"
)]
pub trait Assign<T> {
    /// As Odoo takes it.
    fn assigned(self) -> Value;
}

/// Each pair of a field's type and a value: the value, and for a field that may be empty the value and an `Option` of it.
macro_rules! assigned {
    (one $generics:tt $type:ty => $($from:ty),+) => {$(assigned!(pair $generics $type, $from);)+};
    (pair [$($generic:ident)?] $type:ty, $from:ty) => {
        impl$(<$generic>)? Assign<$type> for $from {
            fn assigned(self) -> Value {
                Operand::<$type>::operand(self)
            }
        }

        impl$(<$generic>)? Assign<Option<$type>> for $from {
            fn assigned(self) -> Value {
                Operand::<$type>::operand(self)
            }
        }

        impl$(<$generic>)? Assign<Option<$type>> for Option<$from> {
            fn assigned(self) -> Value {
                self.map_or(Value::Bool(false), Operand::<$type>::operand)
            }
        }
    };
    ($($generics:tt $type:ty => $($from:ty),+;)+) => {$(assigned!(one $generics $type => $($from),+);)+};
}

assigned! {
    [] String => &str, String, &String;
    [] bool => bool;
    [] i64 => i64, i32, u32;
    [] f64 => f64, f32, i32;
    [] Monetary => Monetary, f64, i32;
    [] Date => Date;
    [] Timestamp => Timestamp;
    [] Reference => Reference;
    [] Binary => Binary;
    [] Properties => Properties;
    [] Value => Value;
    [S] Selection<S> => Selection<S>, &Selection<S>;
    [M] Many2one<M> => Id<M>, Many2one<M>, &Many2one<M>;
    [M] One2many<M> => Id<M>;
    [M] Many2many<M> => Id<M>;
    [M] Id<M> => Id<M>;
}
