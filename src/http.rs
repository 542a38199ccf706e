//! The gateway over a network. A request passes, outermost first: the bound on connections, its real address and the list of allowed
//! networks, `Host` and `Origin`, CORS, the size and the time of its body, who calls, and what that caller may. Only then a door of the
//! application is asked; the doors hold no rule.

mod absent;
mod admission;
mod attempts;
mod authenticate;
mod body;
mod caller_address;
mod cors;
mod endpoints;
mod health;
mod hosts;
mod identity;
mod listener;
mod login;
mod mcp;
mod metrics;
mod narrowing;
mod oauth;
mod odoos;
mod openapi;
mod presented;
mod principals;
mod public_url;
mod refusal;
mod rest;
mod server;
mod settings;
mod tls;

#[cfg(any(test, feature = "fuzzing"))]
pub(crate) use oauth::fuzz;
pub(crate) use odoos::Odoos;
pub(crate) use principals::Principals;
pub(crate) use server::HttpServer;
pub(crate) use settings::{HttpSettings, HttpText, Ways, key_ring};
