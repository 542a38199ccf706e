//! An embedded Odoo: answers Odoo's wire protocols for 17.0, 18.0 and 19.0 on a loopback port, from a schema snapshot and a small
//! sample company. It is no ERP: where a real answer needs business code that is not here, it answers with an error Odoo could give.
//! It knows nothing of the gateway.
//!
//! ```no_run
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! use odoo_sdk::schema::Snapshot;
//! use odoo_sim::{Fault, FaultRule, Sim};
//!
//! let snapshot = Snapshot::read("schemas/19.0".as_ref())?;
//! let sim = Sim::builder(snapshot).start().await?;
//! println!("{} {} {:?}", sim.url(), sim.database(), sim.api_key("admin"));
//! sim.faults().add(FaultRule::new(Fault::Status(503, Some(1))).method("search_read").times(2));
//! assert_eq!(sim.calls("res.partner", "create"), 0);
//! # Ok(())
//! # }
//! ```

pub mod accounts;
mod addon;
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
mod pose;
mod python;
mod running;
mod schemas;
mod server;
mod sim;
mod views;
mod wire;

pub use accounts::Account;
pub use company::{Company, CompanyError};
pub use faults::{Exception, Fault, FaultRule, Faults};
pub use log::Request;
pub use running::RunningSim;
pub use schemas::Source;
pub use sim::{DATABASE, Sim, SimBuilder, StartError};
