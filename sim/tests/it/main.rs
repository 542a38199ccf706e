//! The embedded Odoo over its wire. `agree`: what a real 19 answered to the same calls; `basics`: logging in and the usual calls on every
//! series; `business`: states and totals; `company`: the sample data; `faults`: what goes wrong on demand; `replay`: the recorded
//! exchanges of real servers; `store`: what is kept and how it is found; `twice`: a line cut at every byte; `http`: a client small
//! enough to see every byte; `setup`: servers from the checked-in snapshots.
#![expect(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test may fail loudly")]

mod agree;
mod alike;
mod basics;
mod business;
#[path = "../../../tests/it/by_series.rs"]
mod by_series;
mod company;
mod faults;
mod http;
mod replay;
mod setup;
mod store;
mod twice;
mod unkind;
mod wizards;
