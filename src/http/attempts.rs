//! How often one address may fail to say who it is. Those that come with a valid key are not counted, and a full count of one address
//! changes nothing for others.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use moka::policy::EvictionPolicy;
use moka::sync::Cache;
use tokio::time::Instant;

/// Failures a minute.
const PER_MINUTE: u32 = 30;

/// Addresses that are remembered; those that failed longest ago go first.
const MOST_REMEMBERED: u64 = 10_000;

/// The failures of each address.
#[derive(Debug)]
pub(crate) struct Attempts {
    failures: Cache<IpAddr, Arc<Mutex<Failures>>>,
}

#[derive(Debug)]
struct Failures {
    /// Of those that are still counted; they fade evenly.
    count: f64,
    at: Instant,
}

impl Default for Attempts {
    fn default() -> Self {
        let failures = Cache::builder().max_capacity(MOST_REMEMBERED).eviction_policy(EvictionPolicy::lru());
        Self { failures: failures.time_to_idle(Duration::from_secs(120)).build() }
    }
}

impl Attempts {
    /// Whether an address may try; if not, when it may.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), Duration> {
        let Some(failures) = self.failures.get(&network(address)) else { return Ok(()) };
        let count = failures.lock().unwrap_or_else(PoisonError::into_inner).now();
        let over = count + 1.0 - f64::from(PER_MINUTE);
        if over <= 0.0 { Ok(()) } else { Err(Duration::from_secs_f64(over * 60.0 / f64::from(PER_MINUTE))) }
    }

    /// Counts a failure.
    pub(crate) fn failed(&self, address: IpAddr) {
        let failures = self.failures.get_with(network(address), || Arc::new(Mutex::new(Failures { count: 0.0, at: Instant::now() })));
        let mut failures = failures.lock().unwrap_or_else(PoisonError::into_inner);
        *failures = Failures { count: (failures.now() + 1.0).min(f64::from(PER_MINUTE)), at: Instant::now() };
    }
}

impl Failures {
    fn now(&self) -> f64 {
        (self.count - self.at.elapsed().as_secs_f64() * f64::from(PER_MINUTE) / 60.0).max(0.0)
    }
}

/// Whoever has one address of IPv6 has the 64 bits of its network.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_address_that_keeps_failing_waits_and_others_do_not() {
        let (attempts, guesser, other) = (Attempts::default(), "2001:db8::1".parse().unwrap(), "2001:db8:0:1::1".parse().unwrap());
        for _ in 0..PER_MINUTE {
            attempts.check(guesser).unwrap();
            attempts.failed(guesser);
        }
        assert_eq!(attempts.check(guesser), Err(Duration::from_secs(2)));
        assert!(attempts.check("2001:db8::ffff".parse().unwrap()).is_err() && attempts.check(other).is_ok());
        tokio::time::advance(Duration::from_secs(2)).await;
        attempts.check(guesser).unwrap();
        attempts.failed(guesser);
        assert!(attempts.check(guesser).is_err());
        tokio::time::advance(Duration::from_secs(60)).await;
        attempts.check(guesser).unwrap();
    }
}
