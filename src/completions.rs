//! Completions of the arguments of resource templates and prompts: what a person means by the first letters of a model, a field, a method,
//! a record or a stage. What the schema knows is answered from the cache; records are asked for in one call. Whatever the caller may not
//! see is not named.

mod completion;
mod matching;
mod names;
mod records;
mod reports;
mod stages;
mod workflows;

pub(crate) use completion::{Asked, Completion, Completions};
pub(crate) use matching::matching;
pub(crate) use stages::stage_names;
