//! An embedded Odoo: answers Odoo's wire protocols for 17.0, 18.0 and 19.0 on a loopback port, from a schema snapshot and a small
//! sample company. It is no ERP: where a real answer needs business code that is not here, it answers with an error Odoo could give.
//! It knows nothing of the gateway.

pub mod accounts;
mod business;
mod call;
mod catalogue;
mod clock;
pub mod company;
mod database;
mod error;
pub mod faults;
mod http;
pub mod log;
mod orm;
mod python;
mod running;
mod schemas;
mod server;
mod sim;
mod wire;

pub use accounts::Account;
pub use company::Company;
pub use faults::{Fault, FaultRule, Faults};
pub use log::Request;
pub use running::RunningSim;
pub use schemas::Source;
pub use sim::{DATABASE, Sim, SimBuilder, StartError};
