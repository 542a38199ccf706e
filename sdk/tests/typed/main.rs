//! Typed models against servers: the embedded Odoo of each series, the recorded exchanges, and a real Odoo where one is named.
//!
//! `orders` is a program as users write it; `series` is one program on three series; `wire` decodes what real servers sent;
//! `translate` runs one series' tokens against another.
#![cfg(feature = "client")]

mod orders;
mod series;
mod setup;
mod translate;
mod wire;
