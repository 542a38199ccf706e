//! The one place that sends: a pool of keep-alive connections to one server, no redirects, and a cap on what is read.
//!
//! A connection that the server closed while it was idle is replaced before anything is written to it; once a request
//! may have been written, it is never written again here.

use std::time::Duration;

use bytes::Bytes;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER, SET_COOKIE};
use reqwest::{Response, redirect, retry};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::{HttpReply, HttpRequest, Method, failure, tls};
use crate::error::{Error, ErrorKind};
use crate::options::{ClientOptions, LargeAnswers};

/// A server's address: scheme, host, port and a path that everything is below.
#[derive(Debug, Clone)]
pub struct Endpoint {
    base: Url,
    place: String,
}

impl Endpoint {
    /// Reads an address such as `https://acme.odoo.com` or `http://10.0.0.5:8069/odoo/`.
    ///
    /// # Errors
    /// [`ErrorKind::Connection`], without repeating the address, where it is not http or https or holds credentials, a query or a fragment.
    pub fn parse(address: &str) -> Result<Self, Error> {
        let address = address.trim();
        let has_scheme = ["http://", "https://"]
            .iter()
            .any(|scheme| address.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
        if !has_scheme {
            return Err(refused("the server's address must begin with `http://` or `https://`"));
        }
        let mut base = Url::parse(address).map_err(|error| refused("the server's address is not a URL").caused_by(error))?;
        if !base.username().is_empty() || base.password().is_some() {
            return Err(refused("the server's address must not hold a user or a password"));
        }
        if base.query().is_some() || base.fragment().is_some() {
            return Err(refused("the server's address must not hold a query or a fragment"));
        }
        let path = base.path().trim_end_matches('/').to_owned();
        if let Some(page) = page_of_odoo(&path) {
            return Err(refused(&format!("the server's address goes on to a page of Odoo: leave out `{page}` and what follows it")));
        }
        base.set_path(&path);
        let place = format!("{}:{}", base.host_str().unwrap_or_default(), base.port_or_known_default().unwrap_or_default());
        Ok(Self { base, place })
    }

    /// Whether there is a path behind host and port.
    #[must_use]
    pub fn has_path(&self) -> bool {
        !matches!(self.base.path(), "" | "/")
    }

    /// `host:port`, as messages name the server.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.place
    }

    /// The address of `path` on this server.
    #[must_use]
    pub fn url(&self, path: &str) -> Url {
        let mut url = self.base.clone();
        url.set_path(&format!("{}{path}", self.base.path().trim_end_matches('/')));
        url
    }

    fn is_loopback(&self) -> bool {
        match self.base.host() {
            Some(url::Host::Domain(name)) => name == "localhost",
            Some(url::Host::Ipv4(address)) => address.is_loopback(),
            Some(url::Host::Ipv6(address)) => address.is_loopback(),
            None => false,
        }
    }
}

fn refused(message: &str) -> Error {
    Error::new(ErrorKind::Connection, message).never_ran()
}

/// A pool of connections to one server.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    endpoint: Endpoint,
    max_body_bytes: usize,
    large: LargeAnswers,
}

impl Http {
    /// A pool without connections yet. For https it loads the system's certificate roots, once a process.
    ///
    /// # Errors
    /// [`ErrorKind::Connection`] where there are no usable roots.
    pub fn new(endpoint: Endpoint, options: &ClientOptions) -> Result<Self, Error> {
        let failed = |error: Box<dyn std::error::Error + Send + Sync>| refused("the HTTP client cannot be set up").caused_by(error);
        let tls = tls::config(endpoint.base.scheme() == "https").map_err(|error| failed(error.into()))?;
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .user_agent(options.user_agent.as_deref().unwrap_or(concat!("odoo-sdk/", env!("CARGO_PKG_VERSION"))))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .connect_timeout(options.connect_timeout)
            .read_timeout(options.read_timeout)
            .pool_idle_timeout(options.pool_idle_timeout)
            .pool_max_idle_per_host(options.pool_max_idle)
            .tcp_nodelay(true);
        if !options.environment_proxy || endpoint.is_loopback() {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|error| failed(error.without_url().into()))?;
        Ok(Self { client, endpoint, max_body_bytes: options.max_body_bytes, large: options.large_answers.clone() })
    }

    /// Whether the server's address has a path.
    #[must_use]
    pub fn has_path(&self) -> bool {
        self.endpoint.has_path()
    }

    /// `host:port` of the server.
    #[must_use]
    pub fn authority(&self) -> &str {
        self.endpoint.authority()
    }

    /// Sends once and reads the whole answer, whatever its status. Dropping the future closes the connection.
    ///
    /// # Errors
    /// [`ErrorKind::Connection`] where no whole answer came, [`ErrorKind::Protocol`] where it is larger than allowed.
    pub async fn send(&self, request: HttpRequest) -> Result<HttpReply, Error> {
        let built = self.build(request)?;
        let response = self.client.execute(built).await.map_err(|error| failure::of_sending(error, self.authority()))?;
        self.read(response).await
    }

    fn build(&self, request: HttpRequest) -> Result<reqwest::Request, Error> {
        let method = match request.method {
            Method::Get => reqwest::Method::GET,
            Method::Post => reqwest::Method::POST,
        };
        let mut headers = HeaderMap::new();
        if let Some(content_type) = request.content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        for (name, value) in request.headers {
            headers.insert(HeaderName::from_static(name), secret_header(name, &value)?);
        }
        let mut built = reqwest::Request::new(method, self.endpoint.url(&request.path));
        *built.headers_mut() = headers;
        *built.body_mut() = Some(request.body.into());
        Ok(built)
    }

    async fn read(&self, mut response: Response) -> Result<HttpReply, Error> {
        let mut reply = head(&response);
        let expected = self.expected_bytes(&response)?;
        reply.place = self.large.place(expected).await;
        let mut body = Vec::with_capacity(expected);
        while let Some(chunk) = response.chunk().await.map_err(|error| failure::of_reading(error, self.authority()))? {
            if body.len() + chunk.len() > self.max_body_bytes {
                return Err(self.too_large(reply.status));
            }
            if reply.place.is_none() {
                reply.place = self.large.place(body.len() + chunk.len()).await;
            }
            body.extend_from_slice(&chunk);
        }
        reply.body = Bytes::from(body);
        Ok(reply)
    }

    /// What to make room for: the announced length, unless it is more than allowed.
    fn expected_bytes(&self, response: &Response) -> Result<usize, Error> {
        let announced = response.content_length().map_or(0, |length| usize::try_from(length).unwrap_or(usize::MAX));
        if announced > self.max_body_bytes { Err(self.too_large(response.status().as_u16())) } else { Ok(announced) }
    }

    fn too_large(&self, status: u16) -> Error {
        let message = format!("the answer of {} is larger than the {} bytes allowed", self.authority(), self.max_body_bytes);
        Error::new(ErrorKind::Protocol, message).status(status)
    }
}

fn secret_header(name: &str, value: &SecretString) -> Result<HeaderValue, Error> {
    let unfit =
        |_| Error::new(ErrorKind::Auth, format!("the value for the header `{name}` holds characters no header can carry")).never_ran();
    let mut value = HeaderValue::from_bytes(value.expose_secret().as_bytes()).map_err(unfit)?;
    value.set_sensitive(true);
    Ok(value)
}

fn head(response: &Response) -> HttpReply {
    let headers = response.headers();
    HttpReply {
        status: response.status().as_u16(),
        content_type: text(headers, &CONTENT_TYPE).unwrap_or_default().to_ascii_lowercase(),
        location: text(headers, &LOCATION).map(|location| without_secrets(location, response.url())),
        retry_after: text(headers, &RETRY_AFTER).and_then(|seconds| seconds.trim().parse().ok()).map(Duration::from_secs),
        session: headers.get_all(SET_COOKIE).iter().find_map(session_of),
        ..HttpReply::default()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The `session_id` of a `Set-Cookie` header, unless it deletes it.
fn session_of(cookie: &HeaderValue) -> Option<SecretString> {
    let pair = cookie.to_str().ok()?.split(';').next()?;
    let (name, value) = pair.split_once('=')?;
    (name.trim() == "session_id" && !value.trim().is_empty()).then(|| value.trim().to_owned().into())
}

/// Where a redirect points to, fit for a message: no user, password, query or fragment.
fn without_secrets(location: &str, from: &Url) -> String {
    let Ok(mut target) = from.join(location) else { return "an address that is not one".to_owned() };
    target.set_query(None);
    target.set_fragment(None);
    // Only addresses without a host refuse these, and such an address has neither.
    let _ = target.set_username("");
    let _ = target.set_password(None);
    crate::error::text::one_line(target.as_str())
}

/// The page of Odoo's client that a path goes on to, as a browser shows it.
fn page_of_odoo(path: &str) -> Option<&'static str> {
    if path.contains("/odoo/action-") {
        return Some("/odoo/action-");
    }
    path.split('/').any(|part| part == "web").then_some("/web")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(address: &str, path: &str) -> Result<String, String> {
        Endpoint::parse(address).map(|endpoint| endpoint.url(path).to_string()).map_err(|error| error.message().to_owned())
    }

    #[test]
    fn joins_paths_below_the_address() {
        assert_eq!(url("https://acme.odoo.com", "/jsonrpc").as_deref(), Ok("https://acme.odoo.com/jsonrpc"));
        assert_eq!(url(" http://10.0.0.5:8069/odoo// ", "/jsonrpc").as_deref(), Ok("http://10.0.0.5:8069/odoo/jsonrpc"));
    }

    #[test]
    fn a_copied_address_says_what_to_leave_out_or_to_add() {
        let begins = "the server's address must begin with `http://` or `https://`";
        for address in ["acme.odoo.com", "127.0.0.1:8069", "acme:8069/web", "localhost:8069"] {
            assert_eq!(url(address, "/").unwrap_err(), begins, "{address}");
        }
        for address in [
            "https://acme/web",
            "https://acme/web/login",
            "https://acme/erp/web/login/",
            "https://acme/web#hunter2",
            "https://acme/odoo/action-12",
        ] {
            let message = url(address, "/").unwrap_err();
            let says =
                message.contains("leave out `/web`") || message.contains("leave out `/odoo/action-`") || message.contains("fragment");
            assert!(says && !message.contains("hunter2"), "{message}");
        }
        assert!(url("https://acme/webshop", "/").is_ok() && url("https://acme/odoo", "/").is_ok());
    }

    #[test]
    fn refuses_addresses_without_repeating_them() {
        for address in
            ["", "acme", "ftp://acme", "http://bot:hunter2@acme", "http://hunter2@acme", "http://acme/?key=hunter2", "http://a#hunter2"]
        {
            let message = url(address, "/").unwrap_err();
            assert!(!message.contains("hunter2") && message.starts_with("the server's address"), "{address}: {message}");
        }
    }

    #[test]
    fn names_the_place_with_its_port() {
        let places: Vec<_> = ["https://acme/x", "http://[::1]:8069"].map(|address| Endpoint::parse(address).unwrap().place).into();
        assert_eq!(places, ["acme:443", "[::1]:8069"]);
    }

    #[test]
    fn a_redirect_is_reported_without_its_secrets() {
        let from = Url::parse("http://acme/jsonrpc").unwrap();
        assert_eq!(without_secrets("https://u:hunter2@b/web/login?token=hunter2#x", &from), "https://b/web/login");
        assert_eq!(without_secrets("/web/login", &from), "http://acme/web/login");
    }

    #[test]
    fn finds_the_session_cookie() {
        let find = |cookie: &str| session_of(&HeaderValue::from_str(cookie).unwrap()).map(|id| id.expose_secret().to_owned());
        assert_eq!(find("session_id=abc; HttpOnly; Path=/").as_deref(), Some("abc"));
        assert_eq!(find("session_id=; Max-Age=0"), None);
        assert_eq!(find("frontend_lang=en_US; Path=/"), None);
    }
}
