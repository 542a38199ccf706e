//! Building and starting an embedded Odoo.

use std::sync::Arc;

use jiff::civil::Date;
use odoo_sdk::schema::pack::PackError;
use odoo_sdk::schema::{FieldSchema, ModelSchema};
use thiserror::Error;
use tokio::net::TcpListener;

use crate::clock::Clock;
use crate::company::{Company, CompanyError};
use crate::database::Database;
use crate::faults::Faults;
use crate::http;
use crate::pose::Pose;
use crate::running::{RunningSim, Stop};
use crate::schemas::{Extras, Schemas, Source};
use crate::server::Server;

/// The name of the one database.
pub const DATABASE: &str = "sim";

/// Why an embedded Odoo could not be started.
#[derive(Debug, Error)]
pub enum StartError {
    /// No port on the loopback address.
    #[error("cannot listen on 127.0.0.1")]
    Listen(#[source] std::io::Error),
    /// The packed snapshot cannot be read.
    #[error("cannot read the schemas")]
    Schemas(#[from] PackError),
    /// The sample data does not fit the schemas.
    #[error("cannot load the company")]
    Company(#[from] CompanyError),
}

/// The embedded Odoo.
#[derive(Debug)]
pub struct Sim;

impl Sim {
    /// Begins with the schemas of one series: a snapshot, or a packed one.
    pub fn builder(source: impl Into<Source>) -> SimBuilder {
        SimBuilder {
            source: source.into(),
            extras: Extras::default(),
            company: Company::default(),
            faults: Faults::new(),
            today: None,
            pose: None,
        }
    }
}

/// What an embedded Odoo is made of.
#[derive(Debug)]
pub struct SimBuilder {
    source: Source,
    extras: Extras,
    company: Company,
    faults: Faults,
    today: Option<Date>,
    pose: Option<Pose>,
}

impl SimBuilder {
    /// The data it starts with; without this the built-in sample company.
    #[must_use]
    pub fn company(mut self, company: Company) -> Self {
        self.company = company;
        self
    }

    /// Faults in force from the start.
    #[must_use]
    pub fn faults(mut self, faults: Faults) -> Self {
        self.faults = faults;
        self
    }

    /// A model the snapshot does not have.
    #[must_use]
    pub fn extra_model(mut self, model: ModelSchema) -> Self {
        self.extras.models.insert(model.model.clone(), model);
        self
    }

    /// A field the snapshot's model does not have.
    #[must_use]
    pub fn extra_field(mut self, model: impl Into<String>, name: impl Into<String>, field: FieldSchema) -> Self {
        self.extras.fields.entry(model.into()).or_default().push((name.into(), field));
        self
    }

    /// Stops the clock at noon of a day; without this it is the machine's. The sample company's dates count from it.
    #[must_use]
    pub fn today(mut self, day: Date) -> Self {
        self.today = Some(day);
        self
    }

    /// Poses as another version, such as `20.0` or `saas~19.2`: its names of models, fields and methods, and its shape of binary fields, as
    /// far as they are known. The schemas are those of the nearest series below.
    #[must_use]
    pub fn posing_as(mut self, version: &str) -> Self {
        self.pose = Some(Pose::new(version));
        self
    }

    /// Starts it on a free port of 127.0.0.1, on the current tokio runtime.
    ///
    /// # Errors
    /// [`StartError`] where the schemas or the company cannot be read or there is no port.
    pub async fn start(self) -> Result<RunningSim, StartError> {
        let clock = self.today.map_or(Clock::Machine, |day| Clock::Stopped(day.at(12, 0, 0, 0)));
        let schemas = Arc::new(Schemas::new(self.source, self.extras, self.pose)?);
        let mut db = Database::new(schemas, clock, DATABASE);
        self.company.load(&mut db)?;
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.map_err(StartError::Listen)?;
        let port = listener.local_addr().map_err(StartError::Listen)?.port();
        let server = Arc::new(Server::new(db, self.faults, format!("http://127.0.0.1:{port}")));
        let task = tokio::spawn(http::serve(listener, Arc::clone(&server))).abort_handle();
        Ok(RunningSim { server, task: Stop(task) })
    }
}
