//! The application: what all doors share, and the one way in. A door turns what it gets into a principal and a call, and an outcome into
//! its own words; it holds no rule.

mod across;
mod answers;
mod application;
mod builder;
mod call;
mod choice;
mod layers;
mod metrics;
mod prompts;
mod subscriptions;
#[cfg(test)]
mod tests;
mod watch;

pub(crate) use answers::ReadError;
pub use application::Application;
pub use builder::{Builder, StartError};
pub(crate) use call::{Outcome, ToolCall};
pub(crate) use prompts::PromptError;
pub(crate) use subscriptions::Subscription;
pub(crate) use watch::CallWatch;
