//! Requests to sign in.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    odoo_gateway::fuzzing::oauth_request(data);
});
