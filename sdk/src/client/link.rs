//! One exchange with the server: within the bound on calls in flight, through the circuit breaker, in a span of its own.

use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};
use tracing::Instrument;

use super::ClientOptions;
use super::breaker::Breaker;
use super::retry;
use crate::call::{Call, Effect};
use crate::error::{Error, ErrorKind};
use crate::transport::http::{Endpoint, Http};
use crate::transport::{Asked, HttpReply, HttpRequest};

/// The way to one server, shared by everything a client does.
#[derive(Debug)]
pub(super) struct Link {
    http: Http,
    breaker: Breaker,
    places: Option<Semaphore>,
    options: ClientOptions,
}

impl Link {
    pub(super) fn new(address: &str, options: ClientOptions) -> Result<Self, Error> {
        let http = Http::new(Endpoint::parse(address)?, &options)?;
        let breaker = Breaker::new(options.breaker_failures, options.breaker_delay);
        let places = (options.in_flight > 0).then(|| Semaphore::new(options.in_flight.min(Semaphore::MAX_PERMITS)));
        Ok(Self { http, breaker, places, options })
    }

    pub(super) fn authority(&self) -> &str {
        self.http.authority()
    }

    /// Whether the address has a path behind host and port.
    pub(super) fn has_path(&self) -> bool {
        self.http.has_path()
    }

    /// Sends once and decodes. The answer counts for the breaker only after decoding: a proxy's 502 is no answer.
    pub(super) async fn exchange<T>(
        &self,
        request: HttpRequest,
        call: Option<&Call>,
        decode: impl FnOnce(&HttpReply, Asked<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let permit = self.breaker.admit(self.authority())?;
        let (model, method) = call.map(|call| (call.model.as_str(), call.method.as_str())).unzip();
        let span = tracing::debug_span!("odoo", authority = self.authority(), path = request.path, model, method);
        let begun = Instant::now();
        let exchange = async {
            // On the heap: the future of an exchange is large, and every future around it would be as large, and be moved with it.
            let result = match Box::pin(self.http.send(request)).await {
                Ok(reply) => decode(&reply, Asked { authority: self.authority(), call }),
                Err(error) => Err(error),
            };
            permit.settle(&result);
            let kind = result.as_ref().err().map(|error| error.kind().name());
            let elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::debug!(elapsed_ms, error = kind, "exchange with Odoo");
            result
        };
        exchange.instrument(span).await
    }

    /// Makes attempts until one succeeds, retries are used up or the total time is over. All of them hold one place in flight.
    pub(super) async fn persist<T, F>(&self, effect: Effect, attempt: impl Fn() -> F) -> Result<T, Error>
    where
        F: Future<Output = Result<T, Error>>,
    {
        let begun = tokio::time::Instant::now();
        let _place = self.place_in_flight().await?;
        let attempts = async {
            let mut retries = 0;
            loop {
                let error = match attempt().await {
                    Ok(value) => return Ok(value),
                    Err(error) => error,
                };
                retries += 1;
                let Some(wait) = retry::wait(&error, effect, retries, &self.options) else { return Err(error) };
                tracing::debug!(authority = self.authority(), retries, ?wait, error = %error, "trying again");
                tokio::time::sleep(wait).await;
            }
        };
        let limit = self.options.total_timeout;
        tokio::time::timeout_at(begun + limit, attempts).await.unwrap_or_else(|_| Err(self.too_slow(limit)))
    }

    /// Waits for a place; whoever gets none in time has sent nothing.
    async fn place_in_flight(&self) -> Result<Option<SemaphorePermit<'_>>, Error> {
        let Some(places) = &self.places else { return Ok(None) };
        let limit = self.options.total_timeout;
        // The semaphore is never closed.
        let place = tokio::time::timeout(limit, places.acquire()).await.map_err(|_| self.too_busy(limit))?;
        Ok(place.ok())
    }

    fn too_busy(&self, limit: Duration) -> Error {
        let message = format!(
            "{} calls were in flight to {} for {} s, and no place came free",
            self.options.in_flight,
            self.authority(),
            limit.as_secs_f32()
        );
        Error::new(ErrorKind::Connection, message).never_ran().transient(None)
    }

    fn too_slow(&self, limit: Duration) -> Error {
        Error::new(ErrorKind::Connection, format!("{} did not answer within {} s", self.authority(), limit.as_secs_f32())).transient(None)
    }
}
