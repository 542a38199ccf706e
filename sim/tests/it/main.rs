//! The embedded Odoo over its wire. `basics`: logging in and the usual calls on every series; `business`: states and totals; `faults`:
//! what goes wrong on demand; `replay`: the recorded exchanges of real servers; `store`: what is kept and how it is found; `http`: a
//! client small enough to see every byte; `setup`: servers from the checked-in snapshots.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod basics;
mod business;
mod faults;
mod http;
mod replay;
mod setup;
mod store;
