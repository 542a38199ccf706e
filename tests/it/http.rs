//! The gateway over HTTP, through the real binary: who is let in, what a request may be, two users at once, and how a server stops.

mod admission;
mod identity;
mod instances;
mod listening;
mod network;
mod oauth;
mod openapi;
mod redis;
mod replicas;
mod requests;
mod rest;
mod server;
mod socket;
mod stream;
mod tls;
mod users;
