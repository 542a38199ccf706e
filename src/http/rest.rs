//! Plain HTTP for programs that do not speak MCP: tools by the names that n8n flows and older servers use. Every call goes the same way
//! as over MCP, under the same rules.

mod answer;
mod auth;
mod channel;
mod exports;
mod positional;
mod protocol;
mod routes;
mod socket;
mod stream;

pub(super) use auth::{Issuer, issuing};
pub(super) use channel::RestChannel;
pub(super) use routes::endpoints;
pub(super) use socket::socket;
