//! `check`: connects as `serve` would, and says in one line what it found, and in a second one which snapshots of the user's it read.

use std::io::Write;

use odoo_sdk::ErrorKind;

use super::{CommandError, Exit};
use crate::config::{Configuration, ConfiguredOdoo, Environment};
use crate::session::{Instance, Session, SessionError};

/// Connects, logs in, prints what it found, of several Odoos one after the other; the first that fails ends it.
pub(super) async fn run(environment: &Environment) -> Result<(), CommandError> {
    let configuration = Configuration::read(environment).map_err(CommandError::usage)?;
    for odoo in configuration.odoos() {
        let name = Some(odoo.name.as_str()).filter(|_| !odoo.name.is_default());
        let lines = lines(odoo).await.map_err(|error| match name {
            Some(name) => error.about(name),
            None => error,
        })?;
        let place = name.map(|name| format!("{name}: ")).unwrap_or_default();
        lines.iter().try_for_each(|line| writeln!(std::io::stdout(), "{place}{line}")).map_err(CommandError::failed)?;
    }
    Ok(())
}

/// Connects to one Odoo and says what it found.
pub(super) async fn lines(odoo: &ConfiguredOdoo) -> Result<Vec<String>, CommandError> {
    let settings = odoo.connection.clone().map_err(CommandError::usage)?;
    let instance = Instance { schemas: odoo.schemas.clone(), ..Instance::only(Some(settings.address())) };
    let session = Session::alone(instance, &Ok(settings));
    let connected = session.connected().await.map_err(|error| CommandError::new(exit_of(&error), error))?;
    let client = connected.client();
    let found = format!(
        "Odoo {} ({}), database `{}`, user {}, over {}",
        client.series(),
        client.version().text,
        client.database(),
        client.user().uid,
        client.api().name()
    );
    Ok([found].into_iter().chain(client.version().caution()).chain(odoo.schemas.summary()).collect())
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
