//! The embedded Odoo over its wire. `basics`: logging in and the usual calls on every series; `replay`: the recorded exchanges of real
//! servers; `http`: a client small enough to see every byte.

mod basics;
mod http;
mod replay;
mod setup;
