//! Odoo as Rust.
