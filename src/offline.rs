//! Checking calls with no Odoo at hand: one JSON line in, one verdict out. Pure but for the schemas that are decoded on the way.

mod line;
mod schemas;

pub(crate) use line::judge;
pub(crate) use schemas::OfflineSchemas;
