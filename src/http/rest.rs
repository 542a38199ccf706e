//! Plain HTTP for programs that do not speak MCP: tools by the names that n8n flows and older servers use. Every call goes the same way
//! as over MCP, under the same rules.

mod answer;
mod channel;
mod names;
mod positional;
mod routes;
mod shape;

pub(super) use routes::routes;
