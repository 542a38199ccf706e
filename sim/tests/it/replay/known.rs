//! The exchanges that differ, and why. Strict both ways: one that fits again must leave the list.

use odoo_sdk::Series;

/// What follows the customer (price list, addresses, payment terms) is business code that is not here.
const NO_ONCHANGE_CODE: [&str; 3] = ["web/onchange_sale_order", "jsonrpc/onchange_sale_order", "xmlrpc/onchange_sale_order"];

/// The same over JSON-2.
const NO_ONCHANGE_CODE_JSON2: &str = "json2/onchange_sale_order";

/// The known differences of a series.
pub(crate) fn differences(series: Series) -> Vec<&'static str> {
    let json2 = (series == Series::V19).then_some(NO_ONCHANGE_CODE_JSON2);
    NO_ONCHANGE_CODE.into_iter().chain(json2).collect()
}
