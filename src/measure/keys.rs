//! What opening a gateway key costs a request. Keys are opened anew each time: nothing is remembered of them, so that there is no
//! difference between a key that was seen before and one that was not but what the processor remembers.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Context, Result};
use secrecy::ExposeSecret;

use crate::keys::{GatewayKey, KeyCredential, KeyRing};
use crate::policy::Mode;

/// Keys, each of another user.
const KEYS: usize = 1_000;

/// Times that all of them are opened.
const ROUNDS: usize = 20;

/// The table.
///
/// # Errors
///
/// Where the system has no randomness.
pub fn keys() -> Result<String> {
    table(KEYS, ROUNDS)
}

fn table(count: usize, rounds: usize) -> Result<String> {
    let ring = KeyRing::parse(&KeyRing::generate()?)?;
    let sealed = (0..count).map(|number| key(number)?.seal(&ring).context("a key that cannot be sealed")).collect::<Result<Vec<_>>>()?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let began = Instant::now();
        for sealed in &sealed {
            black_box(GatewayKey::open(&ring, black_box(sealed.expose_secret()))?);
        }
        times.push(began.elapsed().as_secs_f64() * 1e6 / count as f64);
    }
    let first = times.first().copied().unwrap_or_default();
    times.sort_by(f64::total_cmp);
    let mut text = String::new();
    // INVARIANT: writing to a String does not fail.
    let _ = writeln!(text, "opening a key never seen before:        {first:.2} µs");
    let _ = writeln!(text, "opening a key again, p50:               {:.2} µs", times.get(times.len() / 2).copied().unwrap_or_default());
    Ok(text)
}

fn key(number: usize) -> Result<GatewayKey> {
    Ok(GatewayKey {
        id: GatewayKey::new_id()?,
        name: "bench".to_owned(),
        url: "https://odoo.example.com".to_owned(),
        database: Some("production".to_owned()),
        login: format!("user{number}@example.com"),
        credential: KeyCredential::ApiKey("0123456789abcdef0123456789abcdef01234567".into()),
        scope: Some("res.partner:RWD,sale.order:RW,*:R".parse()?),
        mode: Mode::ReadWrite,
        issued_at: 1_750_000_000,
        expires_at: Some(1_757_776_000),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_that_is_opened_takes_a_time() {
        let table = table(3, 2).unwrap();
        assert!(table.lines().count() == 2 && !table.contains("NaN"), "{table}");
    }
}
