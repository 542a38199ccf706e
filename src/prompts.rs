//! The prompts: tasks that a person picks from a list, each speaking of the connected database. Their texts are files, compiled in, which
//! an operator may replace or translate; the registry is the only list of them.
//!
//! A text is judged as a call of `get_model_fields`: what it says of a model is what that tool would say.

mod changes;
mod facts;
mod prompt;
mod reference;
mod registry;
mod render;
mod text;
mod texts;

pub(crate) use prompt::{Argument, Prompt};
pub(crate) use reference::reference;
pub(crate) use registry::{TOOL, prompts};
pub(crate) use render::{judged, with_tools};
pub(crate) use text::Text;
pub(crate) use texts::Texts;
