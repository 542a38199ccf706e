//! What can be set on a client, with defaults that suit a server behind a proxy.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Bodies up to this size need no place.
const SMALL_ANSWER: usize = 1024 * 1024;

/// A bound on how many large answers, of more than 1 MiB, are in memory at once: those beyond wait with their bodies unread, within the total
/// time of their calls. Clones share the places, so that several clients can be bounded together.
#[derive(Debug, Clone)]
pub struct LargeAnswers(Arc<Semaphore>);

impl LargeAnswers {
    /// So many at once, at least one.
    #[must_use]
    pub fn new(most: usize) -> Self {
        Self(Arc::new(Semaphore::new(most.clamp(1, Semaphore::MAX_PERMITS))))
    }

    /// A place for a body of this size, if it needs one.
    pub(crate) async fn place(&self, bytes: usize) -> Option<Arc<OwnedSemaphorePermit>> {
        if bytes <= SMALL_ANSWER {
            return None;
        }
        // The semaphore is never closed.
        Arc::clone(&self.0).acquire_owned().await.ok().map(Arc::new)
    }
}

impl Default for LargeAnswers {
    /// Four at once.
    fn default() -> Self {
        Self::new(4)
    }
}

/// Limits and habits of a client, set one by one on what [`Default`] gives.
///
/// ```
/// # use std::time::Duration;
/// # use odoo_sdk::Client;
/// let connect = Client::connect("https://acme.odoo.com").configure(|options| {
///     options.total_timeout = Duration::from_secs(30);
///     options.in_flight = 8;
/// });
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ClientOptions {
    /// How long a connection may take to come up, name resolution and TLS included. Default: 5 s.
    pub connect_timeout: Duration,
    /// How long the server may be silent, before the answer and within it. Default: 60 s.
    pub read_timeout: Duration,
    /// How long a call may take in all, with its retries and a new login. Default: 120 s.
    pub total_timeout: Duration,
    /// How many calls are in flight at once; those beyond wait for a place, within their total time. Default: 16. 0: no bound.
    ///
    /// An Odoo process fails the calls for which it has no database connection left (`db_maxconn`, 64 by default).
    pub in_flight: usize,
    /// The largest answer taken, in bytes after decompression. Default: 32 MiB.
    pub max_body_bytes: usize,
    /// How many large answers are in memory at once. Default: 4, for this client alone.
    pub large_answers: LargeAnswers,
    /// How many times a call is sent again after a failure that may pass: a read, or a write that certainly did not run. Default: 2.
    pub retries: u32,
    /// The wait before the first retry; it doubles with each, and a random part of up to half is taken off. Default: 200 ms.
    pub retry_delay: Duration,
    /// How long an idle connection is kept. Default: 15 s, less than the keep-alive of the usual proxies.
    pub pool_idle_timeout: Duration,
    /// How many idle connections are kept. Default: 32.
    pub pool_max_idle: usize,
    /// After how many failures to get an answer in a row the circuit breaker opens. Default: 5. 0 switches it off.
    pub breaker_failures: u32,
    /// How long an open breaker refuses calls before it lets one through to see. Default: 10 s.
    pub breaker_delay: Duration,
    /// Whether `HTTP_PROXY`, `HTTPS_PROXY` and `NO_PROXY` count. Default: true. They never do for this very machine.
    pub environment_proxy: bool,
    /// Whether a server is refused that is newer than the newest supported series or between two, such as `20.0` and `saas~18.3`. Default:
    /// false, and the rules of the nearest series below apply: see [`ServerVersion::caution`](crate::client::ServerVersion::caution).
    pub known_series_only: bool,
    /// The `User-Agent`. `None` is `odoo-sdk/<version>`.
    pub user_agent: Option<String>,
}

impl Default for ClientOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_secs(60),
            total_timeout: Duration::from_secs(120),
            in_flight: 16,
            max_body_bytes: 32 * 1024 * 1024,
            large_answers: LargeAnswers::default(),
            retries: 2,
            retry_delay: Duration::from_millis(200),
            pool_idle_timeout: Duration::from_secs(15),
            pool_max_idle: 32,
            breaker_failures: 5,
            breaker_delay: Duration::from_secs(10),
            environment_proxy: true,
            known_series_only: false,
            user_agent: None,
        }
    }
}
