//! The validator and the schema rules against what real Odoo servers said, over the checked-in snapshots.
//!
//! `verdicts`: a sample of calls with Odoo's verdicts. `links`: derived facts of models. `methods`: every recorded signature. `calls`: single calls, their
//! messages and fixes. `unseen`: verdicts on models that no rule was fitted on. `properties`: spoilt calls are refused, and nothing panics or runs long.

#[cfg(test)]
mod calls;
#[cfg(test)]
mod links;
#[cfg(test)]
mod methods;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reading;
#[cfg(test)]
mod support;
#[cfg(test)]
mod unrecorded;
mod unseen;
#[cfg(test)]
mod verdicts;
