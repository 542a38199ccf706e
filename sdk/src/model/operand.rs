//! Which Rust values stand for a field's value in a condition and in a write.

use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::Value;

use super::value::{Binary, Many2many, Many2one, Monetary, One2many, Properties, Reference, Selection};
use super::{Id, Model, value};

/// A value that a field of type `T` can be compared with.
#[diagnostic::on_unimplemented(message = "`{Self}` is not a value for a field of type `{T}`")]
pub trait Operand<T> {
    /// As Odoo takes it.
    fn operand(self) -> Value;
}

/// What may be empty takes the same values; emptiness has its own words (`is_unset`, `unset`).
impl<T, V: Operand<T>> Operand<Option<T>> for V {
    fn operand(self) -> Value {
        self.operand()
    }
}

/// Field types that are written as one value: all but x2many, which take commands.
#[diagnostic::on_unimplemented(
    message = "a field of many records is not set to a value",
    note = "use `push`, `link`, `replace` or another command"
)]
pub trait Scalar {}
impl<T: Scalar> Scalar for Option<T> {}

/// Field types with an order.
#[diagnostic::on_unimplemented(message = "values of type `{Self}` have no smaller and larger")]
pub trait Comparable {}
impl<T: Comparable> Comparable for Option<T> {}

/// Field types that patterns apply to: texts, selections, and relations by their display name.
#[diagnostic::on_unimplemented(message = "patterns do not apply to values of type `{Self}`")]
pub trait Textual {}
impl<T: Textual> Textual for Option<T> {}

/// Field types that point to records of another model.
#[diagnostic::on_unimplemented(message = "`{Self}` points to no records")]
pub trait Relation {
    /// The model it points to.
    type To: Model;
}
impl<T: Relation> Relation for Option<T> {
    type To = T::To;
}
impl<M: Model> Relation for Many2one<M> {
    type To = M;
}
impl<M: Model> Relation for One2many<M> {
    type To = M;
}
impl<M: Model> Relation for Many2many<M> {
    type To = M;
}

/// Field types of many records.
#[diagnostic::on_unimplemented(message = "commands apply to fields of many records, `{Self}` is not one")]
pub trait ToMany: Relation {}
impl<M: Model> ToMany for One2many<M> {}
impl<M: Model> ToMany for Many2many<M> {}

macro_rules! operands {
    ($($type:ty => $($from:ty),+;)+) => {$($(
        impl Operand<$type> for $from {
            fn operand(self) -> Value {
                Value::from(self)
            }
        }
    )+)+};
}

operands! {
    String => &str, String;
    bool => bool;
    i64 => i64, i32, u32;
    f64 => f64, f32, i32;
}

impl Operand<String> for &String {
    fn operand(self) -> Value {
        self.as_str().into()
    }
}

impl Operand<Monetary> for Monetary {
    fn operand(self) -> Value {
        self.to_json()
    }
}

impl Operand<Monetary> for f64 {
    fn operand(self) -> Value {
        self.into()
    }
}

impl Operand<Monetary> for i32 {
    fn operand(self) -> Value {
        self.into()
    }
}

impl Operand<Date> for Date {
    fn operand(self) -> Value {
        self.to_string().into()
    }
}

impl Operand<Timestamp> for Timestamp {
    fn operand(self) -> Value {
        value::write_datetime(self).into()
    }
}

impl<S> Operand<Selection<S>> for Selection<S> {
    fn operand(self) -> Value {
        self.as_str().into()
    }
}

impl<S> Operand<Selection<S>> for &Selection<S> {
    fn operand(self) -> Value {
        self.as_str().into()
    }
}

impl Operand<Reference> for Reference {
    fn operand(self) -> Value {
        self.to_string().into()
    }
}

impl Operand<Binary> for Binary {
    fn operand(self) -> Value {
        self.into_value()
    }
}

impl Operand<Properties> for Properties {
    fn operand(self) -> Value {
        self.into_value()
    }
}

impl Operand<Value> for Value {
    fn operand(self) -> Value {
        self
    }
}

macro_rules! links {
    ($($type:ident => $($from:ty),+;)+) => {$($(
        impl<M> Operand<$type<M>> for $from {
            fn operand(self) -> Value {
                self.get().into()
            }
        }
    )+)+};
}

links! {
    Many2one => Id<M>, Many2one<M>, &Many2one<M>;
    One2many => Id<M>;
    Many2many => Id<M>;
    Id => Id<M>;
}

macro_rules! marks {
    ($mark:ident: $($type:ty),+) => {$(impl $mark for $type {})+};
}

marks!(Scalar: String, bool, i64, f64, Monetary, Date, Timestamp, Reference, Binary, Properties, Value);
marks!(Comparable: String, i64, f64, Monetary, Date, Timestamp);
marks!(Textual: String, Reference);

impl<M> Scalar for Many2one<M> {}
impl<M> Textual for Many2one<M> {}
impl<M> Textual for One2many<M> {}
impl<M> Textual for Many2many<M> {}
impl<M> Comparable for Id<M> {}
impl<S> Scalar for Selection<S> {}
impl<S> Textual for Selection<S> {}
