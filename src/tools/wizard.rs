//! Dialogs: what a method opens is kept with the context that belongs to it, shown as a person would see it, answered, and finished
//! by one of its buttons. Any transient model is one; nothing here knows the dialog of an app by name but what needs no question.

mod arch;
mod condition;
mod dialogs;
mod form;
mod lines;
mod press;
mod show;

pub(crate) use dialogs::{Called, Dialogs, Waiting};
pub(crate) use lines::linked;
pub(crate) use press::{filled_in, made, press};
pub(crate) use show::show;
