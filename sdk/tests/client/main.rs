//! The client and its transports from outside: recorded exchanges of real Odoo, and small servers that misbehave on purpose.
//!
//! `recordings` reads the fixtures; `decoding`, `requests` and `agreement` check them without IO. `server` is the stand-in
//! for a server; every other module drives a client against it.
#![cfg(feature = "client")]

#[cfg(test)]
mod again;
#[cfg(test)]
mod agreement;
#[cfg(test)]
#[path = "../../../tests/it/by_series.rs"]
mod by_series;
#[cfg(test)]
mod connecting;
#[cfg(test)]
mod decoding;
#[cfg(test)]
mod in_flight;
#[cfg(test)]
mod network;
#[cfg(test)]
mod recordings;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod server;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod xmlrpc;
