//! Typed models against servers: the embedded Odoo of each series, the recorded exchanges, and a real Odoo where one is named.
//!
//! `example` runs the program of `examples/`; `orders` is a program as users write it; `series` is one program on three series; `wire` and `groups` decode what real servers sent;
//! `group_domains` counts by what makes a group;
//! `calls` calls methods; `named` has models by name; `errors` says what is the matter; `pages` reads while others write; `many` creates many and asks for none;
//! `periods` groups by the days of a time zone; `translate` runs one series' tokens against another.
#![cfg(feature = "client")]

#[cfg(test)]
mod calls;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod example;
#[cfg(test)]
mod group_domains;
#[cfg(test)]
mod groups;
#[cfg(test)]
mod many;
#[cfg(test)]
mod named;
#[cfg(test)]
mod orders;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod periods;
#[cfg(test)]
mod series;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod translate;
#[cfg(test)]
mod wire;
