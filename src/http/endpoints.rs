//! The endpoints of plain HTTP, each with what is said of it: routes and the OpenAPI document are both made from these tables.

use std::fmt;

use axum::Router;
use axum::handler::Handler;
use axum::routing::{MethodFilter, MethodRouter, on};
use serde_json::Value;

/// A JSON Schema, made when it is wanted.
pub(super) type SchemaOf = fn() -> Value;

/// What is said of an endpoint.
#[derive(Debug, Clone, Copy)]
pub(super) struct About {
    pub(super) method: Method,
    pub(super) path: &'static str,
    /// Its name in programs that are made from the document.
    pub(super) name: &'static str,
    pub(super) summary: &'static str,
    pub(super) body: Option<Body>,
    /// What it answers, as JSON unless `media_type` says otherwise.
    pub(super) answer: SchemaOf,
    pub(super) media_type: &'static str,
    /// Statuses of its errors, beside those of every endpoint.
    pub(super) refusals: &'static [u16],
    /// Whether it wants no key.
    pub(super) is_open: bool,
}

/// What an endpoint reads.
#[derive(Debug, Clone, Copy)]
pub(super) struct Body {
    pub(super) schema: SchemaOf,
    pub(super) is_required: bool,
}

/// How it is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Method {
    Get,
    Post,
}

impl Method {
    /// As the document has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Post => "post",
        }
    }

    fn filter(self) -> MethodFilter {
        match self {
            Self::Get => MethodFilter::GET,
            Self::Post => MethodFilter::POST,
        }
    }
}

impl About {
    /// An endpoint that is read.
    pub(super) const fn get(path: &'static str, name: &'static str, summary: &'static str, answer: SchemaOf) -> Self {
        let (media_type, refusals) = ("application/json", &[] as &[u16]);
        Self { method: Method::Get, path, name, summary, body: None, answer, media_type, refusals, is_open: false }
    }

    /// An endpoint that something is sent to.
    pub(super) const fn post(path: &'static str, name: &'static str, summary: &'static str, answer: SchemaOf) -> Self {
        Self { method: Method::Post, ..Self::get(path, name, summary, answer) }
    }

    /// What it reads.
    pub(super) const fn reads(self, schema: SchemaOf) -> Self {
        Self { body: Some(Body { schema, is_required: true }), ..self }
    }

    /// What it reads where there is a body.
    pub(super) const fn may_read(self, schema: SchemaOf) -> Self {
        Self { body: Some(Body { schema, is_required: false }), ..self }
    }

    /// How its answer is written, where that is not JSON.
    pub(super) const fn answers_as(self, media_type: &'static str) -> Self {
        Self { media_type, ..self }
    }

    /// Statuses of its errors.
    pub(super) const fn refuses(self, refusals: &'static [u16]) -> Self {
        Self { refusals, ..self }
    }

    /// It wants no key.
    pub(super) const fn open(self) -> Self {
        Self { is_open: true, ..self }
    }

    /// The endpoint, with what answers there.
    pub(super) fn by<H, T, S>(self, handler: H) -> Endpoint<S>
    where
        H: Handler<T, S>,
        T: 'static,
        S: Clone + Send + Sync + 'static,
    {
        Endpoint { about: self, route: on(self.method.filter(), handler) }
    }
}

/// An endpoint with what answers there.
pub(super) struct Endpoint<S> {
    about: About,
    route: MethodRouter<S>,
}

/// Endpoints of one state.
#[derive(Debug)]
pub(super) struct Endpoints<S>(pub(super) Vec<Endpoint<S>>);

impl<S: Clone + Send + Sync + 'static> Endpoints<S> {
    /// What is said of them.
    pub(super) fn about(&self) -> Vec<About> {
        self.0.iter().map(|endpoint| endpoint.about).collect()
    }

    /// Their routes.
    pub(super) fn router(self) -> Router<S> {
        self.0.into_iter().fold(Router::new(), |router, endpoint| router.route(endpoint.about.path, endpoint.route))
    }
}

impl<S> fmt::Debug for Endpoint<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Endpoint").field(&self.about.path).finish()
    }
}
