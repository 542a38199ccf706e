//! The conversation with the embedded Odoo of every series.
