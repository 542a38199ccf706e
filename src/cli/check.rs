//! `check`: connects as `serve` would, and says in one line what it found, and in a second one which snapshots of the user's it read.

use std::io::Write;

use odoo_sdk::ErrorKind;

use super::{CommandError, Exit};
use crate::config::{Configuration, Environment};
use crate::session::{Instance, Session, SessionError};

/// Connects, logs in, prints what it found.
pub(super) async fn run(environment: &Environment) -> Result<(), CommandError> {
    let configuration = Configuration::read(environment).map_err(CommandError::usage)?;
    let settings = configuration.connection.map_err(CommandError::usage)?;
    let schemas = configuration.schemas.summary();
    let instance = Instance { schemas: configuration.schemas, ..Instance::only(Some(settings.address())) };
    let session = Session::alone(instance, &Ok(settings));
    let connected = session.connected().await.map_err(|error| CommandError::new(exit_of(&error), error))?;
    let client = connected.client();
    let mut lines = vec![format!(
        "Odoo {} ({}), database `{}`, user {}, over {}",
        client.series(),
        client.version().text,
        client.database(),
        client.user().uid,
        client.api().name()
    )];
    lines.extend(schemas);
    writeln!(std::io::stdout(), "{}", lines.join("\n")).map_err(CommandError::failed)
}

pub(super) fn exit_of(error: &SessionError) -> Exit {
    match error {
        SessionError::Configuration(_) | SessionError::Schemas(_) => Exit::Usage,
        SessionError::Over(_) | SessionError::Locked(_) => Exit::Login,
        SessionError::Odoo(error) => match error.kind() {
            ErrorKind::Auth | ErrorKind::Access | ErrorKind::SessionExpired => Exit::Login,
            ErrorKind::Connection | ErrorKind::Protocol | ErrorKind::Version => Exit::Connection,
            ErrorKind::Validation | ErrorKind::User | ErrorKind::Missing | ErrorKind::Server => Exit::Failed,
        },
    }
}
