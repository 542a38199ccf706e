//! The values of a create and of a write.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    odoo_gateway::fuzzing::values(data);
});
