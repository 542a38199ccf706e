//! Sealed texts.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    odoo_gateway::fuzzing::sealed(data);
});
